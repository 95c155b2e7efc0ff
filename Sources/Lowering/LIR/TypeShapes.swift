// How values of Go types are held: as a few scalars in registers, or in memory.
import GoIR

/// A scalar part of a value.
public struct Component: Sendable, Hashable {
  public let scalar: Scalar
  /// Bytes from the value's first.
  public let offset: Int64
}

/// The answers, remembered, for one table of types.
public final class TypeShapes: @unchecked Sendable {
  public let types: TypeTable
  private var known: [TypeID: [Component]?] = [:]
  private var maps: [TypeID: [Bool]] = [:]

  /// Values of more parts than this live in memory.
  static let mostComponents = 4

  /// Answers for a table.
  public init(_ types: TypeTable) { self.types = types }

  /// The scalars that a value of the type consists of; nil if it lives in memory.
  public func components(_ type: TypeID) -> [Component]? {
    if let answer = known[type] { return answer }
    var parts: [Component] = []
    let answer: [Component]? = collect(type, 0, &parts) ? parts : nil
    known[type] = .some(answer)
    return answer
  }

  private func collect(_ type: TypeID, _ offset: Int64, _ parts: inout [Component]) -> Bool {
    func add(_ scalars: Scalar...) -> Bool {
      var at = offset
      for scalar in scalars {
        parts.append(Component(scalar: scalar, offset: at))
        at += scalar.size
      }
      return parts.count <= Self.mostComponents
    }
    switch types.form(type) {
    case .none, .tuple: return false
    case .bool, .uint8: return add(.uint8)
    case .int, .int64: return add(.int64)
    case .int8: return add(.int8)
    case .int16: return add(.int16)
    case .int32: return add(.int32)
    case .uint16: return add(.uint16)
    case .uint32: return add(.uint32)
    case .uint, .uint64, .uintptr: return add(.uint64)
    case .float32: return add(.float32)
    case .float64: return add(.float64)
    case .complex64: return add(.float32, .float32)
    case .complex128: return add(.float64, .float64)
    case .string: return add(.pointer, .int64)
    case .slice: return add(.pointer, .int64, .int64)
    case .interface, .untypedNil: return add(.pointer, .pointer)
    case .unsafePointer, .pointer, .function, .map, .channel: return add(.pointer)
    case .array:
      let length = types.length(type)
      if length == 0 { return true }
      return length == 1 && collect(types.element(type), offset, &parts)
    case .structure:
      for (index, field) in types.members(type).enumerated() {
        let at = offset + types.fieldOffset(type, index)
        if !collect(field.type, at, &parts) { return false }
      }
      return true
    }
  }

  /// Which words of a value hold pointers.
  public func pointerMap(_ type: TypeID) -> [Bool] {
    if let answer = maps[type] { return answer }
    let size = types.size(type)
    var map = [Bool](repeating: false, count: Int((size + 7) / 8))
    mark(type, 0, &map)
    maps[type] = map
    return map
  }

  private func mark(_ type: TypeID, _ offset: Int64, _ map: inout [Bool]) {
    guard types.hasPointers(type) else { return }
    let word = Int(offset / 8)
    switch types.form(type) {
    case .string, .slice, .unsafePointer, .pointer, .function, .map, .channel: map[word] = true
    case .interface:
      map[word] = true
      map[word + 1] = true
    case .array:
      let element = types.element(type)
      let size = types.size(element)
      for index in 0..<types.length(type) { mark(element, offset + index * size, &map) }
    case .structure:
      for (index, field) in types.members(type).enumerated() {
        mark(field.type, offset + types.fieldOffset(type, index), &map)
      }
    default: break
    }
  }
}
