// Walking a heap: every span, every object, what is wrong, and a map for people. Nothing is
// allocated, swept or marked meanwhile: the callers see to that.
import CTricolor
import TricolorTelemetry

/// See the top of the file.
enum HeapWalk {
  /// Calls `body` with every span of objects, by rising address.
  static func forEachSpan(_ heap: HeapPointer, _ body: (SpanPointer) -> Void) {
    forEachArena(heap) { (arena: UnsafeMutablePointer<tc_arena>) in
      forEachSpan(in: arena, body)
    }
  }

  /// Calls `body` with every arena, by rising address.
  static func forEachArena(
    _ heap: HeapPointer, _ body: (UnsafeMutablePointer<tc_arena>) -> Void
  ) {
    var last: ArenaPointer?
    for _ in 0..<tc_arena_count(heap) {
      // The lowest above the last one: there are not many, and memory is not to be had here.
      var next: ArenaPointer?
      heap.forEachArena { (arena: ArenaPointer) in
        let isAbove = last.map { $0.pointee.base < arena.pointee.base } ?? true
        let isLower = next.map { arena.pointee.base < $0.pointee.base } ?? true
        if isAbove && isLower { next = arena }
      }
      guard let next else { return }
      body(next)
      last = next
    }
  }

  /// Calls `body` with every span of objects that begins in `arena`.
  static func forEachSpan(
    in arena: UnsafeMutablePointer<tc_arena>, _ body: (SpanPointer) -> Void
  ) {
    let inUse = tc_arena_page_in_use(arena)!
    for word in 0..<Int(Arena.pages / 64) {
      var bits = tc_u64_load_acquire(inUse + word)
      while bits != 0 {
        let page = UInt(word * 64 + bits.trailingZeroBitCount)
        bits &= bits &- 1
        let slot = tc_arena_span_slot(arena, arena.pointee.base &+ page &<< Page.shift)!
        if let span = tc_span_slot_load(slot) { body(span) }
      }
    }
  }

  /// Calls `body` with every object of a span: allocated slots, less those that a cache has taken
  /// and not handed out, less those that are dead and wait for the sweeper.
  static func forEachObject(
    in span: SpanPointer, _ heap: HeapPointer, _ body: (HeapObject) -> Void
  ) {
    let waits = span.sweepStatus(heap.sweepGeneration) == .needsSweeping
    for index in 0..<UInt32(span.pointee.object_count) {
      guard tc_is_allocated(span, index) else { continue }
      if waits && !tc_is_marked(span, index) { continue }
      if isInRun(tc_object_base(span, index), span, heap) { continue }
      body(HeapObject(span, index))
    }
  }

  /// Whether the slot at `base` belongs to a cache's run.
  private static func isInRun(_ base: Address, _ span: SpanPointer, _ heap: HeapPointer) -> Bool {
    guard !span.isLarge else { return false }
    var found = false
    heap.forEachCache { (cache: CachePointer) in
      let run = tc_cache_run(cache, UInt32(span.pointee.span_class)).pointee
      if base >= run.next && base < run.end { found = true }
    }
    return found
  }

  /// What is wrong with the heap, one sentence each.
  static func violations(_ heap: HeapPointer) -> [String] {
    var found: [String] = []
    let generation = heap.sweepGeneration
    var bytes: UInt64 = 0
    forEachSpan(heap) { (span: SpanPointer) in
      bytes &+= UInt64(span.byteCount)
      let where_ = "span at 0x\(String(span.pointee.base, radix: 16))"
      if let broken = span.brokenShape(generation) {
        found.append("\(where_): \(broken)")
        return
      }
      let marks =
        heap.pointee.marking != 0 || heap.pointee.keeps_marks != 0
        || span.sweepStatus(generation) == .needsSweeping
      if let broken = span.brokenBits(marking: marks) { found.append("\(where_): \(broken)") }
      var page = span.pointee.base
      while page < span.limit {
        if tc_span_of(heap, page) != span {
          found.append("\(where_): page 0x\(String(page, radix: 16)) leads elsewhere")
        }
        page &+= Page.size
      }
    }
    let counted = tc_u64_load(&heap.pageHeap.pointee.heapInUse)
    if bytes != counted { found.append("spans have \(bytes) bytes, the page heap says \(counted)") }
    if !heap.pageHeap.checkCounts() { found.append("the page heap's counts contradict its bits") }
    found += MemStats.read(heap).violations()
    found += brokenRuns(heap)
    return found
  }

  /// What is wrong with the runs of the caches.
  private static func brokenRuns(_ heap: HeapPointer) -> [String] {
    var found: [String] = []
    heap.forEachCache { (cache: CachePointer) in
      for spanClass in 2..<UInt32(SpanClass.count) {
        let run = tc_cache_run(cache, spanClass).pointee
        guard run.next != run.end else { continue }
        let span = tc_cache_span(cache, spanClass).pointee!
        let name = "cache \(cache.pointee.id), span class \(spanClass)"
        if run.next > run.end || run.next < span.pointee.base || run.end > span.limit {
          found.append("\(name): the run is not in the span")
          continue
        }
        let last = tc_object_index(span, run.end &- 1)
        if last &+ 1 != UInt32(span.pointee.free_index) {
          found.append("\(name): the run does not end at the free index")
        }
        if span.spanClass.hasPointerBits {
          let size = span.pointee.object_size
          let slots = stride(from: run.next, to: run.end, by: Int(size))
          if slots.contains(where: { PointerMap.bits(at: $0, size: size) != run.mask }) {
            found.append("\(name): a free slot has other pointer bits than the run")
          }
        }
        var at = run.next
        while at < run.end {
          if PointerSlot(bitPattern: at).unsafelyUnwrapped.pointee != 0 {
            found.append("\(name): the run is not zero")
            break
          }
          at &+= 8
        }
      }
    }
    return found
  }
}
