// Names of types that would be too long: a digest stands for them, so that they stay distinct.
// The digest is SHA-256, its first byte inverted: the names are then those that Go gives.

/// How long names of shapes are shortened.
enum LongName {
  /// The longest name that stays as it is, in bytes. Higher makes messages longer.
  private static let longest = 500

  /// The name itself, or the digest that stands for it.
  static func shortened(_ name: String) -> String {
    guard name.utf8.count > longest else { return name }
    var digest = SHA256.digest(Array(name.utf8))
    digest[0] ^= 0xFF
    let digits = Array("0123456789abcdef".unicodeScalars)
    var text = ""
    for byte in digest {
      text.unicodeScalars.append(digits[Int(byte >> 4)])
      text.unicodeScalars.append(digits[Int(byte & 15)])
    }
    return text
  }
}

/// The hash function of FIPS 180-4.
enum SHA256 {
  /// The 32 bytes for a message.
  static func digest(_ message: [UInt8]) -> [UInt8] {
    var state = initial
    var padded = message
    padded.append(0x80)
    while padded.count % 64 != 56 { padded.append(0) }
    let bits = UInt64(message.count) * 8
    for shift in stride(from: 56, through: 0, by: -8) {
      padded.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
    for start in stride(from: 0, to: padded.count, by: 64) {
      compress(&state, padded[start..<(start + 64)])
    }
    return state.flatMap { word -> [UInt8] in
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
    }
  }

  private static func compress(_ state: inout [UInt32], _ block: ArraySlice<UInt8>) {
    var schedule: [UInt32] = []
    for index in stride(from: block.startIndex, to: block.endIndex, by: 4) {
      var word: UInt32 = 0
      for offset in 0..<4 { word = word << 8 | UInt32(block[index + offset]) }
      schedule.append(word)
    }
    for index in 16..<64 {
      let early = schedule[index - 15]
      let late = schedule[index - 2]
      let s0: UInt32 = rotated(early, 7) ^ rotated(early, 18) ^ (early >> 3)
      let s1: UInt32 = rotated(late, 17) ^ rotated(late, 19) ^ (late >> 10)
      schedule.append(schedule[index - 16] &+ s0 &+ schedule[index - 7] &+ s1)
    }
    var v = state
    for index in 0..<64 {
      let s1: UInt32 = rotated(v[4], 6) ^ rotated(v[4], 11) ^ rotated(v[4], 25)
      let choice: UInt32 = (v[4] & v[5]) ^ (~v[4] & v[6])
      let first: UInt32 = v[7] &+ s1 &+ choice &+ constants[index] &+ schedule[index]
      let s0: UInt32 = rotated(v[0], 2) ^ rotated(v[0], 13) ^ rotated(v[0], 22)
      let majority: UInt32 = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2])
      v = [first &+ s0 &+ majority, v[0], v[1], v[2], v[3] &+ first, v[4], v[5], v[6]]
    }
    for index in 0..<8 { state[index] = state[index] &+ v[index] }
  }

  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word >> count | word << (32 - count)
  }

  private static let initial: [UInt32] = primes.prefix(8).map { fraction(of: Double($0), root: 2) }

  private static let constants: [UInt32] = primes.map { fraction(of: Double($0), root: 3) }

  /// The first 64 primes: the fractions of their roots are the constants.
  private static let primes: [Int] = {
    var found: [Int] = []
    var candidate = 2
    while found.count < 64 {
      if found.allSatisfy({ candidate % $0 != 0 }) { found.append(candidate) }
      candidate += 1
    }
    return found
  }()

  /// The first 32 bits behind the point of a square or cube root, by bisection on integers.
  private static func fraction(of value: Double, root: Int) -> UInt32 {
    // floor(root(value) * 2^32), found exactly with wide multiplication.
    let number = UInt64(value)
    var low: UInt64 = 0
    var high: UInt64 = 1 << 37
    while high - low > 1 {
      let middle = (low + high) / 2
      if isPower(middle, root, atMost: number) { low = middle } else { high = middle }
    }
    return UInt32(truncatingIfNeeded: low)
  }

  /// Whether (x / 2^32)^root <= number.
  private static func isPower(_ x: UInt64, _ root: Int, atMost number: UInt64) -> Bool {
    var high: UInt64 = 0
    var low: UInt64 = x
    var extra: UInt64 = 0
    for _ in 1..<root {
      // (extra, high, low) times x, in three words of 64 bits.
      let a = low.multipliedFullWidth(by: x)
      let b = high.multipliedFullWidth(by: x)
      let (middle, carry) = b.low.addingReportingOverflow(a.high)
      extra = extra &* x &+ b.high &+ (carry ? 1 : 0)
      high = middle
      low = a.low
    }
    // The power is scaled by 2^(32 * root): compare with number at the same scale.
    if root == 2 { return extra == 0 && (high < number || (high == number && low == 0)) }
    let whole = extra << 32 | high >> 32
    let rest = high << 32 | low >> 32
    return whole < number || (whole == number && rest == 0 && low << 32 == 0)
  }
}
