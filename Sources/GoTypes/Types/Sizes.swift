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
  public func alignment(of type: GoType) -> Int64 { layout(of: type).alignment }

  /// The size of a variable of a type; -1 if it is too large.
  public func size(of type: GoType) -> Int64 { layout(of: type).size }

  /// The offsets of a struct's fields in bytes; -1 for those that lie too far out.
  public func offsets(of structure: StructType) -> [Int64] {
    var result: [Int64] = []
    result.reserveCapacity(structure.fields.count)
    _ = layout(of: structure) { result.append($0) }
    return result
  }

  /// Size and alignment of a type.
  struct Layout {
    var size: Int64
    var alignment: Int64
    /// Nothing in the type can still change.
    var isFinal = true
  }

  /// What a type remembers of its layout, and for which words.
  struct Memo {
    let wordSize: Int64
    let layout: Layout
  }

  /// Linear in the number of types below; named types, structs and arrays that are complete are
  /// measured once, since literals that share parts are exponentially larger than their text.
  private func layout(of type: GoType) -> Layout {
    guard let named = type.asNamed else { return layout(ofLiteral: type, name: nil) }
    if let memo = named.layoutMemo, memo.wordSize == wordSize { return memo.layout }
    // A type that contains itself is reported elsewhere; here the recursion has to end.
    if named.isBeingMeasured { return Layout(size: -1, alignment: 1, isFinal: false) }
    named.isBeingMeasured = true
    var result = layout(ofLiteral: named.underlying, name: named)
    named.isBeingMeasured = false
    if named.isKnownValid || named.checker == nil {
      result.isFinal = true
      named.layoutMemo = Memo(wordSize: wordSize, layout: result)
    } else {
      result.isFinal = false
    }
    return result
  }

  private func layout(ofLiteral type: GoType, name: NamedType?) -> Layout {
    let under = type.underlying
    switch under.kind {
    case .basic: return under.asBasic.map(layout(ofBasic:)) ?? word(1)
    case .array: return under.asArray.map(layout(ofArray:)) ?? word(1)
    case .slice: return word(3)
    case .interface: return word(2)
    case .structure:
      guard let structure = under.asStruct else { return word(1) }
      if structure.fields.isEmpty, let name, isAlignmentMarker(name) {
        return Layout(size: 0, alignment: 8)
      }
      if let memo = structure.layoutMemo, memo.wordSize == wordSize { return memo.layout }
      let result = layout(of: structure) { _ in }
      if result.isFinal { structure.layoutMemo = Memo(wordSize: wordSize, layout: result) }
      return result
    default: return word(1)
    }
  }

  /// Some words next to each other.
  private func word(_ count: Int64) -> Layout {
    Layout(size: wordSize * count, alignment: min(wordSize, maximumAlignment))
  }

  private func layout(ofBasic basic: BasicType) -> Layout {
    func scalar(_ size: Int64) -> Layout {
      Layout(size: size, alignment: min(size, maximumAlignment))
    }
    switch basic.basicKind {
    case .bool, .int8, .uint8: return scalar(1)
    case .int16, .uint16: return scalar(2)
    case .int32, .uint32, .float32: return scalar(4)
    case .int64, .uint64, .float64: return scalar(8)
    // Complex numbers are aligned like arrays of their parts.
    case .complex64: return Layout(size: 8, alignment: 4)
    case .complex128: return Layout(size: 16, alignment: min(8, maximumAlignment))
    case .string: return word(2)
    case .invalid: return Layout(size: wordSize, alignment: wordSize, isFinal: false)
    default: return word(1)
    }
  }

  private func layout(ofArray array: ArrayType) -> Layout {
    var result = layout(of: array.element)
    if array.length <= 0 {
      result.size = 0
    } else if result.size > 0 {
      let (size, overflows) = result.size.multipliedReportingOverflow(by: array.length)
      result.size = overflows ? -1 : size
    }
    return result
  }

  private func layout(of structure: StructType, eachOffset: (Int64) -> Void) -> Layout {
    var end: Int64 = 0
    var last = Layout(size: 0, alignment: 1)
    var alignment: Int64 = 1
    var isFinal = true
    for field in structure.fields {
      last = layout(of: field.type ?? BasicType.invalid)
      isFinal = isFinal && last.isFinal && field.type != nil
      alignment = max(alignment, last.alignment)
      if end >= 0 { end = aligned(end, last.alignment) }
      eachOffset(end < 0 ? -1 : end)
      if end >= 0 { end = last.size < 0 ? -1 : sum(end, last.size) }
    }
    // A pointer behind the last field must not point behind the struct.
    if end > 0 && last.size == 0 { end = sum(end, 1) }
    return Layout(
      size: end < 0 ? -1 : aligned(end, alignment), alignment: alignment, isFinal: isFinal)
  }

  /// The sum; -1 if it is too large.
  private func sum(_ left: Int64, _ right: Int64) -> Int64 {
    let (result, overflows) = left.addingReportingOverflow(right)
    return overflows ? -1 : result
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
    let end = sum(offset, alignment - 1)
    return end < 0 ? -1 : end & ~(alignment - 1)
  }

  /// The empty struct of the atomic packages by which a struct asks for 64-bit alignment.
  private func isAlignmentMarker(_ type: GoType) -> Bool {
    guard let object = type.asNamed?.object, object.text == "align64" else { return false }
    let path = object.package?.path
    return path == "sync/atomic" || path == "internal/runtime/atomic"
  }
}
