// The inline allocation paths of allocate.h and the lookups of lookup.h, one by one.
import CTricolor
import TestRandomness
import Testing

@testable import TricolorHeap

@Suite struct FastPathTests {
  @Test func bumpingGoesThroughARunSlotBySlot() throws {
    let heap = try Heap()
    let cache = heap.makeCache()
    let first = UInt(bitPattern: tc_allocate_noscan(cache, 64))
    let spanClass = UInt32(SpanClass(SizeClass(forSize: 64), noscan: true).number)
    let run = tc_cache_run(cache, spanClass)!
    #expect(run.pointee.next == first + 64)
    #expect(run.pointee.end - first == 8192)
    for index in 1..<UInt(128) {
      #expect(UInt(bitPattern: tc_allocate_noscan(cache, 60)) == first + index * 64)
    }
    #expect(run.pointee.next == run.pointee.end)
    let next = UInt(bitPattern: tc_allocate_noscan(cache, 64))
    #expect(next != 0 && (next < first || next >= first + 8192))
    heap.destroyCache(cache)
    expectSound(heap)
  }

  @Test func tinyObjectsShareABlockWithTheirAlignment() throws {
    let heap = try Heap()
    let cache = heap.makeCache()
    let one = UInt(bitPattern: tc_allocate_tiny(cache, 1))
    let two = UInt(bitPattern: tc_allocate_tiny(cache, 2))
    let four = UInt(bitPattern: tc_allocate_tiny(cache, 4))
    let eight = UInt(bitPattern: tc_allocate_tiny(cache, 8))
    #expect(one % 16 == 0 && two == one + 2 && four == one + 4 && eight == one + 8)
    let other = UInt(bitPattern: tc_allocate_tiny(cache, 12))
    #expect(other % 16 == 0 && other != one)
    // 4 bytes are left of the second block, none of the first.
    #expect(UInt(bitPattern: tc_allocate_tiny(cache, 3)) == other + 12)
    let stats = heap.stats()
    #expect(stats.mallocs == 6 && stats.heapObjects == 2 && stats.heapAlloc == 32)
    heap.destroyCache(cache)
  }

  @Test func masksBecomePointerBits() throws {
    var random = SeededRandom.fromEnvironment()
    let heap = try Heap()
    let cache = heap.makeCache()
    var made: [(object: Address, mask: UInt64)] = []
    for _ in 0..<3000 {
      let words = UInt64(1 + random.below(64))
      let mask = random.next() & (~0 >> (64 - words)) | 1
      let object = UInt(bitPattern: tc_allocate_masked(cache, UInt(words * 8), mask))
      made.append((object, mask))
    }
    for (object, mask) in made {
      let span = tc_span_of(heap.pointer, object)!
      let found = PointerMap.bits(at: object, size: span.pointee.object_size)
      #expect(found == mask, "seed \(random.seed)")
    }
    heap.destroyCache(cache)
    expectSound(heap)
  }

  /// A run has the pointer bits of the object before it; those of another kind are set right, and
  /// a kind that was forgotten with its run comes back with the next.
  @Test func aRunHasThePointerBitsOfTheObjectBeforeIt() throws {
    let heap = try Heap()
    let cache = heap.makeCache()
    func bits(_ object: UInt) -> UInt64 {
      PointerMap.bits(at: object, size: tc_span_of(heap.pointer, object)!.pointee.object_size)
    }
    func run(_ size: UInt) -> tc_run {
      let spanClass = SpanClass(SizeClass(forSize: size), noscan: false)
      return tc_cache_run(cache, UInt32(spanClass.number)).pointee
    }
    func make(_ size: UInt, _ mask: UInt64) -> UInt {
      UInt(bitPattern: tc_allocate_masked(cache, size, mask))
    }
    for size: UInt in [8, 24, 48, 80, 416, 512] {
      let masks: [UInt64] = [1, 0b101 & (~0 >> (64 - UInt64(size / 8))) | 1]
      var made: [(object: UInt, mask: UInt64)] = []
      for mask in masks {
        // To the end of one run and into the next.
        repeat { made.append((make(size, mask), mask)) } while run(size).next != run(size).end
        made.append((make(size, mask), mask))
        #expect(run(size).mask == mask, "size \(size)")
      }
      let slot = SizeClass(forSize: size).objectSize
      if run(size).next != run(size).end {
        #expect(bits(run(size).next) == masks[1], "a free slot, size \(size)")
      }
      // In turns, in a run that is of one kind.
      for index in 0..<Int(16384 / slot) {
        let mask = masks[index % 2]
        made.append((make(size, mask), mask))
      }
      for (object, mask) in made { #expect(bits(object) == mask, "size \(size)") }
      let kind = run(size).mask
      tc_cache_flush(cache)
      made.append((make(size, kind), kind))
      #expect(run(size).mask == kind)
      #expect(bits(made[made.count - 1].object) == kind)
    }
    heap.destroyCache(cache)
    expectSound(heap)
  }

  @Test func objectsOfNoSizeHaveOneAddress() throws {
    let heap = try Heap()
    let cache = heap.makeCache()
    let first = tc_allocate(cache, 0, nil)
    #expect(first != nil && tc_allocate(cache, 0, nil) == first)
    let stats = heap.stats()
    #expect(stats.mallocs == 0)
    heap.destroyCache(cache)
  }

  @Test func lookupIsExactAtEveryByteOfASpan() throws {
    let heap = try Heap()
    let cache = heap.makeCache()
    for size: UInt in [8, 24, 48, 416, 1408, 6784, 27264] {
      let object = UInt(bitPattern: tc_allocate_noscan(cache, size))
      let span = tc_span_of(heap.pointer, object)!
      for offset in 0..<span.byteCount {
        let index = tc_object_index(span, span.pointee.base + offset)
        guard UInt(index) == offset / span.pointee.object_size else {
          Issue.record("size \(size), offset \(offset): \(index)")
          break
        }
      }
      #expect(tc_span_of(heap.pointer, span.limit - 1) == span)
      #expect(tc_span_of(heap.pointer, span.pointee.base - 1) != span)
    }
    heap.destroyCache(cache)
  }

  @Test func runsTakenWhileMarkingAreBlackAndLeftoversWhite() throws {
    let heap = try Heap()
    let cache = heap.makeCache()
    _ = tc_allocate_noscan(cache, 64)
    ProcessorCache.writeBackRuns(cache)
    heap.pointer.pointee.marking = 1
    let object = UInt(bitPattern: tc_allocate_noscan(cache, 64))
    let span = tc_span_of(heap.pointer, object)!
    let index = tc_object_index(span, object)
    #expect(index == 1 && tc_is_marked(span, 1) && tc_is_marked(span, 127))
    #expect(!tc_is_marked(span, 0))
    heap.pointer.pointee.marking = 0
    ProcessorCache.flush(cache)
    #expect(tc_is_marked(span, 1) && !tc_is_marked(span, 2) && !tc_is_marked(span, 127))
    #expect(span.pointee.free_index == 2 && span.pointee.alloc_count == 2)
    Heap.reclaimUnmarked(in: heap.pointer)
    Heap.sweep(heap.pointer)
    let stats = heap.stats()
    #expect(stats.heapObjects == 1)
    heap.destroyCache(cache)
    expectSound(heap)
  }

  @Test func liveBytesAreThoseOfRunsTaken() throws {
    let heap = try Heap()
    let cache = heap.makeCache()
    for _ in 0..<1000 { _ = tc_allocate_noscan(cache, 100) }
    for _ in 0..<10 { _ = tc_allocate(cache, 100_000, nil) }
    ProcessorCache.flush(cache)
    let large = UInt64(100_000 + 8191) / 8192 * 8192
    #expect(tc_u64_load(&heap.pointer.pointee.live_bytes) == 1000 * 112 + 10 * large)
    #expect(heap.pointer.pointee.scan_bytes == 0)
    heap.destroyCache(cache)
  }
}
