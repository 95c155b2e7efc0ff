// How goroutines begin and end.
import CGoRuntime
import CTricolor

extension UnsafeMutablePointer where Pointee == Scheduler {
  /// A new goroutine that goes on at `resume` with `context`, a heap pointer or nil; runnable, in
  /// no queue.
  func make(
    resume: UnsafeMutableRawPointer?, context: UInt, entry: UInt, _ processor: ProcessorPointer
  ) -> GoroutinePointer {
    let record = takeRecord(processor)
    record.pointee.next = nil
    record.pointee.reason = 0
    record.pointee.token = 0
    record.pointee.isSystem = false
    record.pointee.entry = entry
    record.pointee.parent = 0
    record.pointee.site = nil
    record.pointee.meter = pointee.options.meter
    record.pointee.g.id = takeID(processor)
    record.pointee.g.random = processor.nextRandom() | 1
    record.pointee.g.resume = resume
    record.pointee.g.context = context
    record.pointee.g.saved_words = 0x100
    record.pointee.g.wanted = 0
    record.pointee.g.notes = 0
    // It has what its parent's stack had, perhaps a grey one.
    record.pointee.scannedIn = 0
    record.pointee.g.stress = pointee.options.movesStacks ? 1 : 0
    // The collector numbers goroutines when the world stops: one that is born later is born black.
    if context != 0, tc_u32_load(&heap.pointee.marking) != 0 {
      tc_shade(processor.cache, UnsafeMutableRawPointer(bitPattern: context))
    }
    record.changeHere(
      from: GoroutineState.dead, to: GoroutineState.runnable, processor.cache)
    return record
  }

  /// The next goroutine's number.
  private func takeID(_ processor: ProcessorPointer) -> UInt64 {
    if processor.pointee.nextID == processor.pointee.endID {
      processor.pointee.nextID = tc_u64_add(&pointee.lastID, Processor.idBatch) &+ 1
      processor.pointee.endID = processor.pointee.nextID &+ Processor.idBatch
    }
    defer { processor.pointee.nextID &+= 1 }
    return processor.pointee.nextID
  }

  /// How many goroutines are not dead, the run time's own not counted; while some start and end,
  /// how many there were a moment ago, or a few too many.
  var living: UInt32 {
    // Whoever ended was started before: so the ends are counted first.
    var ended: UInt32 = 0
    forEachProcessor { ended &+= tc_u32_load_acquire(&$0.pointee.ended) }
    var started: UInt32 = 0
    forEachProcessor { started &+= tc_u32_load_acquire(&$0.pointee.started) }
    return started &- ended
  }

  /// `go`: a goroutine that calls a closure.
  func start(closure: UInt, site: SitePointer?, parent: GoroutinePointer) {
    guard let code = UnsafePointer<UInt>(bitPattern: closure) else {
      fatal("go of nil func value")
    }
    let processor = parent.processor
    let record = make(
      resume: UnsafeMutableRawPointer(pointee.program.pointee.run_closure), context: closure,
      entry: code.pointee, processor)
    record.pointee.parent = parent.pointee.g.id
    record.pointee.g.notes = parent.pointee.g.notes & UInt32(TC_NOTES_INHERITED)
    record.pointee.site = site
    // Until it says otherwise, what it allocates was asked for by whoever started it.
    record.pointee.meter = processor.cache.pointee.meter
    processor.countStart()
    processor.putNext(record)
    tc_full_fence()
    wakeOne()
    startMonitor()
  }

  /// A goroutine of the run time's own, which calls a Go function.
  func startSystem(_ entry: UnsafeMutableRawPointer, _ processor: ProcessorPointer) {
    let record = make(
      resume: entry, context: 0, entry: UInt(bitPattern: entry), processor)
    record.pointee.isSystem = true
    tc_word_store_release(&pointee.finalizing, UInt(bitPattern: record))
    processor.put(record)
    tc_full_fence()
    wakeOne()
  }

  /// Starts the goroutine that runs finalizers, if some are ready and none is at it.
  @inline(__always)
  func startDueFinalizers(_ processor: ProcessorPointer) {
    if tc_u32_load(&pointee.finalizersWanted) > tc_u32_load(&pointee.finalizersRun) {
      startFinalizers(processor)
    }
  }

  /// Whether finalizers are being called, or are about to be. A parked one does not count: what it
  /// waits for may be the very goroutine that asks; nor does the one that asks.
  func finalizersGoOn(beside record: GoroutinePointer) -> Bool {
    guard !record.pointee.isSystem else { return false }
    startDueFinalizers(record.processor)
    guard tc_u32_load_acquire(&pointee.finalizersRun) != 0,
      let other = GoroutinePointer(bitPattern: tc_word_load_acquire(&pointee.finalizing))
    else { return false }
    return other.state != GoroutineState.waiting
  }

  private func startFinalizers(_ processor: ProcessorPointer) {
    guard let entry = pointee.program.pointee.finalizers else {
      tc_u32_store(&pointee.finalizersWanted, 0)
      return
    }
    guard tc_u32_cas(&pointee.finalizersRun, 0, 1) else { return }
    tc_u32_store(&pointee.finalizersWanted, 0)
    startSystem(UnsafeMutableRawPointer(entry), processor)
  }

  /// A goroutine has returned from its first function, or left by Goexit.
  func finish(_ record: GoroutinePointer, byExit: Bool) {
    if record == pointee.main {
      if !byExit {
        endProgram(0)
        return
      }
      pointee.mainLeft = true
      pointee.main = nil
    }
    let processor = record.processor
    if record.pointee.lockCount > 0 {
      record.pointee.machine?.pointee.locked = nil
      record.pointee.lockedMachine = nil
      record.pointee.lockCount = 0
    }
    let isSystem = record.pointee.isSystem
    let order = record.stackOrder
    giveLastStack(record.pointee.g.stack_low, order, record.pointee.entry, processor)
    record.pointee.g.stack_low = 0
    record.pointee.g.stack_high = 0
    record.pointee.g.cache = nil
    record.pointee.g.defers = nil
    record.pointee.g.panics = nil
    record.pointee.g.context = 0
    record.pointee.g.fault = nil
    record.pointee.machine = nil
    record.pointee.wantsShrink = false
    record.changeHere(
      from: GoroutineState.running, to: GoroutineState.dead, processor.cache)
    giveRecord(record, processor)
    if isSystem {
      tc_u32_store_release(&pointee.finalizersRun, 0)
    } else {
      processor.countEnd()
    }
  }

  /// The main goroutine has returned.
  private func endProgram(_ code: Int32) {
    guard pointee.options.returnsAtEnd else { tc_os_exit(code) }
    pointee.exitCode = code
    tc_u32_store_release(&pointee.ending, 1)
    tc_lock(&pointee.lock)
    pointee.idleMachines = nil
    var machine = pointee.allMachines
    while let here = machine {
      machine = here.pointee.nextOfAll
      here.wake()
    }
    tc_unlock(&pointee.lock)
    forEachProcessor { $0.poisonCurrent() }
  }
}

extension UnsafeMutablePointer where Pointee == Processor {
  /// A goroutine of the program begins. Owner.
  @inline(__always)
  func countStart() { tc_u32_store_release(&pointee.started, pointee.started &+ 1) }

  /// One ends. Owner.
  @inline(__always)
  func countEnd() { tc_u32_store_release(&pointee.ended, pointee.ended &+ 1) }
}
