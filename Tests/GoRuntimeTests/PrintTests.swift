// What print writes, read from its buffer before it leaves.
import CGoRuntime
import CTricolor
import TestRandomness
import Testing

@testable import TricolorGoRuntime

@Suite struct PrintTests {
  /// As a Go 1.27 program prints them.
  @Test func floatsAreAsShortAsTheyReadBack() {
    let expected: [(Double, String)] = [
      (0, "0"), (-0.0, "-0"), (1, "1"), (-1.5, "-1.5"), (100000, "100000"), (1e6, "1e+06"),
      (1_234_567, "1.234567e+06"), (123456.5, "123456.5"), (12_345_678.5, "1.23456785e+07"),
      (999999, "999999"), (9_999_999, "9.999999e+06"), (0.1, "0.1"), (0.0001, "0.0001"),
      (0.00001, "1e-05"), (0.001234, "0.001234"), (1e20, "1e+20"), (1e21, "1e+21"),
      (1e100, "1e+100"), (123_456_789_012, "1.23456789012e+11"), (.leastNonzeroMagnitude, "5e-324"),
      (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
      (.greatestFiniteMagnitude, "1.7976931348623157e+308"),
      (.leastNormalMagnitude, "2.2250738585072014e-308"),
    ]
    for (value, text) in expected { #expect(printed { Print.float(value) } == text) }
    #expect(printed { Print.float(Float(0.1)) } == "0.1")
    #expect(printed { Print.float(Float(16_777_216)) } == "1.6777216e+07")
    #expect(printed { Print.float(Float(3.4e38)) } == "3.4e+38")
    #expect(printed { Print.float(Float.leastNonzeroMagnitude) } == "1e-45")
  }

  @Test func floatsReadBackAndNothingShorterDoes() {
    var random = SeededRandom.fromEnvironment()
    let comment = Comment(rawValue: "TRICOLOR_TEST_SEED=\(random.seed)")
    for round in 0..<3000 {
      // Powers of two have unequal neighbours.
      let bits = round % 3 == 0 ? random.next() & 0x7FF0_0000_0000_0000 : random.next()
      let value = Double(bitPattern: bits)
      guard value.isFinite else { continue }
      let text = printed { Print.float(value) }
      #expect(Double(text) == value, comment)
      // Swift's own shortest form has as many digits.
      let digits = value.description.split(separator: "e")[0].filter(\.isNumber)
      let ours = text.split(separator: "e")[0].filter(\.isNumber)
      #expect(significant(ours) == significant(digits), comment)
    }
  }

  private func significant(_ digits: String) -> String {
    var text = digits.drop { $0 == "0" }
    while text.last == "0" { text.removeLast() }
    return String(text)
  }

  @Test func otherValuesAreAsGoPrintsThem() {
    #expect(printed { tc_go_print_int(nil, .min) } == "-9223372036854775808")
    #expect(printed { tc_go_print_uint(nil, .max) } == "18446744073709551615")
    #expect(printed { tc_go_print_hex(nil, 0) } == "0x0")
    #expect(printed { tc_go_print_hex(nil, 0xDEAD_BEEF) } == "0xdeadbeef")
    #expect(printed { tc_go_print_bool(nil, true) } == "true")
    #expect(printed { tc_go_print_complex(nil, 0, -0.0) } == "(0-0i)")
    #expect(printed { tc_go_print_complex(nil, .infinity, -.infinity) } == "(+Inf-Infi)")
    #expect(printed { tc_go_print_complex(nil, .nan, .nan) } == "(NaN+NaNi)")
    #expect(printed { tc_go_print_complex(nil, 1, .infinity) } == "(1+Infi)")
    #expect(printed { tc_go_print_complex64(nil, 0.1, -2) } == "(0.1-2i)")
    let slice = tc_slice(data: UnsafeMutablePointer(bitPattern: 0x1000), length: 3, capacity: 5)
    #expect(printed { tc_go_print_slice(nil, slice) } == "[3/5]0x1000")
    #expect(printed { tc_go_print_any(nil, tc_any()) } == "(0x0,0x0)")
  }

  /// What `body` puts into the print buffer. Texts are shorter than it.
  private func printed(_ body: () -> Void) -> String {
    Print.begin()
    body()
    let shared = tc_print_shared()!
    let bytes = UnsafeBufferPointer(start: tc_print_bytes(), count: Int(shared.pointee.count))
    let text = String(decoding: bytes, as: UTF8.self)
    shared.pointee.count = 0
    Print.end()
    return text
  }
}
