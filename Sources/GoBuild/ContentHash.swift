// Keys of the cache: 128 bits of a fast hash. Not for secrets: whoever can write the user's cache
// can do worse than find two texts with one hash.

/// A hash of a sequence of parts.
struct ContentHash {
  private var first: UInt64 = 0x2d35_8dcc_aa6c_78a5
  private var second: UInt64 = 0x8bb8_4b93_962e_acc9

  /// Of nothing.
  init() {}

  /// Adds a text; where one ends and the next begins counts.
  mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
  }

  /// Adds a number.
  mutating func add(_ number: UInt64) { mix(number, 8) }

  /// Adds bytes.
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    let count = bytes.count
    var at = 0
    while at &+ 16 <= count {
      mix(
        bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self),
        bytes.loadUnaligned(fromByteOffset: at &+ 8, as: UInt64.self))
      at = at &+ 16
    }
    var rest: (UInt64, UInt64) = (0, 0)
    var shift: UInt64 = 0
    while at < count {
      if shift < 64 {
        rest.0 |= UInt64(bytes[at]) << shift
      } else {
        rest.1 |= UInt64(bytes[at]) << (shift &- 64)
      }
      shift = shift &+ 8
      at = at &+ 1
    }
    mix(rest.0, rest.1)
    mix(UInt64(count), 1)
  }

  private mutating func mix(_ left: UInt64, _ right: UInt64) {
    let one = (left ^ 0x4b33_a62e_d433_d4a3).multipliedFullWidth(by: right ^ first)
    let two = (left ^ second).multipliedFullWidth(by: right ^ 0x4d5a_2da5_1de1_aa47)
    first = one.high ^ one.low ^ left
    second = two.high ^ two.low ^ right
  }

  /// 32 hexadecimal digits.
  var text: String {
    var last = self
    last.mix(last.second, last.first)
    return Self.digits(last.first) + Self.digits(last.second)
  }

  private static func digits(_ value: UInt64) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
  }
}
