// What a heap can be told when it is made: a value, checked before anything is reserved.
import CTricolor

/// The settings of a new heap. What is not set is as Go has it.
public struct HeapConfiguration {
  /// The heap never has more than this many bytes of address space for its pages; nil: no limit
  /// but the system's. At least one arena of 64 MiB. Not Go's memory limit, which is soft.
  public var maximumBytes: UInt?
  /// Every pointer slot may hold any word: addresses are checked before they are believed.
  public var ambiguous = false
  /// Runs of one slot, so that every allocation takes the slow path.
  public var stress = false
  /// Every allocation is counted at its cache's meter (`tc_cache.meter`), and takes the slow path
  /// for it: some tens of nanoseconds.
  public var metered = false
  /// A second mark after each cycle, and counters compared with bits.
  public var verify = false
  /// Sweeping overwrites what it frees (Go: `GODEBUG=clobberfree=1`).
  public var clobberFreed = false
  /// When and how the heap collects.
  public var collector = CollectorSettings()
  /// When and how memory goes back to the system.
  public var scavenger = ScavengerSettings()
  /// From so many bytes on the heap asks for huge pages where it grows; nil: it never asks, and
  /// what it gets is the system's policy. The first store to one waits until the system has cleared
  /// 2 MiB, and a stop waits for who waits.
  public var hugePagesFrom: UInt?
  /// The heap asks for small pages, whatever the system's policy (Go: `GODEBUG=disablethp=1`).
  public var forbidsHugePages = false
  /// The host; nil: the heap has none, and is used by threads that never collect.
  public var world: UnsafePointer<tc_world>?
  /// Handed back to the host's functions.
  public var worldContext: UnsafeMutableRawPointer?

  /// For tests: the n-th call to the system (1: the first) is refused; nil: none.
  public var refuseSystemCall: Int64?

  public init() {}

  /// The bits of `tc_heap.flags`.
  var flags: UInt32 {
    var bits: UInt32 = 0
    if ambiguous { bits |= UInt32(TC_HEAP_AMBIGUOUS) }
    if stress { bits |= UInt32(TC_HEAP_STRESS) }
    if verify { bits |= UInt32(TC_HEAP_VERIFY) }
    if metered { bits |= UInt32(TC_HEAP_METERED) }
    if clobberFreed || collector.switches.clobberFree { bits |= UInt32(TC_HEAP_CLOBBER) }
    return bits
  }

  /// Throws if no heap can be as these settings say.
  func check() throws(HeapError) {
    if let maximumBytes {
      if maximumBytes < Arena.size {
        throw .badConfiguration(field: "maximumBytes", mustBe: "at least one arena, 64 MiB")
      }
      if maximumBytes > 1 &<< UInt(TC_ADDRESS_BITS) {
        throw .badConfiguration(field: "maximumBytes", mustBe: "at most 2^48")
      }
    }
    if world == nil && worldContext != nil {
      throw .badConfiguration(field: "worldContext", mustBe: "nil without a world")
    }
  }
}
