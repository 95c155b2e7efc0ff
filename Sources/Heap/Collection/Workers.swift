// Threads of the heap itself, for hosts that lend none: they mark, sweep, look at the clock.
//
// Each thread loops over slices. How many mark at once follows the pacer's share of the processors:
// thread i marks all the time if i is below `dedicated`; the next one as long as the background is
// behind its share; and any of them when the host says that processors are idle. So a thread may
// mark only where the one before it may. Requests wake the first one, which does what only one is
// to do; each thread that marks wakes the next one, if that may mark. A thread that may not sleeps
// on its own word and looks again after a moment.
//
// The threads are no mutators: they hold no managed pointers, and stopping the world does not wait
// for them. Where the collector must be alone it closes the gate (Marking/Gate).
import CTricolor
import TricolorPacing

typealias WorkerPoolPointer = UnsafeMutablePointer<WorkerPool>

/// One thread.
struct Worker {
  var pool: WorkerPoolPointer
  var index: Int
  var marker: MarkerPointer
  var thread: UInt
  /// Counts requests for work; the thread sleeps on it.
  var signal: UInt32 = 0
  /// Not 0: it sleeps, or is about to. Atomic.
  var isAsleep: UInt32 = 0
  /// How often in a row it has asked mutators to end marking that is complete.
  var patience: UInt32 = 0

  /// After so many rests it ends marking itself: mutators may be blocked, or compute for long.
  /// Higher: cycles of programs that allocate little end later, by a rest each; lower: more stops
  /// that wait for a mutator without a processor.
  static let mostPatience: UInt32 = 10
}

/// The threads of a heap. Off-heap, one a heap, never moves.
struct WorkerPool {
  let collector: CollectorPointer
  let workers: UnsafeMutablePointer<Worker>
  let count: Int
  /// Not 0: the heap is being destroyed.
  var stopping: UInt32 = 0

  /// How long a worker that is ahead of its share rests before it looks again: 100 µs. Longer:
  /// marking is burstier; shorter: more wake-ups.
  static let rest: UInt64 = 100_000
  /// How long an unemployed worker sleeps before it looks at the clock: one second.
  static let longSleep: UInt64 = 1_000_000_000
}

extension UnsafeMutablePointer where Pointee == WorkerPool {
  /// Sees to it that somebody looks for work. Any thread; no locks.
  func wake() { pointee.workers.wake() }

  /// Starts the threads. False if the system refuses one; those that were started go on.
  func start() -> Bool {
    for index in 0..<pointee.count {
      let worker = pointee.workers + index
      let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
        (argument: UnsafeMutableRawPointer?) in
        argument?.assumingMemoryBound(to: Worker.self).run()
        return nil
      }
      worker.pointee.thread = tc_os_thread_start(body, UnsafeMutableRawPointer(worker))
      if worker.pointee.thread == 0 { return false }
    }
    return true
  }

  /// Ends the threads and waits for them.
  func stop() {
    tc_u32_store_release(&pointee.stopping, 1)
    for index in 0..<pointee.count { (pointee.workers + index).wake() }
    for index in 0..<pointee.count where pointee.workers[index].thread != 0 {
      tc_os_thread_join(pointee.workers[index].thread)
      pointee.workers[index].thread = 0
    }
  }
}

extension UnsafeMutablePointer where Pointee == Collector {
  /// Starts the collector's threads, unless the host lends some or the settings ask for none. False
  /// when memory or threads are refused.
  func startWorkers() -> Bool {
    guard heap.pointee.world != nil, heap.pointee.world.pointee.wake_workers == nil else {
      return true
    }
    let count = pointee.settings.workerThreads ?? processors
    guard count > 0 else { return true }
    let metadata: MetadataSpacePointer = heap.pageHeap.pointee.metadata
    let poolBytes = UInt(MemoryLayout<WorkerPool>.stride)
    let bytes = poolBytes &+ UInt(count * MemoryLayout<Worker>.stride)
    guard let memory = metadata.allocate(bytes, .other) else { return false }
    let pool = memory.assumingMemoryBound(to: WorkerPool.self)
    let workers = (memory + Int(poolBytes)).assumingMemoryBound(to: Worker.self)
    pool.initialize(to: WorkerPool(collector: self, workers: workers, count: count))
    for index in 0..<count {
      (workers + index).initialize(
        to: Worker(pool: pool, index: index, marker: makeMarker(), thread: 0))
    }
    pointee.workerPool = pool
    if pool.start() { return true }
    stopWorkers()
    return false
  }

  /// Ends them.
  func stopWorkers() {
    guard let pool = pointee.workerPool else { return }
    pool.stop()
    pointee.workerPool = nil
  }
}

extension UnsafeMutablePointer where Pointee == Worker {
  private var pool: WorkerPoolPointer { pointee.pool }
  private var collector: CollectorPointer { pointee.pool.pointee.collector }

  /// The thread's life.
  func run() {
    while tc_u32_load_acquire(&pool.pointee.stopping) == 0 {
      let seen = tc_u32_load_acquire(&pointee.signal)
      if doSlice() { continue }
      if tc_u32_load_acquire(&pool.pointee.stopping) != 0 { return }
      let time = sleepTime()
      tc_u32_store(&pointee.isAsleep, 1)
      // Either we see a request, or who makes it sees us asleep.
      tc_full_fence()
      tc_futex_wait(&pointee.signal, seen, time)
      tc_u32_store(&pointee.isAsleep, 0)
    }
  }

  /// Sees to it that the thread looks for work. Any thread; the system is asked only where it
  /// sleeps.
  fileprivate func wake() {
    _ = tc_u32_add(&pointee.signal, 1)
    tc_fence_after_swap()
    if tc_u32_load(&pointee.isAsleep) != 0 { tc_futex_wake(&pointee.signal, false) }
  }

  /// Wakes the next thread, if that may mark and sleeps.
  private func wakeNext() {
    guard pointee.index + 1 < pool.pointee.count else { return }
    let next = self + 1
    if tc_u32_load(&next.pointee.isAsleep) != 0 && next.markMode() != nil { next.wake() }
  }

  /// How long to sleep unless somebody asks for work. The first thread tends the heap before.
  private func sleepTime() -> UInt64 {
    let longest = collector.phase == .mark ? WorkerPool.rest : WorkerPool.longSleep
    guard pointee.index == 0 else { return longest }
    let now = tc_os_now()
    let due = collector.tend(now: now)
    // 0 would be without end.
    return due <= now ? 1 : min(longest, due &- now)
  }

  /// One slice of whatever this thread may do now; false if that is nothing.
  private func doSlice() -> Bool {
    if collector.phase == .mark {
      guard let mode = markMode() else { return false }
      wakeNext()
      return mark(mode)
    }
    if pointee.index == 0 && collector.dueReason != nil {
      return collector.advance(pointee.marker, mode: .dedicated)
    }
    if pointee.index == 0 && !collector.isSwept {
      return collector.work(UInt32(TC_WORK_SWEEP), pointee.marker, mode: .dedicated) != 0
    }
    return false
  }

  /// A slice of marking; false if nothing was at hand: somebody else holds what is left, or nothing
  /// is.
  ///
  /// While this thread is awake one mutator may have no processor, and the world could not stop
  /// before the system gives it one: milliseconds. So for a while a mutator is asked to end the
  /// marking.
  private func mark(_ mode: MarkMode) -> Bool {
    let before = tc_u64_load(&collector.mark.pointee.heap_work)
    let hasMutators = collector.processors > collector.idleProcessors
    let isPatient = hasMutators && pointee.patience < Worker.mostPatience
    _ = collector.work(
      UInt32(TC_WORK_MARK), pointee.marker, mode: mode, budget: longSliceBudget, ends: !isPatient)
    if collector.phase != .mark || tc_u64_load(&collector.mark.pointee.heap_work) != before {
      pointee.patience = 0
      return true
    }
    if isPatient && collector.mark.isExhausted() {
      pointee.patience += 1
      let heap = collector.heap
      heap.pointee.world?.pointee.request_safepoint?(heap.pointee.world_context, heap, nil)
    }
    return false
  }

  /// Whether and as what this thread may mark now. Whoever marks within the share takes an idle
  /// processor first, and the first threads mark before the others: a marker that moves from core
  /// to core, or one more than there are processors, costs its cache and that of the program.
  private func markMode() -> MarkMode? {
    let share = collector.pointee.workers
    if pointee.index < share.dedicated { return .dedicated }
    if pointee.index == share.dedicated && collector.wantsWorker { return .dedicated }
    guard share.idle > 0 else { return nil }
    return pointee.index < collector.idleProcessors ? .idle : nil
  }
}
