// The generator of randomised tests: a seed that is printed with a failure and can be given again
// in TRICOLOR_TEST_SEED.
import Foundation

struct SeededRandom: RandomNumberGenerator {
  let seed: UInt64
  private var state: UInt64

  init(seed: UInt64) {
    self.seed = seed
    state = seed
  }

  static func fromEnvironment() -> SeededRandom {
    let given = ProcessInfo.processInfo.environment["TRICOLOR_TEST_SEED"].flatMap { UInt64($0) }
    return SeededRandom(seed: given ?? UInt64.random(in: .min ... .max))
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number in 0..<bound.
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// True once in `n` times.
  mutating func oneIn(_ n: Int) -> Bool { below(n) == 0 }
}
