// UTF-8, as Go reads and writes it: whatever is no rune reads as U+FFFD, one byte long.
import CGoRuntime
import CTricolor

/// Encoding and decoding of runes.
enum Runes {
  /// What stands for anything that is no rune.
  static let replacement: UInt32 = 0xFFFD

  /// Bytes of a rune in UTF-8.
  @inline(__always)
  static func width(_ rune: UInt32) -> Int {
    if rune < 0x80 { return 1 }
    if rune < 0x800 { return 2 }
    if rune >= 0x1_0000 && rune <= 0x10_FFFF { return 4 }
    return 3  // the replacement included
  }

  /// Writes a rune, or the replacement for what is none; the bytes written.
  static func encode(_ given: UInt32, at: UnsafeMutablePointer<UInt8>) -> Int {
    if given < 0x80 {
      at[0] = UInt8(truncatingIfNeeded: given)
      return 1
    }
    let isSurrogate = given &- 0xD800 < 0x800
    let rune = isSurrogate || given > 0x10_FFFF ? replacement : given
    if rune < 0x800 {
      at[0] = 0xC0 | UInt8(truncatingIfNeeded: rune &>> 6)
      at[1] = tail(rune)
      return 2
    }
    if rune < 0x1_0000 {
      at[0] = 0xE0 | UInt8(truncatingIfNeeded: rune &>> 12)
      at[1] = tail(rune &>> 6)
      at[2] = tail(rune)
      return 3
    }
    at[0] = 0xF0 | UInt8(truncatingIfNeeded: rune &>> 18)
    at[1] = tail(rune &>> 12)
    at[2] = tail(rune &>> 6)
    at[3] = tail(rune)
    return 4
  }

  private static func tail(_ bits: UInt32) -> UInt8 { 0x80 | UInt8(truncatingIfNeeded: bits & 63) }

  /// The rune at `at`, of at most `length` (1 or more) bytes, and how many it has.
  @inline(__always)
  static func decode(_ at: UnsafePointer<UInt8>, _ length: Int) -> (rune: UInt32, bytes: Int) {
    let first = UInt32(at[0])
    if first < 0x80 { return (first, 1) }
    return decodeLong(at, length)
  }

  private static func decodeLong(
    _ at: UnsafePointer<UInt8>, _ length: Int
  ) -> (rune: UInt32, bytes: Int) {
    let wrong = (rune: replacement, bytes: 1)
    let first = UInt32(at[0])
    if first < 0xC2 || first > 0xF4 || length < 2 { return wrong }
    let second = UInt32(at[1])
    if second & 0xC0 != 0x80 { return wrong }
    if first < 0xE0 { return ((first & 31) &<< 6 | second & 63, 2) }
    if length < 3 { return wrong }
    let third = UInt32(at[2])
    if third & 0xC0 != 0x80 { return wrong }
    if first < 0xF0 {
      let rune = (first & 15) &<< 12 | (second & 63) &<< 6 | third & 63
      return rune < 0x800 || rune &- 0xD800 < 0x800 ? wrong : (rune, 3)
    }
    if length < 4 { return wrong }
    let fourth = UInt32(at[3])
    if fourth & 0xC0 != 0x80 { return wrong }
    let high = (first & 7) &<< 18 | (second & 63) &<< 12
    let rune = high | (third & 63) &<< 6 | fourth & 63
    return rune < 0x1_0000 || rune > 0x10_FFFF ? wrong : (rune, 4)
  }
}
