// Bytes and comments as C text.

enum CText {
  /// Bytes as the inside of a C string literal: what prints as it is, the rest in octal.
  static func literal(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    for byte in bytes { append(byte, to: &text) }
    return String(decoding: text, as: UTF8.self)
  }

  private static func append(_ byte: UInt8, to text: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"):
      text.append(UInt8(ascii: "\\"))
      text.append(byte)
    // A question mark could begin a trigraph.
    case 0x20..<0x7f where byte != UInt8(ascii: "?"): text.append(byte)
    default:
      text.append(UInt8(ascii: "\\"))
      for shift in [6, 3, 0] { text.append(0x30 + (byte >> UInt8(shift)) & 7) }
    }
  }

  /// Text that is safe inside a block comment, of one line.
  static func comment(_ text: String) -> String {
    var result = ""
    var last: Character = " "
    for character in text {
      if last == "*" && character == "/" || last == "/" && character == "*" { result += " " }
      result.append(character.isNewline ? " " : character)
      last = character
    }
    return result
  }
}
