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
  let world = ThreadWorldPointer.from(context)
  while true {
    let (record, isStopping) = world.admit()
    if let record { return world.attach(record, to: heap) }
    guard isStopping else { return nil }
    waitForStart(of: world)
  }
}

/// Waits until `world` goes on. As at every other place where a thread waits for one heap it stands
/// still for all: somebody who holds that heap up may be waiting for this thread in another. Within
/// a section without safepoints it must not.
@inline(never)
private func waitForStart(of world: ThreadWorldPointer) {
  guard let inner = tc_thread_current(), mayStandStill() else { return world.waitForStart() }
  tc_thread_become_still(inner, tc_spill(parts(inner).0.registers))
  world.waitForStart()
  tc_thread_go_on(inner)
}

/// Whether none of the calling thread's attachments is in a section without safepoints.
private func mayStandStill() -> Bool {
  var here = tc_thread_current()
  while let attachment = here {
    if attachment.pointee.no_safepoints != 0 { return false }
    here = attachment.pointee.outer
  }
  return true
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

// All or none: a thread that ran for one heap while it waits for another to go on would hold up the
// first, and of two such threads each may hold up what the other waits for.
@c @implementation
public func tc_thread_go_on(_ thread: UnsafeMutablePointer<tc_thread>?) {
  while let refused = firstThatMayNotRun() {
    // Its registers and the stack above where it became still are as they were: it only waits.
    forEachAboutToRun { attachment in
      if attachment == refused { return false }
      let (record, world) = parts(attachment)
      world.becomeSafe(record, stack: record.pointee.stack)
      return true
    }
    let (record, world) = parts(refused)
    world.waitToRun(record)
  }
  var here = tc_thread_current()
  while let attachment = here {
    here = attachment.pointee.outer
    attachment.pointee.still -= 1
  }
}

/// Lets the calling thread run in its heaps, one after the other, up to the first that refuses,
/// which is returned; nil: it runs in all.
private func firstThatMayNotRun() -> UnsafeMutablePointer<tc_thread>? {
  var refused: UnsafeMutablePointer<tc_thread>?
  forEachAboutToRun { attachment in
    let (record, world) = parts(attachment)
    if world.tryRunning(record) { return true }
    refused = attachment
    return false
  }
  return refused
}

/// Calls `body` with the calling thread's attachments whose last reason to be still is about to
/// end, from the innermost on, until it says no.
private func forEachAboutToRun(_ body: (UnsafeMutablePointer<tc_thread>) -> Bool) {
  var here = tc_thread_current()
  while let attachment = here {
    here = attachment.pointee.outer
    if attachment.pointee.still == 1 && !body(attachment) { return }
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

@c @implementation
public func tc_thread_is_foreign() {
  fatal(
    """
    a managed object was stored to on a thread that is not attached to its heap, or inside \
    blocking { }: attach the thread first (heap.attach() or heap.enter)
    """)
}
