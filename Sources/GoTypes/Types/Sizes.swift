// How large types are, and where fields stand: the rules of Go's own compiler.
//
// Sizes are 64-bit numbers of bytes; -1 stands for "too large to be represented".

/// The sizes of a target.
public struct Sizes: Sendable {
  /// Bytes of a pointer, `int` and `uint`.
  public let wordSize: Int64
  /// The largest alignment of any type, in bytes.
  public let maximumAlignment: Int64

  public static let amd64 = Sizes(wordSize: 8, maximumAlignment: 8)
  public static let arm64 = Sizes(wordSize: 8, maximumAlignment: 8)

  /// The alignment of a variable of a type: at least 1.
  public func alignment(of type: GoType) -> Int64 {
    guard let named = type.asNamed else { return alignment(ofLiteral: type) }
    // A type that contains itself is reported elsewhere; here the recursion has to end.
    if named.isBeingMeasured { return 1 }
    named.isBeingMeasured = true
    defer { named.isBeingMeasured = false }
    return alignment(ofLiteral: named)
  }

  private func alignment(ofLiteral type: GoType) -> Int64 {
    let under = type.underlying
    switch under.kind {
    case .array: return under.asArray.map { alignment(of: $0.element) } ?? 1
    case .structure:
      guard let structure = under.asStruct else { return 1 }
      if structure.fields.isEmpty && isAlignmentMarker(type) { return 8 }
      return structure.fields.reduce(1) { max($0, alignment(of: $1.type ?? BasicType.invalid)) }
    case .slice, .interface: return wordSize
    case .basic where isString(under): return wordSize
    default:
      var size = self.size(of: under)
      if size < 1 { return 1 }
      // Complex numbers are aligned like arrays of their parts.
      if isComplex(under) { size /= 2 }
      return min(size, maximumAlignment)
    }
  }

  /// The size of a variable of a type; -1 if it is too large.
  public func size(of type: GoType) -> Int64 {
    guard let named = type.asNamed else { return size(ofLiteral: type) }
    if named.isBeingMeasured { return -1 }
    named.isBeingMeasured = true
    defer { named.isBeingMeasured = false }
    return size(ofLiteral: named)
  }

  private func size(ofLiteral type: GoType) -> Int64 {
    let under = type.underlying
    switch under.kind {
    case .basic: return under.asBasic.map(size(ofBasic:)) ?? wordSize
    case .array: return under.asArray.map(size(ofArray:)) ?? wordSize
    case .slice: return wordSize * 3
    case .interface: return wordSize * 2
    case .structure: return under.asStruct.map(size(ofStruct:)) ?? wordSize
    default: return wordSize
    }
  }

  private func size(ofBasic basic: BasicType) -> Int64 {
    switch basic.basicKind {
    case .bool, .int8, .uint8: return 1
    case .int16, .uint16: return 2
    case .int32, .uint32, .float32: return 4
    case .int64, .uint64, .float64, .complex64: return 8
    case .complex128: return 16
    case .string: return wordSize * 2
    default: return wordSize
    }
  }

  private func size(ofArray array: ArrayType) -> Int64 {
    if array.length <= 0 { return 0 }
    let element = size(of: array.element)
    if element <= 0 { return element }
    let (product, overflows) = element.multipliedReportingOverflow(by: array.length)
    return overflows ? -1 : product
  }

  private func size(ofStruct structure: StructType) -> Int64 {
    guard let lastType = structure.fields.last?.type else { return 0 }
    let offset = offsets(of: structure).last ?? 0
    var size = self.size(of: lastType)
    if offset < 0 || size < 0 { return -1 }
    // A pointer behind the last field must not point behind the struct.
    if offset > 0 && size == 0 { size = 1 }
    let (sum, overflows) = offset.addingReportingOverflow(size)
    return overflows ? -1 : aligned(sum, alignment(of: structure))
  }

  /// The offsets of a struct's fields in bytes; -1 for those that lie too far out.
  public func offsets(of structure: StructType) -> [Int64] {
    var result: [Int64] = []
    result.reserveCapacity(structure.fields.count)
    var offset: Int64 = 0
    for field in structure.fields {
      let type = field.type ?? BasicType.invalid
      if offset >= 0 { offset = aligned(offset, alignment(of: type)) }
      result.append(offset < 0 ? -1 : offset)
      guard offset >= 0 else { continue }
      let size = self.size(of: type)
      let (sum, overflows) = offset.addingReportingOverflow(size)
      offset = size < 0 || overflows ? -1 : sum
    }
    return result
  }

  /// The offset of a field that is reached through embedded structs, without pointers on the way;
  /// -1 if it lies too far out.
  public func offset(of path: [Int], in type: GoType) -> Int64 {
    var total: Int64 = 0
    var current = type
    for index in path {
      guard let structure = current.underlying.asStruct, index < structure.fields.count else {
        return -1
      }
      let (sum, overflows) = total.addingReportingOverflow(offsets(of: structure)[index])
      if overflows || sum < total { return -1 }
      total = sum
      current = structure.fields[index].type ?? BasicType.invalid
    }
    return total
  }

  /// The next multiple of an alignment; -1 if that is too large.
  private func aligned(_ offset: Int64, _ alignment: Int64) -> Int64 {
    let (sum, overflows) = offset.addingReportingOverflow(alignment - 1)
    return overflows ? -1 : sum & ~(alignment - 1)
  }

  /// The empty struct of the atomic packages by which a struct asks for 64-bit alignment.
  private func isAlignmentMarker(_ type: GoType) -> Bool {
    guard let object = type.asNamed?.object, object.text == "align64" else { return false }
    let path = object.package?.path
    return path == "sync/atomic" || path == "internal/runtime/atomic"
  }
}
