// What a scheduler is told when it is made.
import CTricolor
import TricolorHeap

/// Settings of a scheduler. What is not set is as Go has it.
public struct SchedulerOptions {
  /// GOMAXPROCS; nil: as many as the machine has processors.
  public var processors: Int?
  /// The main goroutine's end ends `run`, not the process. For hosts that run several programs.
  public var returnsAtEnd = false
  /// Stacks never shrink (GODEBUG=gcshrinkstackoff=1).
  public var keepsStacks = false
  /// New goroutines' stacks are as large as those scanned on average.
  public var adaptsFirstSize = true
  /// Stress: the stack moves at every safepoint. With a program compiled with TC_STRESS that is at
  /// every call.
  public var movesStacks = false
  /// Stress: what a stack leaves behind when it moves is overwritten.
  public var poisonsFreedStacks = false
  /// Stress: goroutines run in a random order, on one processor, and leave at random safepoints.
  /// The seed is printed when the program begins; nil: the usual order.
  public var seed: UInt64?
  /// Whether signals are treated as Go's programs do: SIGQUIT prints all traces and ends the
  /// process, SIGPIPE does nothing.
  public var catchesQuit = false
  /// Where a metered heap counts what goroutines allocate that have no meter of their own.
  public var meter: UnsafeMutablePointer<tc_meter>?
  /// GOTRACEBACK.
  var trace = TraceSettings()

  /// As Go has it.
  public init() {}

  /// How many processors there will be: one when a seed decides the order.
  var processorCount: UInt32 {
    let wanted = seed == nil ? processors ?? Int(tc_os_processors()) : 1
    return UInt32(max(1, min(wanted, Int(Scheduler.mostProcessors))))
  }

  /// Reads the environment over what is set already: GOMAXPROCS, GOTRACEBACK, GODEBUG, and
  /// TRICOLOR, in which `movestacks=1` and `seed=N` are the scheduler's.
  public mutating func readEnvironment() {
    if let text = Self.variable("GOMAXPROCS"), let count = Self.number(text), count > 0 {
      processors = Int(min(count, 1 << 20))
    }
    if let text = Self.variable("GOTRACEBACK") {
      let length = Self.length(text)
      trace = text.withMemoryRebound(to: UInt8.self, capacity: length) {
        TraceSettings(UnsafeBufferPointer(start: $0, count: length))
      }
    }
    if let text = Self.variable("GODEBUG") {
      let length = Self.length(text)
      let debug = text.withMemoryRebound(to: UInt8.self, capacity: length) {
        DebugSettings(UnsafeBufferPointer(start: $0, count: length))
      }
      if debug.gcshrinkstackoff > 0 { keepsStacks = true }
      if debug.adaptivestackstart == 0 { adaptsFirstSize = false }
    }
    if let text = Self.variable("TRICOLOR") {
      if let value = Self.value(of: "movestacks", in: text) { movesStacks = value != 0 }
      if let value = Self.value(of: "seed", in: text) { seed = value }
    }
    if movesStacks { poisonsFreedStacks = true }
  }

  // MARK: Text

  private static func variable(_ name: StaticString) -> UnsafePointer<CChar>? {
    let key = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
    return tc_os_environment(key)
  }

  private static func length(_ text: UnsafePointer<CChar>) -> Int {
    var length = 0
    while text[length] != 0 { length += 1 }
    return length
  }

  private static func starts(_ text: UnsafePointer<CChar>, _ word: StaticString) -> Bool {
    for index in 0..<word.utf8CodeUnitCount
    where UInt8(bitPattern: text[index]) != word.utf8Start[index] { return false }
    return true
  }

  /// The decimal number that the text begins with; nil if it begins with none.
  private static func number(_ text: UnsafePointer<CChar>) -> UInt64? {
    var at = text
    var value: UInt64 = 0
    while at.pointee >= 48 && at.pointee <= 57 {
      value = value &* 10 &+ UInt64(at.pointee - 48)
      at += 1
    }
    return at == text ? nil : value
  }

  /// The number behind `key=` in a list that is divided by commas.
  private static func value(of key: StaticString, in text: UnsafePointer<CChar>) -> UInt64? {
    var at = text
    while at.pointee != 0 {
      let end = at + key.utf8CodeUnitCount
      if starts(at, key) && end.pointee == 61 { return number(end + 1) }
      while at.pointee != 0 && at.pointee != 44 { at += 1 }
      if at.pointee == 44 { at += 1 }
    }
    return nil
  }
}
