// The bits of constants, in memory and in C.
import GoIR
import GoTypes

/// Constants as bits.
public enum ConstantBits {
  /// The bits of a bool, an integer or a float of at most 8 bytes, least significant first; those
  /// of a float32 in the lower half.
  public static func bits(_ constant: Constant, _ form: TypeForm) -> UInt64 {
    switch form {
    case .bool: return constant.boolValue ? 1 : 0
    case .float32: return UInt64(constant.realPart.asFloat.float32Value.value.bitPattern)
    case .float64: return constant.realPart.asFloat.float64Value.value.bitPattern
    default:
      let integer = constant.asInteger
      if let value = integer.int64Value { return UInt64(bitPattern: value) }
      return integer.uint64Value ?? 0
    }
  }

  /// Puts a constant that is no string into memory.
  public static func put(
    _ constant: Constant, _ type: TypeID, _ types: TypeTable, at offset: Int64,
    in image: inout WordImage
  ) {
    let form = types.form(type)
    let size = types.size(type)
    guard form.isComplex else {
      image.put(bits(constant, form), bytes: size, at: offset)
      return
    }
    let part: TypeForm = form == .complex64 ? .float32 : .float64
    image.put(bits(constant.realPart, part), bytes: size / 2, at: offset)
    image.put(bits(constant.imaginaryPart, part), bytes: size / 2, at: offset + size / 2)
  }

  /// A float64 as a C constant of exactly that value: hexadecimal, or by its bits what is no
  /// number.
  public static func float64(_ value: Double) -> String {
    guard value.isFinite else {
      let bits = String(value.bitPattern, radix: 16)
      return "__builtin_bit_cast(double, UINT64_C(0x\(bits)))"
    }
    let sign = value.sign == .minus ? "-" : ""
    if value == 0 { return sign + "0x0p+0" }
    let digits = String(value.significandBitPattern, radix: 16)
    let fraction = String(repeating: "0", count: 13 - digits.count) + digits
    if value.exponentBitPattern == 0 { return "\(sign)0x0.\(fraction)p-1022" }
    return "\(sign)0x1.\(fraction)p\(value.exponent)"
  }

  /// A float32 likewise.
  public static func float32(_ value: Float) -> String {
    guard value.isFinite else {
      return "__builtin_bit_cast(float, UINT32_C(0x\(String(value.bitPattern, radix: 16))))"
    }
    // Every float32 is a float64, and the hexadecimal constant is converted without rounding.
    return float64(Double(value)) + "f"
  }
}
