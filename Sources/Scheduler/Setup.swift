// The scheduler's beginning and its end.
import CGoRuntime
import CTricolor

extension UnsafeMutablePointer where Pointee == Scheduler {
  /// Fills in a scheduler whose memory is zero, for a heap that exists. False: memory is refused.
  func setUp(
    _ heap: UnsafeMutablePointer<tc_heap>, _ program: UnsafePointer<tc_program>,
    _ options: SchedulerOptions
  ) -> Bool {
    let processorBytes = UInt(Scheduler.mostProcessors) * 8
    let rootBytes = UInt(SemaphoreRoot.count * MemoryLayout<SemaphoreRoot>.stride)
    guard program.pointee.version == UInt32(TC_PROGRAM_VERSION) else {
      corrupt("the program was compiled for another run time", UInt(program.pointee.version))
    }
    guard let table = GoroutineTable.make(), let sites = SiteTable.make(heap, program),
      let processors = tc_metadata_allocate(heap, processorBytes),
      let hints = tc_metadata_allocate(
        heap, UInt(FirstStacks.hintCount * MemoryLayout<FirstStacks.Hint>.stride)),
      let roots = tc_metadata_allocate(heap, rootBytes)
    else { return false }
    let semaphores = roots.bindMemory(to: SemaphoreRoot.self, capacity: SemaphoreRoot.count)
    for index in 0..<SemaphoreRoot.count { (semaphores + index).initialize(to: SemaphoreRoot()) }
    initialize(
      to: Scheduler(
        heap: heap, program: program, sites: sites, options: options, trace: options.trace,
        processors: processors.bindMemory(
          to: UInt.self, capacity: Int(Scheduler.mostProcessors)),
        table: table,
        stacks: StackStore(first: FirstStacks(hints: hints)),
        semaphores: semaphores, timers: TimerHeap(), monitor: Monitor()))
    describeChannels()
    return setProcessors(options.processorCount)
  }

  /// GOMAXPROCS. The caller's processor, if it has one, is safe.
  /// - Returns: false when memory is refused.
  func setProcessors(_ count: UInt32) -> Bool {
    tc_lock(&pointee.stopLock)
    defer { tc_unlock(&pointee.stopLock) }
    while pointee.processorRecords < count {
      guard makeProcessor() else { return false }
    }
    let old = pointee.processorCount
    tc_lock(&pointee.lock)
    tc_u32_store_release(&pointee.processorCount, count)
    for index in old..<max(old, count) {
      let processor = processor(index)
      let status = tc_u32_load_acquire(&processor.pointee.status)
      // One that was retired, or is new; one that has not noticed yet goes on as it is.
      if status == ProcessorStatus.retired { putIdleLocked(processor) }
    }
    // Those beyond the count leave the list of idle ones.
    var kept: ProcessorPointer?
    var keptCount: UInt32 = 0
    while let processor = pointee.idleProcessors {
      pointee.idleProcessors = processor.pointee.next
      if processor.pointee.id < count {
        processor.pointee.next = kept
        kept = processor
        keptCount += 1
      } else {
        _ = tc_u32_swap(&processor.pointee.status, ProcessorStatus.retired)
      }
    }
    pointee.idleProcessors = kept
    tc_u32_store(&pointee.idleCount, keptCount)
    tc_unlock(&pointee.lock)
    return true
  }

  /// One more processor, retired as yet. `stopLock` held.
  private func makeProcessor() -> Bool {
    let bytes = (UInt(MemoryLayout<Processor>.stride) + 127) & ~63
    let ring = UInt(Processor.capacity) * 8
    guard let memory = tc_metadata_allocate(heap, bytes + ring),
      let cache = tc_cache_create(heap)
    else { return false }
    let id = pointee.processorRecords
    let processor = memory.assumingMemoryBound(to: Processor.self)
    let seed = pointee.options.seed ?? tc_os_now()
    let random = (seed &+ UInt64(id)) &* 0x9e37_79b9_7f4a_7c15 | 1
    processor.initialize(
      to: Processor(
        id: id, scheduler: self, cache: cache, status: ProcessorStatus.retired,
        queue: (memory + Int(bytes)).bindMemory(to: UInt.self, capacity: Int(Processor.capacity)),
        random: random))
    cache.pointee.host = UnsafeMutableRawPointer(processor)
    tc_word_store_release(pointee.processors + Int(id), UInt(bitPattern: processor))
    tc_u32_store_release(&pointee.processorRecords, id + 1)
    return true
  }

  /// Runs the main goroutine, on this thread to begin with, until it ends.
  func runMain() -> Int32 {
    if let seed = pointee.options.seed, pointee.options.movesStacks { announce(seed) }
    tc_set_fatal_handler(
      { context in
        let scheduler = context.unsafelyUnwrapped.assumingMemoryBound(to: Scheduler.self)
        scheduler.beginDying()
        scheduler.die(of: nil, isKnown: false)
      }, UnsafeMutableRawPointer(self))
    tc_lock(&pointee.lock)
    let machine = makeMachineLocked()
    // Invariant: setUp has made at least one processor, and nobody has taken it.
    let processor = takeIdleLocked().unsafelyUnwrapped
    tc_unlock(&pointee.lock)
    machine.adopt(processor)
    let entry = UnsafeMutableRawPointer(pointee.program.pointee.start)
    let main = make(resume: entry, context: 0, entry: UInt(bitPattern: entry), processor)
    pointee.main = main
    processor.countStart()
    processor.putNext(main)
    tc_u32_store_release(&pointee.hasBegun, 1)
    if pointee.options.catchesQuit {
      tc_signals_begin()
      watchFaults()
      watchQuit()
      startMonitor()
    }
    machine.run()
    endThreads()
    tc_set_fatal_handler(nil, nil)
    tc_faults_end()
    return pointee.exitCode
  }

  /// SIGQUIT prints all traces and ends the process.
  func watchQuit() {
    guard pointee.options.catchesQuit else { return }
    tc_os_watch_signal(tc_os_quit_signal(), &pointee.monitor.quit, &pointee.monitor.signal)
  }

  private func announce(_ seed: UInt64) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { bytes -> Void in
      var text = TextWriter(bytes)
      text.add("tricolor: scheduling from seed=")
      text.add(decimal: seed)
      text.add("\n")
      text.flush()
    }
  }

  /// Waits for all other threads. The scheduler is ending.
  private func endThreads() {
    wakeMonitor()
    endPoller()
    let monitor = tc_word_load_acquire(&pointee.monitor.thread)
    if monitor != 0 { tc_os_thread_join(monitor) }
    while let machine = nextToJoin() {
      tc_os_thread_join(tc_word_load_acquire(&machine.pointee.thread))
      tc_word_store_release(&machine.pointee.thread, 0)
    }
  }

  /// A thread that has not been waited for; wakes all. A machine whose handle is not stored yet was
  /// started by another that is still to be waited for, and is found behind that one.
  private func nextToJoin() -> MachinePointer? {
    tc_lock(&pointee.lock)
    defer { tc_unlock(&pointee.lock) }
    forEachProcessor { $0.poisonCurrent() }
    var found: MachinePointer?
    var machine = pointee.allMachines
    while let here = machine {
      here.wake()
      if tc_word_load_acquire(&here.pointee.thread) != 0 { found = here }
      machine = here.pointee.nextOfAll
    }
    return found
  }
}
