// One cycle's accounts, and Go's gctrace line: written and read, field by field.
//
//   gc 7 @0.312s 4%: 0.019+1.2+0.004 ms clock, 0.15+0.58/1.9/0.21+0.033 ms cpu,
//      10->11->6 MB, 11 MB goal, 0 MB stacks, 0 MB globals, 8 P (forced)
//
//   number, seconds since start, share of CPU since start;
//   wall: sweep termination (stopped), marking, mark termination (stopped);
//   CPU: the same three, marking as assists / dedicated and fractional workers / idle workers;
//   heap when it started, when marking ended, and what of it is live; goal, roots, processors.
// (It is one line; it is broken here for width.)

/// What a cycle was like. Times in nanoseconds, sizes in bytes.
public struct CycleReport: Equatable, Sendable {
  /// 1 for the first cycle.
  public var number: UInt32 = 0
  /// From the program's start to the cycle's.
  public var startTime: UInt64 = 0
  /// Whole percent of the program's CPU time that collection took since the start.
  public var percent: UInt64 = 0
  /// Wall times of the three parts.
  public var sweepTermination: UInt64 = 0
  public var mark: UInt64 = 0
  public var markTermination: UInt64 = 0
  /// CPU times of the three parts; marking by who did it.
  public var sweepTerminationCPU: UInt64 = 0
  public var assistCPU: UInt64 = 0
  public var backgroundCPU: UInt64 = 0
  public var idleCPU: UInt64 = 0
  public var markTerminationCPU: UInt64 = 0
  /// Heap when the cycle started, when marking ended, and live after it.
  public var heapAtStart: UInt64 = 0
  public var heapAtEnd: UInt64 = 0
  public var heapLive: UInt64 = 0
  /// The goal that the cycle had.
  public var goal: UInt64 = 0
  /// Stacks and globals scanned.
  public var stacks: UInt64 = 0
  public var globals: UInt64 = 0
  /// Processors.
  public var processors: UInt32 = 0
  /// True when the program asked for it.
  public var isForced = false
  /// Whether it marked only what was allocated since the last cycle.
  public var isMinor = false

  /// A report of nothing.
  public init() {}

  /// Longest line, newline included, in bytes.
  public static let maximumLine = 512

  /// Writes the line with its newline.
  /// - Parameter withKind: whether the line of a minor cycle ends with a word that Go's has not.
  public func write(into text: inout TextBuffer, withKind: Bool = false) {
    text.put("gc ")
    text.put(UInt64(number))
    text.put(" @")
    text.decimal(startTime / 1_000_000, places: 3)
    text.put("s ")
    text.put(percent)
    text.put("%: ")
    text.milliseconds(sweepTermination)
    text.put("+")
    text.milliseconds(mark)
    text.put("+")
    text.milliseconds(markTermination)
    text.put(" ms clock, ")
    text.milliseconds(sweepTerminationCPU)
    text.put("+")
    text.milliseconds(assistCPU)
    text.put("/")
    text.milliseconds(backgroundCPU)
    text.put("/")
    text.milliseconds(idleCPU)
    text.put("+")
    text.milliseconds(markTerminationCPU)
    text.put(" ms cpu, ")
    writeSizes(into: &text)
    if isForced { text.put(" (forced)") }
    if withKind && isMinor { text.put(" (minor)") }
    text.put("\n")
  }

  private func writeSizes(into text: inout TextBuffer) {
    text.put(heapAtStart >> 20)
    text.put("->")
    text.put(heapAtEnd >> 20)
    text.put("->")
    text.put(heapLive >> 20)
    text.put(" MB, ")
    text.put(goal >> 20)
    text.put(" MB goal, ")
    text.put(stacks >> 20)
    text.put(" MB stacks, ")
    text.put(globals >> 20)
    text.put(" MB globals, ")
    text.put(UInt64(processors))
    text.put(" P")
  }

  /// Reads a line, newline or not. Nil when it is none of Go 1.18 or later. Sizes come back in
  /// whole MiB, times with the digits that were printed.
  public init?<Line: Collection>(line: Line) where Line.Element == UInt8 {
    var text = TextReader(line)
    self.init()
    guard readTimes(&text) != nil, readSizes(&text) != nil else { return nil }
    if text.skip(" (forced)") != nil { isForced = true }
    if text.skip(" (minor)") != nil { isMinor = true }
    _ = text.skip("\n")
    guard text.isAtEnd else { return nil }
  }

  private mutating func readTimes(_ text: inout TextReader) -> Void? {
    guard text.skip("gc ") != nil, let number = text.number(), text.skip(" @") != nil,
      let start = text.decimal(places: 3), text.skip("s ") != nil,
      let percent = text.number(), text.skip("%") != nil
    else { return nil }
    _ = text.skip(" (checking for goroutine leaks)")
    guard text.skip(": ") != nil, let sweep = Self.time(&text, after: ""),
      let mark = Self.time(&text, after: "+"), let end = Self.time(&text, after: "+"),
      let sweepCPU = Self.time(&text, after: " ms clock, "),
      let assist = Self.time(&text, after: "+"), let background = Self.time(&text, after: "/"),
      let idle = Self.time(&text, after: "/"), let endCPU = Self.time(&text, after: "+"),
      text.skip(" ms cpu, ") != nil
    else { return nil }
    self.number = UInt32(clamping: number)
    startTime = start &* 1_000_000
    self.percent = percent
    (sweepTermination, self.mark, markTermination) = (sweep, mark, end)
    (sweepTerminationCPU, assistCPU, backgroundCPU) = (sweepCPU, assist, background)
    (idleCPU, markTerminationCPU) = (idle, endCPU)
    return ()
  }

  private mutating func readSizes(_ text: inout TextReader) -> Void? {
    guard let start = Self.size(&text, after: ""), let end = Self.size(&text, after: "->"),
      let live = Self.size(&text, after: "->"), let goal = Self.size(&text, after: " MB, "),
      let stacks = Self.size(&text, after: " MB goal, "),
      let globals = Self.size(&text, after: " MB stacks, "),
      text.skip(" MB globals, ") != nil, let processors = text.number(), text.skip(" P") != nil
    else { return nil }
    (heapAtStart, heapAtEnd, heapLive) = (start, end, live)
    (self.goal, self.stacks, self.globals) = (goal, stacks, globals)
    self.processors = UInt32(clamping: processors)
    return ()
  }

  private static func time(_ text: inout TextReader, after literal: StaticString) -> UInt64? {
    guard text.skip(literal) != nil, let milliseconds = text.decimal(places: 6) else { return nil }
    return milliseconds
  }

  private static func size(_ text: inout TextReader, after literal: StaticString) -> UInt64? {
    guard text.skip(literal) != nil, let size = text.number(), size < 1 << 44 else { return nil }
    return size << 20
  }
}
