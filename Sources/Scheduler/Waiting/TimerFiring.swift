// What happens when a timer's time has come.
//
// Timers are taken out of their heap one by one and fired with its lock left, since what they wake
// has locks that come before it. A timer of a channel may be stopped in between:
// ChannelTimers.swift tells how that is noticed.
import CGoRuntime
import CTricolor

/// A timer that was taken out of the heap and is to be fired.
private enum DueTimer {
  case goroutine(GoroutinePointer)
  case channel(TimerPointer, ChannelPointer)
  case function(closure: UInt)
  case descriptor(PollPointer, mode: UInt8)
}

extension UnsafeMutablePointer where Pointee == Scheduler {
  /// Fires the timers whose time has come. `processor` nil: the monitor asks.
  @inline(__always)
  func fireTimers(_ processor: ProcessorPointer?) {
    if tc_u64_load(&pointee.timers.firstDue) == .max { return }
    fireDue(processor)
  }

  @inline(never)
  private func fireDue(_ processor: ProcessorPointer?) {
    let now = tc_os_now()
    // What is between the heap and a queue counts as being outside: it is no deadlock.
    while tc_u64_load_acquire(&pointee.timers.firstDue) <= now {
      _ = tc_u32_add(&pointee.outside, 1)
      var needsProcessor = false
      if let due = takeDue(now, hasProcessor: processor != nil, &needsProcessor) {
        fire(due, processor)
      }
      _ = tc_u32_sub(&pointee.outside, 1)
      if needsProcessor {
        findProcessorForTimers()
        return
      }
    }
  }

  private func fire(_ due: DueTimer, _ processor: ProcessorPointer?) {
    switch due {
    case .goroutine(let record): ready(record, processor)
    case .channel(let timer, let channel): sendTime(timer, channel, processor)
    case .descriptor(let descriptor, let mode): expire(descriptor, mode, processor)
    case .function(let closure):
      // Invariant: without a processor it was left in the heap.
      startTimed(closure, processor.unsafelyUnwrapped)
    }
  }

  /// A timer that calls a function needs a processor; the monitor has none and finds somebody.
  private func findProcessorForTimers() {
    if tc_u32_load(&pointee.idleCount) > 0 {
      wakeOne()
    } else {
      forEachProcessor { $0.ask(Ask.preempt) }
    }
  }

  /// Takes one timer whose time has come and that still has somebody to serve. One with a period
  /// is set again.
  private func takeDue(
    _ now: UInt64, hasProcessor: Bool, _ needsProcessor: inout Bool
  ) -> DueTimer? {
    tc_lock(&pointee.timers.lock)
    defer { tc_unlock(&pointee.timers.lock) }
    while pointee.timers.count > 0, pointee.timers[0].due <= now {
      let timer = pointee.timers[0].timer
      let kind = Int(timer.pointee.kind)
      if kind == TC_TIMER_FUNCTION && !hasProcessor {
        needsProcessor = true
        return nil
      }
      advance(timer, now)
      // Invariant: a timer that is set has a target, or is a function's.
      let target = timer.pointee.target
      switch kind {
      case TC_TIMER_FUNCTION: return .function(closure: timer.pointee.closure)
      case TC_TIMER_CHANNEL:
        timer.pointee.fired = 1
        return .channel(timer, target.unsafelyUnwrapped.assumingMemoryBound(to: Channel.self))
      case TC_TIMER_READ_LIMIT, TC_TIMER_WRITE_LIMIT:
        return .descriptor(
          target.unsafelyUnwrapped.assumingMemoryBound(to: PollDescriptor.self),
          mode: kind == TC_TIMER_READ_LIMIT ? PollMode.read : PollMode.write)
      default:
        let record = target.unsafelyUnwrapped.assumingMemoryBound(to: Goroutine.self)
        if wakes(record, timer) { return .goroutine(record) }
      }
    }
    return nil
  }

  /// The first timer is over, or due once more after its period.
  private func advance(_ timer: TimerPointer, _ now: UInt64) {
    let period = UInt64(bitPattern: timer.pointee.period)
    guard timer.pointee.period > 0 else {
      pointee.timers.remove(0)
      return
    }
    let late = now - timer.pointee.due
    let (next, overflow) = timer.pointee.due.addingReportingOverflow(
      period &* (1 &+ late / period))
    pointee.timers.postponeFirst(to: overflow ? .max - 1 : min(next, .max - 1))
  }

  /// Whether the goroutine still waits for its timer.
  private func wakes(_ record: GoroutinePointer, _ timer: TimerPointer) -> Bool {
    if Int(timer.pointee.kind) == TC_TIMER_SLEEPER { return true }
    if tc_u32_cas(&record.pointee.token, ParkToken.isParked, ParkToken.none) {
      record.pointee.g.words.0 = 0
      return true
    }
    timer.pointee.fired = 1
    _ = tc_u32_cas(&record.pointee.token, ParkToken.none, ParkToken.isReady)
    return false
  }
}
