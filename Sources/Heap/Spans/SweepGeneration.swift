// The sweep generation: one even number a heap, which rises by 2 a cycle, and one number a span
// whose distance to it tells the span's state. So that a new cycle makes every span of the heap
// "not swept yet" by a single addition.
//
//   heap's h, span's   h-2   needs sweeping
//                      h-1   being swept by whoever put that there
//                      h     swept, ready to be used
//                      h+1   was in a cache when the cycle began; its holder must sweep it
//                      h+3   swept, then taken into a cache
//
// A span that is cached at h+3 becomes h'+1 when h rises to h' = h+2: no one needs to touch it.
import CTricolor

/// The state of a span in the current cycle.
public enum SweepStatus: Equatable, Sendable {
  case needsSweeping, beingSwept, swept, cachedUnswept, cachedSwept
}

extension UnsafeMutablePointer where Pointee == tc_span {
  /// The span's state against the heap's generation, nil if the number is none that can be.
  func sweepStatus(_ generation: UInt32) -> SweepStatus? {
    switch tc_span_sweepgen(self) &- generation {
    case UInt32(bitPattern: -2): return .needsSweeping
    case UInt32(bitPattern: -1): return .beingSwept
    case 0: return .swept
    case 1: return .cachedUnswept
    case 3: return .cachedSwept
    default: return nil
    }
  }

  /// Claims the right to sweep the span: true for exactly one caller a cycle.
  @inline(__always)
  func claimForSweeping(_ generation: UInt32) -> Bool {
    guard tc_span_sweepgen(self) == generation &- 2 else { return false }
    return tc_span_claim_sweep(self, generation)
  }

  /// Publishes the span as swept (release: its bits are read by whoever sees this).
  @inline(__always)
  func markSwept(_ generation: UInt32) {
    tc_span_set_sweepgen(self, generation)
  }

  /// Publishes the span as held by a cache.
  @inline(__always)
  func markCached(_ generation: UInt32) {
    tc_span_set_sweepgen(self, generation &+ 3)
  }
}
