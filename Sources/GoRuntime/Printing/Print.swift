// What print and println write, to standard error. Between begin and end everything goes into one
// buffer, which whoever began holds locked; so a line of println is one write unless it is long.
import CGoRuntime
import CTricolor

/// The shared buffer.
enum Print {
  private static var buffer: UnsafeMutablePointer<tc_print_buffer> {
    tc_print_shared().unsafelyUnwrapped
  }

  static func begin() { tc_lock(&buffer.pointee.lock) }

  static func end() {
    flush()
    tc_unlock(&buffer.pointee.lock)
  }

  private static func flush() {
    if buffer.pointee.count == 0 { return }
    tc_os_write_error(tc_print_bytes(), UInt(buffer.pointee.count))
    buffer.pointee.count = 0
  }

  /// Between begin and end.
  static func bytes(_ data: UnsafePointer<UInt8>, _ length: Int) {
    if Int(buffer.pointee.count) + length > Int(TC_PRINT_BYTES) { flush() }
    if length > Int(TC_PRINT_BYTES) {
      tc_os_write_error(data, UInt(bitPattern: length))
      return
    }
    let at = tc_print_bytes().unsafelyUnwrapped + Int(buffer.pointee.count)
    Values.copyBytes(to: at, from: data, length)
    buffer.pointee.count += UInt32(length)
  }

  static func byte(_ value: UInt8) {
    var value = value
    bytes(&value, 1)
  }

  static func text(_ value: StaticString) { bytes(value.utf8Start, value.utf8CodeUnitCount) }

  // MARK: Numbers

  static func decimal(_ value: UInt64) {
    var digits = InlineArray<20, UInt8>(repeating: 0)
    var at = 20
    var rest = value
    repeat {
      at -= 1
      digits[at] = UInt8(truncatingIfNeeded: 48 &+ rest % 10)
      rest /= 10
    } while rest != 0
    for index in at..<20 { byte(digits[index]) }
  }

  static func signed(_ value: Int64) {
    if value < 0 { byte(UInt8(ascii: "-")) }
    decimal(value.magnitude)
  }

  static func hexadecimal(_ value: UInt64) {
    text("0x")
    var shift: UInt64 = value == 0 ? 0 : (63 &- UInt64(value.leadingZeroBitCount)) & ~3
    while true {
      let digit = UInt8(truncatingIfNeeded: value &>> shift & 15)
      byte(digit < 10 ? 48 &+ digit : 87 &+ digit)
      if shift == 0 { return }
      shift &-= 4
    }
  }

  /// As strconv's format 'g' with the shortest precision.
  static func float(_ value: Double) {
    if printSpecial(value) { return }
    digits(FloatDigits(value.magnitude))
  }

  static func float(_ value: Float) {
    if printSpecial(Double(value)) { return }
    digits(FloatDigits(value.magnitude))
  }

  /// Writes the sign, and all of what has no digits.
  private static func printSpecial(_ value: Double) -> Bool {
    if value != value {
      text("NaN")
      return true
    }
    if value == .infinity {
      text("+Inf")
      return true
    }
    if value.sign == .minus { byte(UInt8(ascii: "-")) }
    if value == -.infinity {
      text("Inf")
      return true
    }
    if value == 0 {
      text("0")
      return true
    }
    return false
  }

  private static func digits(_ number: FloatDigits) {
    let exponent = number.point - 1
    // The two forms meet where %g with six digits would have them meet.
    if exponent < -4 || exponent >= 6 {
      scientific(number, exponent)
    } else {
      plain(number)
    }
  }

  private static func scientific(_ number: FloatDigits, _ exponent: Int) {
    byte(48 &+ number.digits[0])
    if number.count > 1 {
      byte(UInt8(ascii: "."))
      for index in 1..<number.count { byte(48 &+ number.digits[index]) }
    }
    byte(UInt8(ascii: "e"))
    byte(exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
    if abs(exponent) < 10 { byte(UInt8(ascii: "0")) }
    decimal(UInt64(exponent.magnitude))
  }

  private static func plain(_ number: FloatDigits) {
    if number.point <= 0 {
      text("0.")
      for _ in number.point..<0 { byte(UInt8(ascii: "0")) }
      for index in 0..<number.count { byte(48 &+ number.digits[index]) }
      return
    }
    for index in 0..<max(number.count, number.point) {
      if index == number.point { byte(UInt8(ascii: ".")) }
      byte(index < number.count ? 48 &+ number.digits[index] : 48)
    }
  }

  /// Ends a complex number: the imaginary part always has a sign.
  static func plusUnlessSigned(_ imaginary: Double) {
    if imaginary == .infinity || imaginary.sign == .minus && imaginary == imaginary { return }
    byte(UInt8(ascii: "+"))
  }
}
