// A configuration from the environment, as a Go program has it: GOGC, GOMEMLIMIT, GODEBUG; and
// ours,
// TRICOLOR, for what Go has no word for.
import CTricolor
import TricolorPacing
import TricolorTelemetry

extension HeapConfiguration {
  /// Reads the environment over what is set already. A malformed GOMEMLIMIT ends the process as it
  /// ends a Go program: the setting, the message, exit code 2.
  ///
  /// `TRICOLOR` holds `key=value` separated by commas: `scavenger` (go1.11 … go1.19, steady),
  /// `assists` (the most, in percent of the processors, that assists may take), `minor` (0: cycles
  /// are never minor, 1: where that pays, 2: three of four are), `hugepages` (from so many MiB on
  /// the heap asks for huge pages), `verify`, `collectevery`.
  public mutating func readEnvironment() {
    if let text = Self.variable("GOGC"), text.count > 0 {
      collector.percent = Settings.percent(text)
    }
    if let text = Self.variable("GOMEMLIMIT") { readLimit(text) }
    if let text = Self.variable("GODEBUG") { apply(DebugSettings(text)) }
    if let text = Self.variable("TRICOLOR") { readOwn(text) }
  }

  /// Sets what GODEBUG says of the heap.
  public mutating func apply(_ debug: DebugSettings) {
    collector.traces.cycles = debug.gctrace > 0
    collector.traces.kinds = debug.gctrace > 1
    collector.traces.scavenger = debug.scavtrace > 0
    collector.switches.stopTheWorld = UInt32(clamping: debug.gcstoptheworld)
    collector.switches.checkmark = debug.gccheckmark > 0
    collector.switches.clobberFree = debug.clobberfree > 0
    collector.switches.neverCollect = debug.sbrk > 0
    collector.switches.keepStacks = debug.gcshrinkstackoff > 0
    forbidsHugePages = debug.disablethp > 0
    scavenger.hardDecommit = debug.harddecommit > 0
    if debug.madvdontneed == 0 { scavenger.advice = .free }
  }

  private mutating func readLimit(_ text: TextSlice) {
    do {
      switch try Settings.memoryLimit(text) {
      case .none: break
      case .bytes(let bytes): collector.memoryLimit = bytes
      case .automatic: collector.followsContainer = true
      }
    } catch {
      write("GOMEMLIMIT=")
      tc_os_write_error(text.baseAddress, UInt(text.count))
      write("\n")
      fatal(error.message)
    }
  }

  private mutating func readOwn(_ text: TextSlice) {
    var rest = text
    while var field = rest.takeWord(UInt8(ascii: ",")) {
      guard let key = field.takeWord(UInt8(ascii: "=")), field.baseAddress != nil else { continue }
      if key.reads("scavenger") {
        for policy in ScavengePolicy.allCases where field.reads(policy.name) {
          scavenger.policy = policy
        }
      }
      if key.reads("assists"), let percent = field.number() {
        collector.assistBound = AssistBound(share: Double(percent) / 100)
      }
      if key.reads("minor"), let rule = MinorCycles(rawValue: UInt8(clamping: field.number() ?? 1))
      {
        collector.minorCycles = rule
      }
      if key.reads("hugepages"), let size = field.number() {
        hugePagesFrom = UInt(min(size, 1 << 40)) &<< 20
      }
      if key.reads("verify") { verify = (field.number() ?? 0) != 0 }
      if key.reads("collectevery"), let count = field.number(), count > 0 {
        collector.switches.collectEvery = UInt64(count)
        stress = true
        clobberFreed = true
      }
    }
  }

  /// The value of an environment variable; nil if there is none.
  private static func variable(_ name: StaticString) -> TextSlice? {
    let key = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
    guard let value = tc_os_environment(key) else { return nil }
    var length = 0
    while value[length] != 0 { length += 1 }
    return TextSlice(
      start: UnsafeRawPointer(value).assumingMemoryBound(to: UInt8.self), count: length)
  }
}
