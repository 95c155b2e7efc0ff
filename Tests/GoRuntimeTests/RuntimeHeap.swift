// What the tests share: a heap with one mutator whose steps of collection are called by hand, and a
// goroutine record that runs on it.
import CGoRuntime
import CTricolor
import TestRandomness
import TricolorGoRuntime

@testable import TricolorHeap

/// A goroutine on a heap of its own. A class, because `#expect` takes no noncopyable receivers.
final class RuntimeHeap {
  let world: StepWorld
  let heap: Heap
  let place: Int
  let g: UnsafeMutablePointer<tc_g>

  init(stress: Bool = false) throws {
    world = StepWorld(slotsEach: 64, globals: 4)
    var configuration = HeapConfiguration()
    configuration.clobberFreed = true
    configuration.verify = true
    configuration.stress = stress
    configuration.collector.percent = -1
    let made = try Heap(world.host(configuration))
    place = world.attach(to: made)!  // the first of sixteen
    heap = made
    g = .allocate(capacity: 1)
    g.initialize(to: tc_g())
    g.pointee.cache = world.cache(of: place)
    g.pointee.random = 88_172_645_463_325_252
  }

  deinit { g.deallocate() }

  var cache: UnsafeMutablePointer<tc_cache> { g.pointee.cache }
  var violations: [String] { heap.violations() }

  /// Exact roots, which tests use as they like.
  var roots: UnsafeMutablePointer<UInt> { world.roots(of: place) }

  /// One random step of collection.
  func step(_ random: inout SeededRandom) {
    switch random.below(6) {
    case 0: _ = heap.beginCycle(cache)
    case 1: _ = heap.markOneRoot(cache)
    case 2: _ = heap.markSome(cache, bytes: UInt(random.below(4000) + 1))
    case 3: _ = heap.finishMarking(cache)
    case 4: _ = heap.sweepOne()
    default: heap.pollSafepoint(cache)
    }
  }

  func collect() { heap.collect(cache) }

  /// What a call blamed, and forgets it.
  func takeFault() -> UnsafePointer<tc_type>? {
    defer { g.pointee.fault = nil }
    return g.pointee.fault
  }
}
