// The scheduler's half of system_calls.h: timers, descriptors, forks. Signals are in Signals.swift.
import CGoRuntime
import CTricolor

// MARK: Timers

@c @implementation
public func tc_go_timer_start(
  _ g: UnsafeMutablePointer<tc_g>?, _ timer: UnsafeMutablePointer<tc_timer>?, _ due: UInt,
  _ period: UInt, _ channel: UInt, _ closure: UInt
) {
  let g = g.unsafelyUnwrapped
  let timer = timer.unsafelyUnwrapped
  if let target = ChannelPointer(bitPattern: channel) {
    target.becomeTimed()
    timer.pointee.kind = UInt8(TC_TIMER_CHANNEL)
  } else {
    timer.pointee.kind = UInt8(TC_TIMER_FUNCTION)
  }
  // The Go code has stored channel and closure in the timer, behind a barrier.
  g.record.scheduler.startTimer(
    timer, due: UInt64(due), period: Int64(Int(bitPattern: period)), g.pointee.cache)
}

@c @implementation
public func tc_go_timer_stop(
  _ g: UnsafeMutablePointer<tc_g>?, _ timer: UnsafeMutablePointer<tc_timer>?
) -> UInt {
  g.unsafelyUnwrapped.record.scheduler.stopTimer(timer.unsafelyUnwrapped) ? 1 : 0
}

@c @implementation
public func tc_go_timer_reset(
  _ g: UnsafeMutablePointer<tc_g>?, _ timer: UnsafeMutablePointer<tc_timer>?, _ due: UInt,
  _ period: UInt
) -> UInt {
  let g = g.unsafelyUnwrapped
  let timer = timer.unsafelyUnwrapped
  let scheduler = g.record.scheduler
  let wasPending = scheduler.stopTimer(timer)
  scheduler.startTimer(
    timer, due: UInt64(due), period: Int64(Int(bitPattern: period)), g.pointee.cache)
  return wasPending ? 1 : 0
}

@c @implementation
public func tc_go_timer_clock(
  _ g: UnsafeMutablePointer<tc_g>?, _ location: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
  _ start: UnsafeMutablePointer<Int64>?
) {
  let scheduler = g.unsafelyUnwrapped.record.scheduler
  scheduler.pointee.timers.clock = tc_go_clock(location: location, start: start)
}

// MARK: Descriptors

private func descriptor(_ word: UInt) -> PollPointer {
  // Invariant: Go's internal/poll passes what tc_go_poll_open gave it.
  PollPointer(bitPattern: word).unsafelyUnwrapped
}

@c @implementation
public func tc_go_poll_open(_ g: UnsafeMutablePointer<tc_g>?, _ fd: UInt) -> tc_poll_opened {
  let scheduler = g.unsafelyUnwrapped.record.scheduler
  let (found, error) = scheduler.watch(Int32(truncatingIfNeeded: fd))
  return tc_poll_opened(descriptor: UInt(bitPattern: found), error: UInt(error))
}

@c @implementation
public func tc_go_poll_close(_ g: UnsafeMutablePointer<tc_g>?, _ word: UInt) {
  g.unsafelyUnwrapped.record.scheduler.unwatch(descriptor(word))
}

@c @implementation
public func tc_go_poll_reset(
  _ g: UnsafeMutablePointer<tc_g>?, _ word: UInt, _ mode: UInt
) -> UInt {
  let descriptor = descriptor(word)
  let mode = UInt8(truncatingIfNeeded: mode)
  tc_lock(&descriptor.pointee.lock)
  defer { tc_unlock(&descriptor.pointee.lock) }
  if let refusal = descriptor.refusal(mode) { return UInt(refusal) }
  descriptor.side(mode).pointee.isReady = false
  return UInt(TC_POLL_READY)
}

@c @implementation
public func tc_go_poll_wait(
  _ g: UnsafeMutablePointer<tc_g>?, _ word: UInt, _ mode: UInt
) -> UInt32 {
  let record = g.unsafelyUnwrapped.record
  return record.scheduler.wait(record, descriptor(word), UInt8(truncatingIfNeeded: mode))
}

@c @implementation
public func tc_go_poll_deadline(
  _ g: UnsafeMutablePointer<tc_g>?, _ word: UInt, _ delay: UInt, _ mode: UInt
) {
  let record = g.unsafelyUnwrapped.record
  let delay = Int64(Int(bitPattern: delay))
  let both = UInt(PollMode.read) + UInt(PollMode.write)
  if mode == UInt(PollMode.read) || mode == both {
    record.scheduler.limit(descriptor(word), PollMode.read, delay: delay, record.processor)
  }
  if mode == UInt(PollMode.write) || mode == both {
    record.scheduler.limit(descriptor(word), PollMode.write, delay: delay, record.processor)
  }
}

@c @implementation
public func tc_go_poll_unblock(_ g: UnsafeMutablePointer<tc_g>?, _ word: UInt) {
  let record = g.unsafelyUnwrapped.record
  record.scheduler.unblock(descriptor(word), record.processor)
}

@c @implementation
public func tc_go_is_poll_descriptor(_ g: UnsafeMutablePointer<tc_g>?, _ fd: UInt) -> UInt {
  let scheduler = g.unsafelyUnwrapped.record.scheduler
  let number = Int32(truncatingIfNeeded: fd)
  let poller = scheduler.pointee.poller
  return poller.handle >= 0 && (number == poller.handle || number == poller.wake) ? 1 : 0
}

// MARK: Forks

@c @implementation
public func tc_go_before_fork(_ g: UnsafeMutablePointer<tc_g>?) { tc_go_block_signals() }

@c @implementation
public func tc_go_after_fork(_ g: UnsafeMutablePointer<tc_g>?) { tc_go_unblock_signals() }

@c @implementation
public func tc_go_after_fork_in_child(_ g: UnsafeMutablePointer<tc_g>?) {
  let record = g.unsafelyUnwrapped.record
  let scheduler = record.scheduler
  let processor = record.processor
  // Whoever wanted something is a thread of the parent's: nobody waits for an answer here.
  tc_u32_store(&scheduler.pointee.stopping, 0)
  tc_u32_store(&processor.pointee.held, 0)
  tc_u32_store(&processor.pointee.asked, 0)
  record.restoreGuard()
  tc_go_reset_signals()
}
