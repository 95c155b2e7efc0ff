// Finalizers, cleanups and weak handles: what Go promises, step by step.
import CTricolor
import TestRandomness
import Testing

@testable import TricolorHeap

@Suite struct SpecialTests {
  @Test func aFinalizerRunsOnceAndItsObjectLivesOneCycleLonger() throws {
    let it = try StepHeap()
    let object = it.pair()
    #expect(it.finalize(object, 7))
    #expect(!it.finalize(object, 8), "an object has one finalizer")
    it.collect()
    let due = it.ready()
    #expect(due.count == 1 && due.first?.function == 7 && due.first?.argument == object)
    #expect(it.isAlive(object))
    it.collect()
    #expect(it.ready().isEmpty)
    #expect(!it.isAlive(object))
  }

  @Test func aReachableObjectIsNotFinalized() throws {
    let it = try StepHeap()
    let object = it.pair()
    it.roots[0] = object
    #expect(it.finalize(object, 7))
    it.collect()
    it.collect()
    #expect(it.ready().isEmpty && it.isAlive(object))
    #expect(tc_clear_finalizer(it.cache, UnsafeMutableRawPointer(bitPattern: object)))
    #expect(!tc_clear_finalizer(it.cache, UnsafeMutableRawPointer(bitPattern: object)))
    it.roots[0] = 0
    it.collect()
    #expect(it.ready().isEmpty && !it.isAlive(object))
  }

  @Test func ofTwoFinalizableObjectsTheOuterOneGoesFirst() throws {
    let it = try StepHeap()
    let inner = it.pair()
    let outer = it.pair(inner)
    #expect(it.finalize(inner, 1) && it.finalize(outer, 2))
    it.collect()
    #expect(it.ready().map(\.function) == [2])
    it.collect()
    #expect(it.ready().map(\.function) == [1])
    it.collect()
    #expect(!it.isAlive(inner) && !it.isAlive(outer))
  }

  @Test func aCycleThatHoldsAFinalizerIsNeverFinalized() throws {
    let it = try StepHeap()
    let first = it.pair()
    let second = it.pair(first)
    it.set(first, 0, second)
    #expect(it.finalize(first, 1))
    for _ in 0..<3 { it.collect() }
    #expect(it.ready().isEmpty)
    #expect(it.isAlive(first) && it.isAlive(second))
  }

  @Test func whatAReadyRecordNamesStaysAliveUntilItIsTaken() throws {
    let it = try StepHeap()
    let child = it.pair()
    let object = it.pair(child)
    let closure = it.pair()
    #expect(it.finalize(object, closure))
    for _ in 0..<4 { it.collect() }
    #expect(it.isAlive(object) && it.isAlive(child) && it.isAlive(closure))
    #expect(it.ready().count == 1)
    it.collect()
    #expect(!it.isAlive(object) && !it.isAlive(child) && !it.isAlive(closure))
  }

  @Test func anObjectMayHaveManyCleanupsAndTheyRunWhenItIsGone() throws {
    let it = try StepHeap()
    let object = it.pair()
    let argument = it.pair()
    let ids = (1...5).map { it.cleanup(object, UInt($0), argument) }
    #expect(Set(ids).count == 5 && !ids.contains(0))
    #expect(tc_stop_cleanup(it.cache, UnsafeMutableRawPointer(bitPattern: object), ids[2]))
    #expect(!tc_stop_cleanup(it.cache, UnsafeMutableRawPointer(bitPattern: object), ids[2]))
    it.roots[0] = object
    it.collect()
    #expect(it.ready().isEmpty && it.isAlive(argument))
    it.roots[0] = 0
    it.collect()
    let due = it.ready()
    #expect(Set(due.map(\.function)) == [1, 2, 4, 5])
    #expect(due.allSatisfy { $0.argument == argument && $0.kind == UInt32(TC_SPECIAL_CLEANUP) })
    #expect(!it.isAlive(object) && it.isAlive(argument))
    it.collect()
    #expect(!it.isAlive(argument))
  }

  @Test func cleanupsWaitForTheFinalizer() throws {
    let it = try StepHeap()
    let object = it.pair()
    #expect(it.cleanup(object, 9) != 0 && it.finalize(object, 7))
    it.collect()
    #expect(it.ready().map(\.function) == [7])
    it.collect()
    #expect(it.ready().map(\.function) == [9])
    #expect(!it.isAlive(object))
  }

  @Test func aWeakHandleLeadsToItsObjectUntilThatIsGone() throws {
    let it = try StepHeap()
    let object = it.pair()
    it.roots[0] = object
    let handle = it.weak(object)
    it.roots[1] = handle
    #expect(handle != 0 && it.weak(object) == handle)
    it.collect()
    #expect(it.load(handle) == object)
    it.roots[0] = 0
    it.collect()
    #expect(it.load(handle) == 0 && it.isAlive(handle))
  }

  @Test func aWeakHandleIsClearedBeforeItsObjectsPlaceIsUsedAgain() throws {
    let it = try StepHeap()
    let object = it.pair()
    let handle = it.weak(object)
    it.roots[1] = handle
    #expect(it.begin())
    while it.phase == .mark {
      while it.markRoot() {}
      while it.markSome() {}
      _ = it.finish()
    }
    // Not swept yet: the load itself must find out.
    #expect(it.load(handle) == 0)
    var places: Set<UInt> = []
    while !places.contains(object) && places.count < 10_000 { places.insert(it.pair()) }
    #expect(places.contains(object), "the place was never used again")
    #expect(it.load(handle) == 0)
  }

  @Test func aWeakLoadWhileMarkingRunsKeepsTheObject() throws {
    let it = try StepHeap()
    let object = it.pair()
    let handle = it.weak(object)
    it.roots[1] = handle
    #expect(it.begin())
    while it.markRoot() {}
    let found = it.load(handle)
    #expect(found == object)
    it.roots[0] = found
    it.collect()
    #expect(it.isAlive(object) && it.load(handle) == object)
  }

  @Test func weakHandlesAreClearedWhenTheFinalizerComesDue() throws {
    let it = try StepHeap()
    let object = it.pair()
    let handle = it.weak(object)
    it.roots[1] = handle
    #expect(it.finalize(object, 7))
    it.collect()
    #expect(it.load(handle) == 0)
    #expect(it.ready().count == 1 && it.isAlive(object))
    let fresh = it.weak(object)
    #expect(fresh != handle && it.load(fresh) == object)
  }

  @Test func aFinalizerThatIsSetWhileMarkingRunsKeepsWhatItsObjectHolds() throws {
    let it = try StepHeap()
    let child = it.pair()
    let object = it.pair(child)
    it.roots[0] = object
    #expect(it.begin())
    // The specials' jobs are done before the finalizer is set.
    it.roots[0] = 0
    while it.markRoot() {}
    #expect(it.finalize(object, 7))
    while it.phase == .mark {
      while it.markSome() {}
      _ = it.finish()
    }
    while it.sweep() {}
    #expect(it.ready().map(\.argument) == [object])
    #expect(it.isAlive(object) && it.isAlive(child))
  }

  @Test func specialsOfOneSpanAreJudgedEachByItsObject() throws {
    var random = SeededRandom.fromEnvironment()
    let it = try StepHeap()
    var expected: Set<UInt> = []
    var kept: UInt = 0
    for number in 1...500 {
      let object = it.pair(kept)
      let isKept = random.oneIn(2)
      if isKept {
        kept = object
        it.roots[0] = kept
      }
      for part in 0..<random.below(3) {
        let function = UInt(number * 10 + part)
        #expect(it.cleanup(object, function) != 0)
        if !isKept { expected.insert(function) }
      }
    }
    it.collect()
    #expect(Set(it.ready().map(\.function)) == expected, "seed \(random.seed)")
    #expect(it.violations.isEmpty)
  }
}
