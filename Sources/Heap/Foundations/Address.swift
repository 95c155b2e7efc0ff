// Addresses and the arithmetic of pages: wrapping, because a wrong address must not trap twice.
import CTricolor

/// A machine address as an unsigned word.
public typealias Address = UInt

/// A count of bytes.
public typealias Bytes = UInt

/// A count of 8 KiB pages.
public typealias PageCount = UInt

extension UInt {
  /// Rounded up to a multiple of `unit`, a power of two.
  @inline(__always)
  func roundedUp(to unit: UInt) -> UInt { (self &+ unit &- 1) & ~(unit &- 1) }

  /// Rounded down to a multiple of `unit`, a power of two.
  @inline(__always)
  func roundedDown(to unit: UInt) -> UInt { self & ~(unit &- 1) }
}

/// The page's size and its logarithm.
enum Page {
  static let shift: UInt = 13
  static let size: UInt = 1 &<< shift
}

/// The arena's size, its logarithm, and its pages.
enum Arena {
  static let shift: UInt = 26
  static let size: UInt = 1 &<< shift
  static let pages: UInt = 1 &<< (shift &- Page.shift)
}

/// Measures of cards, in bytes.
enum Card {
  /// One card's memory.
  static let bytes = UInt(1) &<< UInt(TC_CARD_SHIFT)
  /// The memory of the eight cards in a word of the table.
  static let wordBytes = bytes &* 8
  /// Bytes of address space whose cards a heap's table has room for: what lies between the places
  /// where heaps begin (PageHeap+Grow).
  static let tableCovers: UInt = 1 &<< 36
}
