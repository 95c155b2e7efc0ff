// Whether a type has the methods of an interface, and where they are.
import CGoRuntime
import CTricolor

/// A type and an interface, compared method by method.
struct MethodSearch {
  let program: UnsafePointer<tc_program>
  let interface: TypePointer
  let type: TypePointer

  /// Bytes of an abi.Imethod and an abi.Method.
  private static let wantedBytes = 8
  private static let methodBytes = 16

  /// Writes the entries of the methods, in the interface's order, to `entries`.
  /// - Returns: the name of the first one that is missing; nil if none is.
  func run(_ entries: UnsafeMutablePointer<UInt>?) -> Name? {
    let wanted = interface.interfaceMethods
    guard let first = wanted.first else { return nil }
    let record = type.uncommon
    let count = record.map { Int($0.load(fromByteOffset: 4, as: UInt16.self)) } ?? 0
    var candidate = 0
    for index in 0..<wanted.count {
      let method = first + index * Self.wantedBytes
      // Both lists are sorted by name, so the search goes on where it stopped. Exported names stand
      // before others only in one of them: hence round the whole list.
      var tries = 0
      while tries < count {
        if let record, let entry = match(method, record, candidate) {
          entries?[index] = entry
          candidate = candidate + 1 == count ? 0 : candidate + 1
          break
        }
        candidate = candidate + 1 == count ? 0 : candidate + 1
        tries += 1
      }
      if tries == count { return program.name(method.load(as: Int32.self)) }
    }
    return nil
  }

  /// The entry of the type's method number `index`, if it is the one that is wanted.
  private func match(
    _ wanted: UnsafeRawPointer, _ record: UnsafeRawPointer, _ index: Int
  ) -> UInt? {
    let offset = Int(record.load(fromByteOffset: 8, as: UInt32.self))
    let method = record + offset + index * Self.methodBytes
    let wantedName = program.name(wanted.load(as: Int32.self))
    let name = program.name(method.load(as: Int32.self))
    guard wantedName.text.equals(name.text) else { return nil }
    let wantedType = program.type(wanted.load(fromByteOffset: 4, as: Int32.self))
    guard program.type(method.load(fromByteOffset: 4, as: Int32.self)) == wantedType else {
      return nil
    }
    if !name.isExported && !inSamePackage(wantedName, name, record) { return nil }
    return UInt(bitPattern: program.text(method.load(fromByteOffset: 8, as: Int32.self)))
  }

  /// Whether two unexported names belong to one package.
  private func inSamePackage(_ wanted: Name, _ name: Name, _ record: UnsafeRawPointer) -> Bool {
    let wantedOffset = wanted.packageOffset
    let offset = name.packageOffset
    let left = wantedOffset != 0 ? program.name(wantedOffset) : interface.interfacePackage
    let right = program.name(offset != 0 ? offset : record.load(as: Int32.self))
    return left.text.equals(right.text)
  }
}
