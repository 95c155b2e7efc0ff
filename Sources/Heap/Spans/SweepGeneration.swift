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
//
// Tenured spans. A span all of whose slots are old holds nothing that a minor cycle could free, and
// its marks and allocation bits are equal. It takes no part in the sweeps between minor cycles: its
// number is the heap's `tenured_gen`, which stays as it is while h rises. When a sweep is to
// look at every span (a full cycle ends, or is to come and wants no marks), the spans that are
// tenured are recalled: the heap's number for them becomes `recalled_gen`, which says "needs
// sweeping", and there is another for those that this sweep finds tenured.
//
//   tenured_gen        swept; no slot is free
//   recalled_gen       needs sweeping; equal to tenured_gen if nothing was recalled
//
// Both are odd and half the numbers away from h when they are chosen: h would have to rise a
// thousand million times between two full cycles to come near.
import CTricolor

/// The state of a span in the current cycle.
public enum SweepStatus: Equatable, Sendable {
  case needsSweeping, beingSwept, swept, cachedUnswept, cachedSwept, tenured
}

/// A heap's numbers, which change with the world stopped.
struct SweepGeneration: Equatable {
  /// The even number that rises.
  var current: UInt32
  /// The number of tenured spans.
  var tenured: UInt32
  /// The number of those that were recalled.
  var recalled: UInt32

  /// How far from `current` the numbers of tenured spans are: odd, so that none is ever 0.
  private static let distance: UInt32 = 0x8000_0001

  /// - Parameter first: even and not 0, so that no descriptor that reads as zero ever seems to wait
  ///   to be swept.
  init(first: UInt32) {
    current = first
    tenured = first &+ Self.distance
    recalled = tenured
  }

  @inline(__always)
  init(_ heap: UnsafeMutablePointer<tc_heap>) {
    current = heap.pointee.sweepgen
    tenured = heap.pointee.tenured_gen
    recalled = heap.pointee.recalled_gen
  }

  /// Gives the heap these numbers. World stopped, or nobody knows of the heap yet.
  func write(to heap: UnsafeMutablePointer<tc_heap>) {
    heap.pointee.sweepgen = current
    heap.pointee.tenured_gen = tenured
    heap.pointee.recalled_gen = recalled
  }

  /// Whether there may be spans that were recalled.
  @inline(__always)
  var recalls: Bool { recalled != tenured }

  /// The numbers of the next sweep, before which every span is swept.
  /// - Parameter recalling: whether tenured spans take part in it.
  func next(recalling: Bool) -> SweepGeneration {
    var next = self
    next.current = current &+ 2
    next.recalled = tenured
    if recalling { next.tenured = next.current &+ Self.distance }
    return next
  }
}

extension UnsafeMutablePointer where Pointee == tc_heap {
  /// The numbers of this moment.
  @inline(__always)
  var sweepGeneration: SweepGeneration { SweepGeneration(self) }
}

extension UnsafeMutablePointer where Pointee == tc_span {
  /// The span's state against the heap's generation, nil if the number is none that can be.
  func sweepStatus(_ generation: SweepGeneration) -> SweepStatus? {
    let number = tc_span_sweepgen(self)
    if number == generation.tenured { return .tenured }
    if number == generation.recalled { return .needsSweeping }
    switch number &- generation.current {
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
  func claimForSweeping(_ generation: SweepGeneration) -> Bool {
    let number = tc_span_sweepgen(self)
    let waits =
      number == generation.current &- 2
      || (number == generation.recalled && generation.recalls)
    return waits && tc_span_claim_sweep(self, number, generation.current)
  }

  /// Publishes the span as swept (release: its bits are read by whoever sees this).
  @inline(__always)
  func markSwept(_ generation: SweepGeneration) {
    tc_span_set_sweepgen(self, generation.current)
  }

  /// Publishes the span as swept, and as one that minor cycles leave alone.
  @inline(__always)
  func markTenured(_ generation: SweepGeneration) {
    tc_span_set_sweepgen(self, generation.tenured)
  }

  /// Publishes the span as held by a cache.
  @inline(__always)
  func markCached(_ generation: SweepGeneration) {
    tc_span_set_sweepgen(self, generation.current &+ 3)
  }
}
