// What a goroutine does when its guard did not hold: what the collector and the scheduler asked
// for, then room for its frame.
import CGoRuntime
import CTricolor

extension UnsafeMutablePointer where Pointee == Goroutine {
  /// At an entry or a poll; what goes on is stored.
  /// - Returns: false if the goroutine has left its processor.
  func passSafepoint() -> Bool {
    let scheduler = self.scheduler
    let processor = self.processor
    if scheduler.isEnding { return false }
    let mayShrink = tc_word_load(&pointee.g.guard) >= Stack.poison
    restoreGuard()
    // Whoever asked did so before poisoning: what the guard no longer says is seen here.
    let asked = tc_u32_swap(&processor.pointee.asked, 0)
    var isOwing = false
    if mayShrink || asked != 0 {
      stand(processor) {
        if asked & Ask.heap != 0 || tc_u32_load(&scheduler.heap.pointee.marking) != 0 {
          isOwing = tc_heap_safepoint(processor.cache)
        }
        scheduler.shareMarking(processor)
      }
      if scheduler.isEnding { return false }
      considerShrinking(processor)
    }
    makeRoom(processor)
    if isOwing { waitToPay(processor) }
    if scheduler.pointee.options.movesStacks { moveInStress(processor) }
    let leaves = asked & Ask.preempt != 0 || isOwing || scheduler.wantsRandomSwitch(processor)
    if leaves, scheduler.hasOthers(processor) {
      leave(TC_WAIT_PREEMPTED)
      return false
    }
    return true
  }

  /// Stands still, with its processor, while `work` runs; goes on when nobody wants either.
  func stand(_ processor: ProcessorPointer, _ work: () -> Void) {
    changeHere(from: GoroutineState.running, to: GoroutineState.safe, processor.cache)
    processor.becomeSafe()
    work()
    processor.becomeRunning()
    enterRunning(from: GoroutineState.safe, processor.cache)
    chooseBarrier(processor)
  }

  /// It owes marking that nobody has at hand: if nobody else can run here, waits a moment. It
  /// stands still meanwhile: its stack may be read, also with the world stopped.
  private func waitToPay(_ processor: ProcessorPointer) {
    if scheduler.hasOthers(processor) { return }
    stand(processor) { tc_os_sleep(20_000) }
  }

  /// Goes to the back of the global queue: others first.
  func leave(_ reason: Int) {
    let scheduler = self.scheduler
    let cache = processor.cache
    pointee.reason = UInt32(reason)
    pointee.meter = cache.pointee.meter
    pointee.g.cache = nil
    changeHere(from: GoroutineState.running, to: GoroutineState.runnable, cache)
    scheduler.putGlobal(self, self, 1)
  }

  private func makeRoom(_ processor: ProcessorPointer) {
    let wanted = UInt(pointee.g.wanted)
    let sp = UInt(bitPattern: pointee.g.sp)
    if sp &- wanted < pointee.g.stack_low &+ UInt(TC_STACK_SLACK) {
      growStack(wanted, processor)
      restoreGuard()
      // What was asked for meanwhile was perhaps poisoned away.
      if tc_u32_load(&processor.pointee.asked) != 0 { poison() }
    }
  }

  /// Shrinks the stack if the collector has found it too large.
  private func considerShrinking(_ processor: ProcessorPointer) {
    guard pointee.wantsShrink else { return }
    pointee.wantsShrink = false
    let order = stackOrder
    guard order > 0, !scheduler.pointee.options.keepsStacks else { return }
    let room = usedBytes &+ UInt(pointee.g.wanted) &+ UInt(TC_STACK_SLACK)
    if room < stackBytes / 4 {
      shrinkStack(processor)
      restoreGuard()
    }
  }

  /// Stress: the stack moves at every safepoint, to one of the same size.
  private func moveInStress(_ processor: ProcessorPointer) {
    moveStack(order: stackOrder, processor)
    restoreGuard()
    if tc_u32_load(&processor.pointee.asked) != 0 { poison() }
  }
}

extension UnsafeMutablePointer where Pointee == Scheduler {
  /// Whether anybody else could run if this goroutine left.
  func hasOthers(_ processor: ProcessorPointer) -> Bool {
    !processor.isQueueEmpty || tc_u32_load(&pointee.globalCount) > 0
  }

  /// Random scheduling: whether the goroutine leaves here.
  func wantsRandomSwitch(_ processor: ProcessorPointer) -> Bool {
    guard let seed = pointee.options.seed, seed != 0 else { return false }
    return processor.nextRandom() & 7 == 0
  }

  /// One slice of marking, if the background is behind its share. The processor is safe.
  func shareMarking(_ processor: ProcessorPointer) {
    guard tc_u32_load(&heap.pointee.marking) != 0, tc_wants_worker(heap) else { return }
    _ = tc_background_work(processor.cache, UInt32(TC_WORK_MARK), false)
  }

  /// What a machine does between two goroutines, beside finding the next.
  func doDuties(_ processor: ProcessorPointer) {
    fireTimers(processor)
    startDueFinalizers(processor)
    // What comes after this look is for the goroutine that is found.
    let isAsked = tc_u32_load(&processor.pointee.asked) != 0
    let asked = isAsked ? tc_u32_swap(&processor.pointee.asked, 0) : 0
    if asked & Ask.heap != 0 || tc_u32_load(&heap.pointee.marking) != 0 {
      processor.becomeSafe()
      // What the goroutine before it owes is paid by the processor.
      if asked & Ask.heap != 0 { _ = tc_heap_safepoint(processor.cache) }
      shareMarking(processor)
      processor.becomeRunning()
    }
  }

  /// Background work of a processor that has nothing else to do.
  /// - Returns: whether it came to anything: look for goroutines again.
  func workIdly(_ processor: ProcessorPointer) -> Bool {
    var kinds = tc_u32_swap(&pointee.wanted, 0)
    if tc_u32_load(&heap.pointee.marking) != 0 { kinds |= UInt32(TC_WORK_MARK) }
    guard kinds != 0 else { return false }
    let marking = heap.pointee.mark_state.assumingMemoryBound(to: tc_mark_state.self)
    let before = tc_u64_load(&marking.pointee.heap_work)
    let root = tc_u32_load(&marking.pointee.next_root)
    processor.becomeSafe()
    let left = tc_background_work(processor.cache, kinds, true)
    processor.becomeRunning()
    let others = left & ~UInt32(TC_WORK_MARK)
    if others != 0 { _ = tc_u32_or(&pointee.wanted, others) }
    return others != 0 || tc_u64_load(&marking.pointee.heap_work) != before
      || tc_u32_load(&marking.pointee.next_root) != root
  }
}
