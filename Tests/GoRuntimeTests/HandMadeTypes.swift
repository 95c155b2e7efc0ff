// Type descriptors as a compiler would emit them, made by hand. They are never freed.
import CGoRuntime
import CTricolor

typealias TypePointer = UnsafePointer<tc_type>

/// A descriptor's bytes, in memory of their own.
enum HandMade {
  /// A type with the common part alone.
  /// - Parameters:
  ///   - pointers: bit i: word i is a pointer.
  ///   - extra: words behind the common part.
  static func type(
    size: Int, pointers: [Bool] = [], kind: Int, flags: Int = 0, equal: tc_equality? = nil,
    extra: [UInt] = []
  ) -> TypePointer {
    let bytes = MemoryLayout<tc_type>.size + extra.count * 8
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 8)
    let type = memory.initializeMemory(as: tc_type.self, repeating: tc_type(), count: 1)
    type.pointee.size = UInt(size)
    type.pointee.align = 8
    type.pointee.field_align = 8
    type.pointee.kind = UInt8(kind)
    type.pointee.tflag = UInt8(flags)
    type.pointee.hash = UInt32(truncatingIfNeeded: size * 31 + kind)
    if let last = pointers.lastIndex(of: true) {
      type.pointee.ptr_bytes = UInt(last + 1) * 8
      let mask = UnsafeMutablePointer<UInt8>.allocate(capacity: last / 8 + 9)
      mask.initialize(repeating: 0, count: last / 8 + 9)
      for (index, isPointer) in pointers.enumerated() where isPointer {
        mask[index / 8] |= 1 << UInt8(index % 8)
      }
      type.pointee.mask = UnsafePointer(mask)
    }
    if let equal {
      let function = UnsafeMutablePointer<tc_equality>.allocate(capacity: 1)
      function.initialize(to: equal)
      type.pointee.equal = UnsafeRawPointer(function)
    }
    let words = (memory + MemoryLayout<tc_type>.size).assumingMemoryBound(to: UInt.self)
    for (index, word) in extra.enumerated() { words[index] = word }
    return UnsafePointer(type)
  }

  /// Equality of bytes: the size is known to the function alone.
  private static func equality(
    _ plain:
      @convention(c) (
        UnsafeMutablePointer<tc_g>?, UnsafeRawPointer?, UnsafeRawPointer?
      ) -> Bool
  ) -> tc_equality {
    tc_equality(entry: nil, plain: plain)
  }

  static let regular = 8
  static let direct = 32

  nonisolated(unsafe) static let word = type(
    size: 8, kind: 6, flags: regular,
    equal: equality { _, left, right in left!.load(as: UInt64.self) == right!.load(as: UInt64.self)
    })
  nonisolated(unsafe) static let half = type(
    size: 4, kind: 5, flags: regular,
    equal: equality { _, left, right in left!.load(as: UInt32.self) == right!.load(as: UInt32.self)
    })
  nonisolated(unsafe) static let float = type(
    size: 8, kind: 14,
    equal: equality { _, left, right in left!.load(as: Double.self) == right!.load(as: Double.self)
    })
  nonisolated(unsafe) static let string = type(
    size: 16, pointers: [true, false], kind: 24,
    equal: equality { _, left, right in
      let left = left!.load(as: tc_string.self)
      let right = right!.load(as: tc_string.self)
      if left.length != right.length { return false }
      return (0..<left.length).allSatisfy { left.data[$0] == right.data[$0] }
    })
  nonisolated(unsafe) static let pointer = type(
    size: 8, pointers: [true], kind: 22, flags: regular | direct,
    equal: equality { _, left, right in left!.load(as: UInt.self) == right!.load(as: UInt.self) })
  /// 136 bytes, too large for a slot.
  nonisolated(unsafe) static let wide = type(
    size: 136, kind: 25, flags: regular,
    equal: equality { _, left, right in
      (0..<17).allSatisfy {
        left!.load(fromByteOffset: $0 * 8, as: UInt64.self)
          == right!.load(fromByteOffset: $0 * 8, as: UInt64.self)
      }
    })
  /// An array of 24 words, the first of them a pointer, without equality.
  nonisolated(unsafe) static let large = type(
    size: 192, pointers: [true] + [Bool](repeating: false, count: 23), kind: 17)
  nonisolated(unsafe) static let slice = type(size: 24, pointers: [true, false, false], kind: 23)
  nonisolated(unsafe) static let nothing = type(
    size: 0, kind: 25, flags: regular, equal: equality { _, _, _ in true })
  nonisolated(unsafe) static let any = type(
    size: 16, pointers: [true, true], kind: 20,
    equal: equality { g, left, right in
      let left = left!.load(as: tc_any.self)
      let right = right!.load(as: tc_any.self)
      if left.type != right.type { return false }
      guard let type = left.type else { return true }
      return tc_go_equal_data(g, type, left.data, right.data)
    }, extra: [0, 0, 0, 0])

  // MARK: Maps

  /// The type of maps from `key` to `element`, laid out as Go's compiler does.
  static func map(
    _ key: TypePointer, _ element: TypePointer,
    hash: @convention(c) (UnsafeMutablePointer<tc_g>?, UnsafeRawPointer?, UInt) -> UInt,
    flags: Int = 0
  ) -> UnsafePointer<tc_map_type> {
    var flags = flags
    var keyPart = (size: Int(key.pointee.size), pointers: words(key))
    var elementPart = (size: Int(element.pointee.size), pointers: words(element))
    if keyPart.size > 128 {
      flags |= Int(TC_MAP_INDIRECT_KEY)
      keyPart = (8, [true])
    }
    if elementPart.size > 128 {
      flags |= Int(TC_MAP_INDIRECT_ELEMENT)
      elementPart = (8, [true])
    }
    // Whole words each, so that one mask serves all slots: halves share words without pointers.
    let elementsAt = (8 + 8 * keyPart.size + 7) / 8 * 8
    let end = (elementsAt + 8 * elementPart.size + 7) / 8 * 8
    let bytes = elementPart.size == 0 ? end + 8 : end
    var mask = [Bool](repeating: false, count: bytes / 8)
    for slot in 0..<8 {
      for (index, isPointer) in keyPart.pointers.enumerated() where isPointer {
        mask[(8 + slot * keyPart.size) / 8 + index] = true
      }
      for (index, isPointer) in elementPart.pointers.enumerated() where isPointer {
        mask[(elementsAt + slot * elementPart.size) / 8 + index] = true
      }
    }
    let group = type(size: bytes, pointers: mask, kind: 25)
    let made = UnsafeMutablePointer<tc_map_type>.allocate(capacity: 1)
    made.initialize(to: tc_map_type())
    made.pointee.type.size = 8
    made.pointee.type.ptr_bytes = 8
    made.pointee.type.kind = 21
    made.pointee.key = key
    made.pointee.element = element
    made.pointee.group = group
    let hasher = UnsafeMutablePointer<tc_hashing>.allocate(capacity: 1)
    hasher.initialize(to: tc_hashing(entry: nil, plain: hash))
    made.pointee.hasher = UnsafePointer(hasher)
    made.pointee.group_bytes = UInt(bytes)
    made.pointee.keys_offset = 8
    made.pointee.key_stride = UInt(keyPart.size)
    made.pointee.elements_offset = UInt(elementsAt)
    made.pointee.element_stride = UInt(elementPart.size)
    made.pointee.flags = UInt32(flags)
    return UnsafePointer(made)
  }

  private static func words(_ type: TypePointer) -> [Bool] {
    (0..<Int(type.pointee.ptr_bytes / 8)).map { index in
      type.pointee.mask[index / 8] >> UInt8(index % 8) & 1 != 0
    }
  }
}
