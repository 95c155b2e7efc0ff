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
  /// Every slot is allocated, and old: until a full cycle comes, there is nothing to sweep.
  case tenured
}

/// What sweeping spans of one class has freed and left old, until it is added to counters that all
/// processors write: once for several spans.
struct SweepTally {
  let heap: HeapPointer
  let counters: CountersPointer
  private var sizeClass: UInt32 = 0
  private var freed: UInt64 = 0
  private var oldBytes: UInt64 = 0
  private var tenuredPages: UInt64 = 0
  private var tenuredBytes: UInt64 = 0

  /// - Parameter counters: where to count what becomes free; several threads may share them.
  init(_ heap: HeapPointer, _ counters: CountersPointer) {
    self.heap = heap
    self.counters = counters
  }

  /// Adds what was noted to the counters. Whoever notes must, before the sweep can be complete.
  @inline(__always)
  mutating func post() {
    if freed != 0 { _ = tc_u64_add(tc_counter_small_freed(counters, sizeClass), freed) }
    if oldBytes != 0 { _ = tc_u64_add(&heap.pointee.old_bytes, oldBytes) }
    if tenuredPages != 0 { heap.sweeper.note(tenured: tenuredPages, bytes: tenuredBytes) }
    (freed, oldBytes, tenuredPages, tenuredBytes) = (0, 0, 0, 0)
  }

  @inline(__always)
  fileprivate mutating func note(freed count: UInt32, of span: SpanPointer) {
    if span.isLarge {
      _ = tc_u64_add(&counters.pointee.large_freed_bytes, UInt64(span.pointee.object_size))
      _ = tc_u64_add(&counters.pointee.large_freed, 1)
      return
    }
    let number = UInt32(span.pointee.span_class &>> 1)
    if number != sizeClass { post() }
    sizeClass = number
    freed &+= UInt64(count)
  }

  @inline(__always)
  fileprivate mutating func note(old count: UInt32, of span: SpanPointer) {
    oldBytes &+= UInt64(count) &* UInt64(span.pointee.object_size)
  }

  @inline(__always)
  fileprivate mutating func note(tenured span: SpanPointer) {
    tenuredPages &+= UInt64(span.pointee.page_count)
    tenuredBytes &+= UInt64(span.pointee.object_count) &* UInt64(span.pointee.object_size)
  }
}

/// Sweeps single spans.
enum Sweep {
  /// Sweeps a span that the caller has claimed (`claimForSweeping`, or it was cached), and notes
  /// what became free.
  ///
  /// The caller publishes the result: `markSwept`, `markTenured` or `markCached`, or the pages'
  /// return.
  static func claimed(_ span: SpanPointer, _ tally: inout SweepTally) -> SweepVerdict {
    let heap = tally.heap
    let flags = tc_span_flags(span)
    if flags & UInt8(TC_SPAN_HAS_SPECIALS) != 0 { judgeSpecials(span, heap) }
    if heap.pointee.flags & UInt32(TC_HEAP_CLOBBER) != 0 { clobberDead(span) }
    let before = UInt32(span.pointee.alloc_count)
    let (after, old) = span.adoptMarks(heap.pointee.keeps_marks)
    if after > before { corrupt("sweep: a span has more marked than allocated objects") }
    tally.note(old: old, of: span)
    let freed = before &- after
    if freed != 0 {
      // Set once, it stays set: most spans need no locked instruction here.
      if flags & UInt8(TC_SPAN_NEEDS_ZERO) == 0 {
        tc_span_set_flag(span, UInt8(TC_SPAN_NEEDS_ZERO))
      }
      tally.note(freed: freed, of: span)
    }
    if after == 0 { return .empty }
    if after < UInt32(span.pointee.object_count) { return .partial }
    if old < after { return .full }
    tally.note(tenured: span)
    return .tenured
  }

  /// Lets the specials of dead objects take their course; those with finalizers are marked again.
  private static func judgeSpecials(_ span: SpanPointer, _ heap: HeapPointer) {
    let table = heap.pointee.special_table.assumingMemoryBound(to: SpecialTable.self)
    guard table.judge(span) else { return }
    heap.pointee.world?.pointee.finalizers_ready?(heap.pointee.world_context, heap)
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
