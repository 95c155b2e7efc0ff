// Sweeping one span: what was not marked is free again. The way of a span through a cycle:
//
//   1. Sweep termination raises the heap's sweep generation; every span needs sweeping now.
//   2. Somebody claims the span: a refill that needs free slots, the background sweeper, an
//      allocation that pays its share, or the reclaimer that looks for whole pages.
//   3. Sweep.claimed judges the specials of dead objects, makes the marks the allocation bits,
//      counts, and returns a verdict.
//   4. The claimant files the span by the verdict: into a set of central spans, into its cache, or
//      back to the page heap. Nothing in this folder knows where spans are kept.
//
// The invariant: between two cycles every span is swept by exactly one claimant, after the last
// mark was set and before a slot of it is allocated. So no slot that is free is marked; and what is
// marked when a cycle begins was kept by the last one, if that is to be known (a minor cycle
// follows), else nothing is.
//
// Costs: one copy and one population count a word of marks, 2 to 16 words a span; dead objects
// are not touched.
import CTricolor

/// What a heap has allocated and freed, or the part of it that one cache has.
typealias CountersPointer = UnsafeMutablePointer<tc_counters>

/// Where a swept span belongs.
public enum SweepVerdict: Equatable, Sendable {
  /// Nothing in it is alive: its pages can go back.
  case empty
  /// Some slots are free.
  case partial
  /// Every slot is allocated.
  case full
}

/// Sweeps single spans.
enum Sweep {
  /// Sweeps a span that the caller has claimed (`claimForSweeping`, or it was cached). Counts what
  /// became free into `counters`, which several threads may share.
  ///
  /// The caller publishes the result: `markSwept` or `markCached`, or the pages' return.
  static func claimed(
    _ span: SpanPointer, of heap: HeapPointer, counters: CountersPointer
  ) -> SweepVerdict {
    if tc_span_flags(span) & UInt8(TC_SPAN_HAS_SPECIALS) != 0 { judgeSpecials(span, heap) }
    if heap.pointee.flags & UInt32(TC_HEAP_CLOBBER) != 0 { clobberDead(span) }
    let before = UInt32(span.pointee.alloc_count)
    let (after, old) = span.adoptMarks(heap.pointee.keeps_marks)
    if after > before { corrupt("sweep: a span has more marked than allocated objects") }
    if old != 0 {
      _ = tc_u64_add(&heap.pointee.old_bytes, UInt64(old) &* UInt64(span.pointee.object_size))
    }
    let freed = before &- after
    if freed != 0 {
      tc_span_set_flag(span, UInt8(TC_SPAN_NEEDS_ZERO))
      count(freed, of: span, counters)
    }
    if after == 0 { return .empty }
    return after == UInt32(span.pointee.object_count) ? .full : .partial
  }

  /// Lets the specials of dead objects take their course; those with finalizers are marked again.
  private static func judgeSpecials(_ span: SpanPointer, _ heap: HeapPointer) {
    let table = heap.pointee.special_table.assumingMemoryBound(to: SpecialTable.self)
    guard table.judge(span) else { return }
    heap.pointee.world?.pointee.finalizers_ready?(heap.pointee.world_context, heap)
  }

  @inline(__always)
  private static func count(_ freed: UInt32, of span: SpanPointer, _ counters: CountersPointer) {
    if span.isLarge {
      _ = tc_u64_add(&counters.pointee.large_freed_bytes, UInt64(span.pointee.object_size))
      _ = tc_u64_add(&counters.pointee.large_freed, 1)
    } else {
      let number = UInt32(span.pointee.span_class &>> 1)
      _ = tc_u64_add(tc_counter_small_freed(counters, number), UInt64(freed))
    }
  }

  /// What a freed word reads as under `TC_HEAP_CLOBBER`: a pointer that is none.
  static let clobberWord: UInt = 0xDEAD_BEEF_DEAD_BEEF

  /// Overwrites the objects that are about to be freed, so that whoever still uses one fails soon.
  private static func clobberDead(_ span: SpanPointer) {
    for index in 0..<UInt32(span.pointee.object_count) {
      guard tc_is_allocated(span, index), !tc_is_marked(span, index) else { continue }
      var at = tc_object_base(span, index)
      let end = at &+ span.pointee.object_size
      while at < end {
        PointerSlot(bitPattern: at).unsafelyUnwrapped.pointee = clobberWord
        at &+= 8
      }
    }
  }
}
