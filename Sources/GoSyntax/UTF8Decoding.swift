// UTF-8 as Go reads it: one scalar value at a time, anything else is one bad byte.

enum UTF8Decoding {
  /// The scalar value at the start of `bytes` and its length in bytes; nil when the bytes there
  /// are not well-formed UTF-8 (too long a form, a surrogate, cut off).
  static func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> (UInt32, Int)? {
    guard let lead = bytes.first else { return nil }
    let length: Int
    var value: UInt32
    let least: UInt32
    switch lead {
    case 0x00..<0x80: return (UInt32(lead), 1)
    case 0xC2..<0xE0: (length, value, least) = (2, UInt32(lead & 0x1F), 0x80)
    case 0xE0..<0xF0: (length, value, least) = (3, UInt32(lead & 0x0F), 0x800)
    case 0xF0..<0xF5: (length, value, least) = (4, UInt32(lead & 0x07), 0x10000)
    default: return nil
    }
    guard bytes.count >= length else { return nil }
    for index in 1..<length {
      let byte: UInt8 = bytes[index]
      guard byte & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    guard value >= least, value <= 0x10FFFF, !(0xD800..<0xE000).contains(value) else { return nil }
    return (value, length)
  }
}
