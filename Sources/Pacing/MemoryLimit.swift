// What a soft memory limit means for the heap: how many bytes of objects fit under it, and what
// limit a container's memory.max implies. Reading cgroup files is the heap's business.

/// How far under the limit the heap goal stays.
public enum LimitHeadroom {
  /// Share of the goal held back, in percent: for the pacer's own error and for free memory, so
  /// that not every allocation must first release some.
  public static let percent: UInt64 = 3
  /// Bytes held back at least: small heaps are paced less exactly.
  public static let minimum: UInt64 = 1 << 20

  /// `goal` less its headroom, never less than the headroom itself.
  public static func apply(to goal: UInt64) -> UInt64 {
    let headroom = max(goal / 100 * percent, minimum)
    guard goal >= headroom, goal - headroom >= headroom else { return headroom }
    return goal - headroom
  }
}

/// The heap goal under which the memory limit holds.
///
///     goal = limit − (mapped − free − objects) − max(mapped − limit, 0), less headroom
///
/// The first bracket is memory that is not and will not become objects: metadata, stacks, the
/// unused ends of spans. The second gives back what is already over the limit.
///
/// - Parameters:
///   - limit: bytes, not negative.
///   - marked: bytes that the last cycle kept; no goal below it makes sense.
///   - reading: `objects`, `free` and `mapped`.
/// - Returns: bytes, at least `marked`.
public func memoryLimitHeapGoal(limit: Int64, marked: UInt64, reading: HeapReading) -> UInt64 {
  let limit = UInt64(max(limit, 0))
  // The three counters move one after the other; a torn reading counts as no overhead at all
  // until the next one, instead of waiting for the counters to agree.
  let useful = Saturating.sum(reading.free, reading.objects)
  let overhead = Saturating.difference(reading.mapped, useful)
  let overage = Saturating.difference(reading.mapped, limit)
  let taken = Saturating.sum(overhead, overage)
  // When overheads alone fill the limit, collecting all the time is all that is left; the CPU
  // limiter bounds it.
  guard taken < limit else { return marked }
  return max(LimitHeadroom.apply(to: limit - taken), marked)
}

/// The live heap beyond which no collection can bring memory under the limit: what fits once all
/// dead objects are swept and all free memory is given back. Unlike the goal it is no less than it
/// was when more lives.
///
/// - Parameters:
///   - limit: bytes, not negative.
///   - reading: `objects`, `free` and `mapped`.
/// - Returns: bytes; 0 when overheads alone fill the limit.
public func memoryLimitRoom(limit: Int64, reading: HeapReading) -> UInt64 {
  let overhead = Saturating.difference(
    reading.mapped, Saturating.sum(reading.free, reading.objects))
  let limit = UInt64(max(limit, 0))
  return overhead < limit ? LimitHeadroom.apply(to: limit - overhead) : 0
}

/// The limit that `GOMEMLIMIT=auto` derives from a container's allowance.
public enum ContainerLimit {
  /// One part in this many of the allowance is left to what the heap does not see: thread stacks,
  /// code, buffers of libraries, page tables. Higher: more heap, nearer to the kernel's killer.
  public static let headroomDivisor: UInt64 = 10
  /// Bytes of headroom at least and at most.
  public static let headroomRange: ClosedRange<UInt64> = (8 << 20)...(512 << 20)

  /// - Parameter allowance: the container's memory.max in bytes.
  /// - Returns: the soft limit in bytes; at least half the allowance, however small that is.
  public static func limit(allowance: UInt64) -> Int64 {
    let range = headroomRange
    let wanted = min(max(allowance / headroomDivisor, range.lowerBound), range.upperBound)
    let limit = allowance - min(wanted, allowance / 2)
    return Int64(clamping: limit)
  }
}
