// Faults of the processor: an address that is none, which only package unsafe or an error of ours
// can bring about (nil is checked for, and so are indexes and divisors). Told in Go's words, with
// the goroutine's trace; exit code 2. Runs in a signal handler.
//
// Where a frame begins is known at safepoints alone. Here it is found out: some register holds that
// address, and it is the one with a return word behind the frame from which calls lead to the
// goroutine's beginning.
import CGoRuntime
import CTricolor

extension UnsafeMutablePointer where Pointee == Scheduler {
  /// From here on faults are told of.
  func watchFaults() {
    tc_faults_begin(
      { context, fault in
        guard let context, let fault else { return true }
        return context.assumingMemoryBound(to: Scheduler.self).tell(fault)
      }, UnsafeMutableRawPointer(self))
  }

  /// The last words. Whether whoever handled faults before us is to have this one, too.
  private func tell(_ fault: UnsafePointer<tc_fault>) -> Bool {
    beginDying()
    let segment = pointee.sites.segment(at: fault.pointee.pc)
    writeReason(fault, isGo: segment != nil)
    // The run time's own fault: what comes with the tool shows where.
    guard let segment else { return true }
    let trace = pointee.trace
    if trace.level > 0 { writeTraces(fault, segment) }
    if trace.crashes { tc_os_die_by_abort() }
    return false
  }

  private func writeReason(_ fault: UnsafePointer<tc_fault>, isGo: Bool) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 512) { bytes -> Void in
      var text = TextWriter(bytes)
      if !isGo {
        text.add("fatal error: unexpected signal during runtime execution\n")
      } else if fault.hasAddress {
        text.add("unexpected fault address 0x")
        text.add(hexadecimal: UInt64(fault.pointee.address))
        text.add("\nfatal error: fault\n")
      } else {
        text.add("fatal error: unexpected signal\n")
      }
      text.add("[signal ")
      text.add(fault.text)
      text.add(" code=0x")
      text.add(hexadecimal: UInt64(fault.pointee.code))
      text.add(" addr=0x")
      text.add(hexadecimal: UInt64(fault.pointee.address))
      text.add(" pc=0x")
      text.add(hexadecimal: UInt64(fault.pointee.pc))
      text.add("]\n")
      text.flush()
    }
  }

  private func writeTraces(_ fault: UnsafePointer<tc_fault>, _ segment: SitePointer) {
    let record = faulted(fault)
    freeze(but: record?.processor)
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4096) { bytes -> Void in
      var text = TextWriter(bytes)
      text.add("\n")
      if let record {
        record.writeTitle(&text)
        TraceFrame.forEach(at: segment) { frame in frame.write(&text) }
        record.writeCallers(of: fault, in: segment, &text)
        record.writeCreator(&text)
      } else {
        TraceFrame.forEach(at: segment) { frame in frame.write(&text) }
      }
      if pointee.trace.all { writeOthers(&text, but: record) }
      text.flush()
    }
  }

  /// The goroutine in whose stack a register points.
  private func faulted(_ fault: UnsafePointer<tc_fault>) -> GoroutinePointer? {
    for index in 0..<goroutineRecords {
      let record = goroutine(index)
      guard record.state == GoroutineState.running, record.pointee.g.cache != nil else { continue }
      if fault.firstRegister(where: { record.holds($0) }) != nil { return record }
    }
    return nil
  }
}

extension UnsafePointer where Pointee == tc_fault {
  /// Whether it is about an address.
  fileprivate var hasAddress: Bool {
    pointee.kind == UInt(TC_FAULT_SEGMENTATION) || pointee.kind == UInt(TC_FAULT_BUS)
  }

  /// Its signal in Go's words.
  fileprivate var text: StaticString {
    switch Int(pointee.kind) {
    case Int(TC_FAULT_BUS): "SIGBUS: bus error"
    case Int(TC_FAULT_ARITHMETIC): "SIGFPE: floating-point exception"
    case Int(TC_FAULT_INSTRUCTION): "SIGILL: illegal instruction"
    default: "SIGSEGV: segmentation violation"
    }
  }

  /// The first register's word that is one of some kind.
  fileprivate func firstRegister(where test: (UInt) -> Bool) -> UInt? {
    withUnsafePointer(to: pointee.registers) { all in
      let words = UnsafeRawPointer(all).assumingMemoryBound(to: UInt.self)
      for index in 0..<Int(pointee.register_count) where test(words[index]) { return words[index] }
      return nil
    }
  }
}

extension UnsafeMutablePointer where Pointee == Goroutine {
  /// Writes the frames of those that called the function with the fault, as far as they are found.
  fileprivate func writeCallers(
    of fault: UnsafePointer<tc_fault>, in segment: SitePointer, _ text: inout TextWriter
  ) {
    guard let start = returnWord(of: fault, in: segment),
      var walk = FrameWalk(scheduler.pointee.sites, sp: start.sp, word: start.word)
    else { return }
    let showsHidden = scheduler.pointee.trace.level > 1
    var left = 100
    repeat {
      TraceFrame.forEach(at: walk.site) { frame in
        if showsHidden || frame.isShown(isFirst: false) { frame.write(&text) }
      }
      left -= 1
    } while left > 0 && walk.step()
    if left == 0 { text.add("...additional frames elided...\n") }
  }

  fileprivate func holds(_ address: UInt) -> Bool {
    address &- pointee.g.stack_low < pointee.g.stack_high &- pointee.g.stack_low
  }

  /// The return word of a frame of which some register has the `sp`, and the caller's `sp`. The
  /// compiler may have put a function that was called into the segment: its frame is another one.
  private func returnWord(
    of fault: UnsafePointer<tc_fault>, in segment: SitePointer
  ) -> (sp: UInt, word: UInt)? {
    let own = UInt(max(segment.pointee.frame, segment.pointee.taken))
    if let found = returnWord(of: fault, frame: own) { return found }
    var frame: UInt = 8
    while frame <= 512 {
      if let found = returnWord(of: fault, frame: frame) { return found }
      frame += 8
    }
    return nil
  }

  /// The same for a frame of known size. Of several the innermost: what a register holds is not
  /// behind the frame, where old words lie.
  private func returnWord(
    of fault: UnsafePointer<tc_fault>, frame: UInt
  ) -> (sp: UInt, word: UInt)? {
    var found: (sp: UInt, word: UInt)?
    _ = fault.firstRegister { word in
      let sp = word &+ frame
      guard word & 7 == 0, holds(word), holds(sp &- 8), found.map({ sp < $0.sp }) ?? true else {
        return false
      }
      let back = UnsafePointer<UInt>(bitPattern: sp &- 8).unsafelyUnwrapped.pointee
      if leadsToEnd(sp: sp, word: back) { found = (sp, back) }
      return false
    }
    return found
  }

  /// Whether a word is a return word, and so are all further out, up to the goroutine's first.
  private func leadsToEnd(sp: UInt, word: UInt) -> Bool {
    let sites = scheduler.pointee.sites
    var (sp, word) = (sp, word)
    while word != sites.leave {
      guard let site = sites.checked(word: word), site.pointee.frame >= 8 else { return false }
      sp &+= UInt(site.pointee.frame)
      guard sp <= pointee.g.stack_high, sp &- 8 >= pointee.g.stack_low else { return false }
      word = UnsafePointer<UInt>(bitPattern: sp &- 8).unsafelyUnwrapped.pointee
    }
    return true
  }
}
