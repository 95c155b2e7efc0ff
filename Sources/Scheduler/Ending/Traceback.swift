// Traces of goroutines in Go's form:
//
//   goroutine 7 [chan receive, 3 minutes]:
//   main.worker(...)
//           /src/main.go:12 +0x1d
//   created by main.main in goroutine 1
//           /src/main.go:30 +0x4f
//
// Arguments are not shown: the registers that held them are gone. Functions of the run time's own
// are left out unless GOTRACEBACK asks for them. Of more than a hundred frames the first and the
// last fifty are shown.
import CGoRuntime
import CTricolor

/// What GOTRACEBACK asks for.
struct TraceSettings: Equatable {
  /// 0: no traces; 1: of goroutines; 2: of the run time's own, and their frames.
  var level = 1
  /// All goroutines, not only the one that failed.
  var all = false
  /// End by SIGABRT.
  var crashes = false

  /// The usual.
  init() {}

  init(level: Int, all: Bool, crashes: Bool) {
    self.level = level
    self.all = all
    self.crashes = crashes
  }

  /// What a value of GOTRACEBACK means. As in Go a word that means nothing asks for no traces.
  init(_ text: UnsafeBufferPointer<UInt8>) {
    if text.isEmpty || Self.reads(text, "single") { return }
    if Self.reads(text, "none") {
      level = 0
    } else if Self.reads(text, "all") {
      all = true
    } else if Self.reads(text, "system") {
      (level, all) = (2, true)
    } else if Self.reads(text, "crash") {
      (level, all, crashes) = (2, true, true)
    } else {
      (level, all) = (Self.number(text), true)
    }
  }

  /// A decimal number of at most nine digits; 0 for anything else.
  private static func number(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    guard text.count <= 9 else { return 0 }
    var value = 0
    for digit in text {
      guard digit >= 48 && digit <= 57 else { return 0 }
      value = value * 10 + Int(digit - 48)
    }
    return value
  }

  private static func reads(_ text: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
    guard text.count == word.utf8CodeUnitCount else { return false }
    for index in 0..<text.count where text[index] != word.utf8Start[index] { return false }
    return true
  }
}

/// Frames that are shown at either end.
private let framesShown = 50

extension UnsafeMutablePointer where Pointee == Goroutine {
  /// Where a trace of this goroutine begins: in a panic above its frame.
  private func traceStart() -> FrameWalk? {
    let sites = scheduler.pointee.sites
    if let panic = pointee.g.panics, state == GoroutineState.running {
      let sp = UInt(bitPattern: panic) &+ UInt(TC_PANIC_FRAME)
      // segment.h, invariant 2: whoever panicked has written it.
      let word = UnsafePointer<UInt>(bitPattern: sp &- 8).unsafelyUnwrapped.pointee
      return FrameWalk(sites, sp: sp, word: word)
    }
    return FrameWalk(sites, self)
  }

  /// Writes the goroutine's title line.
  func writeTitle(_ text: inout TextWriter) {
    text.add("goroutine ")
    text.add(decimal: pointee.g.id)
    text.add(" [")
    switch state {
    case GoroutineState.waiting: text.add(WaitReason.text(pointee.reason))
    case GoroutineState.runnable: text.add("runnable")
    case GoroutineState.blocked: text.add("syscall")
    default: text.add("running")
    }
    if pointee.waitSince != 0 && state == GoroutineState.waiting {
      let minutes = (tc_os_now() &- pointee.waitSince) / 60_000_000_000
      if minutes > 0 {
        text.add(", ")
        text.add(decimal: minutes)
        text.add(" minutes")
      }
    }
    if pointee.lockCount > 0 { text.add(", locked to thread") }
    text.add("]:\n")
  }

  /// Writes the whole trace.
  /// - Parameter isKnown: whether the goroutine stands still, or is the one that asks.
  func writeTrace(_ text: inout TextWriter, isKnown: Bool) {
    writeTitle(&text)
    if !isKnown {
      text.add("\tgoroutine running on other thread; stack unavailable\n")
    } else if pointee.g.stack_low == 0 {
      writeUnstarted(&text)
    } else {
      writeFrames(&text)
    }
    writeCreator(&text)
  }

  private func writeUnstarted(_ text: inout TextWriter) {
    guard let site = scheduler.pointee.sites.find(code: pointee.entry),
      let function = site.pointee.function
    else { return }
    TraceFrame(function: function, line: function.pointee.line, offset: 0, isInlined: false)
      .write(&text)
  }

  /// One walk: the first frames are written at once, the last ones are kept until it is known that
  /// they are.
  private func writeFrames(_ text: inout TextWriter) {
    let showsHidden = scheduler.pointee.trace.level > 1
    withUnsafeTemporaryAllocation(of: TraceFrame.self, capacity: framesShown) { last -> Void in
      var count = 0
      forEachFrame(showsHidden) { frame in
        if count < framesShown {
          frame.write(&text)
        } else {
          last.initializeElement(at: count % framesShown, to: frame)
        }
        count += 1
      }
      let kept = min(max(0, count - framesShown), framesShown)
      if count > framesShown + kept {
        text.add("...")
        text.add(decimal: UInt64(count - framesShown - kept))
        text.add(" frames elided...\n")
      }
      for index in count - kept..<count { last[index % framesShown].write(&text) }
    }
  }

  /// Calls `body` with each frame that a trace shows, calls that were replaced by bodies included.
  func forEachFrame(_ showsHidden: Bool, _ body: (TraceFrame) -> Void) {
    guard var walk = traceStart() else { return }
    var isFirst = true
    repeat {
      TraceFrame.forEach(at: walk.site) { frame in
        if showsHidden || frame.isShown(isFirst: isFirst) {
          body(frame)
          isFirst = false
        }
      }
    } while walk.step()
  }

  func writeCreator(_ text: inout TextWriter) {
    guard let site = pointee.site, let function = site.pointee.function else { return }
    text.add("created by ")
    let innermost = site.pointee.inlined?.pointee.function ?? function
    text.add(cString: innermost.pointee.name)
    text.add(" in goroutine ")
    text.add(decimal: pointee.parent)
    text.add("\n\t")
    text.add(cString: innermost.pointee.file)
    text.add(":")
    text.add(decimal: UInt64(site.pointee.line))
    text.add(" +0x0\n")
  }

  /// Stores places of the calls that are under way, innermost first; adapters are left out.
  func storeCallers(skip: Int, _ pcs: UnsafeMutablePointer<UInt>, room: Int) -> Int {
    let sites = scheduler.pointee.sites
    guard var walk = FrameWalk(sites, self) else { return 0 }
    let hidden = UInt32(TC_FUNCTION_WRAPPER | TC_FUNCTION_HIDDEN)
    // Of the calls that are told, the number of the next.
    var number = -skip
    repeat {
      let site = walk.site
      var depth = 0
      TraceFrame.forEach(at: site) { frame in
        if frame.function.pointee.flags & hidden == 0 {
          if number >= 0 && number < room { pcs[number] = sites.pc(site, depth) }
          number += 1
        }
        depth += 1
      }
      if number >= room { return room }
    } while walk.step()
    if number >= 0 { pcs[number] = sites.bottom }
    return max(0, number + 1)
  }
}

/// One line pair of a trace.
struct TraceFrame {
  let function: UnsafePointer<tc_function>
  let line: UInt32
  /// Bytes from the function's entry to the code; 0 if that means nothing.
  let offset: UInt
  /// Whether its code is in another function: then it has neither arguments nor an offset to show.
  let isInlined: Bool

  /// The frames that a site stands for: the functions whose bodies were put there, then its own.
  static func forEach(at site: SitePointer, _ body: (TraceFrame) -> Void) {
    // Each site has a function.
    let function = site.pointee.function.unsafelyUnwrapped
    let code = UInt(bitPattern: site.pointee.code)
    let entry = UInt(bitPattern: function.pointee.entry)
    let offset = code > entry && code - entry < 1 << 20 ? code - entry : 0
    var line = site.pointee.line
    var inlined = site.pointee.inlined
    while let here = inlined {
      if let name = here.pointee.function {
        body(TraceFrame(function: name, line: line, offset: offset, isInlined: true))
      }
      line = here.pointee.line
      inlined = here.pointee.parent
    }
    body(TraceFrame(function: function, line: line, offset: offset, isInlined: false))
  }

  /// Frame `depth` of those that a site stands for.
  static func at(_ site: SitePointer, depth: Int) -> TraceFrame? {
    var index = 0
    var found: TraceFrame?
    forEach(at: site) { frame in
      if index == depth { found = frame }
      index += 1
    }
    return found
  }

  /// Whether a trace shows it to users: as Go, no functions of `runtime` but exported ones, and
  /// `panic` where it stands between others.
  func isShown(isFirst: Bool) -> Bool {
    let hidden = UInt32(TC_FUNCTION_WRAPPER | TC_FUNCTION_HIDDEN)
    if function.pointee.flags & hidden != 0 { return false }
    if name(is: "runtime.gopanic") { return !isFirst }
    if name(is: "runtime.Stack") { return false }
    guard name(starts: "runtime.") else { return true }
    let next = UInt8(bitPattern: function.pointee.name[8])
    return next >= 65 && next <= 90
  }

  private func name(starts prefix: StaticString) -> Bool {
    guard let name = function.pointee.name else { return false }
    for index in 0..<prefix.utf8CodeUnitCount
    where UInt8(bitPattern: name[index]) != prefix.utf8Start[index] { return false }
    return true
  }

  private func name(is text: StaticString) -> Bool {
    name(starts: text) && function.pointee.name[text.utf8CodeUnitCount] == 0
  }

  func write(_ text: inout TextWriter) {
    if name(is: "runtime.gopanic") {
      text.add("panic")
    } else {
      text.add(cString: function.pointee.name)
    }
    let isBare = function.pointee.flags & UInt32(TC_FUNCTION_BARE) != 0
    let hasNone = isBare || name(is: "main.main")
    text.add(hasNone && !isInlined ? "()\n\t" : "(...)\n\t")
    text.add(cString: function.pointee.file)
    text.add(":")
    text.add(decimal: UInt64(line))
    if !isInlined {
      text.add(" +0x")
      text.add(hexadecimal: UInt64(offset))
    }
    text.add("\n")
  }
}

extension UnsafeMutablePointer where Pointee == Scheduler {
  /// Writes the traces of all goroutines but `but`, an empty line before each. The world stands
  /// still as far as it can.
  func writeOthers(_ text: inout TextWriter, but: GoroutinePointer?) {
    let showsSystem = pointee.trace.level > 1
    for index in 0..<goroutineRecords {
      let record = goroutine(index)
      let state = record.state
      if record == but || state == GoroutineState.dead { continue }
      if record.pointee.isSystem && !showsSystem { continue }
      text.add("\n")
      record.writeTrace(&text, isKnown: state != GoroutineState.running)
    }
  }
}
