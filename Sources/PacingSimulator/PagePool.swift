// The pages of a simulated heap: in use, free since when, given back. The mechanism below the
// scavenging policies, in numbers.
import TricolorPacing

/// Bytes of pages by their state.
struct PagePool: Sendable {
  private(set) var inUse: UInt64 = 0
  private(set) var free: UInt64 = 0
  private(set) var released: UInt64 = 0
  /// Given back by MADV_FREE and not yet taken by the kernel.
  var lazilyReleased: UInt64 = 0

  /// Free bytes by the time at which they became free, oldest first.
  private var cohorts: [Cohort] = []
  private let machine: Machine
  /// Smallest growth of the heap, in bytes.
  static let growthUnit: UInt64 = 4 << 20

  private struct Cohort: Sendable {
    var bytes: UInt64
    var since: Int64
  }

  init(machine: Machine) { self.machine = machine }

  /// How much of an allocation of `bytes` would be faulted in again, and how much the heap would
  /// have to grow for it.
  func need(_ bytes: UInt64) -> (faulting: UInt64, growth: UInt64) {
    let beyondFree = bytes > free ? bytes - free : 0
    let faulting = min(beyondFree, released)
    let missing = beyondFree - faulting
    let growth = missing == 0 ? 0 : max(missing, Self.growthUnit)
    return (faulting, growth)
  }

  /// Takes or frees pages until so many are in use.
  mutating func settle(inUse wanted: UInt64, now: Int64) {
    if wanted < inUse {
      let freed = inUse - wanted
      free += freed
      cohorts.append(Cohort(bytes: freed, since: now))
    } else {
      take(wanted - inUse)
    }
    inUse = wanted
  }

  /// Free pages first, the latest freed first; then such as were given back; then new ones, of
  /// which the untouched rest counts as given back.
  private mutating func take(_ bytes: UInt64) {
    let need = need(bytes)
    let beforeFree = min(bytes, free)
    var fromFree = beforeFree
    free -= fromFree
    while fromFree > 0, var last = cohorts.popLast() {
      let part = min(last.bytes, fromFree)
      last.bytes -= part
      fromFree -= part
      if last.bytes > 0 { cohorts.append(last) }
    }
    released -= need.faulting
    lazilyReleased = min(lazilyReleased, released)
    if need.growth > 0 {
      let used = bytes - (beforeFree + need.faulting)
      released += need.growth - used
    }
  }

  /// Carries an order out, oldest pages first.
  /// - Returns: bytes released, and CPU nanoseconds.
  mutating func release(_ order: ScavengeOrder, now: Int64) -> (released: UInt64, cpu: Int64) {
    var done: UInt64 = 0
    var index = 0
    while index < cohorts.count, done < order.bytes {
      guard now - cohorts[index].since >= order.unusedFor else { break }
      let part = min(cohorts[index].bytes, order.bytes - done)
      cohorts[index].bytes -= part
      done += part
      if cohorts[index].bytes == 0 { index += 1 }
    }
    cohorts.removeFirst(index)
    free -= done
    released += done
    if order.advice == .free { lazilyReleased += done }
    guard done > 0 else { return (0, 0) }
    let pages = Double(done / 4096)
    return (done, Int64(machine.releaseCall + machine.releasePage * pages))
  }
}
