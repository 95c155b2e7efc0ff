// Reading type descriptors: the parts behind the common prefix, names, and which types a program
// numbers how. Layouts are internal/abi's.
import CGoRuntime
import CTricolor

/// abi.Kind.
enum Kind {
  static let bool: UInt8 = 1
  static let uintptr: UInt8 = 12
  static let float32: UInt8 = 13
  static let float64: UInt8 = 14
  static let complex64: UInt8 = 15
  static let complex128: UInt8 = 16
  static let array: UInt8 = 17
  static let channel: UInt8 = 18
  static let function: UInt8 = 19
  static let interface: UInt8 = 20
  static let map: UInt8 = 21
  static let pointer: UInt8 = 22
  static let slice: UInt8 = 23
  static let string: UInt8 = 24
  static let structure: UInt8 = 25
  static let unsafePointer: UInt8 = 26
}

/// abi.TFlag.
enum TypeFlag {
  static let uncommon: UInt8 = 1
  static let regularMemory: UInt8 = 8
}

extension UnsafePointer where Pointee == tc_type {
  /// Whether reflection made the type while the program runs: its name has a negative offset, and
  /// its functions for comparing and hashing are Go closures, which no plain call can call.
  @inline(__always)
  var isMade: Bool { pointee.str < 0 }

  /// Whether an interface holds the value itself: it is a pointer and nothing else. The flag for it
  /// is not asked, since the reflection of Go 1.25 makes types without it.
  @inline(__always)
  var isDirect: Bool { pointee.size == 8 && pointee.ptr_bytes == 8 }

  private var raw: UnsafeRawPointer { UnsafeRawPointer(self) }

  /// The word at `offset`, as a type.
  private func type(at offset: Int) -> TypePointer {
    // Invariant: the compiler leaves no element type out.
    raw.load(fromByteOffset: offset, as: TypePointer?.self).unsafelyUnwrapped
  }

  /// What an array, channel, pointer or slice is of.
  var element: TypePointer { type(at: 48) }

  /// Of an array: how many elements.
  var arrayLength: Int { raw.load(fromByteOffset: 64, as: Int.self) }

  /// Of an interface: its package's name, its methods.
  var interfacePackage: Name { Name(raw.load(fromByteOffset: 48, as: UnsafePointer<UInt8>?.self)) }
  var interfaceMethods: (first: UnsafeRawPointer?, count: Int) {
    (
      raw.load(fromByteOffset: 56, as: UnsafeRawPointer?.self),
      raw.load(fromByteOffset: 64, as: Int.self)
    )
  }

  /// Of a structure: its fields.
  var fields: (first: UnsafeRawPointer?, count: Int) {
    (
      raw.load(fromByteOffset: 56, as: UnsafeRawPointer?.self),
      raw.load(fromByteOffset: 64, as: Int.self)
    )
  }

  /// The record of name and methods; nil if the type has none.
  var uncommon: UnsafeRawPointer? {
    if pointee.tflag & TypeFlag.uncommon == 0 { return nil }
    switch pointee.kind {
    case Kind.pointer, Kind.slice, Kind.function: return raw + 56
    case Kind.channel: return raw + 64
    case Kind.array: return raw + 72
    case Kind.structure, Kind.interface: return raw + 80
    case Kind.map: return raw + MemoryLayout<tc_map_type>.stride
    default: return raw + 48
    }
  }
}

/// An abi.Name record: flags, the length as a varint, the text, and perhaps more.
struct Name {
  let bytes: UnsafePointer<UInt8>?

  init(_ bytes: UnsafePointer<UInt8>?) { self.bytes = bytes }

  /// Whether other packages may say it.
  var isExported: Bool { bytes.map { $0[0] & 1 != 0 } ?? false }

  /// The text.
  var text: tc_string {
    guard let bytes else { return tc_string() }
    let length = varint(bytes, 1)
    return tc_string(data: bytes + 1 + length.width, length: length.value)
  }

  /// The place of the package's name in the program's names; 0 if it is not told here.
  var packageOffset: Int32 {
    guard let bytes, bytes[0] & 4 != 0 else { return 0 }
    let name = varint(bytes, 1)
    var at = 1 + name.width + name.value
    if bytes[0] & 2 != 0 {
      let tag = varint(bytes, at)
      at += tag.width + tag.value
    }
    return UnsafeRawPointer(bytes + at).loadUnaligned(as: Int32.self)
  }

  private func varint(
    _ bytes: UnsafePointer<UInt8>, _ offset: Int
  ) -> (width: Int, value: Int) {
    var value = 0
    var index = 0
    while true {
      let byte = Int(bytes[offset + index])
      value |= (byte & 127) &<< (7 * index)
      index += 1
      if byte < 128 { return (index, value) }
    }
  }
}

extension tc_string {
  /// Whether two texts are the same.
  func equals(_ other: tc_string) -> Bool {
    if length != other.length { return false }
    if data == other.data || length == 0 { return true }
    return tc_compare_bytes(data, other.data, UInt(bitPattern: length)) == 0
  }
}

extension UnsafePointer where Pointee == tc_program {
  /// What reflection gave a negative offset to; nil if nothing has it.
  private func reflected(_ offset: Int32) -> UnsafeMutableRawPointer? {
    UnsafeMutableRawPointer(bitPattern: tc_reflected_place(offset))
  }

  /// The name at a name offset.
  func name(_ offset: Int32) -> Name {
    if offset < 0 { return Name(reflected(offset)?.assumingMemoryBound(to: UInt8.self)) }
    guard let names = pointee.names else { return Name(nil) }
    let at = UnsafeRawPointer(names) + Int(offset)
    return Name(at.assumingMemoryBound(to: UInt8.self))
  }

  /// The type of a type offset; nil if there is none.
  func type(_ offset: Int32) -> TypePointer? {
    if offset < 0 { return TypePointer(reflected(offset)?.assumingMemoryBound(to: tc_type.self)) }
    guard offset > 0, UInt32(offset) < pointee.type_count else { return nil }
    return pointee.types.unsafelyUnwrapped[Int(offset)]
  }

  /// The entry of a text offset.
  func text(_ offset: Int32) -> UnsafeMutableRawPointer? {
    if offset < -1 { return reflected(offset) }
    guard offset >= 0, UInt32(offset) < pointee.text_count else { return nil }
    return pointee.texts.unsafelyUnwrapped[Int(offset)]
  }
}
