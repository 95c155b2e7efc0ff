// Constants as messages show them: integers in full, floats with six digits, long strings cut.

import BigInt

extension Constant: CustomStringConvertible {
  /// The short form that Go's messages use.
  public var description: String {
    switch self {
    case .unknown: return "unknown"
    case .bool(let value): return value ? "true" : "false"
    case .string(let value): return ConstantFormat.shortQuoted(value.bytes)
    case .int(let value): return String(value)
    case .bigInt(let value): return String(value)
    case .rational(let value):
      return BigFloat(value).map(ConstantFormat.short) ?? "+Inf"
    case .float(let value): return ConstantFormat.short(value)
    case .complex(let real, let imaginary): return "(\(real) + \(imaginary)i)"
    }
  }
}

/// The formats of numbers and strings in Go's messages.
enum ConstantFormat {
  // MARK: Floats

  /// About six digits of a float of any size.
  static func short(_ value: BigFloat) -> String {
    let (machine, _) = Constant.float(value).float64Value
    if machine.isFinite && (value.sign == 0) == (machine == 0) {
      let text = general(machine, digits: 6)
      if !value.isInteger && !text.contains(".") { return shortest(machine) }
      return text
    }
    return outOfRange(value)
  }

  /// A float that no float64 holds: m × 10^e by way of logarithms.
  private static func outOfRange(_ value: BigFloat) -> String {
    let ln2: Double = 0.693147180559945309417232121458176568
    let ln10: Double = 2.30258509299404568401799145468436421
    let fraction = Constant.make(
      BigFloat(
        negative: value.isNegative, magnitude: value.mantissa, exponent: -value.mantissa.bitWidth))
    var mantissa: Double = fraction.float64Value.value
    let decimal: Double = Double(value.top) * (ln2 / ln10)
    var exponent = Int(decimal)
    mantissa *= powerOfTen(decimal - Double(exponent))
    let magnitude = abs(mantissa)
    if magnitude < 1 - 0.5e-6 {
      mantissa *= 10
      exponent -= 1
    } else if magnitude >= 10 {
      mantissa /= 10
      exponent += 1
    }
    return general(mantissa, digits: 6) + "e" + (exponent < 0 ? "" : "+") + String(exponent)
  }

  /// 10 to a power between -1 and 1, by halving: no maths library is needed for six digits.
  private static func powerOfTen(_ power: Double) -> Double {
    var result = 1.0
    var root = 10.0
    var rest = abs(power)
    for _ in 0..<60 {
      root = root.squareRoot()
      rest *= 2
      if rest >= 1 {
        rest -= 1
        result *= root
      }
    }
    return power < 0 ? 1 / result : result
  }

  /// A float with at most `digits` significant digits, without trailing zeros (`%.6g`).
  static func general(_ value: Double, digits: Int) -> String {
    guard value != 0 else { return "0" }
    var (text, point) = decimal(abs(value), digits: digits)
    while text.last == UInt8(ascii: "0") { text.removeLast() }
    var threshold = digits
    if threshold > text.count && text.count >= point { threshold = text.count }
    return layOut(negative: value < 0, text, point: point, threshold: threshold)
  }

  /// A float with the fewest digits that read back the same (`%g`).
  static func shortest(_ value: Double) -> String {
    guard value != 0 else { return "0" }
    // Swift's description has those digits, in a layout of its own.
    var digits: [UInt8] = []
    var exponent = 0
    var point: Int?
    var rest = Substring("\(abs(value))")
    if let e = rest.firstIndex(of: "e") {
      exponent = Int(rest[rest.index(after: e)...]) ?? 0
      rest = rest[..<e]
    }
    for byte in rest.utf8 {
      if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(byte) }
    }
    var place: Int = (point ?? digits.count) + exponent
    let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
    digits.removeFirst(zeros)
    place -= zeros
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return layOut(negative: value < 0, digits, point: place, threshold: 6)
  }

  /// Digits `text` with the decimal point after `point` of them, with an exponent if that is below
  /// -4 or not below `threshold`.
  private static func layOut(
    negative: Bool, _ text: [UInt8], point: Int, threshold: Int
  ) -> String {
    let zero = UInt8(ascii: "0")
    var result: [UInt8] = negative ? [UInt8(ascii: "-")] : []
    let exponent: Int = point - 1
    if exponent < -4 || exponent >= threshold {
      result.append(text[0])
      if text.count > 1 {
        result.append(UInt8(ascii: "."))
        result.append(contentsOf: text[1...])
      }
      result.append(UInt8(ascii: "e"))
      result.append(exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
      let digits = String(abs(exponent))
      if digits.utf8.count < 2 { result.append(zero) }
      result.append(contentsOf: digits.utf8)
    } else if point <= 0 {
      result.append(contentsOf: [zero, UInt8(ascii: ".")])
      result.append(contentsOf: [UInt8](repeating: zero, count: -point))
      result.append(contentsOf: text)
    } else {
      result.append(contentsOf: text.prefix(point))
      if text.count < point {
        result.append(contentsOf: [UInt8](repeating: zero, count: point - text.count))
      } else if text.count > point {
        result.append(UInt8(ascii: "."))
        result.append(contentsOf: text[point...])
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The first `digits` decimal digits of a positive float, rounded half to even on its exact
  /// value, and where its point stands.
  private static func decimal(_ value: Double, digits: Int) -> (text: [UInt8], point: Int) {
    let exact = Rational(value)
    // value = n / d. Estimate the decimal exponent, then correct it by the number of digits found.
    let bits: Int = exact.numerator.magnitude.bitWidth - exact.denominator.bitWidth
    var point: Int = Int((Double(bits) * 0.30103).rounded(.up)) + 1
    while true {
      let scale: Int = digits - point
      let power: BigUInt = BigUInt(10).power(abs(scale))
      let top: BigUInt = exact.numerator.magnitude * (scale > 0 ? power : 1)
      let bottom: BigUInt = exact.denominator * (scale < 0 ? power : 1)
      var (quotient, rest) = top.quotientAndRemainder(dividingBy: bottom)
      let count = String(quotient).utf8.count
      if quotient.isZero || count < digits {
        point -= 1
        continue
      }
      let twice: BigUInt = rest << 1
      if twice > bottom || (twice == bottom && quotient[bitAt: 0]) { quotient += 1 }
      var text = Array(String(quotient).utf8)
      if text.count > digits {
        text.removeLast()
        point += 1
      }
      return (text, point)
    }
  }

  // MARK: Strings

  /// A quoted string, cut after 69 characters with three dots if it would be longer than 72.
  static func shortQuoted(_ bytes: [UInt8]) -> String {
    let limit = 72
    // Every quoted character takes at most four bytes of the value.
    let isLong: Bool = bytes.count > limit * 4
    let text = quoted(isLong ? Array(bytes[..<(limit * 4)]) : bytes)
    if text.unicodeScalars.count <= limit && !isLong { return text }
    var short = String.UnicodeScalarView()
    short.append(contentsOf: text.unicodeScalars.prefix(limit - 3))
    return String(short) + "..."
  }

  /// A string in double quotes with Go's escapes.
  static func quoted(_ bytes: [UInt8]) -> String {
    var result = "\""
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte < 0x80 {
        appendASCII(byte, to: &result)
        index += 1
        continue
      }
      var iterator = bytes[index..<min(bytes.count, index + 4)].makeIterator()
      var decoder = UTF8()
      if case .scalarValue(let scalar) = decoder.decode(&iterator) {
        appendScalar(scalar, to: &result)
        index += UTF8.width(scalar)
      } else {
        result += "\\x" + hexadecimal(UInt32(byte), width: 2)
        index += 1
      }
    }
    return result + "\""
  }

  private static func appendASCII(_ byte: UInt8, to result: inout String) {
    switch byte {
    case UInt8(ascii: "\""): result += "\\\""
    case UInt8(ascii: "\\"): result += "\\\\"
    case 7: result += "\\a"
    case 8: result += "\\b"
    case 9: result += "\\t"
    case 10: result += "\\n"
    case 11: result += "\\v"
    case 12: result += "\\f"
    case 13: result += "\\r"
    case 0x20..<0x7f: result.unicodeScalars.append(Unicode.Scalar(byte))
    default: result += "\\x" + hexadecimal(UInt32(byte), width: 2)
    }
  }

  private static func appendScalar(_ scalar: Unicode.Scalar, to result: inout String) {
    if isPrintable(scalar) {
      result.unicodeScalars.append(scalar)
    } else if scalar.value < 0x10000 {
      result += "\\u" + hexadecimal(scalar.value, width: 4)
    } else {
      result += "\\U" + hexadecimal(scalar.value, width: 8)
    }
  }

  private static func hexadecimal(_ value: UInt32, width: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator, .spaceSeparator:
      return false
    default:
      return true
    }
  }
}
