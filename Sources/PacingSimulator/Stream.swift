// Streams: numbers by step, from which scenarios are composed. A stream is a pure function of the
// step, so that every run of a scenario is the same run; randomness comes from a seed.
#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A number for each step 0, 1, 2, …
public struct Stream: Sendable {
  private let value: @Sendable (Int) -> Double

  /// A stream that is `value` of the step.
  public init(_ value: @escaping @Sendable (Int) -> Double) { self.value = value }

  /// The number at a step, counted from 0.
  public subscript(step: Int) -> Double { value(step) }

  /// Always the same.
  public static func constant(_ amount: Double) -> Stream { Stream { _ in amount } }

  /// `amount` at the first step, then 0.
  public static func pulse(_ amount: Double) -> Stream { Stream { $0 == 0 ? amount : 0 } }

  /// From 0 to `height` in `length` steps, and there it stays.
  public static func ramp(_ height: Double, over length: Int) -> Stream {
    Stream { (step: Int) -> Double in height * Double(min(step, length)) / Double(length) }
  }

  /// A sine of `amplitude` with `period` steps, starting at `phase` radians.
  public static func wave(_ amplitude: Double, phase: Double, period: Int) -> Stream {
    Stream { (step: Int) -> Double in
      let turn = Double(step % period) / Double(period)
      return sin(turn * 2 * Double.pi + phase) * amplitude
    }
  }

  /// Even numbers between −`amplitude` and `amplitude`, the same for the same seed.
  public static func noise(_ amplitude: Double, seed: UInt64) -> Stream {
    Stream { (step: Int) -> Double in
      let word = mix(seed &+ UInt64(step) &* 0x9E37_79B9_7F4A_7C15)
      let unit = Double(word >> 11) * 0x1p-53
      return (unit - 0.5) * 2 * amplitude
    }
  }

  /// 0 for `steps` steps, then the stream from its beginning.
  public func delayed(by steps: Int) -> Stream {
    let inner = self
    return Stream { (step: Int) -> Double in step < steps ? 0 : inner[step - steps] }
  }

  /// The sum of two streams.
  public static func + (left: Stream, right: Stream) -> Stream {
    Stream { (step: Int) -> Double in left[step] + right[step] }
  }

  /// No less than `low`, no more than `high`.
  public func clamped(_ low: Double, _ high: Double = .infinity) -> Stream {
    let inner = self
    return Stream { (step: Int) -> Double in Swift.min(Swift.max(inner[step], low), high) }
  }

  /// The finaliser of splitmix64: every bit of the argument moves every bit of the result.
  static func mix(_ word: UInt64) -> UInt64 {
    var z = word &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
