// Looking for bits and runs of bits in 64-bit words. Values only, no memory.

/// Searches of one 64-bit word. Bit 0 is the first.
enum BitScan {
  /// The number of the lowest set bit; 64 for none.
  @inline(__always) static func first(_ word: UInt64) -> UInt {
    UInt(truncatingIfNeeded: word.trailingZeroBitCount)
  }

  /// The number of the highest set bit; 64 for none.
  @inline(__always) static func last(_ word: UInt64) -> UInt {
    word == 0 ? 64 : 63 &- UInt(truncatingIfNeeded: word.leadingZeroBitCount)
  }

  /// A word whose lowest `count` bits are set, 0…64.
  @inline(__always) static func mask(_ count: UInt) -> UInt64 {
    count >= 64 ? ~0 : (1 &<< UInt64(count)) &- 1
  }

  /// A word with `count` bits set from bit `from`; `from + count` at most 64, `from` below 64.
  @inline(__always) static func mask(from: UInt, count: UInt) -> UInt64 {
    mask(count) &<< UInt64(from)
  }

  /// The first bit of the lowest run of `length` set bits, 1…64; 64 if there is none.
  ///
  /// After the loop a bit survives only if it begins such a run: each step ANDs the word with
  /// itself shifted by the length that is already proven, at most doubling it. 6 steps at most.
  @inline(__always) static func firstRun(of length: UInt, in word: UInt64) -> UInt {
    var starts = word
    var missing = length &- 1
    var proven: UInt = 1
    while missing > 0 {
      let step = missing < proven ? missing : proven
      starts &= starts &>> UInt64(step)
      missing &-= step
      proven &+= step
      if starts == 0 { return 64 }
    }
    return first(starts)
  }

  /// The length of the longest run of set bits, 0…64.
  @inline(__always) static func longestRun(in word: UInt64) -> UInt {
    var rest = word
    var length: UInt = 0
    while rest != 0 {
      rest &= rest &<< 1
      length &+= 1
    }
    return length
  }
}
