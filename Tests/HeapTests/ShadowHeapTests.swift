// The heap against a shadow model: random allocation, death and reclaiming, one and several
// threads. The number of operations is TRICOLOR_TEST_OPERATIONS (a script asks for millions).
import CTricolor
import Foundation
import TestRandomness
import Testing

@testable import TricolorHeap

@Suite struct ShadowHeapTests {
  static var operations: Int {
    let given = ProcessInfo.processInfo.environment["TRICOLOR_TEST_OPERATIONS"].flatMap { Int($0) }
    return given ?? 40_000
  }

  /// Marks what the mutators want, then lets the rest die: at once, in slices, or as allocation
  /// comes by.
  private func reclaim(_ heap: HeapPointer, _ mutators: [ShadowMutator], sweepNow: Bool) {
    Heap.prepareMarks(of: heap)
    for mutator in mutators { mutator.markAll() }
    Heap.reclaimUnmarked(in: heap)
    if sweepNow { Heap.sweep(heap) }
  }

  @Test(arguments: [false, true])
  func wantedObjectsKeepTheirContents(stress: Bool) throws {
    var random = SeededRandom.fromEnvironment()
    print("wantedObjectsKeepTheirContents: TRICOLOR_TEST_SEED=\(random.seed)")
    var configuration = HeapConfiguration()
    configuration.stress = stress
    configuration.clobberFreed = true
    let heap = try Heap(configuration)
    let mutator = ShadowMutator(heap.pointer, seed: random.next())
    let rounds = max(8, Self.operations / 5000)
    for round in 0..<rounds {
      mutator.run(Self.operations / rounds)
      if round % 4 == 3 { mutator.dropMany(mutator.objects.count * 3 / 4) }
      reclaim(heap.pointer, [mutator], sweepNow: random.oneIn(2))
      if random.oneIn(2) { Heap.sweep(heap.pointer, pages: UInt(random.below(50))) }
      mutator.checkAll()
      expectSound(heap, "round \(round), seed \(random.seed)")
      let stats = heap.stats()
      #expect(stats.heapObjects <= UInt64(mutator.allocations))
      if !mutator.failures.isEmpty { break }
    }
    #expect(mutator.failures == [], "seed \(random.seed)")
    mutator.dropMany(mutator.objects.count)
    reclaim(heap.pointer, [mutator], sweepNow: true)
    mutator.retire()
    let stats = heap.stats()
    #expect(stats.heapObjects == 0)
    #expect(stats.heapInuse == 0)
    expectSound(heap, "at the end, seed \(random.seed)")
  }

  @Test func threadsDoNotDisturbEachOther() async throws {
    var random = SeededRandom.fromEnvironment()
    print("threadsDoNotDisturbEachOther: TRICOLOR_TEST_SEED=\(random.seed)")
    var configuration = HeapConfiguration()
    configuration.clobberFreed = true
    let heap = try Heap(configuration)
    let address = UInt(bitPattern: heap.pointer)
    let mutators = (0..<4).map { (_: Int) -> ShadowMutator in
      ShadowMutator(heap.pointer, seed: random.next())
    }
    let rounds = max(4, Self.operations / 20_000)
    let each = Self.operations / rounds / 2
    for round in 0..<rounds {
      // Everything that the last reclaiming left unswept is swept by whoever comes first.
      await withTaskGroup(of: Void.self) { (group: inout TaskGroup<Void>) in
        for mutator in mutators { group.addTask { mutator.run(each) } }
        group.addTask {
          let heap = HeapPointer(bitPattern: address)!
          while Heap.sweep(heap, pages: 8) {}
        }
      }
      if round % 3 == 2 { mutators.forEach { $0.dropMany($0.objects.count / 2) } }
      reclaim(heap.pointer, mutators, sweepNow: false)
      mutators.forEach { $0.checkAll() }
      expectSound(heap, "round \(round), seed \(random.seed)")
    }
    for mutator in mutators {
      #expect(mutator.failures == [], "seed \(random.seed)")
      mutator.retire()
    }
    expectSound(heap, "at the end, seed \(random.seed)")
  }

  @Test func heapsAreIsolated() throws {
    let first = try Heap()
    let second = try Heap()
    let one = ShadowMutator(first.pointer, seed: 1)
    let other = ShadowMutator(second.pointer, seed: 2)
    one.run(2000)
    other.run(2000)
    for object in one.objects {
      let foreign = second.object(at: object.address)
      #expect(foreign == nil)
    }
    other.dropMany(other.objects.count)
    reclaim(second.pointer, [other], sweepNow: true)
    one.checkAll()
    #expect(one.failures == [])
    let empty = second.stats()
    #expect(empty.heapObjects == 0)
    expectSound(first)
    expectSound(second)
    one.retire()
    other.retire()
  }
}
