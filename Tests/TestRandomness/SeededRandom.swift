// The generator of randomised tests, for all test targets: a seed that is told with a failure and
// can be given again in TRICOLOR_TEST_SEED. Nothing else that tests share lives here.
import Foundation

/// Random numbers that a seed fixes, on every machine (splitmix64).
public struct SeededRandom: RandomNumberGenerator, Sendable {
  /// What fixes the sequence.
  public let seed: UInt64
  private var state: UInt64

  /// The sequence of `seed`.
  public init(seed: UInt64) {
    self.seed = seed
    state = seed
  }

  /// The sequence of TRICOLOR_TEST_SEED, or of a new seed.
  public static func fromEnvironment() -> SeededRandom {
    let given = ProcessInfo.processInfo.environment["TRICOLOR_TEST_SEED"].flatMap { UInt64($0) }
    return SeededRandom(seed: given ?? UInt64.random(in: .min ... .max))
  }

  /// The same; prints the seed behind the test's name, for tests whose failure may end the process.
  public static func announced(_ name: String) -> SeededRandom {
    let random = fromEnvironment()
    print("\(name): TRICOLOR_TEST_SEED=\(random.seed)")
    return random
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number in 0..<bound.
  public mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// True once in `n` times.
  public mutating func oneIn(_ n: Int) -> Bool { below(n) == 0 }
}
