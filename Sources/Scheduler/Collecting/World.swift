// The collector's host (world.h): stopping the world, safepoints, workers.
//
// The world is stopped when no processor is *running*. A goroutine that comes to a safepoint, or a
// machine that looks for work, stands still where it is, with its processor; one in a system call
// stands still when it wants to come back. Whoever stops the world is on no running processor.
import CGoRuntime
import CTricolor
import TricolorTelemetry

extension UnsafeMutablePointer where Pointee == Scheduler {
  /// The scheduler behind a context pointer that the heap hands back.
  private static func from(_ context: UnsafeMutableRawPointer?) -> SchedulerPointer {
    // Invariant: a heap with this table has the scheduler as its context.
    context.unsafelyUnwrapped.assumingMemoryBound(to: Scheduler.self)
  }

  /// The table for the heap's configuration.
  static func fill(_ table: UnsafeMutablePointer<tc_world>) {
    table.pointee.stop = { context, _, _ in SchedulerPointer.from(context).stopWorld() }
    table.pointee.start = { context, _ in SchedulerPointer.from(context).startWorld() }
    table.pointee.mutator_count = { context, _ in SchedulerPointer.from(context).number() }
    table.pointee.scan_mutator = { context, _, index, visitor in
      SchedulerPointer.from(context).scanGroup(UInt32(index), visitor)
    }
    table.pointee.global_pieces = { context, _ in
      SchedulerPointer.from(context).globalPieces()
    }
    table.pointee.scan_globals = { context, _, index, visitor in
      SchedulerPointer.from(context).scanGlobals(index, visitor)
    }
    table.pointee.processors = { context, _ in SchedulerPointer.from(context).processorCount }
    table.pointee.idle_processors = { context, _ in
      tc_u32_load(&SchedulerPointer.from(context).pointee.idleCount)
    }
    table.pointee.wake_workers = { context, _, kinds in
      SchedulerPointer.from(context).wakeWorkers(kinds)
    }
    table.pointee.each_cache = { context, _, visit, argument in
      SchedulerPointer.from(context).forEachStillCache { visit?(argument, $0) }
    }
    table.pointee.request_safepoint = { context, _, cache in
      SchedulerPointer.from(context).requestSafepoint(cache)
    }
    table.pointee.finalizers_ready = { context, _ in
      let scheduler = SchedulerPointer.from(context)
      tc_u32_store_release(&scheduler.pointee.finalizersWanted, 1)
      scheduler.wakeOne()
    }
    table.pointee.out_of_memory = { context, _, bytes in
      SchedulerPointer.from(context).dieOfMemory(bytes)
    }
    table.pointee.metric = { context, _, metric, value in
      SchedulerPointer.from(context).metric(metric, value)
    }
  }

  // MARK: Stopping

  /// Brings every processor to stand still. The caller's own is safe, or it has none.
  func stopWorld() {
    tc_lock(&pointee.stopLock)
    _ = tc_u32_swap(&pointee.stopping, 1)
    forEachProcessor { awaitStillness(of: $0) }
  }

  /// Lets all go on.
  func startWorld() {
    if tc_u32_load(&heap.pointee.marking) == 0 { releaseRetiredStacks() }
    _ = tc_u32_swap(&pointee.stopping, 0)
    tc_futex_wake(&pointee.stopping, true)
    tc_unlock(&pointee.stopLock)
  }

  /// Comes back when `processor` is not running. It is kept from running again by a word that was
  /// set before.
  private func awaitStillness(of processor: ProcessorPointer) {
    var spins = 0
    while true {
      let seen = tc_u32_load_acquire(&pointee.still)
      if tc_u32_load_acquire(&processor.pointee.status) != ProcessorStatus.running { return }
      processor.ask(Ask.heap)
      spins += 1
      if spins < 200 {
        tc_cpu_pause()
      } else {
        tc_futex_wait(&pointee.still, seen, 100_000)
      }
    }
  }

  /// Calls `body` with every cache while its processor stands still, one after the other.
  private func forEachStillCache(_ body: (UnsafeMutablePointer<tc_cache>) -> Void) {
    forEachProcessor { processor in
      _ = tc_u32_swap(&processor.pointee.held, 1)
      awaitStillness(of: processor)
      body(processor.cache)
      _ = tc_u32_swap(&processor.pointee.held, 0)
      tc_futex_wake(&processor.pointee.held, true)
    }
  }

  // MARK: Asking

  private func requestSafepoint(_ cache: UnsafeMutablePointer<tc_cache>?) {
    guard let cache else {
      forEachProcessor { $0.ask(Ask.heap) }
      return
    }
    cache.pointee.host?.assumingMemoryBound(to: Processor.self).ask(Ask.heap)
  }

  /// The heap asks for background work. Any thread, the world stopped or not.
  private func wakeWorkers(_ kinds: UInt32) {
    _ = tc_u32_or(&pointee.wanted, kinds)
    startMonitor()
    if tc_u32_load(&pointee.idleCount) > 0 {
      wakeOne()
    } else if kinds & UInt32(TC_WORK_CYCLE) != 0 {
      forEachProcessor { $0.ask(Ask.heap) }
    }
    wakeMonitor()
  }

  // MARK: Metrics

  private func metric(_ metric: UInt32, _ value: UnsafeMutablePointer<UInt64>?) -> Bool {
    guard let value, let metric = Metric(rawValue: UInt8(truncatingIfNeeded: metric)) else {
      return false
    }
    switch metric {
    case .schedGomaxprocs: value.pointee = UInt64(processorCount)
    case .schedGoroutines: value.pointee = UInt64(living)
    case .schedGoroutinesCreated: value.pointee = tc_u64_load(&pointee.lastID)
    case .schedGoroutinesNotInGo: value.pointee = UInt64(tc_u32_load(&pointee.outside))
    case .schedGoroutinesRunnable: value.pointee = count(GoroutineState.runnable)
    case .schedGoroutinesRunning: value.pointee = count(GoroutineState.running)
    case .schedGoroutinesWaiting: value.pointee = count(GoroutineState.waiting)
    case .schedThreadsTotal: value.pointee = UInt64(pointee.machineCount) + 1
    case .gcStackStartingSize:
      value.pointee = UInt64(Stack.bytes(Int(tc_u32_load(&pointee.stacks.first.usualOrder))))
    default: return false
    }
    return true
  }

  /// Goroutines in a state now.
  private func count(_ state: UInt32) -> UInt64 {
    var count: UInt64 = 0
    for index in 0..<goroutineRecords {
      let record = goroutine(index)
      let now = record.state
      let counts = now == state || state == GoroutineState.running && now == GoroutineState.safe
      if counts && !record.pointee.isSystem { count += 1 }
    }
    return count
  }
}
