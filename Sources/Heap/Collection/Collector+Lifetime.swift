// The beginning and the end of a collector, and of what it gives each cache.
import CTricolor
import TricolorPacing
import TricolorTelemetry

extension Collector {
  /// Sets up the collector of `heap`, whose page heap, caches, sweeper and specials exist, and
  /// fills
  /// in `collector` and `mark_state`. False when memory is refused.
  static func install(_ heap: HeapPointer, _ settings: CollectorSettings) -> Bool {
    let metadata: MetadataSpacePointer = heap.pageHeap.pointee.metadata
    let stateBytes = UInt(MemoryLayout<tc_mark_state>.stride).roundedUp(to: 64)
    guard
      let memory = metadata.allocate(
        stateBytes &+ UInt(MemoryLayout<Collector>.stride), .collector),
      let histograms = metadata.allocate(UInt(PauseHistory.storageBytes), .other)
    else { return false }
    // Metadata is aligned to a cache line, and zero.
    let mark = memory.assumingMemoryBound(to: tc_mark_state.self)
    mark.pointee.heap = heap
    mark.pointee.metadata = UnsafeMutableRawPointer(metadata)
    mark.pointee.piece_bytes = settings.pieceBytes
    mark.pointee.faults = settings.faults
    mark.pointee.assist_share = settings.assistBound.share.bitPattern
    mark.pointee.ambiguous = heap.pointee.flags & UInt32(TC_HEAP_AMBIGUOUS)
    mark.closeGate()
    let collector = (memory + Int(stateBytes)).assumingMemoryBound(to: Collector.self)
    let tests = UInt32(TC_HEAP_STRESS | TC_HEAP_VERIFY)
    let isTested = heap.pointee.flags & tests != 0 || settings.switches.checkmark
    let minorCycles = settings.minorCycles ?? (isTested ? .always : .whenWorthwhile)
    let now = tc_os_now()
    heap.pointee.mark_state = memory
    heap.pointee.collector = UnsafeMutableRawPointer(collector)
    collector.initialize(
      to: Collector(
        heap: heap, mark: mark, settings: settings,
        controller: Controller(
          percent: settings.percent, memoryLimit: settings.memoryLimit,
          doubts: minorCycles != .never),
        generations: GenerationPlan(minorCycles),
        limiter: CPULimiter(now: Int64(bitPattern: now), processors: 1),
        schedule: CycleSchedule(now: Int64(bitPattern: now)),
        history: PauseHistory(storage: histograms),
        markerPool: FixedPool(
          size: UInt(MemoryLayout<tc_marker>.stride), use: .collector, space: metadata),
        born: now))
    collector.pointee.limiter.setProcessors(
      collector.processors, now: Int64(bitPattern: now), spent: CPULimiter.Spent(), cycle: 0)
    collector.commitPacing(sweepDone: true)
    collector.repaceScavenger()
    if settings.followsContainer { collector.watchContainer() }
    heap.events.pointee.wake = { heap, kinds in heap?.collector.wakeWorkers(kinds) }
    heap.pageHeap.pointee.beforeUse = { heap, growth, faulting in
      guard let heap else { return }
      if growth > 0 {
        let mapped = tc_u64_load(&heap.pageHeap.pointee.mapped)
        heap.collector.emit(.heapGrowth, growth, mapped)
      }
      heap.scavenger.beforeAllocation(growth: growth, faulting: faulting)
      heap.collector.limitMoved()
    }
    return true
  }
}

extension UnsafeMutablePointer where Pointee == Collector {
  /// Gives a new cache its marker and its barrier the state of the heap's. With the world running
  /// and unable to stop meanwhile: hosts serialise the making of caches with stopping.
  func adopt(_ cache: CachePointer) {
    lock(&pointee.markerLock, .pool)
    let memory = pointee.markerPool.allocate()
    unlock(&pointee.markerLock, .pool)
    let marker = memory.assumingMemoryBound(to: tc_marker.self)
    marker.initialize(shared: mark)
    cache.pointee.mark_work = memory
    cache.resetBarrierBuffer(entries: pointee.settings.barrierEntries)
    cache.pointee.barrier = heap.pointee.barrier
    tc_view_cards(cache)
    cache.pointee.assist_bytes = 0
  }

  /// Takes back what `adopt` gave; what the barrier buffer holds is shaded first. Likewise.
  func release(_ cache: CachePointer) {
    guard let memory = cache.pointee.mark_work else { return }
    cache.flushBarrier()
    cache.pointee.barrier = 0
    tc_view_cards(cache)
    cache.pointee.mark_work = nil
    lock(&pointee.markerLock, .pool)
    pointee.markerPool.free(memory)
    unlock(&pointee.markerLock, .pool)
  }

  /// A marker for a thread that has no cache.
  func makeMarker() -> MarkerPointer {
    lock(&pointee.markerLock, .pool)
    let memory = pointee.markerPool.allocate()
    unlock(&pointee.markerLock, .pool)
    let marker = memory.assumingMemoryBound(to: tc_marker.self)
    marker.initialize(shared: mark)
    return marker
  }

  func freeMarker(_ marker: MarkerPointer) {
    lock(&pointee.markerLock, .pool)
    pointee.markerPool.free(UnsafeMutableRawPointer(marker))
    unlock(&pointee.markerLock, .pool)
  }

  /// Ends everything that goes on by itself. Before the heap's memory is given back; no mutator is
  /// left, and none marks.
  func shutDown() {
    stopWorkers()
    if heap.pointee.barrier != UInt32(TC_BARRIER_OFF) { tc_note_barrier(false) }
    mark.closeGate()
    mark.destroyBuffers()
  }
}
