// The monitor: a thread of its own without a processor, which sees to what nobody does who is busy.
//
//  - A goroutine that has run for 10 ms while others wait is asked to leave.
//  - A processor whose thread is in a system call for longer than a look, while others wait, is
//    given to another thread.
//  - A goroutine that waits behind one that runs for longer than a look gets another processor.
//  - It ends the time in which nobody is woken (Wake.swift).
//  - Timers that are due are fired; while the collector marks, processors are asked for their
//    share, and idle ones looked for.
//  - Twice a second the heap looks at its clock.
//
// It looks every 50 µs while it finds something, and less and less often, down to every 10 ms,
// while it finds nothing; while no goroutine runs at all it sleeps until the next timer. It is
// started when there is a second goroutine, a system call, a timer or a cycle.
import CGoRuntime
import CTricolor

/// The monitor's state.
struct Monitor {
  /// 0: not started, 1: started. Atomic.
  var started: UInt32 = 0
  /// Rises when it is to look at once. Atomic; futex.
  var signal: UInt32 = 0
  /// 1: it sleeps until something happens: whoever gets a processor wakes it. Atomic.
  var isDeep: UInt32 = 0
  /// Not 0: a signal asks for all traces and the end. Atomic.
  var quit: UInt32 = 0
  /// Until when it sleeps. Atomic.
  var sleepsUntil: UInt64 = 0
  var thread: UInt = 0
  /// When the heap's clock is looked at next.
  var tendAt: UInt64 = 0

  static let shortest: UInt64 = 50_000
  static let longest: UInt64 = 10_000_000
  /// While the collector marks.
  static let marking: UInt64 = 200_000
  static let slice: UInt64 = 10_000_000
  static let tending: UInt64 = 500_000_000
}

extension UnsafeMutablePointer where Pointee == Scheduler {
  /// Starts the monitor if it does not run yet.
  @inline(__always)
  func startMonitor() {
    if tc_u32_load(&pointee.monitor.started) == 0 { startMonitorThread() }
  }

  @inline(never)
  private func startMonitorThread() {
    guard tc_u32_cas(&pointee.monitor.started, 0, 1) else { return }
    let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
      argument.unsafelyUnwrapped.assumingMemoryBound(to: Scheduler.self).monitorAll()
      return nil
    }
    let thread = tc_os_thread_start(body, UnsafeMutableRawPointer(self))
    if thread == 0 { fatal("runtime: failed to create new OS thread") }
    tc_word_store_release(&pointee.monitor.thread, thread)
  }

  /// Makes the monitor look now.
  func wakeMonitor() {
    _ = tc_u32_add(&pointee.monitor.signal, 1)
    tc_futex_wake(&pointee.monitor.signal, false)
  }

  /// A processor runs again: the monitor is needed.
  @inline(__always)
  func alertMonitor() {
    if tc_u32_load(&pointee.monitor.isDeep) != 0, tc_u32_cas(&pointee.monitor.isDeep, 1, 0) {
      wakeMonitor()
    }
  }

  /// A timer will be due: wakes the monitor if it would oversleep that.
  func wakeMonitor(for due: UInt64) {
    tc_full_fence()
    if tc_u64_load_acquire(&pointee.monitor.sleepsUntil) > due { wakeMonitor() }
  }

  /// The thread's life.
  private func monitorAll() {
    var pause = Monitor.shortest
    var idleLooks = 0
    while !isEnding {
      let seen = tc_u32_load_acquire(&pointee.monitor.signal)
      let now = tc_os_now()
      let foundWork = look(now)
      idleLooks = foundWork ? 0 : idleLooks + 1
      pause =
        foundWork ? Monitor.shortest : (idleLooks > 50 ? min(2 * pause, Monitor.longest) : pause)
      let until = sleepEnd(now, pause)
      tc_u32_store(&pointee.monitor.isDeep, until > now + Monitor.longest ? 1 : 0)
      tc_u64_store_release(&pointee.monitor.sleepsUntil, until)
      tc_full_fence()
      // What was set before the fence is seen here; who sets it later sees `sleepsUntil`.
      let due = tc_u64_load_acquire(&pointee.timers.firstDue)
      let end = min(until, due, holdEnd(now))
      if end > now && !isEnding { tc_futex_wait(&pointee.monitor.signal, seen, end - now) }
      tc_u64_store_release(&pointee.monitor.sleepsUntil, 0)
    }
  }

  /// When to look again.
  private func sleepEnd(_ now: UInt64, _ pause: UInt64) -> UInt64 {
    if tc_u32_load(&heap.pointee.marking) != 0 { return now + Monitor.marking }
    let isQuiet =
      tc_u32_load(&pointee.idleCount) >= processorCount
      && tc_u32_load(&pointee.outside) == 0
    if isQuiet { return pointee.monitor.tendAt }
    return now + pause
  }

  /// When the time in which nobody is woken is to be ended.
  private func holdEnd(_ now: UInt64) -> UInt64 {
    let hold = tc_u64_load_acquire(&pointee.wakeHold)
    return hold == 0 ? .max : max(hold, now + Monitor.shortest)
  }

  /// One look at everything. Whether something was to be done.
  private func look(_ now: UInt64) -> Bool {
    var found = false
    if tc_u32_load(&pointee.monitor.quit) != 0 { dieOfQuit() }
    tc_signals_listen()
    if tc_signals_any() { passSignals() }
    if tc_u64_load_acquire(&pointee.timers.firstDue) <= now {
      fireTimers(nil)
      found = true
    }
    if now >= pointee.monitor.tendAt {
      pointee.monitor.tendAt = now + Monitor.tending
      _ = tc_u32_or(&pointee.wanted, UInt32(TC_WORK_SCAVENGE | TC_WORK_EVENTS | TC_WORK_CYCLE))
      if tc_u32_load(&pointee.idleCount) > 0 { wakeOne() } else { processor(0).ask(Ask.heap) }
    }
    if endHold(now) { found = true }
    let isMarking = tc_u32_load(&heap.pointee.marking) != 0
    if isMarking && tc_u32_load(&pointee.idleCount) > 0 { wakeOne() }
    let wantsShare = isMarking && tc_wants_worker(heap)
    forEachProcessor { processor in
      let status = tc_u32_load_acquire(&processor.pointee.status)
      switch status & ProcessorStatus.mask {
      case ProcessorStatus.running, ProcessorStatus.safe:
        if wantsShare { processor.ask(Ask.heap) }
        if watch(processor, now) { found = true }
      case ProcessorStatus.blocked:
        if retake(processor, status) { found = true }
      default: break
      }
    }
    return found
  }

  /// A processor that runs: preempts, and finds help for what waits next in line.
  private func watch(_ processor: ProcessorPointer, _ now: UInt64) -> Bool {
    let switches = tc_u32_load(&processor.pointee.switches)
    let isStuck = processor.pointee.seenSwitches == switches
    processor.pointee.seenSwitches = switches
    let tick = tc_u32_load(&processor.pointee.tick)
    if processor.pointee.seenTick != tick {
      processor.pointee.seenTick = tick
      processor.pointee.seenAt = now
      return false
    }
    var found = false
    if isStuck && tc_u32_load(&pointee.idleCount) > 0 && hasOthers(processor) {
      tc_u32_store(&processor.pointee.handOffs, 0)
      wakeOne()
      found = true
    }
    if now > processor.pointee.seenAt + Monitor.slice, hasOthers(processor) {
      processor.ask(Ask.preempt)
      processor.pointee.seenAt = now
    }
    return found
  }

  /// A processor whose thread is in a system call: takes it away at the second look, if it is of
  /// use to others.
  private func retake(_ processor: ProcessorPointer, _ status: UInt32) -> Bool {
    let tick = tc_u32_load(&processor.pointee.tick)
    if processor.pointee.seenTick != tick {
      processor.pointee.seenTick = tick
      return true
    }
    let others = hasOthers(processor) || tc_u32_load(&pointee.idleCount) == 0
    guard others || tc_u32_load(&heap.pointee.marking) != 0,
      tc_u32_cas(&processor.pointee.status, status, ProcessorStatus.safe)
    else { return hasOthers(processor) }
    handOff(processor)
    return true
  }
}
