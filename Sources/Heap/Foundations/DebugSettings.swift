// GODEBUG: switches for people who look inside, read as Go reads them. Only what the heap, the
// collector, the scavenger and goroutines' stacks obey is here; other keys are ignored, as Go
// ignores keys that it does not know.
import TricolorPacing

/// The switches. Numbers, 0 unless said otherwise; what each number does is Go's.
public struct DebugSettings: Equatable, Sendable {
  /// 1: a line a cycle on standard error; 2: minor cycles are named.
  public var gctrace: Int32 = 0
  /// 1: a line for the scavenger's work in each cycle.
  public var scavtrace: Int32 = 0
  /// 1: the pacer's figures, a line a cycle.
  public var gcpacertrace: Int32 = 0
  /// 1: mark with the world stopped; 2: sweep so too.
  public var gcstoptheworld: Int32 = 0
  /// 1: mark a second time with the world stopped, and compare.
  public var gccheckmark: Int32 = 0
  /// 1: stacks never shrink.
  public var gcshrinkstackoff: Int32 = 0
  /// 1: freed objects are filled with a pattern.
  public var clobberfree: Int32 = 0
  /// 1: addresses only rise and nothing is collected.
  public var sbrk: Int32 = 0
  /// 1: each object has a page of its own and its address is never used again.
  public var efence: Int32 = 0
  /// 0: memory is given back by MADV_FREE; 1 (the default here, as on Linux in Go): DONTNEED.
  public var madvdontneed: Int32 = 1
  /// 1: memory is given back by taking its addresses' protection away as well.
  public var harddecommit: Int32 = 0
  /// 1: the heap asks for small pages, whatever the system's policy.
  public var disablethp: Int32 = 0
  /// 1: new goroutines' stacks are as large as those scanned on average; 0: 2 KiB always.
  public var adaptivestackstart: Int32 = 1
  /// 0: a bad pointer on the heap is not fatal.
  public var invalidptr: Int32 = 1
  /// A line about each package's initialisation; scheduler lines every so many milliseconds, and
  /// with details.
  public var inittrace: Int32 = 0
  public var schedtrace: Int32 = 0
  public var scheddetail: Int32 = 0
  /// 1: goroutines are stopped only where they poll.
  public var asyncpreemptoff: Int32 = 0
  /// 1: finalizer queues are reported and their rules checked.
  public var checkfinalizers: Int32 = 0
  /// 0: the number of processors does not follow the container's; 0: not while running.
  public var containermaxprocs: Int32 = 1
  public var updatemaxprocs: Int32 = 1
  /// Ancestors of a goroutine that traces name.
  public var tracebackancestors: Int32 = 0

  /// Nothing set.
  public init() {}

  /// Reads the text of GODEBUG: `key=value` separated by commas, later ones over earlier ones.
  /// Unknown keys, and values that are no 32-bit decimal numbers, are ignored.
  public init(_ text: UnsafeBufferPointer<UInt8>) {
    var rest = text
    while var field = rest.takeWord(UInt8(ascii: ",")) {
      guard let key = field.takeWord(UInt8(ascii: "=")), field.baseAddress != nil,
        let number = Settings.integer(field), let value = Int32(exactly: number)
      else { continue }
      set(key, value)
    }
  }

  private mutating func set(_ key: TextSlice, _ value: Int32) {
    if setCollection(key, value) || setMemory(key, value) { return }
    if key.reads("inittrace") { inittrace = value }
    if key.reads("schedtrace") { schedtrace = value }
    if key.reads("scheddetail") { scheddetail = value }
    if key.reads("asyncpreemptoff") { asyncpreemptoff = value }
    if key.reads("checkfinalizers") { checkfinalizers = value }
    if key.reads("containermaxprocs") { containermaxprocs = value }
    if key.reads("updatemaxprocs") { updatemaxprocs = value }
    if key.reads("tracebackancestors") { tracebackancestors = value }
  }

  private mutating func setCollection(_ key: TextSlice, _ value: Int32) -> Bool {
    if key.reads("gctrace") {
      gctrace = value
    } else if key.reads("scavtrace") {
      scavtrace = value
    } else if key.reads("gcpacertrace") {
      gcpacertrace = value
    } else if key.reads("gcstoptheworld") {
      gcstoptheworld = value
    } else if key.reads("gccheckmark") {
      gccheckmark = value
    } else if key.reads("gcshrinkstackoff") {
      gcshrinkstackoff = value
    } else {
      return false
    }
    return true
  }

  private mutating func setMemory(_ key: TextSlice, _ value: Int32) -> Bool {
    if key.reads("clobberfree") {
      clobberfree = value
    } else if key.reads("sbrk") {
      sbrk = value
    } else if key.reads("efence") {
      efence = value
    } else if key.reads("madvdontneed") {
      madvdontneed = value
    } else if key.reads("harddecommit") {
      harddecommit = value
    } else if key.reads("disablethp") {
      disablethp = value
    } else if key.reads("adaptivestackstart") {
      adaptivestackstart = value
    } else if key.reads("invalidptr") {
      invalidptr = value
    } else {
      return false
    }
    return true
  }
}
