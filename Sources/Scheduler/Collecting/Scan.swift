// The collector's roots: goroutines, each while it stands still, and the program's variables
// in pieces.
import CGoRuntime
import CTricolor

extension UnsafeMutablePointer where Pointee == Scheduler {
  /// Bytes of variables that one job scans: tens of microseconds.
  private static var pieceBytes: UInt { 128 << 10 }

  /// Records of goroutines in one job. Most may be dead: a job for each would cost more than what
  /// it finds, 40 ms of CPU a cycle after a program had 100,000 goroutines once. More: longer
  /// slices where stacks are deep.
  private static var perJob: UInt32 { GoroutineTable.perSlab }

  /// How many jobs the goroutines of this moment make. World stopped.
  func number() -> UInt {
    pointee.numbered = goroutineRecords
    pointee.numbering = max(pointee.numbering &+ 1, 1)
    adaptFirstSize()
    dropKeptStacks()
    return UInt((pointee.numbered &+ Self.perJob &- 1) / Self.perJob)
  }

  /// Scans the goroutines of one job.
  func scanGroup(_ group: UInt32, _ visitor: UnsafeMutablePointer<tc_visitor>?) -> UInt {
    let first = group &* Self.perJob
    let end = min(first &+ Self.perJob, pointee.numbered)
    for index in first..<end { tc_prefetch(&goroutine(index).pointee.g.state) }
    var bytes: UInt = 0
    for index in first..<end { bytes &+= scan(index, visitor) }
    return bytes
  }

  /// Scans one goroutine: waits until it stands still, reports its pointers, lets it go.
  private func scan(_ index: UInt32, _ visitor: UnsafeMutablePointer<tc_visitor>?) -> UInt {
    let record = goroutine(index)
    if record.state == GoroutineState.dead { return 0 }
    guard record.beginScan() else { return 0 }
    let isMarking = visitor?.pointee.marker != nil
    if isMarking && record.holdsNothingYoung {
      record.noteScanned(waits: true)
      record.endScan()
      return 0
    }
    let waits = record.state == GoroutineState.waiting
    let bytes = record.visit(visitor)
    if isMarking { record.noteScanned(waits: waits) }
    if tc_u32_load(&heap.pointee.marking) != 0 && tc_u32_load(&pointee.stopping) == 0 {
      if record.state == GoroutineState.waiting && record.pointee.waitSince == 0 {
        record.pointee.waitSince = tc_os_now()
      }
      record.shrinkIfStill()
    }
    record.endScan()
    return bytes
  }

  // MARK: Variables

  /// The first piece is the timers that are set.
  func globalPieces() -> UInt {
    var pieces: UInt = 1
    for index in 0..<Int(pointee.program.pointee.globals_count) {
      let bytes = pointee.program.pointee.globals[index].bytes
      pieces += (bytes + Self.pieceBytes - 1) / Self.pieceBytes
    }
    return pieces
  }

  func scanGlobals(_ piece: UInt, _ visitor: UnsafeMutablePointer<tc_visitor>?) -> UInt {
    if piece == 0 { return scanTimers(visitor) }
    var left = piece - 1
    for index in 0..<Int(pointee.program.pointee.globals_count) {
      let range = pointee.program.pointee.globals[index]
      let pieces = (range.bytes + Self.pieceBytes - 1) / Self.pieceBytes
      if left >= pieces {
        left -= pieces
        continue
      }
      let offset = left * Self.pieceBytes
      let bytes = min(Self.pieceBytes, range.bytes - offset)
      guard let mask = range.mask else { return 0 }
      // A piece is a whole number of the mask's bytes: 64 bytes each.
      tc_visit_masked(visitor, range.base + Int(offset), bytes, mask + Int(offset / 64))
      return bytes
    }
    return 0
  }
}

extension UnsafeMutablePointer where Pointee == Goroutine {
  /// Whether this cycle need not look at its stack: a minor one, and the goroutine has waited since
  /// a second cycle, whose marks are kept, has looked. What was copied to its stack by whoever woke
  /// it was shaded, or it is not waiting any more. While its stack may be read.
  fileprivate var holdsNothingYoung: Bool {
    let heap = scheduler.pointee.heap
    return heap.pointee.keeps_marks != 0 && state == GoroutineState.waiting
      && pointee.quietSince != 0 && pointee.quietSince < scheduler.pointee.numbering &- 1
  }

  /// All that it holds is marked or black, or will be. While its stack may be read.
  fileprivate func noteScanned(waits: Bool) {
    pointee.scannedIn = scheduler.pointee.numbering
    if !waits {
      pointee.quietSince = 0
    } else if pointee.quietSince == 0 {
      pointee.quietSince = scheduler.pointee.numbering
    }
  }

  /// Reports what a goroutine that stands still holds. Returns bytes.
  fileprivate func visit(_ visitor: UnsafeMutablePointer<tc_visitor>?) -> UInt {
    var hasFrames = false
    withUnsafeTemporaryAllocation(of: UInt.self, capacity: StackPointers.words) { memory -> Void in
      var pointers = StackPointers(
        memory, low: pointee.g.stack_low, high: pointee.g.stack_high)
      visitRecord(visitor, &pointers)
      guard var walk = FrameWalk(scheduler.pointee.sites, self) else { return }
      hasFrames = true
      repeat { walk.visit(visitor, &pointers) } while walk.step()
    }
    if !hasFrames { return 64 }
    let used = usedBytes
    _ = tc_u64_add(&scheduler.pointee.stacks.first.scanned, 1)
    _ = tc_u64_add(&scheduler.pointee.stacks.first.scannedBytes, UInt64(used))
    return used
  }

  /// What is outside the frames.
  private func visitRecord(
    _ visitor: UnsafeMutablePointer<tc_visitor>?, _ pointers: inout StackPointers
  ) {
    tc_visit_word(visitor, UInt(bitPattern: pointee.g.fault))
    tc_visit_word(visitor, UInt(bitPattern: pointee.g.defers))
    pointers.note(UInt(bitPattern: pointee.g.defers))
    if pointee.g.saved_words & UInt32(TC_SAVED_ANY) != 0 {
      withUnsafePointer(to: &pointee.g.words) { words in
        tc_visit_ambiguous(visitor, words, 64)
        let first = UnsafeRawPointer(words).assumingMemoryBound(to: UInt.self)
        for index in 0..<8 { pointers.note(first[index]) }
      }
    } else {
      forEachSavedWord { word in
        tc_visit_word(visitor, word.pointee)
        pointers.note(word.pointee)
      }
    }
    var panic = pointee.g.panics
    while let here = panic {
      tc_visit_word(visitor, here.pointee.type)
      tc_visit_word(visitor, here.pointee.data)
      pointers.note(here.pointee.data)
      panic = here.pointee.link
    }
    var waiter = pointee.waiters
    while let here = waiter {
      tc_visit_word(visitor, UInt(bitPattern: here.pointee.channel))
      tc_visit_word(visitor, UInt(bitPattern: here.pointee.element))
      pointers.note(UInt(bitPattern: here.pointee.element))
      tc_visit_word(visitor, here.pointee.address)
      waiter = here.pointee.sibling
    }
  }

  /// Halves the stack, if less than a quarter of it is used: here and now if nobody else can know
  /// an address in it, else when the goroutine comes to its next safepoint.
  fileprivate func shrinkIfStill() {
    guard !scheduler.pointee.options.keepsStacks, pointee.g.stack_low != 0, stackOrder > 0,
      usedBytes &+ UInt(TC_STACK_SLACK) < stackBytes / 4
    else { return }
    switch state {
    case GoroutineState.runnable where pointee.waiters == nil && pointee.g.wanted == 0:
      shrinkStack(nil)
    case GoroutineState.waiting:
      // Whoever wakes it copies to its stack while he holds the channel's lock.
      forEachWaitedChannel { $0.lock() }
      if state == GoroutineState.waiting { shrinkStack(nil) }
      forEachWaitedChannel { $0.unlock() }
    default:
      pointee.wantsShrink = true
    }
  }

  /// The channels that it waits for, each once, in the order of their addresses.
  private func forEachWaitedChannel(_ body: (ChannelPointer) -> Void) {
    var last: ChannelPointer?
    var waiter = pointee.waiters
    while let here = waiter {
      if let channel = here.pointee.channel, channel != last {
        body(channel)
        last = channel
      }
      waiter = here.pointee.sibling
    }
  }
}
