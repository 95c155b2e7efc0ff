// What an attached thread does: attach, come to a safepoint, go into a blocking call and out,
// detach.
import CTricolor

extension UnsafeMutablePointer where Pointee == ThreadWorld {
  /// Attaches the calling thread to `heap`; nil when memory is refused.
  func attach(_ heap: HeapPointer) -> UnsafeMutablePointer<tc_thread>? {
    let base = tc_stack_base()
    guard base != 0 else { return nil }
    tc_lock(&pointee.lock)
    // Waiting lets go of the lock: a free record is chosen afterwards, or two threads would share
    // it.
    wait { !pointee.isStopping }
    guard let record = freeRecord() else {
      tc_unlock(&pointee.lock)
      return nil
    }
    // From here on no stop completes without this thread: its cache is born into one phase.
    record.pointee.status = AttachedThread.running
    record.pointee.number = -1
    record.pointee.stackBase = base
    pointee.running += 1
    tc_unlock(&pointee.lock)
    guard let cache = tc_cache_create(heap) else {
      tc_lock(&pointee.lock)
      retire(record)
      tc_unlock(&pointee.lock)
      return nil
    }
    let thread = UnsafeMutableRawPointer(record).assumingMemoryBound(to: tc_thread.self)
    thread.pointee = tc_thread()
    thread.pointee.cache = cache
    thread.pointee.heap = heap
    thread.pointee.outer = tc_thread_current()
    thread.pointee.id = cache.pointee.id
    thread.pointee.state = UnsafeMutableRawPointer(self)
    thread.pointee.registers = record.registers
    cache.pointee.guard = tc_thread_requests(thread)
    cache.pointee.host = UnsafeMutableRawPointer(record)
    tc_thread_set_current(thread)
    return thread
  }

  /// A dead record, or a new one. The lock is held.
  private func freeRecord() -> AttachedThreadPointer? {
    var found: AttachedThreadPointer?
    forEachThread {
      if $0.pointee.status == AttachedThread.dead && $0.pointee.scanners == 0 { found = $0 }
    }
    if let found { return found }
    let at = tc_os_map(0, AttachedThread.bytes, Int32(TC_ACCESS_WRITE))
    guard let record = AttachedThreadPointer(bitPattern: at) else { return nil }
    record.initialize(to: AttachedThread())
    record.pointee.next = AttachedThreadPointer(bitPattern: pointee.first)
    tc_word_store_release(&pointee.first, at)
    return record
  }

  /// A running thread's record becomes free. The lock is held.
  private func retire(_ record: AttachedThreadPointer) {
    record.pointee.status = AttachedThread.dead
    pointee.running -= 1
    announce()
  }

  /// Ends the attachment.
  func detach(_ record: AttachedThreadPointer) {
    let thread = UnsafeMutableRawPointer(record).assumingMemoryBound(to: tc_thread.self)
    let cache = thread.pointee.cache.unsafelyUnwrapped  // set by attach
    tc_flush_barrier(cache)
    tc_cache_destroy(cache)
    unlink(thread)
    tc_lock(&pointee.lock)
    retire(record)
    tc_unlock(&pointee.lock)
  }

  /// Takes an attachment out of the calling thread's list.
  private func unlink(_ thread: UnsafeMutablePointer<tc_thread>) {
    var inner = tc_thread_current()
    if inner == thread { return tc_thread_set_current(thread.pointee.outer) }
    while let here = inner, here.pointee.outer != thread { inner = here.pointee.outer }
    inner?.pointee.outer = thread.pointee.outer
  }

  /// The calling thread becomes safe; its registers are in the record, its stack begins at `stack`.
  func becomeSafe(_ record: AttachedThreadPointer, stack: Address) {
    tc_lock(&pointee.lock)
    record.pointee.stack = stack
    record.pointee.status = AttachedThread.safe
    pointee.running -= 1
    announce()
    tc_unlock(&pointee.lock)
  }

  /// The calling thread goes on, when it may.
  func becomeRunning(_ record: AttachedThreadPointer) {
    tc_lock(&pointee.lock)
    wait { !pointee.isStopping && record.pointee.scanners == 0 }
    record.pointee.status = AttachedThread.running
    pointee.running += 1
    tc_unlock(&pointee.lock)
  }

  /// What a thread does at a safepoint, being safe: its share of the collector's work.
  func work(_ thread: UnsafeMutablePointer<tc_thread>) {
    let cache = thread.pointee.cache.unsafelyUnwrapped  // set by attach
    var patience = 100
    while tc_heap_safepoint(cache) && patience > 0 {
      // It owes marking that nobody has for it now: 50 µs later somebody may.
      patience -= 1
      tc_os_sleep(50_000)
    }
  }
}
