// Requests that cannot be met, configurations that cannot be, addresses that were never ours, and
// memory that the system refuses: a typed error each, and a heap that goes on.
import CTricolor
import TestRandomness
import Testing

@testable import TricolorHeap

@Suite struct BadInputTests {
  private func error(_ body: () throws(HeapError) -> Void) -> HeapError? {
    do {
      try body()
      return nil
    } catch {
      return error
    }
  }

  @Test func requestsBeyondTheAddressSpaceAreTooLarge() throws {
    let heap = try Heap()
    let cache = heap.makeCache()
    for bytes in [UInt(1) << 48 + 1, 1 << 60, .max - 7, .max] {
      let found = error { () throws(HeapError) in _ = try heap.allocate(bytes, cache: cache) }
      #expect(found == .tooLarge(bytes: bytes))
    }
    let within = error { () throws(HeapError) in _ = try heap.allocate(1 << 47, cache: cache) }
    #expect(within == .outOfMemory(bytes: 1 << 47))
    expectSound(heap)
    _ = try heap.allocate(100, cache: cache)
    heap.destroyCache(cache)
  }

  @Test func aStoreByAThreadThatIsNotAttachedEndsTheProgramWithItsCure() async {
    let result = await #expect(
      processExitsWith: .exitCode(2), observing: [\.standardErrorContent]
    ) {
      var word: UInt = 0
      tc_before_word(&word, 1)
      #expect(word == 0, "no barrier is on: nobody is asked who stores")
      tc_note_barrier(true)
      tc_before_word(&word, 1)
    }
    let told = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(told.contains("attach the thread first"))
  }

  @Test func aHeapStaysWithinItsBound() throws {
    var configuration = HeapConfiguration()
    configuration.maximumBytes = 64 << 20
    let heap = try Heap(configuration)
    let cache = heap.makeCache()
    var objects = 0
    var refused: HeapError?
    while refused == nil && objects < 2000 {
      refused = error { () throws(HeapError) in _ = try heap.allocate(100_000, cache: cache) }
      objects += 1
    }
    #expect(refused == .outOfMemory(bytes: 100_000))
    let full = heap.stats()
    #expect(full.heapSys <= 64 << 20)
    expectSound(heap)
    // What dies makes room again.
    Heap.prepareMarks(of: heap.pointer)
    Heap.reclaimUnmarked(in: heap.pointer)
    _ = try heap.allocate(100_000, cache: cache)
    heap.destroyCache(cache)
    expectSound(heap)
  }

  @Test func impossibleConfigurationsNameTheField() {
    var small = HeapConfiguration()
    small.maximumBytes = 1 << 20
    var wide = HeapConfiguration()
    wide.maximumBytes = 1 << 49
    var stray = HeapConfiguration()
    stray.worldContext = UnsafeMutableRawPointer(bitPattern: 8)
    for (configuration, field) in [
      (small, "maximumBytes"), (wide, "maximumBytes"), (stray, "worldContext"),
    ] {
      let found = error { () throws(HeapError) in _ = try Heap(configuration) }
      guard case .badConfiguration(let name, _)? = found else {
        Issue.record("\(field): no error")
        continue
      }
      #expect(name == field)
    }
  }

  @Test func typesThatContradictThemselvesAreRefused() throws {
    let heap = try Heap()
    let cache = heap.makeCache()
    let good = TestType([true, false, true])
    let odd = error { () throws(HeapError) in
      _ = try heap.allocate(25, type: good.type, cache: cache)
    }
    #expect(odd == .badType("25 bytes are no whole number of values"))
    let bad = TestType([true, false, true])
    bad.pointer.pointee.ptr_bytes = 32
    let beyond = error { () throws(HeapError) in
      _ = try heap.allocate(24, type: bad.type, cache: cache)
    }
    #expect(beyond == .badType("its pointers lie beyond its size"))
    bad.pointer.pointee.ptr_bytes = 24
    bad.pointer.pointee.mask = nil
    let maskless = error { () throws(HeapError) in
      _ = try heap.allocate(24, type: bad.type, cache: cache)
    }
    #expect(maskless == .badType("it has pointers but no mask"))
    heap.destroyCache(cache)
  }

  @Test func foreignAddressesAreNoObjects() throws {
    var random = SeededRandom.fromEnvironment()
    let heap = try Heap()
    let cache = heap.makeCache()
    let object = UInt(bitPattern: try heap.allocate(48, cache: cache))
    let span = tc_span_of(heap.pointer, object)!
    let slots = UInt(span.pointee.object_count)
    let behind = span.pointee.base + slots * span.pointee.object_size
    var foreign: [Address] = [0, 1, 8, .max, .max / 2, behind, span.limit, span.pointee.base - 1]
    let local = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 8)
    defer { local.deallocate() }
    foreign.append(UInt(bitPattern: local))
    for _ in 0..<10_000 { foreign.append(UInt(random.next()) | 1 << 63) }
    for address in foreign {
      let found = heap.object(at: address)
      #expect(found == nil, "0x\(String(address, radix: 16)), seed \(random.seed)")
    }
    let known = heap.object(at: object + 47)
    #expect(known?.address == object)
    heap.destroyCache(cache)
  }

  @Test func everyRefusedSystemCallLeavesTheHeapWhole() throws {
    for call in 1...40 {
      var configuration = HeapConfiguration()
      configuration.refuseSystemCall = Int64(call)
      do {
        let heap = try Heap(configuration)
        let system = heap.pointer.pageHeap.pointee.system
        system.refuseNothing()
        let cache = heap.makeCache()
        _ = try heap.allocate(64, cache: cache)
        _ = try heap.allocate(3 << 20, cache: cache)
        // From here on only pages are asked for, no metadata, whose refusal is fatal as in Go: each
        // request may fail, none may break anything.
        system.refuse(after: Int64(call % 7 + 1))
        var refused = 0
        for _ in 0..<60 {
          let found = error { () throws(HeapError) in
            _ = try heap.allocate(3 << 20, cache: cache)
          }
          if found != nil { refused += 1 }
        }
        system.refuseNothing()
        #expect(refused <= 1)
        _ = try heap.allocate(3 << 20, cache: cache)
        expectSound(heap, "call \(call)")
        heap.destroyCache(cache)
      } catch {
        guard case .outOfMemory = error else {
          Issue.record("call \(call): \(error)")
          continue
        }
      }
    }
  }
}
