// How much room append gives. Programs print cap(), so the numbers are Go's: twice as much up to
// 256 elements, then a slow turn to a quarter more, and always as much as the size class holds.
import CTricolor

/// The room of slices that grow.
enum Growth {
  /// Up to this many elements room is doubled.
  private static let threshold = 256

  /// How many elements to make room for, before size classes are looked at.
  /// - Parameters:
  ///   - length: elements that are needed.
  ///   - capacity: elements there was room for.
  static func wanted(length: Int, capacity: Int) -> Int {
    let double = capacity &+ capacity
    if length > double { return length }
    if capacity < threshold { return double }
    var room = capacity
    while true {
      room &+= (room &+ 3 &* threshold) >> 2
      // Unsigned: an overflow ends the search.
      if UInt(bitPattern: room) >= UInt(bitPattern: length) { break }
    }
    return room <= 0 ? length : room
  }

  /// The bytes that an allocation of `bytes` really has for its user.
  static func roundedUp(_ bytes: UInt, noscan: Bool) -> UInt {
    let header: UInt = 8
    if bytes <= UInt(TC_MAX_SMALL) - header {
      let extra = !noscan && bytes > UInt(TC_MAX_BITMAP) ? header : 0
      if bytes == 0 { return 0 }
      return UInt(tc_class_size_of(tc_class_for(bytes + extra))) - extra
    }
    let pages = bytes &+ (1 << UInt(TC_PAGE_SHIFT) - 1)
    return pages < bytes ? bytes : pages & ~(1 << UInt(TC_PAGE_SHIFT) - 1)
  }
}
