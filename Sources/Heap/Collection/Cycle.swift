// Front door of collection: a cycle from beginning to end, one line a phase.
//
//   pacer          the live heap reaches the trigger, two minutes have passed, or somebody asks
//   mark setup     the world stops: everything is swept, caches give their runs back, barriers on
//   mark           concurrent: workers and assists take slices (Marking/Slice)
//   termination    the world stops: barrier buffers are empty, nothing is grey, barriers off
//   sweep          concurrent: before allocation, in proportion to it, and in the background
//
// Nobody owns a cycle. Whoever passes a safepoint and sees that a step is due takes it: a mutator,
// a
// worker, a thread that waits in `collect`. `transition` is the lock that lets one of them do it;
// nobody ever waits for that lock while it is a running mutator, so stopping the world from inside
// cannot deadlock.
//
// The fences between the lines are what the correctness argument in Marking/Colours.swift stands
// on.
import CTricolor
import TricolorPacing
import TricolorTelemetry

extension UnsafeMutablePointer where Pointee == Collector {
  /// Takes the steps that are due: starts a cycle, or ends marking. For everyone who is no running
  /// mutator. Returns at once when there is nothing to do or somebody else does it.
  /// - Parameter mode: what the time of marking that a step does counts as.
  /// - Returns: whether it took a step.
  @discardableResult
  func advance(_ marker: MarkerPointer, mode: MarkMode = .assist) -> Bool {
    switch phase {
    case .off:
      guard let reason = dueReason, begin(reason, marker) else { return false }
      if isMarkedAtOnce(reason) { markAtOnce(marker, mode) }
      return true
    case .mark:
      guard mark.isExhausted() else { return false }
      return finish(marker)
    case .termination:
      return false
    }
  }

  /// From off to mark. False if another thread was quicker.
  func begin(_ reason: CycleReason, _ marker: MarkerPointer) -> Bool {
    // The bulk of sweep termination, with the world running.
    sweepEverything()
    guard tc_try_lock(&pointee.transition) else { return false }
    defer { tc_unlock(&pointee.transition) }
    guard phase == .off, mayBegin(reason) else { return false }
    let kind = kind(for: reason)
    if kind == .minor && isTrialHopeless {
      callTrialOff()
      return true
    }
    if kind == .full && heap.pointee.keeps_marks != 0 {
      // A whole cycle may have come and gone since the sweep above, and its marks wait to be swept.
      // No cycle ends from here on.
      sweepEverything()
      forgetMarks()
    }
    stopWorld(.sweepTermination)
    sweepEverything()
    // Beyond this point every span is swept: what is marked was, and is kept, by the last cycle.
    giveRunsBack()
    // Beyond this point no cache holds a white run.
    setUpMarking(reason, kind)
    endLimiterTransition()
    // Beyond this point every overwritten pointer is remembered, and every new object is black.
    if switches.stopTheWorld > 0 {
      whileMarking { markToTheEnd(marker) }
      terminate(marker)
    }
    startWorld(.sweepTermination)
    if phase == .off {
      announceEnd()
    } else if !isMarkedAtOnce(reason) {
      wakeWorkers(UInt32(TC_WORK_MARK))
    }
    return true
  }

  /// Whether whoever begins the cycle is to mark before others are woken: one slice is probably
  /// all.
  private func isMarkedAtOnce(_ reason: CycleReason) -> Bool {
    reason == .heap && pointee.settings.marksSmallAtOnce
      && tc_u64_load(&pointee.expectedWork) <= UInt64(sliceBudget)
  }

  /// One slice of the cycle that the caller has begun, and its end, if that was all: others would
  /// be awake too late, with nothing of the heap in their cores' caches, or, where the system puts
  /// them on the caller's core, milliseconds later, with the barrier on and all that is born alive.
  private func markAtOnce(_ marker: MarkerPointer, _ mode: MarkMode) {
    guard phase == .mark else { return }
    let slice = mark.markSlice(marker, budget: sliceBudget, mode: mode)
    mark.addCredit(slice.work)
    if mark.isExhausted() && finish(marker) { return }
    wakeWorkers(UInt32(TC_WORK_MARK))
  }

  /// From mark to off, if marking proves to be complete. False if it does not, or if another
  /// thread was quicker.
  func finish(_ marker: MarkerPointer) -> Bool {
    guard tc_try_lock(&pointee.transition) else { return false }
    defer { tc_unlock(&pointee.transition) }
    guard phase == .mark else { return false }
    // What the barrier buffers hold is looked at one mutator after the other first, so that the
    // stop, which comes next, is rarely in vain.
    visitBarrierBuffers(marker)
    guard isComplete else { return false }
    stopWorld(.markTermination)
    flushBarrierBuffers(marker)
    guard isComplete else {
      pointee.times.retries &+= 1
      startWorld(.markTermination)
      wakeWorkers(UInt32(TC_WORK_MARK))
      return false
    }
    terminate(marker)
    startWorld(.markTermination)
    announceEnd()
    return true
  }

  /// Whether nothing is grey, barrier buffers aside.
  private var isComplete: Bool {
    mark.isExhausted() || mark.pointee.faults & UInt32(TC_FAULT_EARLY_SWEEP) != 0
  }

  /// The stopped part of mark termination. Nothing is grey.
  private func terminate(_ marker: MarkerPointer) {
    mark.closeGate()
    if mark.pointee.faults != 0 { mark.discardWork() }
    enter(.termination)
    // Beyond this point nothing new can turn grey: what is white is garbage.
    switchBarriers(to: Int(TC_BARRIER_OFF))
    returnBlackRuns()
    // Beyond this point marked means live: no free slot is marked.
    if isVerified { checkMarks() }
    settleCycle()
    prepareNextKind()
    raiseSweepGeneration()
    // Beyond this point every span waits to be swept, and nothing is allocated from one before.
    enter(.off)
    tc_u32_store_release(&pointee.finished, pointee.started)
    if switches.stopTheWorld > 1 { sweepEverything() }
  }

  /// Marks until nothing is grey. World stopped.
  private func markToTheEnd(_ marker: MarkerPointer) {
    repeat {
      while mark.markSlice(marker, budget: sliceBudget, mode: .dedicated).result == .worked {}
      flushBarrierBuffers(marker)
    } while !mark.isExhausted()
  }

  /// Runs a whole cycle that begins after this call, and sweeps everything: what Go's runtime.GC
  /// does. For everyone who is no running mutator; helps with the marking meanwhile.
  func collect(_ marker: MarkerPointer) {
    // A cycle that runs now began too early to count.
    let wanted = tc_u32_load_acquire(&pointee.started) &+ 1
    while Int32(bitPattern: tc_u32_load_acquire(&pointee.finished) &- wanted) < 0 {
      if phase == .off {
        _ = begin(.request, marker)
        continue
      }
      let slice = mark.markSlice(marker, budget: longSliceBudget, mode: .idle)
      if slice.result != .worked && !advance(marker) { waitForWork() }
    }
    sweepEverything()
  }

  /// Runs `body` while nothing goes on in the heap: no cycle is under way, everything is swept, the
  /// world is stopped. For everyone who is no running mutator; helps a cycle to its end first.
  func whileAtRest<Result>(_ marker: MarkerPointer, _ body: () -> Result) -> Result {
    while true {
      sweepEverything()
      let answer = whileStopped(.other) { () -> Result? in
        guard phase == .off else { return nil }
        // A cycle may have ended since the sweep above.
        sweepEverything()
        return body()
      }
      if let answer { return answer }
      let slice = mark.markSlice(marker, budget: longSliceBudget, mode: .idle)
      if slice.result != .worked && !advance(marker) { waitForWork() }
    }
  }

  /// Tells those who wait that a cycle is over.
  private func announceEnd() {
    // Not with the world stopped: it takes a system call a chunk. The gate is closed, barriers are
    // off, and whoever holds `transition` keeps the next cycle from beginning.
    mark.trimBuffers()
    finishReport()
    tc_futex_wake(&pointee.finished, true)
    wakeWorkers(UInt32(TC_WORK_SWEEP))
  }

  /// Waits a moment for others to produce work, or to end the cycle.
  private func waitForWork() {
    tc_futex_wait(&pointee.finished, tc_u32_load_acquire(&pointee.finished), 50_000)
  }
}
