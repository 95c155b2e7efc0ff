// The shortest decimal that reads back as the same float, and of those the nearest: Steele and
// White's algorithm in exact arithmetic. Some microseconds for the largest and smallest numbers,
// less than one for ordinary ones; print is no hot path.

/// Digits d₀d₁d₂… of 0.d₀d₁d₂… × 10^point.
struct FloatDigits {
  private(set) var digits = InlineArray<20, UInt8>(repeating: 0)
  private(set) var count = 0
  private(set) var point = 0

  /// The digits of a finite positive float: `fraction` × 2^`exponent`.
  /// - Parameter isBoundary: the next smaller float is half as far away as the next larger one.
  init(fraction: UInt64, exponent: Int, isBoundary: Bool) {
    var rest = BigNumber(fraction)
    var unit = BigNumber(1)
    var above = BigNumber(1)
    var below = BigNumber(1)
    // rest / unit is the number; above / unit and below / unit half the way to its neighbours.
    let boundary = isBoundary ? 1 : 0
    if exponent >= 0 {
      rest.shiftLeft(exponent + 1 + boundary)
      unit.shiftLeft(1 + boundary)
      above.shiftLeft(exponent + boundary)
      below.shiftLeft(exponent)
    } else {
      rest.shiftLeft(1 + boundary)
      unit.shiftLeft(1 + boundary - exponent)
      above.shiftLeft(boundary)
    }
    let bits = 64 - fraction.leadingZeroBitCount
    // log₁₀2 = 0.30103; the estimate is right or one too small.
    let product = (exponent + bits - 1) * 30103
    let estimate = product >= 0 ? (product + 99999) / 100000 : product / 100000
    point = estimate
    if estimate > 0 {
      unit.scale(byTenTo: estimate)
    } else {
      rest.scale(byTenTo: -estimate)
      above.scale(byTenTo: -estimate)
      below.scale(byTenTo: -estimate)
    }
    let isEven = fraction & 1 == 0
    let order = rest.adding(above).compare(unit)
    if order > 0 || (isEven && order == 0) {
      point += 1
    } else {
      rest.multiply(by: 10)
      above.multiply(by: 10)
      below.multiply(by: 10)
    }
    generate(&rest, unit, &above, &below, isEven: isEven)
  }

  private mutating func generate(
    _ rest: inout BigNumber, _ unit: BigNumber, _ above: inout BigNumber,
    _ below: inout BigNumber, isEven: Bool
  ) {
    while true {
      var digit: UInt8 = 0
      while rest.compare(unit) >= 0 {
        rest.subtract(unit)
        digit += 1
      }
      let low = rest.compare(below)
      let high = rest.adding(above).compare(unit)
      let isLow = low < 0 || (isEven && low == 0)
      let isHigh = high > 0 || (isEven && high == 0)
      if isLow || isHigh {
        let half = rest.adding(rest).compare(unit)
        let isUp = isLow && isHigh ? half > 0 || (half == 0 && digit & 1 == 1) : isHigh
        append(digit + (isUp ? 1 : 0))
        return
      }
      append(digit)
      rest.multiply(by: 10)
      above.multiply(by: 10)
      below.multiply(by: 10)
    }
  }

  private mutating func append(_ digit: UInt8) {
    digits[count] = digit
    count += 1
  }

  /// Of a finite positive float64.
  init(_ value: Double) {
    let bits = value.bitPattern
    let stored = Int(bits &>> 52 & 0x7FF)
    let fraction = bits & (1 &<< 52 &- 1)
    if stored == 0 {
      self.init(fraction: fraction, exponent: -1074, isBoundary: false)
    } else {
      self.init(
        fraction: fraction | 1 &<< 52, exponent: stored - 1075,
        isBoundary: fraction == 0 && stored > 1)
    }
  }

  /// Of a finite positive float32.
  init(_ value: Float) {
    let bits = value.bitPattern
    let stored = Int(bits &>> 23 & 0xFF)
    let fraction = UInt64(bits & (1 &<< 23 &- 1))
    if stored == 0 {
      self.init(fraction: fraction, exponent: -149, isBoundary: false)
    } else {
      self.init(
        fraction: fraction | 1 &<< 23, exponent: stored - 150,
        isBoundary: fraction == 0 && stored > 1)
    }
  }
}
