// Collection step by step, for hosts with one thread (StepWorld). Each call is what a worker, an
// assist or a safepoint would do in one go, or less.
import CTricolor
import TricolorPacing

extension Heap {
  /// Where the heap is in its cycle.
  public var phase: CollectorPhase { pointer.collector.phase }

  /// How many cycles' marking is over.
  public var finishedCycles: UInt32 { tc_u32_load_acquire(&pointer.collector.pointee.finished) }

  /// Begins a cycle with the thread of `cache`. False if one runs already.
  /// - Parameter mayBeMinor: whether it may be a minor one, if that is planned; else it is full.
  @discardableResult
  public func beginCycle(_ cache: CachePointer, mayBeMinor: Bool = false) -> Bool {
    guard let marker = cache.marker else { return false }
    return pointer.collector.begin(mayBeMinor ? .stress : .request, marker)
  }

  /// What the running or last cycle marks.
  public var cycleKind: CycleKind { pointer.collector.pointee.kind }

  /// What a cycle that begins now would be, if it may be minor.
  public var nextCycleKind: CycleKind { pointer.collector.kind(for: .stress) }

  /// Does one root job. False if none is left, or nobody may mark now.
  @discardableResult
  public func markOneRoot(_ cache: CachePointer) -> Bool {
    markStep(cache) { mark, marker in mark.runRootJob(marker) != nil }
  }

  /// Marks and scans at least `bytes` bytes of objects, if there are so many within reach; by
  /// whole objects and pieces. False if nothing was at hand, or nobody may mark now.
  @discardableResult
  public func markSome(_ cache: CachePointer, bytes: UInt) -> Bool {
    markStep(cache) { mark, marker in mark.drain(marker, budget: bytes) == .spent }
  }

  private func markStep(
    _ cache: CachePointer, _ step: (MarkStatePointer, MarkerPointer) -> Bool
  ) -> Bool {
    let mark = pointer.markState
    guard let marker = cache.marker, mark.enterGate() else { return false }
    marker.beginSlice()
    let done = step(mark, marker)
    marker.endSlice()
    mark.leaveGate()
    return done
  }

  /// Ends marking if nothing is left to mark. False if something is, or marking is off.
  @discardableResult
  public func finishMarking(_ cache: CachePointer) -> Bool {
    guard let marker = cache.marker, phase == .mark else { return false }
    return pointer.collector.finish(marker)
  }

  /// Sweeps one span. False if none is left.
  @discardableResult
  public func sweepOne() -> Bool { SweepWork.some(pointer, most: 1, pointer.totals) != nil }

  /// What the mutator of `cache` does at a safepoint. True if it still owes marking.
  @discardableResult
  public func pollSafepoint(_ cache: CachePointer) -> Bool {
    pointer.collector.safepoint(cache) == .owing
  }

  /// A whole cycle that begins now, and its sweep. By a thread that is no running mutator.
  public func collect(_ cache: CachePointer) { tc_collect(cache) }
}
