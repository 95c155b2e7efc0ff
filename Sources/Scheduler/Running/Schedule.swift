// What a machine does: find a goroutine, run it, again.
//
// FINDING, in this order: what the collector needs; due timers; every 61st time the global queue,
// so that it does not starve; the processor's own queue; a share of the global one; half of another
// processor's. When there is nothing, the heap's background work; then the processor goes to the
// idle list and the machine to sleep. Between the two it looks everywhere once more: whoever makes
// a goroutine ready first queues it and then looks for sleepers.
import CGoRuntime
import CTricolor

extension UnsafeMutablePointer where Pointee == Machine {
  /// The thread's life, until the scheduler ends.
  func run() {
    var inherits = false
    while let record = findRunnable(&inherits) { execute(record, inherits) }
    if let processor = pointee.processor {
      pointee.processor = nil
      processor.becomeSafe()
    }
  }

  /// Runs a goroutine until it leaves.
  /// - Parameter inherits: it goes on with the time of the one before.
  private func execute(_ record: GoroutinePointer, _ inherits: Bool) {
    // Invariant: whoever finds a goroutine has a processor.
    let processor = pointee.processor.unsafelyUnwrapped
    record.enterRunning(from: GoroutineState.runnable, processor.cache)
    record.pointee.machine = self
    record.pointee.waitSince = 0
    if record.pointee.waiters != nil { record.leaveQueues(processor) }
    if record.pointee.timer.place != 0 { scheduler.cancelTimer(record.ownTimer(TC_TIMER_PARKED)) }
    if record.pointee.g.stack_low == 0 { record.makeFirstStack(processor) }
    record.pointee.g.cache = processor.cache
    processor.cache.pointee.meter = record.pointee.meter
    record.chooseBarrier(processor)
    if !inherits { tc_u32_store(&processor.pointee.tick, processor.pointee.tick &+ 1) }
    tc_u32_store(&processor.pointee.switches, processor.pointee.switches &+ 1)
    record.setGuard()
    // The exchange is the fence between what whoever asks must find, and what it asked for.
    _ = tc_word_swap(&processor.pointee.current, UInt(bitPattern: record))
    tc_fence_after_swap()
    if tc_u32_load(&processor.pointee.asked) != 0 || scheduler.pointee.options.movesStacks {
      record.poison()
    }
    // Invariant: every program has one.
    scheduler.pointee.program.pointee.enter.unsafelyUnwrapped(record.g)
  }

  /// The next goroutine to run; nil: the scheduler ends. Comes back with a processor.
  private func findRunnable(_ inherits: inout Bool) -> GoroutinePointer? {
    while true {
      inherits = false
      if scheduler.isEnding { return nil }
      if let locked = pointee.locked, let record = waitForLocked(locked) { return record }
      guard let processor = pointee.processor ?? waitForProcessor() else { return nil }
      processor.passFence()
      if scheduler.isEnding { return nil }
      if processor.pointee.id >= scheduler.processorCount {
        retire(processor)
        continue
      }
      scheduler.doDuties(processor)
      if let record = find(processor, &inherits) {
        if let owner = record.pointee.lockedMachine, owner != self {
          handOver(record, to: owner)
          continue
        }
        stopSpinning()
        return record
      }
      if scheduler.pollNow(processor) { continue }
      if scheduler.workIdly(processor) { continue }
      rest(processor)
    }
  }

  /// One look at all queues.
  private func find(
    _ processor: ProcessorPointer, _ inherits: inout Bool
  ) -> GoroutinePointer? {
    let tick = processor.pointee.tick
    if tick % 61 == 0, let record = scheduler.takeGlobal(processor, most: 1) { return record }
    if let record = processor.take(&inherits) {
      let handOffs = inherits ? min(tc_u32_load(&processor.pointee.handOffs) &+ 1, 8) : 0
      tc_u32_store(&processor.pointee.handOffs, handOffs)
      return record
    }
    tc_u32_store(&processor.pointee.handOffs, 0)
    if let record = scheduler.takeGlobal(processor, most: Processor.capacity / 2) { return record }
    return stealFromOthers(processor)
  }

  private func stealFromOthers(_ processor: ProcessorPointer) -> GoroutinePointer? {
    pointee.leavesFew = false
    let count = scheduler.processorCount
    guard count > 1 else { return nil }
    if !pointee.isSpinning {
      // As many look for work as there are others that have some, halved.
      let busy = count - min(count, tc_u32_load(&scheduler.pointee.idleCount))
      guard 2 * tc_u32_load(&scheduler.pointee.spinning) < busy else { return nil }
      pointee.isSpinning = true
      _ = tc_u32_add(&scheduler.pointee.spinning, 1)
    }
    for round in 0..<4 {
      let start = UInt32(truncatingIfNeeded: processor.nextRandom() % UInt64(count))
      for offset in 0..<count {
        let victim = scheduler.processor((start + offset) % count)
        if victim == processor { continue }
        if let record = processor.steal(from: victim, takesFew: round == 3, &pointee.leavesFew) {
          return record
        }
      }
      for _ in 0..<30 { tc_cpu_pause() }
    }
    return nil
  }

  /// Found something: the last one to find something wakes another to look.
  private func stopSpinning() {
    guard pointee.isSpinning else { return }
    pointee.isSpinning = false
    if tc_u32_sub(&scheduler.pointee.spinning, 1) == 1 { scheduler.wakeOne() }
  }

  /// Nothing to do: gives the processor away and sleeps until somebody hands over one.
  private func rest(_ processor: ProcessorPointer) {
    let scheduler = self.scheduler
    tc_lock(&scheduler.pointee.lock)
    if scheduler.pointee.globalCount > 0 || scheduler.isEnding {
      tc_unlock(&scheduler.pointee.lock)
      return
    }
    pointee.processor = nil
    scheduler.putIdleLocked(processor)
    tc_unlock(&scheduler.pointee.lock)
    let leavesFew = pointee.leavesFew
    pointee.leavesFew = false
    scheduler.judgeStay(since: pointee.wokenAt, leavesFew)
    pointee.wokenAt = 0
    let wasSpinning = pointee.isSpinning
    if wasSpinning {
      pointee.isSpinning = false
      _ = tc_u32_sub(&scheduler.pointee.spinning, 1)
    }
    // Beyond this point whoever queues a goroutine sees the idle processor.
    tc_full_fence()
    if scheduler.hasWork(leftAfter: leavesFew ? tc_os_now() : 0), takeIdleProcessor() { return }
    scheduler.checkDeadlock()
    sleepIdle()
  }

  /// Takes an idle processor, if there is one.
  private func takeIdleProcessor() -> Bool {
    tc_lock(&scheduler.pointee.lock)
    let processor = scheduler.takeIdleLocked()
    tc_unlock(&scheduler.pointee.lock)
    guard let processor else { return false }
    adopt(processor)
    return true
  }

  /// Takes a processor over, when it may run.
  func adopt(_ processor: ProcessorPointer) {
    pointee.processor = processor
    processor.pointee.machine = self
    processor.becomeRunning()
    scheduler.alertMonitor()
  }

  /// Sleeps in the list of idle machines; comes back with a processor, or because all ends.
  private func sleepIdle() {
    tc_lock(&scheduler.pointee.lock)
    pointee.next = scheduler.pointee.idleMachines
    scheduler.pointee.idleMachines = self
    tc_unlock(&scheduler.pointee.lock)
    sleep()
    pointee.wokenAt = tc_os_now()
    receive()
  }

  /// Takes what was handed over.
  private func receive() {
    guard let processor = handedProcessor else { return }
    handedProcessor = nil
    adopt(processor)
  }

  /// Has no processor: its goroutine came out of a system call and found none.
  private func waitForProcessor() -> ProcessorPointer? {
    if takeIdleProcessor() { return pointee.processor }
    sleepIdle()
    return pointee.processor
  }

  // MARK: Locked threads

  /// A machine whose goroutine is locked to it runs no other: it gives its processor away and waits
  /// until somebody brings the goroutine.
  private func waitForLocked(_ locked: GoroutinePointer) -> GoroutinePointer? {
    // Even if it was brought already: with it comes a processor, and nobody needs two.
    if let processor = pointee.processor {
      pointee.processor = nil
      scheduler.handOff(processor)
    }
    sleep()
    if scheduler.isEnding { return nil }
    receive()
    let record = pointee.handedGoroutine
    pointee.handedGoroutine = nil
    return record
  }

  /// Brings a goroutine, and the processor, to the machine that it is locked to.
  private func handOver(_ record: GoroutinePointer, to owner: MachinePointer) {
    // Invariant: whoever found it has a processor.
    let processor = pointee.processor.unsafelyUnwrapped
    stopSpinning()
    pointee.processor = nil
    processor.pointee.machine = nil
    processor.becomeSafe()
    owner.pointee.handedGoroutine = record
    owner.handedProcessor = processor
    owner.wake()
    sleepIdle()
  }

  /// GOMAXPROCS was lowered below this processor: others get what it has.
  private func retire(_ processor: ProcessorPointer) {
    stopSpinning()
    var inherits = false
    while let record = processor.take(&inherits) { scheduler.putGlobal(record, record, 1) }
    for order in 0..<Stack.smallOrders { scheduler.returnStacks(order, processor, down: 0) }
    tc_cache_flush(processor.cache)
    pointee.processor = nil
    processor.pointee.machine = nil
    _ = tc_u32_swap(&processor.pointee.status, ProcessorStatus.retired)
    scheduler.announceStill()
    scheduler.wakeOne()
    _ = takeIdleProcessor()
  }
}
