// Making goroutines ready, and finding threads to run them.
//
// Waking a thread costs a hundred times what switching goroutines does. So nobody is woken when one
// that looks for work is awake already, nor when the goroutine that was made ready will most likely
// run here next: a processor counts how many times in a row that was so (`handOffs`). If it is
// wrong for once, the monitor sees the goroutine wait and wakes somebody, and the count begins
// anew. And when a thread that was woken has rested again within `shortStay`, or has left the few
// that waited to a processor that comes to them fast, there is too little to do for two: for a time
// nobody is woken for goroutines that were parked, `shortestHold` at first, twice as long each time
// up to `longestHold`. The monitor wakes somebody before if it sees one of them wait.
import CGoRuntime
import CTricolor

extension UnsafeMutablePointer where Pointee == Scheduler {
  /// A parked goroutine goes on: next on this processor. `processor` nil: somewhere.
  func ready(_ record: GoroutinePointer, _ processor: ProcessorPointer?) {
    guard let processor else {
      record.change(from: GoroutineState.waiting, to: GoroutineState.runnable)
      putGlobal(record, record, 1)
      tc_full_fence()
      wakeOne()
      return
    }
    record.changeHere(
      from: GoroutineState.waiting, to: GoroutineState.runnable, processor.cache)
    let hadMore = !processor.isQueueEmpty
    processor.putNext(record)
    if tc_u32_load(&processor.pointee.handOffs) >= 4 && !hadMore { return }
    // Queued first, then sleepers are looked for.
    tc_full_fence()
    if tc_u64_load(&pointee.wakeHold) == 0 { wakeOne() }
  }

  /// A machine that was woken at `time`, or 0, found nothing more to do: was it worth it?
  func judgeStay(since time: UInt64, _ leavesFew: Bool) {
    guard time != 0 || leavesFew else { return }
    let now = tc_os_now()
    guard leavesFew || now &- time < Scheduler.shortStay else {
      tc_u64_store(&pointee.holdLength, Scheduler.shortestHold)
      return
    }
    let length = tc_u64_load(&pointee.holdLength)
    tc_u64_store(&pointee.holdLength, min(2 * length, Scheduler.longestHold))
    tc_u64_store_release(&pointee.wakeHold, now &+ length)
    wakeMonitor(for: now &+ length)
  }

  /// The monitor's part: the time is over, and who waits gets help.
  /// - Returns: whether somebody was woken.
  func endHold(_ now: UInt64) -> Bool {
    let hold = tc_u64_load_acquire(&pointee.wakeHold)
    guard hold != 0, hold <= now else { return false }
    tc_u64_store_release(&pointee.wakeHold, 0)
    tc_full_fence()
    guard tc_u32_load(&pointee.idleCount) > 0, hasWork() else { return false }
    wakeOne()
    return true
  }

  /// Whether any queue holds a goroutine, or there is other work to be done.
  /// - Parameter now: not 0: the few that were left to a processor a moment ago do not count.
  func hasWork(leftAfter now: UInt64 = 0) -> Bool {
    if tc_u32_load_acquire(&pointee.globalCount) > 0 { return true }
    for index in 0..<processorCount {
      let processor = processor(index)
      if processor.isQueueEmpty { continue }
      // Left by whoever looked last, or by somebody else in the same moment.
      let isLeft = now &- tc_u64_load(&processor.pointee.leftAt) < Processor.paceHolds
      if now == 0 || !isLeft || processor.waiting > Processor.fewWaiting { return true }
    }
    return tc_u32_load(&pointee.finalizersWanted) > tc_u32_load(&pointee.finalizersRun)
      || tc_u32_load(&pointee.wanted) != 0
  }

  /// Wakes a machine to look for work, if a processor is idle and nobody looks already.
  func wakeOne() {
    guard tc_u32_load_acquire(&pointee.hasBegun) != 0,
      tc_u32_load(&pointee.idleCount) > 0, tc_u32_load(&pointee.spinning) == 0,
      tc_u32_cas(&pointee.spinning, 0, 1)
    else { return }
    tc_lock(&pointee.lock)
    guard let processor = takeIdleLocked() else {
      tc_unlock(&pointee.lock)
      _ = tc_u32_sub(&pointee.spinning, 1)
      return
    }
    start(processor, spinning: true)
  }

  /// Finds a thread for a processor whose own has left it.
  func handOff(_ processor: ProcessorPointer) {
    tc_lock(&pointee.lock)
    processor.pointee.machine = nil
    let isNeeded =
      !processor.isQueueEmpty || pointee.globalCount > 0 || tc_u32_load(&pointee.wanted) != 0
      || tc_u32_load(&pointee.spinning) == 0
    guard isNeeded, !isEnding else {
      putIdleLocked(processor)
      tc_unlock(&pointee.lock)
      checkDeadlock()
      return
    }
    _ = tc_u32_swap(&processor.pointee.status, ProcessorStatus.safe)
    announceStill()
    start(processor, spinning: false)
  }

  /// Hands a processor to an idle machine or a new one. The lock is held, and released.
  private func start(_ processor: ProcessorPointer, spinning: Bool) {
    if let machine = pointee.idleMachines {
      pointee.idleMachines = machine.pointee.next
      machine.pointee.next = nil
      tc_unlock(&pointee.lock)
      machine.pointee.isSpinning = spinning
      machine.handedProcessor = processor
      machine.wake()
      return
    }
    let machine = makeMachineLocked()
    tc_unlock(&pointee.lock)
    machine.pointee.isSpinning = spinning
    machine.handedProcessor = processor
    let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
      let machine = argument.unsafelyUnwrapped.assumingMemoryBound(to: Machine.self)
      if let processor = machine.handedProcessor {
        machine.handedProcessor = nil
        machine.adopt(processor)
      }
      machine.run()
      return nil
    }
    let thread = tc_os_thread_start_sized(
      body, UnsafeMutableRawPointer(machine), Machine.stackBytes)
    if thread == 0 { fatal("runtime: failed to create new OS thread") }
    tc_word_store_release(&machine.pointee.thread, thread)
  }

  /// A machine's record. The lock is held.
  func makeMachineLocked() -> MachinePointer {
    guard
      let memory = tc_metadata_allocate(heap, UInt(MemoryLayout<Machine>.stride))
    else { outOfMetadata() }
    let machine = memory.assumingMemoryBound(to: Machine.self)
    machine.initialize(to: Machine(scheduler: self))
    machine.pointee.nextOfAll = pointee.allMachines
    pointee.allMachines = machine
    pointee.machineCount += 1
    if pointee.machineCount > pointee.maxMachines {
      tc_unlock(&pointee.lock)
      fatal("thread exhaustion", before: "runtime: program exceeds its limit of threads\n")
    }
    return machine
  }

  // MARK: Idle processors; the lock is held

  func putIdleLocked(_ processor: ProcessorPointer) {
    processor.pointee.machine = nil
    processor.pointee.next = pointee.idleProcessors
    pointee.idleProcessors = processor
    tc_u32_store(&pointee.idleCount, pointee.idleCount + 1)
    _ = tc_u32_swap(&processor.pointee.status, ProcessorStatus.idle)
    if tc_u32_load(&pointee.stopping) | tc_u32_load(&processor.pointee.held) != 0 {
      announceStill()
    }
  }

  func takeIdleLocked() -> ProcessorPointer? {
    while let processor = pointee.idleProcessors {
      pointee.idleProcessors = processor.pointee.next
      tc_u32_store(&pointee.idleCount, pointee.idleCount - 1)
      processor.pointee.next = nil
      if processor.pointee.id < processorCount { return processor }
      _ = tc_u32_swap(&processor.pointee.status, ProcessorStatus.retired)
    }
    return nil
  }
}
