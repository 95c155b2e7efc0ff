// From a heap's configuration, and the environment in Go's variables, to the run time's settings;
// and the settings that may change while a heap runs.
import CTricolor
import TricolorHeap
import TricolorPacing

/// How a heap gives memory back to the system: the policies of six releases of Go, and ours.
public typealias ReleasePolicy = TricolorPacing.ScavengePolicy

extension ManagedHeap {
  /// Whether the program runs while a collection marks: short pauses, or the least work in all.
  public enum Marking: Sendable, CaseIterable {
    /// Beside the program, as in Go: it stops for tens of microseconds twice a collection. Its
    /// stores pass a barrier meanwhile, what it allocates meanwhile lives until the next
    /// collection, and both want the same cache lines.
    case concurrent
    /// While the program stands still, on the thread that began the collection: a millisecond, more
    /// or less, for every megabyte that is alive. For programs that nobody waits for between two
    /// results: a third less CPU where most objects live as long as a collection, and less memory
    /// unless most die young (docs/performance.md).
    case stopped
  }
}

extension ManagedHeap.Configuration {
  /// What the run time is told: the environment first, and over it whatever is set here. Ambiguous
  /// words, because threads' stacks and undeclared layouts are.
  ///
  /// A malformed GOMEMLIMIT ends the process with Go's message and exit code 2.
  func heapConfiguration(_ world: ThreadWorldPointer) throws(HeapError) -> HeapConfiguration {
    var settings = HeapConfiguration()
    if readsEnvironment { settings.readEnvironment() }
    settings.ambiguous = true
    settings.verify = verify
    settings.stress = stress
    settings.clobberFreed = stress
    settings.world = world.table
    settings.worldContext = UnsafeMutableRawPointer(world)
    if let maximumBytes {
      guard let bytes = UInt(exactly: maximumBytes) else {
        throw .badConfiguration(field: "maximumBytes", mustBe: "positive: at least 64 MiB")
      }
      settings.maximumBytes = bytes
    }
    if let marking { settings.collector.switches.stopTheWorld = marking == .stopped ? 1 : 0 }
    if !allowsMinorCollections { settings.collector.minorCycles = .never }
    try apply(to: &settings)
    return settings
  }

  /// Lays what this says of collection and release over what the environment said.
  private func apply(to settings: inout HeapConfiguration) throws(HeapError) {
    if let gcPercent {
      guard gcPercent <= Int(Int32.max) else {
        throw .badConfiguration(
          field: "gcPercent", mustBe: "at most \(Int32.max), or negative for off")
      }
      settings.collector.percent = Int32(clamping: max(gcPercent, Int(Pace.percentOff)))
    }
    if followsContainerLimit { settings.collector.followsContainer = true }
    if let memoryLimit {
      guard memoryLimit >= 0 else {
        throw .badConfiguration(field: "memoryLimit", mustBe: "0 or more bytes, or nil for none")
      }
      guard !followsContainerLimit else {
        throw .badConfiguration(
          field: "memoryLimit", mustBe: "nil when followsContainerLimit is set")
      }
      settings.collector.memoryLimit = Int64(memoryLimit)
      settings.collector.followsContainer = false
    }
    if let assistShare {
      guard assistShare >= 0, assistShare <= 1 else {
        throw .badConfiguration(field: "assistShare", mustBe: "from 0 to 1")
      }
      settings.collector.assistBound = AssistBound(share: assistShare)
    }
    if let releasePolicy { settings.scavenger.policy = releasePolicy }
  }
}

extension ManagedHeap {
  /// How much may be allocated before the next collection, in percent of what lives; negative: off.
  /// Setting it takes effect at once, on a running collection too (Go: `debug.SetGCPercent`).
  public var gcPercent: Int {
    get { Int(heap.gcPercent) }
    set { heap.setGCPercent(Int32(clamping: newValue)) }
  }

  /// The soft limit on what the heap has from the system, in bytes; nil: none. Setting it takes
  /// effect at once (Go: `debug.SetMemoryLimit`).
  ///
  /// - Precondition: not negative.
  public var memoryLimit: Int? {
    get { heap.memoryLimit == Pace.noMemoryLimit ? nil : Int(heap.memoryLimit) }
    set {
      precondition((newValue ?? 0) >= 0, "a memory limit is 0 or more bytes, or nil for none")
      heap.setMemoryLimit(newValue.map { Int64($0) } ?? Pace.noMemoryLimit)
    }
  }

  /// Collects, and gives everything that is free back to the system (Go: `debug.FreeOSMemory`).
  /// Milliseconds for each hundred megabytes; the memory is faulted in again when it is used.
  public func releaseMemory() {
    whileStill("releaseMemory()") { (thread: UnsafeMutablePointer<tc_thread>) in
      tc_free_os_memory(thread.pointee.cache)
    }
  }
}
