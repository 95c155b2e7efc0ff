// The C of small things: types, constants, operands. No statements.
import GoIR
import Lowering

/// Names in C of what the program contains.
public protocol StaticNames: AnyObject {
  /// The address of a symbol, as an expression of type `char *`.
  func address(of symbol: StaticSymbol) -> String
  /// The descriptor of a type, as a `const tc_type *`.
  func descriptor(of type: TypeID) -> String
  /// Bytes of a type, and which of its words hold pointers.
  func size(of type: TypeID) -> Int64
  func pointers(of type: TypeID) -> [Bool]
  /// The name of a function's entry segment.
  func entry(_ function: Int) -> String
}

enum CSpelling {
  static func type(_ scalar: Scalar) -> String {
    switch scalar {
    case .int8: return "int8_t"
    case .int16: return "int16_t"
    case .int32: return "int32_t"
    case .int64: return "int64_t"
    case .uint8: return "uint8_t"
    case .uint16: return "uint16_t"
    case .uint32: return "uint32_t"
    case .uint64: return "uint64_t"
    case .float32: return "float"
    case .float64: return "double"
    case .pointer: return "char *"
    }
  }

  static func integer(_ value: Int64, _ scalar: Scalar) -> String {
    switch scalar {
    case .pointer: return value == 0 ? "(char *)0" : "(char *)\(UInt64(bitPattern: value))u"
    case .int64:
      return value == .min ? "INT64_MIN" : "INT64_C(\(value))"
    case .uint64: return "UINT64_C(\(UInt64(bitPattern: value)))"
    case .uint32: return "\(UInt32(truncatingIfNeeded: value))u"
    case .uint16: return "(uint16_t)\(UInt16(truncatingIfNeeded: value))"
    case .uint8: return "(uint8_t)\(UInt8(truncatingIfNeeded: value))"
    case .int32:
      let small = Int32(truncatingIfNeeded: value)
      return small == .min ? "INT32_MIN" : "\(small)"
    case .int16: return "(int16_t)\(Int16(truncatingIfNeeded: value))"
    case .int8: return "(int8_t)\(Int8(truncatingIfNeeded: value))"
    case .float32, .float64: return "\(value)"
    }
  }

  /// A float, exact: hexadecimal, or by its bits.
  static func float(_ bits: UInt64, _ scalar: Scalar) -> String {
    let value = Double(bitPattern: bits)
    if value.isNaN || value.isInfinite {
      return scalar == .float32
        ? "(float)__builtin_bit_cast(double, UINT64_C(\(bits)))"
        : "__builtin_bit_cast(double, UINT64_C(\(bits)))"
    }
    let text = hexadecimal(value)
    return scalar == .float32 ? text + "f" : text
  }

  private static func hexadecimal(_ value: Double) -> String {
    if value == 0 { return value.sign == .minus ? "-0x0p0" : "0x0p0" }
    let bits = value.significandBitPattern
    let digits = String(bits, radix: 16)
    let padded = String(repeating: "0", count: 13 - digits.count) + digits
    let sign = value.sign == .minus ? "-" : ""
    if value.exponentBitPattern == 0 { return "\(sign)0x0.\(padded)p-1022" }
    return "\(sign)0x1.\(padded)p\(value.exponent)"
  }

  /// A name made of letters, digits and underscores.
  static func identifier(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default: result += "_"
      }
    }
    return result
  }

  /// A string literal of bytes, or of text.
  static func quoted(_ bytes: [UInt8]) -> String {
    var result = "\""
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        result += "\\" + String(UnicodeScalar(byte))
      case UInt8(ascii: "?"): result += "\\?"
      case 32..<127: result += String(UnicodeScalar(byte))
      default:
        let octal = String(byte, radix: 8)
        result += "\\" + String(repeating: "0", count: 3 - octal.count) + octal
      }
    }
    return result + "\""
  }

  static func quoted(_ text: String) -> String { quoted(Array(text.utf8)) }
}
