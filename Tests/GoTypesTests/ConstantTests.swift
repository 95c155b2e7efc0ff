// Facts about constants: exact arithmetic, literals, rounding to machine floats, printing.
// The expected values are those of Go 1.27 for the same literals.

import BigInt
import TestRandomness
import Testing

@testable import GoTypes

private func int(_ text: String) -> Constant { .literal(text, as: .int) }
private func float(_ text: String) -> Constant { .literal(text, as: .float) }

@Suite struct ConstantLiteralTests {
  @Test(arguments: [
    ("0", "0"), ("42", "42"), ("0x_ff", "255"), ("0b101", "5"), ("0o17", "15"), ("017", "15"),
    ("1_000_000", "1000000"), ("9223372036854775807", "9223372036854775807"),
    ("9223372036854775808", "9223372036854775808"),
    ("18446744073709551616", "18446744073709551616"),
    ("0x1_0000_0000_0000_0000_0001", "1208925819614629174706177"),
    ("1000000000000000000000000000000000000000001", "1000000000000000000000000000000000000000001"),
    ("0777777777777777777777777777", "2417851639229258349412351"),
  ])
  func integersOfEveryBaseAreExact(text: String, value: String) {
    #expect(int(text).description == value)
    #expect(int(text).kind == .int)
  }

  @Test(arguments: [
    ("1000000.1", "1.0000001e+06"), ("999999.9", "999999.9"), ("100000.7", "100000.7"),
    ("1e20", "1e+20"), ("123456789.", "1.23457e+08"), (".1", "0.1"), ("1e-7", "1e-07"),
    ("0.00001234567", "1.23457e-05"), ("1e400", "1e+400"), ("1.5e400", "1.5e+400"),
    ("9.99999999e5000", "1e+5001"), ("1e-400", "1e-400"), ("123456e-5000", "1.23456e-4995"),
    ("1e1000000000", "unknown"), ("1e-1000000000", "0"), ("1e646456993", "unknown"),
    ("1e646456992", "1e+646456992"), ("1e3000000000", "unknown"), ("0x1p5000", "1.41247e+1505"),
    ("1e-2000000000", "0"), ("0x1.8p1", "3"), ("1e15", "1e+15"), ("123456.5", "123456.5"),
    ("0x.8p0", "0.5"), ("0X_1P-2", "0.25"), ("1_0.2_5", "10.25"), ("0e5", "0"), ("01.5", "1.5"),
  ])
  func floatsPrintAsGoPrintsThem(text: String, value: String) {
    #expect(float(text).description == value)
  }

  @Test func imaginaryLiteralsKeepTheirPart() {
    #expect(Constant.literal("2.5i", as: .imaginary).description == "(0 + 2.5i)")
    #expect(Constant.literal("0123i", as: .imaginary).description == "(0 + 123i)")
    #expect(Constant.literal("0x10i", as: .imaginary).description == "(0 + 16i)")
  }

  @Test(arguments: [
    ("'a'", 97), ("'\\n'", 10), ("'\\''", 39), ("'\\x41'", 65), ("'\\377'", 255),
    ("'\\u00e9'", 233), ("'\\U0001F600'", 0x1F600), ("'é'", 233), ("'世'", 0x4E16),
  ])
  func runesGiveTheirCodePoint(text: String, value: Int64) {
    #expect(Constant.literal(text, as: .rune).int64Value == value)
  }

  @Test func stringsAreBytes() {
    #expect(Constant.literal("\"a\\xffb\"", as: .string).stringValue?.bytes == [97, 255, 98])
    #expect(Constant.literal("`a\r\nb\\n`", as: .string).stringValue?.text == "a\nb\\n")
    #expect(Constant.literal("\"\\u4e16\\101\"", as: .string).stringValue?.text == "世A")
    #expect(
      Constant.literal("\"abc\\xff\\u00e9\\u200b\"", as: .string).description
        == "\"abc\\xffé\\u200b\"")
  }

  @Test func malformedLiteralsAreUnknown() {
    #expect(Constant.literal("'\\ud800'", as: .rune).isUnknown)
    #expect(Constant.literal("\"\\400\"", as: .string).isUnknown)
    #expect(float("1e").isUnknown)
    #expect(int("09").isUnknown)
  }

  @Test func hugeExponentsCostNothing() {
    // Each of these would need gigabytes as an exact fraction.
    #expect(float("6e-1886451601").description == "0")
    let huge = float("1e600000000")
    #expect(Constant.compute(huge, .multiply, huge).isUnknown)
    #expect(Constant.compute(huge, .add, .int(1)).description == huge.description)
  }
}

@Suite struct ConstantRoundingTests {
  @Test(arguments: [
    ("9007199254740993", 9007199254740992.0), ("9007199254740995", 9007199254740996.0),
    ("9007199254740993.00000000000000000001", 9007199254740994.0),
    ("0.1", 0.1), ("1e23", 1e23), ("2.2250738585072011e-308", Double.leastNormalMagnitude.nextDown),
    ("4.9406564584124654e-324", Double.leastNonzeroMagnitude), ("2.4703282292062327e-324", 0.0),
    ("2.4703282292062328e-324", Double.leastNonzeroMagnitude),
    ("1.7976931348623157e308", 1.7976931348623157e308),
    ("1.797693134862315807e308", 1.7976931348623157e308),
    ("1.797693134862315808e308", Double.infinity), ("1e-400", 0.0), ("1e400", Double.infinity),
    ("3.14159265358979323846264338327950288419716939937510582097494459", Double.pi),
  ])
  func doublesAreNearestWithTiesToEven(text: String, value: Double) {
    #expect(float(text).float64Value.value == value)
  }

  @Test func floatsAreRoundedOnceFromTheExactValue() {
    // By way of float64 this would round twice, to 1.0000001.
    let tie = float("1.00000005960464477539062500000000001")
    #expect(tie.float32Value.value == Float(1).nextUp)
    #expect(float("1.000000059604644775390625").float32Value.value == 1)
    #expect(float("1.4e-45").float32Value.value == Float.leastNonzeroMagnitude)
    #expect(float("7e-46").float32Value.value == 0)
    #expect(float("3.4028235677973367e38").float32Value.value == .infinity)
    #expect(float("3.4028235677973366e38").float32Value.value == Float.greatestFiniteMagnitude)
  }

  @Test func exactnessIsReported() {
    #expect(float("0.5").float64Value.isExact)
    #expect(!float("0.1").float64Value.isExact)
    #expect(int("9007199254740992").float64Value.isExact)
    #expect(!int("9007199254740993").float64Value.isExact)
    #expect(!int("36893488147419103233").float64Value.isExact)
  }

  /// Every machine float survives the way to a constant and back, and a random fraction rounds to
  /// the double whose neighbours are both farther away.
  @Test func randomFractionsRoundToTheNearest() {
    var random = SeededRandom.fromEnvironment()
    for _ in 0..<3000 {
      let bits = UInt64.random(in: .min ... .max, using: &random)
      let machine = Double(bitPattern: bits)
      guard machine.isFinite else { continue }
      let back = Constant.make(machine).float64Value
      #expect(back.value == machine && back.isExact, "\(machine) seed \(random.seed)")

      let top = BigInt(Int64.random(in: .min ... .max, using: &random))
      let bottom = BigInt(Int64.random(in: 1 ... .max, using: &random))
      let exact = Rational(top, bottom)
      let nearest = Constant.make(exact).float64Value.value
      let error = distance(exact, nearest)
      #expect(!(distance(exact, nearest.nextUp) < error), "\(top)/\(bottom) seed \(random.seed)")
      #expect(!(distance(exact, nearest.nextDown) < error), "\(top)/\(bottom) seed \(random.seed)")
    }
  }

  private func distance(_ exact: Rational, _ machine: Double) -> Rational {
    let difference = exact - Rational(machine)
    return difference.numerator.sign == .minus ? -difference : difference
  }
}

@Suite struct ConstantArithmeticTests {
  @Test func smallIntegersGrowWithoutOverflow() {
    let most = Constant.int(.max)
    #expect(Constant.compute(most, .add, .int(1)).description == "9223372036854775808")
    #expect(Constant.compute(.int(.min), .subtract, .int(1)).description == "-9223372036854775809")
    #expect(Constant.int(.min).negated.description == "9223372036854775808")
    #expect(
      Constant.compute(.int(.min), .divideIntegers, .int(-1)).description == "9223372036854775808")
    #expect(Constant.compute(.int(.min), .remainder, .int(-1)).description == "0")
    let squared = Constant.compute(most, .multiply, most)
    #expect(squared.description == "85070591730234615847396907784232501249")
    #expect(Constant.compute(squared, .divideIntegers, most).int64Value == .max)
  }

  @Test func divisionAndRemainderCutTowardZero() {
    #expect(Constant.compute(.int(-7), .divideIntegers, .int(2)).int64Value == -3)
    #expect(Constant.compute(.int(-7), .remainder, .int(2)).int64Value == -1)
    let big = int("100000000000000000000").negated
    #expect(Constant.compute(big, .remainder, .int(7)).int64Value == -2)
  }

  @Test func shiftsRoundDown() {
    #expect(Constant.int(1).shifted(left: 100).description == "1267650600228229401496703205376")
    #expect(Constant.int(-1).shifted(right: 100).int64Value == -1)
    #expect(int("36893488147419103233").negated.shifted(right: 200).int64Value == -1)
    let odd = int("36893488147419103233").negated
    #expect(odd.shifted(right: 1).description == "-18446744073709551617")
    #expect(Constant.int(0).shifted(left: 1 << 40).int64Value == 0)
  }

  @Test func complementsAreCutForUnsignedTypes() {
    #expect(Constant.int(5).complement(bits: 0).int64Value == -6)
    #expect(Constant.int(5).complement(bits: 8).int64Value == 250)
    #expect(Constant.int(0).complement(bits: 64).description == "18446744073709551615")
    #expect(int("18446744073709551615").complement(bits: 64).int64Value == 0)
  }

  /// Bitwise operations on large integers agree with the identities of two's complement.
  @Test func largeBitwiseOperationsAreTwosComplement() {
    var random = SeededRandom.fromEnvironment()
    for _ in 0..<500 {
      let a = randomInteger(&random)
      let b = randomInteger(&random)
      let and = Constant.compute(a, .and, b)
      let or = Constant.compute(a, .or, b)
      let xor = Constant.compute(a, .xor, b)
      let sum = Constant.compute(a, .add, b)
      #expect(same(Constant.compute(and, .add, or), sum), "seed \(random.seed)")
      #expect(same(Constant.compute(or, .subtract, and), xor), "seed \(random.seed)")
      #expect(same(Constant.compute(a, .andNot, b), Constant.compute(a, .subtract, and)))
    }
  }

  private func same(_ a: Constant, _ b: Constant) -> Bool { Constant.compare(a, .equal, b) }

  private func randomInteger(_ random: inout SeededRandom) -> Constant {
    let wide = BigInt(Int64.random(in: .min ... .max, using: &random))
    let count = Int.random(in: 0...130, using: &random)
    return .make((wide << count) + BigInt(Int64.random(in: .min ... .max, using: &random)))
  }

  @Test func fractionsStayExact() {
    let third = Constant.compute(.int(1), .divide, .int(3))
    let one = Constant.compute(third, .multiply, .int(3))
    #expect(one.asInteger.int64Value == 1)
    #expect(Constant.compare(one, .equal, .int(1)))
    #expect(third.description == "0.333333")
  }

  @Test func floatsOutsideFractionsRecoverIntegers() {
    let huge = float("1e5000")
    let inverse = Constant.compute(.int(1), .divide, huge)
    let one = Constant.compute(inverse, .multiply, huge)
    #expect(one.description == "1")
    #expect(one.asInteger.int64Value == 1)
    #expect(Constant.compare(huge, .greater, float("1e4999")))
    #expect(Constant.compare(huge.negated, .less, .int(0)))
  }

  @Test func complexArithmeticIsExact() {
    let i = Constant.literal("1i", as: .imaginary)
    #expect(Constant.compute(i, .multiply, i).asInteger.int64Value == -1)
    let x = Constant.compute(.int(3), .add, Constant.compute(.int(4), .multiply, i))
    let y = Constant.compute(x, .divide, x)
    #expect(Constant.compare(y, .equal, .int(1)))
    #expect(x.description == "(3 + 4i)")
    #expect(x.asFloat.isUnknown)
  }

  @Test func unknownOperandsGiveUnknown() {
    #expect(Constant.compute(.unknown, .add, .int(1)).isUnknown)
    #expect(Constant.compute(.literal("1i", as: .imaginary), .add, .unknown).isUnknown)
    #expect(!Constant.compare(.unknown, .equal, .unknown))
  }

  @Test func aMillionConcatenationsNeitherRecurseNorCopy() {
    var left = Constant.make("x")
    var right = Constant.make("y")
    for _ in 0..<300_000 {
      left = Constant.compute(left, .add, .make("a"))
      right = Constant.compute(.make("b"), .add, right)
    }
    #expect(left.stringValue?.count == 300_001)
    #expect(left.stringValue?.bytes.last == UInt8(ascii: "a"))
    #expect(right.stringValue?.bytes.last == UInt8(ascii: "y"))
    #expect(Constant.compare(left, .greater, right))
    // Released without ever having been read.
    var unread = Constant.make("x")
    for _ in 0..<300_000 { unread = Constant.compute(unread, .add, .make("a")) }
    #expect(unread.stringValue?.count == 300_001)
  }
}

@Suite struct ConstantFittingTests {
  @Test func integersFitTheirTypesExactly() {
    #expect(Constant.int(127).fitting(bits: 8, signed: true) != nil)
    #expect(Constant.int(128).fitting(bits: 8, signed: true) == nil)
    #expect(Constant.int(-128).fitting(bits: 8, signed: true) != nil)
    #expect(Constant.int(-129).fitting(bits: 8, signed: true) == nil)
    #expect(Constant.int(255).fitting(bits: 8, signed: false) != nil)
    #expect(Constant.int(256).fitting(bits: 8, signed: false) == nil)
    #expect(Constant.int(-1).fitting(bits: 64, signed: false) == nil)
    #expect(int("18446744073709551615").fitting(bits: 64, signed: false) != nil)
    #expect(int("18446744073709551616").fitting(bits: 64, signed: false) == nil)
    #expect(int("9223372036854775808").fitting(bits: 64, signed: true) == nil)
    #expect(float("3.0").fitting(bits: 8, signed: true)?.int64Value == 3)
    #expect(float("3.1").fitting(bits: 8, signed: true) == nil)
  }

  @Test func floatsAreRoundedToTheirType() {
    #expect(float("0.1").rounded(bits: 32)?.float64Value.value == Double(Float(0.1)))
    #expect(float("1e39").rounded(bits: 32) == nil)
    #expect(float("1e-400").rounded(bits: 64)?.sign == 0)
    let i = Constant.literal("0.1i", as: .imaginary)
    #expect(i.roundedComplex(partBits: 64)?.imaginaryPart.float64Value.value == 0.1)
  }

  @Test func longStringsAreCutInMessages() {
    let long = Constant.make(String(repeating: "é", count: 100))
    #expect(long.description == "\"" + String(repeating: "é", count: 68) + "...")
    let exact = Constant.make(String(repeating: "a", count: 70))
    #expect(exact.description.utf8.count == 72)
  }
}
