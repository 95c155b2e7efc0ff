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

/// Whether `thread` is an attachment of the calling thread.
private func isMine(_ thread: UnsafeMutablePointer<tc_thread>) -> Bool {
  var here = tc_thread_current()
  while let attachment = here {
    if attachment == thread { return true }
    here = attachment.pointee.outer
  }
  return false
}

@c @implementation
public func tc_thread_attach(
  _ heap: UnsafeMutablePointer<tc_heap>?
) -> UnsafeMutablePointer<tc_thread>? {
  guard let heap, let context = heap.pointee.world_context else { return nil }
  var here = tc_thread_current()
  while let thread = here {
    // In a blocking call the attachment counts as stopped: what allocates there is another one.
    if thread.pointee.heap == heap && thread.pointee.still == 0 {
      thread.pointee.again += 1
      return thread
    }
    here = thread.pointee.outer
  }
  return ThreadWorldPointer.from(context).attach(heap)
}

@c @implementation
public func tc_thread_is_mine(_ thread: UnsafeMutablePointer<tc_thread>?) -> Bool {
  thread.map { isMine($0) } ?? false
}

@c @implementation
public func tc_thread_detach(_ thread: UnsafeMutablePointer<tc_thread>?) {
  let (record, world) = parts(thread)
  let attachment = record.thread
  if attachment.pointee.again > 0 {
    attachment.pointee.again -= 1
    return
  }
  invariant(isMine(attachment), "a thread detaches what is attached to another")
  world.detach(record)
}

@c @implementation
public func tc_thread_become_still(_ thread: UnsafeMutablePointer<tc_thread>?, _ stack: UInt) {
  let spilled = parts(thread).0.registers
  var here = tc_thread_current()
  while let attachment = here {
    here = attachment.pointee.outer
    attachment.pointee.still += 1
    guard attachment.pointee.still == 1 else { continue }
    let (record, world) = parts(attachment)
    if record.registers != spilled {
      record.registers.update(from: spilled, count: Int(TC_SAVED_REGISTERS))
    }
    world.becomeSafe(record, stack: stack)
  }
}

@c @implementation
public func tc_thread_go_on(_ thread: UnsafeMutablePointer<tc_thread>?) {
  // One after the other: a world that is stopped is let go by somebody who waits for no other, so
  // running in the first while waiting for the second ends.
  var here = tc_thread_current()
  while let attachment = here {
    here = attachment.pointee.outer
    attachment.pointee.still -= 1
    guard attachment.pointee.still == 0 else { continue }
    let (record, world) = parts(attachment)
    world.becomeRunning(record)
  }
}

@c @implementation
public func tc_thread_wait(_ thread: UnsafeMutablePointer<tc_thread>?) {
  let (record, world) = parts(thread)
  tc_thread_forget_requests(thread)
  tc_thread_become_still(thread, tc_spill(record.registers))
  world.work(record.thread)
  tc_thread_go_on(thread)
}

@c @implementation
public func tc_thread_collect(_ thread: UnsafeMutablePointer<tc_thread>?) {
  let (record, _) = parts(thread)
  tc_thread_become_still(thread, tc_spill(record.registers))
  tc_collect(record.thread.pointee.cache)
  tc_thread_go_on(thread)
}
