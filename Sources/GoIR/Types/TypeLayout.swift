// Sizes, alignments, field offsets and pointers of types, for amd64 as Go lays them out.

/// How a type lies in memory, in bytes.
public struct TypeLayout: Sendable {
  /// The size, a multiple of the alignment.
  public var size: Int64
  /// The alignment.
  public var alignment: Int64
  /// The length of the prefix that holds all pointers; 0 when there are none.
  public var pointerBytes: Int64
}

extension TypeTable {
  static let wordBytes: Int64 = 8

  /// The layout of a type. Computed once.
  public func layout(_ type: TypeID) -> TypeLayout {
    resolve(type)
    if let known = records[type.slot].layout { return known }
    let computed = computeLayout(records[type.slot])
    records[type.slot].layout = computed
    return computed
  }

  /// The size of a type in bytes.
  public func size(_ type: TypeID) -> Int64 { layout(type).size }

  /// Whether values of the type contain pointers that the collector follows.
  public func hasPointers(_ type: TypeID) -> Bool {
    if form(type) == .pointer { return !isNotInHeap(element(type)) }
    return layout(type).pointerBytes > 0
  }

  /// Whether values of the type must not be in the heap, so that pointers to them are none of the
  /// collector's business. Looks at parts by value only, so recursive types end.
  public func isNotInHeap(_ type: TypeID) -> Bool {
    resolve(type)
    if let known = records[type.slot].isNotInHeap { return known }
    let record = records[type.slot]
    var result = false
    switch record.form {
    case .array: result = isNotInHeap(record.element)
    case .structure:
      let isMark =
        record.named?.name == "nih" && record.named?.package?.path == "internal/runtime/sys"
      result = isMark || record.members.contains { isNotInHeap($0.type) }
    default: break
    }
    records[type.slot].isNotInHeap = result
    return result
  }

  /// Whether an interface holds a value of the type itself rather than a pointer to a copy.
  public func isDirectInterface(_ type: TypeID) -> Bool {
    let layout = layout(type)
    return layout.size == Self.wordBytes && layout.pointerBytes == Self.wordBytes
      && hasPointers(type)
  }

  /// The offset in bytes of a struct's field.
  public func fieldOffset(_ structure: TypeID, _ index: Int) -> Int64 {
    var offset: Int64 = 0
    for (position, field) in members(structure).enumerated() {
      let layout = layout(field.type)
      offset = Self.roundUp(offset, layout.alignment)
      if position == index { return offset }
      offset += layout.size
    }
    return offset
  }

  static func roundUp(_ offset: Int64, _ alignment: Int64) -> Int64 {
    (offset + alignment - 1) / alignment * alignment
  }

  private func computeLayout(_ record: TypeRecord) -> TypeLayout {
    func plain(_ size: Int64) -> TypeLayout {
      TypeLayout(size: size, alignment: max(min(size, 8), 1), pointerBytes: 0)
    }
    switch record.form {
    case .none, .tuple: return TypeLayout(size: 0, alignment: 1, pointerBytes: 0)
    case .bool, .int8, .uint8: return plain(1)
    case .int16, .uint16: return plain(2)
    case .int32, .uint32, .float32: return plain(4)
    case .int, .int64, .uint, .uint64, .uintptr, .float64: return plain(8)
    case .complex64: return TypeLayout(size: 8, alignment: 4, pointerBytes: 0)
    case .complex128: return TypeLayout(size: 16, alignment: 8, pointerBytes: 0)
    case .string: return TypeLayout(size: 16, alignment: 8, pointerBytes: 8)
    case .slice: return TypeLayout(size: 24, alignment: 8, pointerBytes: 8)
    case .interface: return TypeLayout(size: 16, alignment: 8, pointerBytes: 16)
    case .pointer, .unsafePointer, .map, .channel, .function, .untypedNil:
      return TypeLayout(size: 8, alignment: 8, pointerBytes: 8)
    case .array: return arrayLayout(record)
    case .structure: return structLayout(record)
    }
  }

  private func arrayLayout(_ record: TypeRecord) -> TypeLayout {
    let element = layout(record.element)
    var result = TypeLayout(
      size: element.size &* record.length, alignment: element.alignment, pointerBytes: 0)
    if record.length > 0 && hasPointers(record.element) {
      result.pointerBytes = element.size &* (record.length - 1) &+ element.pointerBytes
    }
    return result
  }

  private func structLayout(_ record: TypeRecord) -> TypeLayout {
    var result = TypeLayout(size: 0, alignment: 1, pointerBytes: 0)
    if let named = record.named {
      let path = named.package?.path
      if named.name == "align64" && (path == "sync/atomic" || path == "internal/runtime/atomic") {
        result.alignment = 8
      }
    }
    var lastSize: Int64 = 1
    for field in record.members {
      let layout = layout(field.type)
      let offset = Self.roundUp(result.size, layout.alignment)
      if hasPointers(field.type) { result.pointerBytes = offset + layout.pointerBytes }
      result.alignment = max(result.alignment, layout.alignment)
      result.size = offset + layout.size
      lastSize = layout.size
    }
    // The address of a last field without size must not be that of the next object.
    if result.size > 0 && lastSize == 0 { result.size += 1 }
    result.size = Self.roundUp(result.size, result.alignment)
    return result
  }
}
