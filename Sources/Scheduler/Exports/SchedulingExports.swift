// The scheduler's half of go_calls.h and scheduler_calls.h: what compiled code, the glue and the
// run time's own Go call. Each function forwards; what it does is told where it is done.
import CGoRuntime
import CTricolor

// MARK: Scheduling

@c @implementation
public func tc_go_more(_ g: UnsafeMutablePointer<tc_g>?) -> Bool {
  g.unsafelyUnwrapped.record.passSafepoint()
}

@c @implementation
public func tc_go_start(
  _ g: UnsafeMutablePointer<tc_g>?, _ closure: UInt, _ site: UnsafePointer<tc_site>?
) {
  let record = g.unsafelyUnwrapped.record
  record.scheduler.start(closure: closure, site: site, parent: record)
}

@c @implementation
public func tc_go_end(_ g: UnsafeMutablePointer<tc_g>?) {
  let record = g.unsafelyUnwrapped.record
  record.scheduler.finish(record, byExit: false)
}

@c @implementation
public func tc_go_exited(_ g: UnsafeMutablePointer<tc_g>?) {
  let record = g.unsafelyUnwrapped.record
  record.scheduler.finish(record, byExit: true)
}

@c @implementation
public func tc_go_park(_ g: UnsafeMutablePointer<tc_g>?, _ reason: UInt) -> UInt32 {
  g.unsafelyUnwrapped.record.parkForReady(UInt32(truncatingIfNeeded: reason))
}

@c @implementation
public func tc_go_park_until(
  _ g: UnsafeMutablePointer<tc_g>?, _ reason: UInt, _ deadline: Int64
) -> UInt32 {
  g.unsafelyUnwrapped.record.parkForReady(
    UInt32(truncatingIfNeeded: reason), deadline: deadline)
}

@c @implementation
public func tc_go_ready(_ g: UnsafeMutablePointer<tc_g>?, _ other: UnsafeMutablePointer<tc_g>?) {
  let record = g.unsafelyUnwrapped.record
  guard let other else { return }
  record.scheduler.readyParked(other.record, record.processor)
}

@c @implementation
public func tc_go_yield(_ g: UnsafeMutablePointer<tc_g>?) -> UInt32 {
  let record = g.unsafelyUnwrapped.record
  record.scheduler.startDueFinalizers(record.processor)
  // What it was asked for is done between two goroutines.
  let processor = record.processor
  guard record.scheduler.hasOthers(processor) || tc_u32_load(&processor.pointee.asked) != 0 else {
    return UInt32(TC_DONE)
  }
  record.leave(TC_WAIT_NONE)
  return UInt32(TC_PARKED)
}

@c @implementation
public func tc_go_acquire(
  _ g: UnsafeMutablePointer<tc_g>?, _ address: UnsafeMutablePointer<UInt32>?, _ lifo: UInt,
  _ reason: UInt
) -> UInt32 {
  let record = g.unsafelyUnwrapped.record
  return record.scheduler.acquire(
    record, address.unsafelyUnwrapped, lifo: lifo != 0,
    reason: UInt32(truncatingIfNeeded: reason))
}

@c @implementation
public func tc_go_release(
  _ g: UnsafeMutablePointer<tc_g>?, _ address: UnsafeMutablePointer<UInt32>?, _ handoff: UInt
) {
  let record = g.unsafelyUnwrapped.record
  record.scheduler.release(address.unsafelyUnwrapped, record.processor)
}

@c @implementation
public func tc_go_sleep(_ g: UnsafeMutablePointer<tc_g>?, _ nanoseconds: Int64) -> UInt32 {
  let record = g.unsafelyUnwrapped.record
  return record.scheduler.sleep(record, nanoseconds)
}

@c @implementation
public func tc_go_collect(_ g: UnsafeMutablePointer<tc_g>?) -> UInt32 {
  let record = g.unsafelyUnwrapped.record
  let processor = record.processor
  record.scheduler.startMonitor()
  record.stand(processor) { tc_collect(processor.cache) }
  record.scheduler.startDueFinalizers(processor)
  // Whoever asks for a collection wants to see what it has found: finalizers go first.
  guard tc_u32_load(&record.scheduler.pointee.finalizersRun) != 0,
    record.scheduler.hasOthers(processor)
  else { return UInt32(TC_DONE) }
  record.leave(TC_WAIT_NONE)
  return UInt32(TC_PARKED)
}

// MARK: Channels

private func channel(_ at: UnsafeMutablePointer<tc_channel>?) -> ChannelPointer? {
  at.map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: Channel.self) }
}

@c @implementation
public func tc_go_make_channel(
  _ g: UnsafeMutablePointer<tc_g>?, _ type: UnsafePointer<tc_type>?, _ capacity: Int
) -> UnsafeMutablePointer<tc_channel>? {
  let g = g.unsafelyUnwrapped
  guard let type else { return nil }
  guard let made = g.record.scheduler.makeChannel(type, capacity, g.pointee.cache) else {
    g.pointee.fault = type
    return nil
  }
  return UnsafeMutableRawPointer(made).assumingMemoryBound(to: tc_channel.self)
}

@c @implementation
public func tc_go_send(
  _ g: UnsafeMutablePointer<tc_g>?, _ at: UnsafeMutablePointer<tc_channel>?,
  _ element: UnsafeRawPointer?
) -> UInt32 {
  g.unsafelyUnwrapped.record.send(channel(at), element)
}

@c @implementation
public func tc_go_receive(
  _ g: UnsafeMutablePointer<tc_g>?, _ at: UnsafeMutablePointer<tc_channel>?,
  _ element: UnsafeMutableRawPointer?
) -> UInt32 {
  g.unsafelyUnwrapped.record.receive(channel(at), element)
}

@c @implementation
public func tc_go_select(
  _ g: UnsafeMutablePointer<tc_g>?, _ cases: UnsafeMutablePointer<tc_case>?, _ count: Int,
  _ hasDefault: UInt
) -> UInt32 {
  g.unsafelyUnwrapped.record.select(cases, count, hasDefault: hasDefault != 0)
}

@c @implementation
public func tc_go_close(
  _ g: UnsafeMutablePointer<tc_g>?, _ at: UnsafeMutablePointer<tc_channel>?
) -> UInt32 {
  g.unsafelyUnwrapped.record.close(channel(at))
}

// MARK: Blocking

@c @implementation
public func tc_go_enter_blocking(_ g: UnsafeMutablePointer<tc_g>?) {
  g.unsafelyUnwrapped.record.enterBlocking()
}

@c @implementation
public func tc_go_leave_blocking(_ g: UnsafeMutablePointer<tc_g>?) -> Bool {
  g.unsafelyUnwrapped.record.leaveBlocking()
}

@c @implementation
public func tc_go_enter_standing(_ g: UnsafeMutablePointer<tc_g>?) {
  let record = g.unsafelyUnwrapped.record
  let processor = record.processor
  record.changeHere(from: GoroutineState.running, to: GoroutineState.safe, processor.cache)
  processor.becomeSafe()
}

@c @implementation
public func tc_go_leave_standing(_ g: UnsafeMutablePointer<tc_g>?) {
  let record = g.unsafelyUnwrapped.record
  let processor = record.processor
  processor.becomeRunning()
  record.enterRunning(from: GoroutineState.safe, processor.cache)
  record.chooseBarrier(processor)
  record.pointee.g.saved_words = 0
}

@c @implementation
public func tc_go_lock_thread(_ g: UnsafeMutablePointer<tc_g>?) {
  let record = g.unsafelyUnwrapped.record
  record.pointee.lockCount += 1
  record.pointee.lockedMachine = record.pointee.machine
  record.pointee.machine?.pointee.locked = record
}

@c @implementation
public func tc_go_unlock_thread(_ g: UnsafeMutablePointer<tc_g>?) {
  let record = g.unsafelyUnwrapped.record
  guard record.pointee.lockCount > 0 else { return }
  record.pointee.lockCount -= 1
  guard record.pointee.lockCount == 0 else { return }
  record.pointee.machine?.pointee.locked = nil
  record.pointee.lockedMachine = nil
}
