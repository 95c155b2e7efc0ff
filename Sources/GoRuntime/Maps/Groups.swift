// Groups: eight slots and a control word, one byte a slot, which says whether the slot is empty,
// deleted, or full, and then seven bits of the key's hash. One look at the word finds the slots
// that may hold a key. Where keys and elements are, the map's type says.
import CGoRuntime
import CTricolor

typealias MapTypePointer = UnsafePointer<tc_map_type>
typealias Group = UnsafeMutableRawPointer

/// A group's eight control bytes, slot 0 in the lowest.
struct Control {
  static let empty: UInt8 = 0x80
  static let deleted: UInt8 = 0xFE
  static let allEmpty: UInt64 = 0x8080_8080_8080_8080
  private static let low: UInt64 = 0x0101_0101_0101_0101
  private static let high: UInt64 = 0x8080_8080_8080_8080

  let bits: UInt64

  @inline(__always)
  init(_ group: Group) { bits = group.load(as: UInt64.self) }

  /// Full slots whose byte is `mark`; now and then one more, which is full as well.
  @inline(__always)
  func matches(_ mark: UInt64) -> SlotSet {
    let difference = bits ^ (Control.low &* mark)
    return SlotSet((difference &- Control.low) & ~difference & Control.high)
  }

  @inline(__always)
  var empties: SlotSet { SlotSet(bits & ~(bits &<< 6) & Control.high) }

  @inline(__always)
  var unused: SlotSet { SlotSet(bits & Control.high) }

  @inline(__always)
  var full: SlotSet { SlotSet(~bits & Control.high) }
}

/// Slots of a group: the highest bit of the byte of each.
struct SlotSet {
  var bits: UInt64

  @inline(__always)
  init(_ bits: UInt64) { self.bits = bits }

  @inline(__always)
  var isEmpty: Bool { bits == 0 }

  /// The first slot. Of no empty set.
  @inline(__always)
  var first: Int { bits.trailingZeroBitCount &>> 3 }

  @inline(__always)
  mutating func removeFirst() { bits &= bits &- 1 }

  /// Without the slots before `index`.
  @inline(__always)
  func from(_ index: Int) -> SlotSet {
    SlotSet(bits & (~0 &<< UInt64(truncatingIfNeeded: index * 8)))
  }
}

/// What of a hash goes into the control byte, and what chooses the group.
@inline(__always)
func mark(_ hash: UInt64) -> UInt64 { hash & 0x7F }

/// One slot.
struct Slot {
  let group: Group
  let index: Int

  @inline(__always)
  func setControl(_ byte: UInt8) { group.storeBytes(of: byte, toByteOffset: index, as: UInt8.self) }

  /// Where the key is, or the pointer to it.
  @inline(__always)
  func keyPlace(_ type: MapTypePointer) -> UnsafeMutableRawPointer {
    group
      + (Int(bitPattern: type.pointee.keys_offset)
        &+ index &* Int(bitPattern: type.pointee.key_stride))
  }

  /// Where the element is, or the pointer to it.
  @inline(__always)
  func elementPlace(_ type: MapTypePointer) -> UnsafeMutableRawPointer {
    group
      + (Int(bitPattern: type.pointee.elements_offset)
        &+ index &* Int(bitPattern: type.pointee.element_stride))
  }

  /// The key. Of a full slot.
  @inline(__always)
  func key(_ type: MapTypePointer) -> UnsafeMutableRawPointer {
    let place = keyPlace(type)
    return type.hasIndirectKeys ? load(place) : place
  }

  /// The element. Of a full slot.
  @inline(__always)
  func element(_ type: MapTypePointer) -> UnsafeMutableRawPointer {
    let place = elementPlace(type)
    return type.hasIndirectElements ? load(place) : place
  }

  private func load(_ place: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
    // Invariant: a full slot with indirect contents points to them.
    place.load(as: UnsafeMutableRawPointer?.self).unsafelyUnwrapped
  }
}

extension UnsafePointer where Pointee == tc_map_type {
  @inline(__always)
  var hasIndirectKeys: Bool { pointee.flags & UInt32(TC_MAP_INDIRECT_KEY) != 0 }
  @inline(__always)
  var hasIndirectElements: Bool { pointee.flags & UInt32(TC_MAP_INDIRECT_ELEMENT) != 0 }
  @inline(__always)
  var updatesKeys: Bool { pointee.flags & UInt32(TC_MAP_NEED_KEY_UPDATE) != 0 }
  @inline(__always)
  var hashMayPanic: Bool { pointee.flags & UInt32(TC_MAP_HASH_MIGHT_PANIC) != 0 }
  // Invariant: the compiler leaves none of these out.
  @inline(__always)
  var key: TypePointer { pointee.key.unsafelyUnwrapped }
  @inline(__always)
  var element: TypePointer { pointee.element.unsafelyUnwrapped }
  @inline(__always)
  var group: TypePointer { pointee.group.unsafelyUnwrapped }
  @inline(__always)
  var groupBytes: Int { Int(bitPattern: pointee.group_bytes) }

  /// The hash of a key; 0 and blame if it has none.
  @inline(__always)
  func hash(_ g: Goroutine, _ key: UnsafeRawPointer, _ seed: UInt64) -> UInt64 {
    if pointee.type.str < 0 { return Dynamic.hash(g, self.key, key, seed) }
    return UInt64(
      pointee.hasher.unsafelyUnwrapped.pointee.plain.unsafelyUnwrapped(g, key, UInt(seed)))
  }

  /// Whether two keys are equal; false and blame if they cannot be compared.
  @inline(__always)
  func equal(_ g: Goroutine, _ left: UnsafeRawPointer, _ right: UnsafeRawPointer) -> Bool {
    let equality = key.pointee.equal.unsafelyUnwrapped
    return Dynamic.equalValues(g, key, equality, left, right)
  }

  /// Memory for `count` groups whose slots are empty.
  func makeGroups(_ cache: CachePointer, _ count: Int) -> Group {
    let groups = Allocate.values(cache, group, bytes: count &* groupBytes)
    reset(groups, count)
    return groups
  }

  /// Writes the control words of empty groups.
  @inline(__always)
  func reset(_ groups: Group, _ count: Int) {
    var at = groups
    for _ in 0..<count {
      at.storeBytes(of: Control.allEmpty, as: UInt64.self)
      at += groupBytes
    }
  }

  /// Copies a full slot's key and element, or the pointers to them, to a slot that is empty.
  @inline(__always)
  func copySlot(_ cache: CachePointer, to: Slot, from: Slot) {
    let keyType = hasIndirectKeys ? tc_pointer_type().unsafelyUnwrapped : key
    let elementType = hasIndirectElements ? tc_pointer_type().unsafelyUnwrapped : element
    Values.copy(
      cache, keyType, to: to.keyPlace(self), from: from.keyPlace(self),
      bytes: Int(bitPattern: keyType.pointee.size))
    Values.copy(
      cache, elementType, to: to.elementPlace(self), from: from.elementPlace(self),
      bytes: Int(bitPattern: elementType.pointee.size))
  }

  /// Clears key and element of a slot.
  @inline(__always)
  func clearSlot(_ cache: CachePointer, _ slot: Slot) {
    let keyType = hasIndirectKeys ? tc_pointer_type().unsafelyUnwrapped : key
    let elementType = hasIndirectElements ? tc_pointer_type().unsafelyUnwrapped : element
    if keyType.pointee.ptr_bytes != 0 {
      let size = Int(bitPattern: keyType.pointee.size)
      Values.clear(cache, keyType, at: slot.keyPlace(self), bytes: size)
    }
    let size = Int(bitPattern: elementType.pointee.size)
    if size > 0 { Values.clear(cache, elementType, at: slot.elementPlace(self), bytes: size) }
  }
}
