// What an attached thread does: attach, come to a safepoint, go into a blocking call and out,
// detach.
import CTricolor

extension UnsafeMutablePointer where Pointee == ThreadWorld {
  /// Gives the calling thread a record, so that from here on no stop completes without it.
  /// - Returns: nil when memory is refused, or the world is stopping: then nothing has changed.
  func admit() -> (record: AttachedThreadPointer?, isStopping: Bool) {
    let base = tc_stack_base()
    guard base != 0 else { return (nil, false) }
    tc_lock(&pointee.lock)
    defer { tc_unlock(&pointee.lock) }
    if pointee.isStopping { return (nil, true) }
    guard let record = freeRecord() else { return (nil, false) }
    // What others may read of it is written before it counts: a request that comes from now on
    // stays.
    record.thread.pointee = tc_thread()
    record.pointee.number = -1
    record.pointee.stackBase = base
    record.pointee.status = AttachedThread.running
    pointee.running += 1
    return (record, false)
  }

  /// Makes an admitted thread a mutator of `heap`; nil when memory is refused.
  func attach(
    _ record: AttachedThreadPointer, to heap: HeapPointer
  ) -> UnsafeMutablePointer<tc_thread>? {
    guard let cache = tc_cache_create(heap) else {
      tc_lock(&pointee.lock)
      retire(record)
      tc_unlock(&pointee.lock)
      return nil
    }
    let thread = record.thread
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

  /// Waits until the world is not stopped, nor about to be.
  func waitForStart() {
    tc_lock(&pointee.lock)
    wait { !pointee.isStopping }
    tc_unlock(&pointee.lock)
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

  /// The calling thread, which is safe, goes on if it may: whether it may. It stays safe if not.
  func tryRunning(_ record: AttachedThreadPointer) -> Bool {
    tc_lock(&pointee.lock)
    defer { tc_unlock(&pointee.lock) }
    guard mayRun(record) else { return false }
    record.pointee.status = AttachedThread.running
    pointee.running += 1
    return true
  }

  /// Waits until the calling thread, which is safe, may go on.
  func waitToRun(_ record: AttachedThreadPointer) {
    tc_lock(&pointee.lock)
    wait { mayRun(record) }
    tc_unlock(&pointee.lock)
  }

  @inline(__always)
  private func mayRun(_ record: AttachedThreadPointer) -> Bool {
    !pointee.isStopping && record.pointee.scanners == 0
  }

  /// What a thread does at a safepoint, being safe: its share of the collector's work.
  func work(_ thread: UnsafeMutablePointer<tc_thread>) {
    let cache = thread.pointee.cache.unsafelyUnwrapped  // set by attach
    var patience = 100
    while isOwing(cache) && patience > 0 {
      // It owes marking that nobody has for it now: 50 µs later somebody may.
      patience -= 1
      tc_os_sleep(50_000)
    }
  }

  /// Does what is due; whether more is. Meanwhile the thread's processor is not idle.
  private func isOwing(_ cache: CachePointer) -> Bool {
    _ = tc_u32_add(&pointee.working, 1)
    defer { _ = tc_u32_sub(&pointee.working, 1) }
    return tc_heap_safepoint(cache)
  }
}
