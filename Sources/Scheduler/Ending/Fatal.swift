// The program's end by its own fault, in Go's words: fatal errors, panics that nobody recovers,
// signals. Each prints once, whoever comes first; exit code 2.
import CGoRuntime
import CTricolor

extension UnsafeMutablePointer where Pointee == Scheduler {
  /// Whether this thread is the one that prints the last words; no other comes back.
  func beginDying() {
    if tc_u32_cas(&pointee.dying, 0, 1) { return }
    while true { tc_os_sleep(1_000_000_000) }
  }

  /// Writes traces, then ends the process.
  /// - Parameters:
  ///   - record: the goroutine that failed; nil: none in particular, so all are shown.
  ///   - isKnown: whether what it goes on with is stored.
  func die(of record: GoroutinePointer?, isKnown: Bool) -> Never {
    let trace = pointee.trace
    if trace.level > 0 {
      freeze(but: record?.pointee.g.cache == nil ? nil : record?.processor)
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4096) { bytes -> Void in
        var text = TextWriter(bytes)
        if let record {
          text.add("\n")
          record.writeTrace(&text, isKnown: isKnown)
        }
        if record == nil || trace.all { writeOthers(&text, but: record) }
        text.flush()
      }
    }
    if trace.crashes { tc_os_die_by_abort() }
    tc_os_exit(2)
  }

  /// Stops the others as far as they can be stopped within a moment: this is not undone.
  func freeze(but own: ProcessorPointer?) {
    _ = tc_u32_swap(&pointee.stopping, 1)
    let limit = tc_os_now() + 20_000_000
    forEachProcessor { processor in
      while processor != own,
        tc_u32_load_acquire(&processor.pointee.status) == ProcessorStatus.running,
        tc_os_now() < limit
      {
        processor.ask(Ask.heap)
        tc_os_sleep(100_000)
      }
    }
  }

  /// "fatal error: …" and all that belongs to it.
  func fatal(
    _ message: StaticString, before: StaticString = "", of record: GoroutinePointer? = nil
  ) -> Never {
    beginDying()
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { bytes -> Void in
      var text = TextWriter(bytes)
      text.add(before)
      text.add("fatal error: ")
      text.add(message)
      text.add("\n")
      text.flush()
    }
    die(of: record, isKnown: true)
  }

  /// The same with the program's words.
  func fatal(_ message: UnsafePointer<UInt8>?, _ length: Int, of record: GoroutinePointer) -> Never
  {
    beginDying()
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1024) { bytes -> Void in
      var text = TextWriter(bytes)
      text.add("fatal error: ")
      text.add(message, length: length)
      text.add("\n")
      text.flush()
    }
    die(of: record, isKnown: record.pointee.g.resume != nil)
  }

  /// The system refuses memory for objects.
  func dieOfMemory(_ bytes: UInt) {
    beginDying()
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { buffer -> Void in
      var text = TextWriter(buffer)
      text.add("runtime: out of memory: cannot allocate ")
      text.add(decimal: UInt64(bytes))
      text.add("-byte block\nfatal error: out of memory\n")
      text.flush()
    }
    tc_os_exit(2)
  }

  /// SIGQUIT: everything that is known, then the end.
  func dieOfQuit() -> Never {
    beginDying()
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { bytes -> Void in
      var text = TextWriter(bytes)
      text.add("SIGQUIT: quit\n")
      text.flush()
    }
    die(of: nil, isKnown: false)
  }

  /// The program has stopped for good if no goroutine can run or will be made to.
  func checkDeadlock() {
    tc_lock(&pointee.lock)
    let isStuck =
      pointee.idleCount >= processorCount && pointee.globalCount == 0 && !isEnding
      && tc_u32_load_acquire(&pointee.outside) == 0 && tc_u32_load(&pointee.wanted) == 0
      && tc_u64_load_acquire(&pointee.timers.firstDue) == .max
      && tc_u32_load(&pointee.finalizersWanted) <= tc_u32_load(&pointee.finalizersRun)
      && tc_u32_load_acquire(&pointee.poller.waiting) == 0
      && tc_word_load(&pointee.signalReceiver) == 0
    // One that GOMAXPROCS was lowered below may not have noticed, and still run or have a queue.
    var isQuiet = true
    forEachProcessor { processor in
      let status = tc_u32_load_acquire(&processor.pointee.status)
      let rests = status == ProcessorStatus.idle || status == ProcessorStatus.retired
      if !rests || !processor.isQueueEmpty { isQuiet = false }
    }
    tc_unlock(&pointee.lock)
    guard isStuck, isQuiet, tc_u32_load(&heap.pointee.marking) == 0 else { return }
    if pointee.mainLeft && living == 0 {
      fatal("no goroutines (main called runtime.Goexit) - deadlock!")
    }
    fatal("all goroutines are asleep - deadlock!")
  }
}

extension UnsafeMutablePointer where Pointee == Goroutine {
  /// The stack would exceed its limit.
  func dieOfOverflow() -> Never {
    let scheduler = self.scheduler
    scheduler.beginDying()
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 512) { bytes -> Void in
      var text = TextWriter(bytes)
      text.add("runtime: goroutine stack exceeds ")
      text.add(decimal: tc_u64_load(&scheduler.pointee.stacks.maxBytes))
      text.add("-byte limit\nruntime: sp=0x")
      text.add(hexadecimal: UInt64(UInt(bitPattern: pointee.g.sp)))
      text.add(" stack=[0x")
      text.add(hexadecimal: UInt64(pointee.g.stack_low))
      text.add(", 0x")
      text.add(hexadecimal: UInt64(pointee.g.stack_high))
      text.add("]\nfatal error: stack overflow\n")
      text.flush()
    }
    scheduler.die(of: self, isKnown: true)
  }
}
