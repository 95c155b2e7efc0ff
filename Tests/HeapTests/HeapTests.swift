// A whole heap from outside: creation, allocation of every kind, lookup, destruction.
import CTricolor
import TestRandomness
import Testing

@testable import TricolorHeap

/// A cycle's worth of reclaiming without a collector: marks what the test says is alive, then
/// raises the sweep generation, as the collector does between its stops.
func markAndBeginSweep(_ heap: borrowing Heap, alive: [Address]) {
  let pointer = heap.pointer
  Heap.prepareMarks(of: pointer)
  for address in alive {
    let span = tc_span_of(pointer, address)!
    _ = tc_mark(span, tc_object_index(span, address))
  }
  Heap.reclaimUnmarked(in: pointer)
}

/// Expects every invariant of the heap to hold, MemStats' equations among them.
func expectSound(_ heap: borrowing Heap, _ note: String = "") {
  let found = heap.violations()
  #expect(found == [], "\(note)")
}

@Suite struct HeapTests {
  @Test func everySizeComesZeroedAlignedAndIsFoundAgain() throws {
    let heap = try Heap()
    let cache = heap.makeCache()
    defer { heap.destroyCache(cache) }
    var objects: [(address: Address, size: UInt)] = []
    for size in Array(1...1100) + [2000, 4096, 8192, 20_000, 32_768, 32_769, 100_000, 5_000_000] {
      let object = try heap.allocate(UInt(size), cache: cache)
      let bytes = UnsafeRawBufferPointer(start: object, count: size)
      #expect(bytes.allSatisfy { $0 == 0 }, "size \(size)")
      memset_(object, 0xA5, size)
      let address = UInt(bitPattern: object)
      #expect(address % (size % 8 == 0 ? 8 : size % 4 == 0 ? 4 : size % 2 == 0 ? 2 : 1) == 0)
      objects.append((address, UInt(size)))
    }
    for (address, size) in objects {
      for inside in [address, address + size / 2, address + size - 1] {
        let object = heap.object(at: inside)
        let found = try #require(object)
        #expect(found.address <= address && address + size <= found.address + found.size)
        #expect(!found.hasPointers)
      }
    }
    let bySize = objects.sorted { $0.address < $1.address }
    for (before, after) in zip(bySize, bySize.dropFirst()) {
      #expect(before.address + before.size <= after.address)
    }
    expectSound(heap)
  }

  @Test func objectsWithPointersKeepTheirMaps() throws {
    var random = SeededRandom.fromEnvironment()
    let heap = try Heap()
    let cache = heap.makeCache()
    defer { heap.destroyCache(cache) }
    var types: [TestType] = []
    for _ in 0..<400 {
      let type = TestType.random(&random, maxWords: random.oneIn(2) ? 12 : 900)
      types.append(type)
      let count = 1 + random.below(random.oneIn(5) ? 60 : 4)
      let bytes = type.pointer.pointee.size * UInt(count)
      let object = try heap.allocate(bytes, type: type.type, cache: cache)
      let looked = heap.object(at: UInt(bitPattern: object))
      let found = try #require(looked)
      #expect(found.address == UInt(bitPattern: object))
      #expect(found.hasPointers && found.size >= bytes)
      let owner = tc_span_of(heap.pointer, found.address)
      let span = try #require(owner)
      var slots: [UInt] = []
      PointerMap.forEachSlot(in: span, base: found.slot) {
        slots.append((UInt(bitPattern: $0) - found.address) / 8)
      }
      let wanted = type.pointerWords(in: Int(bytes / 8)).map { UInt($0) }
      #expect(slots.prefix(wanted.count).elementsEqual(wanted), "seed \(random.seed)")
    }
    expectSound(heap)
  }

  @Test func sweepFreesWhatWasNotMarkedAndNothingElse() throws {
    let heap = try Heap()
    let cache = heap.makeCache()
    defer { heap.destroyCache(cache) }
    var alive: [Address] = []
    for index in 0..<20_000 {
      let object = try heap.allocate(UInt(16 + index % 500), cache: cache)
      if index % 3 == 0 { alive.append(UInt(bitPattern: object)) }
    }
    let before = heap.stats()
    markAndBeginSweep(heap, alive: alive)
    Heap.sweep(heap.pointer)
    let after = heap.stats()
    #expect(after.heapObjects == UInt64(alive.count))
    #expect(after.mallocs == before.mallocs)
    #expect(after.heapAlloc < before.heapAlloc)
    for address in alive {
      let found = heap.object(at: address)
      #expect(found != nil)
    }
    expectSound(heap)
    markAndBeginSweep(heap, alive: [])
    Heap.sweep(heap.pointer)
    let empty = heap.stats()
    #expect(empty.heapObjects == 0)
    #expect(empty.heapInuse == 0)
    expectSound(heap)
  }
}

/// Fills `count` bytes.
func memset_(_ at: UnsafeMutableRawPointer, _ byte: UInt8, _ count: Int) {
  UnsafeMutableRawBufferPointer(start: at, count: count).initializeMemory(
    as: UInt8.self, repeating: byte)
}
