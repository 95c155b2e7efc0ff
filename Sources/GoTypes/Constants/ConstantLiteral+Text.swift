// The bytes that string and rune literals stand for: quotes removed, escapes replaced.

/// Decoders for quoted literals. All return nil for malformed text, which the scanner reports.
enum LiteralText {
  /// The bytes of an interpreted or raw string literal. Linear.
  static func string(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    guard text.count >= 2, let quote = text.first, text.last == quote else { return nil }
    let body = UnsafeBufferPointer(rebasing: text[1..<(text.count - 1)])
    if quote == UInt8(ascii: "`") {
      if !body.contains(UInt8(ascii: "\r")) { return Array(body) }
      return body.filter { $0 != UInt8(ascii: "\r") }
    }
    guard quote == UInt8(ascii: "\"") else { return nil }
    guard var position = body.firstIndex(of: UInt8(ascii: "\\")) else { return Array(body) }
    var result: [UInt8] = []
    result.reserveCapacity(body.count)
    result.append(contentsOf: body[..<position])
    while position < body.count {
      let byte = body[position]
      if byte != UInt8(ascii: "\\") {
        result.append(byte)
        position += 1
        continue
      }
      guard let escape = escape(body, &position, quote: quote) else { return nil }
      switch escape {
      case .byte(let value): result.append(value)
      case .scalar(let scalar): result.append(contentsOf: UTF8.encode(scalar) ?? .init())
      }
    }
    return result
  }

  /// The code point (or byte) of a rune literal.
  static func rune(_ text: UnsafeBufferPointer<UInt8>) -> UInt32? {
    guard text.count >= 3, text.first == UInt8(ascii: "'"), text.last == UInt8(ascii: "'") else {
      return nil
    }
    let body = UnsafeBufferPointer(rebasing: text[1..<(text.count - 1)])
    if body[0] == UInt8(ascii: "\\") {
      var position = 0
      let escape = escape(body, &position, quote: UInt8(ascii: "'"))
      guard let escape, position == body.count else { return nil }
      switch escape {
      case .byte(let value): return UInt32(value)
      case .scalar(let scalar): return scalar.value
      }
    }
    if body[0] < 0x80 { return body.count == 1 ? UInt32(body[0]) : nil }
    var iterator = body.makeIterator()
    var decoder = UTF8()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
    guard case .emptyInput = decoder.decode(&iterator) else { return nil }
    return scalar.value
  }

  private enum Escape {
    case byte(UInt8)
    case scalar(Unicode.Scalar)
  }

  /// Decodes the escape at `position`, which stands at its backslash, and moves past it.
  private static func escape(
    _ body: UnsafeBufferPointer<UInt8>, _ position: inout Int, quote: UInt8
  ) -> Escape? {
    guard position + 1 < body.count else { return nil }
    let letter = body[position + 1]
    position += 2
    switch letter {
    case UInt8(ascii: "a"): return .byte(7)
    case UInt8(ascii: "b"): return .byte(8)
    case UInt8(ascii: "f"): return .byte(12)
    case UInt8(ascii: "n"): return .byte(10)
    case UInt8(ascii: "r"): return .byte(13)
    case UInt8(ascii: "t"): return .byte(9)
    case UInt8(ascii: "v"): return .byte(11)
    case UInt8(ascii: "\\"): return .byte(letter)
    case quote: return .byte(quote)
    case UInt8(ascii: "x"):
      return digits(body, &position, count: 2, radix: 16).map { .byte(UInt8($0)) }
    case UInt8(ascii: "u"):
      return digits(body, &position, count: 4, radix: 16).flatMap(Unicode.Scalar.init)
        .map(Escape.scalar)
    case UInt8(ascii: "U"):
      return digits(body, &position, count: 8, radix: 16).flatMap(Unicode.Scalar.init)
        .map(Escape.scalar)
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      position -= 1
      let value = digits(body, &position, count: 3, radix: 8)
      return value.flatMap(UInt8.init(exactly:)).map(Escape.byte)
    default: return nil
    }
  }

  private static func digits(
    _ body: UnsafeBufferPointer<UInt8>, _ position: inout Int, count: Int, radix: UInt32
  ) -> UInt32? {
    guard position + count <= body.count else { return nil }
    var value: UInt32 = 0
    for index in position..<(position + count) {
      let digit: UInt32
      switch body[index] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = UInt32(body[index]) - 48
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = UInt32(body[index]) - 87
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = UInt32(body[index]) - 55
      default: return nil
      }
      guard digit < radix else { return nil }
      value = value * radix + digit
    }
    position += count
    return value
  }
}
