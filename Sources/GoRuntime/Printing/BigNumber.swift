// Natural numbers of up to 1280 bits, enough for the exact arithmetic of printing a float64. A
// value in place: nothing is allocated.

/// A natural number. Overflow beyond 40 words is excluded by the range of float64.
struct BigNumber {
  private var words = InlineArray<40, UInt32>(repeating: 0)
  /// Words in use; the highest is not 0.
  private var count = 0

  init(_ value: UInt64) {
    words[0] = UInt32(truncatingIfNeeded: value)
    words[1] = UInt32(truncatingIfNeeded: value &>> 32)
    count = words[1] != 0 ? 2 : words[0] != 0 ? 1 : 0
  }

  mutating func multiply(by factor: UInt32) {
    var carry: UInt64 = 0
    for index in 0..<count {
      let product = UInt64(words[index]) * UInt64(factor) + carry
      words[index] = UInt32(truncatingIfNeeded: product)
      carry = product &>> 32
    }
    if carry != 0 {
      words[count] = UInt32(truncatingIfNeeded: carry)
      count += 1
    }
  }

  /// Times 10 to the power of `exponent`.
  mutating func scale(byTenTo exponent: Int) {
    var left = exponent
    while left >= 9 {
      multiply(by: 1_000_000_000)
      left -= 9
    }
    for _ in 0..<left { multiply(by: 10) }
  }

  mutating func shiftLeft(_ bits: Int) {
    if count == 0 { return }
    let whole = bits / 32
    let part = UInt64(bits % 32)
    var index = count
    words[count + whole] = 0
    while index > 0 {
      index -= 1
      let wide = UInt64(words[index]) &<< part
      words[index] = 0
      words[index + whole + 1] |= UInt32(truncatingIfNeeded: wide &>> 32)
      words[index + whole] = UInt32(truncatingIfNeeded: wide)
    }
    count += whole
    if words[count] != 0 { count += 1 }
  }

  /// Subtracts a number that is not larger.
  mutating func subtract(_ other: BigNumber) {
    var borrow: Int64 = 0
    for index in 0..<count {
      let right = index < other.count ? Int64(other.words[index]) : 0
      let difference = Int64(words[index]) - right - borrow
      words[index] = UInt32(truncatingIfNeeded: difference)
      borrow = difference < 0 ? 1 : 0
    }
    while count > 0 && words[count - 1] == 0 { count -= 1 }
  }

  func adding(_ other: BigNumber) -> BigNumber {
    var sum = self
    let most = max(count, other.count)
    var carry: UInt64 = 0
    for index in 0..<most {
      let left = index < count ? UInt64(words[index]) : 0
      let right = index < other.count ? UInt64(other.words[index]) : 0
      let total = left + right + carry
      sum.words[index] = UInt32(truncatingIfNeeded: total)
      carry = total &>> 32
    }
    sum.count = most
    if carry != 0 {
      sum.words[most] = 1
      sum.count = most + 1
    }
    return sum
  }

  /// Negative, 0 or positive, as this one is smaller, equal or larger.
  func compare(_ other: BigNumber) -> Int {
    if count != other.count { return count < other.count ? -1 : 1 }
    var index = count
    while index > 0 {
      index -= 1
      if words[index] != other.words[index] { return words[index] < other.words[index] ? -1 : 1 }
    }
    return 0
  }
}
