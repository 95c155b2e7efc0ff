// threads.h: what attached threads call.
import CTricolor

/// The record and the world of an attachment.
private func parts(
  _ thread: UnsafeMutablePointer<tc_thread>?
) -> (AttachedThreadPointer, ThreadWorldPointer) {
  // Invariant: threads.h hands out only what attach made.
  let thread = thread.unsafelyUnwrapped
  let record = UnsafeMutableRawPointer(thread).assumingMemoryBound(to: AttachedThread.self)
  return (record, ThreadWorldPointer.from(thread.pointee.state))
}

@c @implementation
public func tc_thread_attach(
  _ heap: UnsafeMutablePointer<tc_heap>?
) -> UnsafeMutablePointer<tc_thread>? {
  guard let heap, let context = heap.pointee.world_context else { return nil }
  return ThreadWorldPointer.from(context).attach(heap)
}

@c @implementation
public func tc_thread_detach(_ thread: UnsafeMutablePointer<tc_thread>?) {
  let (record, world) = parts(thread)
  invariant(tc_thread_current() == thread, "a thread detaches what it did not attach last")
  world.detach(record)
}

@c @implementation
public func tc_thread_wait(_ thread: UnsafeMutablePointer<tc_thread>?) {
  let (record, world) = parts(thread)
  tc_thread_forget_requests(thread)
  world.becomeSafe(record, stack: tc_spill(record.registers))
  world.work(record.thread)
  world.becomeRunning(record)
}

@c @implementation
public func tc_thread_enter_blocking(_ thread: UnsafeMutablePointer<tc_thread>?) {
  let (record, world) = parts(thread)
  world.becomeSafe(record, stack: tc_spill(record.registers))
}

@c @implementation
public func tc_thread_leave_blocking(_ thread: UnsafeMutablePointer<tc_thread>?) {
  let (record, world) = parts(thread)
  world.becomeRunning(record)
}

@c @implementation
public func tc_thread_collect(_ thread: UnsafeMutablePointer<tc_thread>?) {
  let (record, world) = parts(thread)
  world.becomeSafe(record, stack: tc_spill(record.registers))
  tc_collect(record.thread.pointee.cache)
  world.becomeRunning(record)
}
