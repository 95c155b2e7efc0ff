// The host's duties (world.h), for a world of threads.
import CTricolor

extension UnsafeMutablePointer where Pointee == ThreadWorld {
  /// The world behind a context pointer that the heap hands back.
  static func from(_ context: UnsafeMutableRawPointer?) -> ThreadWorldPointer {
    // Invariant: the configuration of a heap with this table carries the world as its context.
    context.unsafelyUnwrapped.assumingMemoryBound(to: ThreadWorld.self)
  }

  func fillTable() {
    pointee.table.stop = { context, _, _ in ThreadWorldPointer.from(context).stopAll() }
    pointee.table.start = { context, _ in ThreadWorldPointer.from(context).startAll() }
    pointee.table.mutator_count = { context, _ in ThreadWorldPointer.from(context).numberThreads() }
    pointee.table.scan_mutator = { context, _, index, visitor in
      ThreadWorldPointer.from(context).scan(Int(index), visitor)
    }
    pointee.table.global_pieces = { context, _ in
      ThreadWorldPointer.from(context).pointee.hooks.scanRoots == nil ? 0 : 1
    }
    pointee.table.scan_globals = { context, _, _, visitor in
      let hooks = ThreadWorldPointer.from(context).pointee.hooks
      return hooks.scanRoots.map { $0(hooks.context, visitor) } ?? 0
    }
    pointee.table.processors = { context, _ in
      ThreadWorldPointer.from(context).pointee.processors
    }
    pointee.table.idle_processors = { context, _ in ThreadWorldPointer.from(context).idle() }
    pointee.table.request_safepoint = { context, _, cache in
      ThreadWorldPointer.from(context).request(cache)
    }
    pointee.table.finalizers_ready = { context, _ in
      let hooks = ThreadWorldPointer.from(context).pointee.hooks
      hooks.duties.map { $0(hooks.context) }
    }
    pointee.table.out_of_memory = { _, _, _ in }
  }

  private func stopAll() {
    tc_lock(&pointee.stopLock)
    tc_lock(&pointee.lock)
    pointee.isStopping = true
    forEachThread { tc_thread_ask($0.thread) }
    wait { pointee.running == 0 }
    tc_unlock(&pointee.lock)
  }

  private func startAll() {
    tc_lock(&pointee.lock)
    pointee.isStopping = false
    announce()
    tc_unlock(&pointee.lock)
    tc_unlock(&pointee.stopLock)
  }

  /// Numbers the sets of roots. World stopped.
  private func numberThreads() -> UInt {
    // Threads may attach, though none comes out of it: see `admit`.
    tc_lock(&pointee.lock)
    defer { tc_unlock(&pointee.lock) }
    var count = 0
    forEachThread { record in
      let isAlive = record.pointee.status != AttachedThread.dead
      record.pointee.number = isAlive ? count : -1
      if isAlive { count += 1 }
    }
    pointee.counted = count
    return UInt(count)
  }

  private func idle() -> UInt32 {
    tc_lock(&pointee.lock)
    let busy = UInt32(pointee.running) &+ tc_u32_load(&pointee.working)
    tc_unlock(&pointee.lock)
    return pointee.processors > busy ? pointee.processors - busy : 0
  }

  private func request(_ cache: UnsafeMutablePointer<tc_cache>?) {
    if let cache {
      if let record = cache.pointee.host?.assumingMemoryBound(to: AttachedThread.self) {
        tc_thread_ask(record.thread)
      }
      return
    }
    forEachThread { tc_thread_ask($0.thread) }
  }

  /// Brings thread `number` to a safepoint, reports its roots, lets it go. A thread that has
  /// detached since the stop has no roots any more.
  private func scan(_ number: Int, _ visitor: UnsafeMutablePointer<tc_visitor>?) -> UInt {
    tc_lock(&pointee.lock)
    var found: AttachedThreadPointer?
    forEachThread { if $0.pointee.number == number { found = $0 } }
    guard let record = found else {
      tc_unlock(&pointee.lock)
      return 0
    }
    // Announced first: a thread that becomes safe in answer does not go on before it was scanned,
    // even if it is quicker than whoever wakes up here.
    record.pointee.scanners += 1
    tc_thread_ask(record.thread)
    wait { record.pointee.number != number || record.pointee.status != AttachedThread.running }
    let isHere = record.pointee.number == number && record.pointee.status == AttachedThread.safe
    tc_unlock(&pointee.lock)
    let bytes = isHere ? scanStill(record, visitor) : 0
    if isHere { noteScanned(record) }
    tc_lock(&pointee.lock)
    record.pointee.scanners -= 1
    announce()
    tc_unlock(&pointee.lock)
    return bytes
  }

  /// The thread's stack is black from here on, so its barrier need remember old values only. It
  /// stands still and sees this when it goes on; the next cycle begins anew with both.
  private func noteScanned(_ record: AttachedThreadPointer) {
    let cache = record.pointee.thread.cache.unsafelyUnwrapped  // of a thread that is not dead
    if tc_is_marking(cache) {
      let cards = cache.pointee.barrier & UInt32(TC_BARRIER_CARDS)
      cache.pointee.barrier = UInt32(TC_BARRIER_OLD) | cards
    }
  }

  /// The roots of a thread that stands still.
  private func scanStill(
    _ record: AttachedThreadPointer, _ visitor: UnsafeMutablePointer<tc_visitor>?
  ) -> UInt {
    let machine = record.pointee.thread.exact == 0 ? scanMachineStack(record, visitor) : 0
    var slots: UInt = 0
    if var slot = record.pointee.thread.shadow_first {
      while slot < record.pointee.thread.shadow_next {
        tc_visit_slot(visitor, slot)
        slot += 1
        slots += 1
      }
    }
    return machine &+ 8 &* slots
  }

  /// Its registers and its stack, of which nothing is known.
  private func scanMachineStack(
    _ record: AttachedThreadPointer, _ visitor: UnsafeMutablePointer<tc_visitor>?
  ) -> UInt {
    let registerBytes = UInt(TC_SAVED_REGISTERS) * 8
    tc_visit_machine_stack(visitor, UnsafeRawPointer(record.registers), registerBytes)
    let start = record.pointee.stack & ~7
    let bytes = record.pointee.stackBase &- start
    tc_visit_machine_stack(visitor, UnsafeRawPointer(bitPattern: start), bytes)
    return registerBytes &+ bytes
  }
}

extension UnsafeMutablePointer where Pointee == AttachedThread {
  /// Where its registers are spilled. Of memory that never moves: the address outlives the closure.
  var registers: UnsafeMutablePointer<UInt> {
    withUnsafeMutablePointer(to: &pointee.registers) {
      UnsafeMutableRawPointer($0).assumingMemoryBound(to: UInt.self)
    }
  }

  /// What the thread itself sees of its record.
  var thread: UnsafeMutablePointer<tc_thread> {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: tc_thread.self)
  }
}
