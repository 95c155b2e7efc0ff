// Sweep pacing: how many pages an allocation must sweep first, so that everything is swept by the
// time the next cycle starts.

/// The debt of sweeping, as a line from "now" to the trigger. Recomputed when pacing changes.
public struct SweepRatio: Equatable, Sendable {
  /// Pages to sweep for each byte allocated; 0 when nothing is owed.
  public private(set) var pagesPerByte: Double = 0
  /// Live bytes where the line starts.
  public private(set) var liveBasis: UInt64 = 0
  /// Pages swept where the line starts.
  public private(set) var sweptBasis: UInt64 = 0

  /// Bytes before the trigger by which sweeping should be over.
  public static let margin: Int64 = 1 << 20
  /// The shortest line, in bytes: one page, so that the ratio stays finite.
  public static let shortest: Int64 = 8 << 10

  /// No debt: sweeping is done.
  public init() {}

  /// - Parameters:
  ///   - trigger: live bytes at which the next cycle starts.
  ///   - live: live bytes now.
  ///   - pagesInUse: pages of spans in use.
  ///   - pagesSwept: pages swept since the last cycle.
  public init(trigger: UInt64, live: UInt64, pagesInUse: UInt64, pagesSwept: UInt64) {
    guard pagesInUse > pagesSwept else { return }
    let distance = Int64(clamping: trigger) - Int64(clamping: live) - Self.margin
    pagesPerByte = Double(pagesInUse - pagesSwept) / Double(max(distance, Self.shortest))
    liveBasis = live
    sweptBasis = pagesSwept
  }

  /// Pages still to be swept before a span of `spanBytes` may be taken; 0 or less: none.
  ///
  /// - Parameters:
  ///   - spanBytes: bytes about to be allocated.
  ///   - live: live bytes now.
  ///   - pagesSwept: pages swept since the last cycle.
  ///   - callerPages: pages that the caller swept already for this allocation.
  public func debt(
    spanBytes: UInt64, live: UInt64, pagesSwept: UInt64, callerPages: UInt64
  ) -> Int64 {
    guard pagesPerByte > 0 else { return 0 }
    let fresh = Saturating.sum(spanBytes, Saturating.difference(live, liveBasis))
    let target = Int64(pagesPerByte * Double(fresh)) - Int64(callerPages)
    return target - Int64(Saturating.difference(pagesSwept, sweptBasis))
  }
}
