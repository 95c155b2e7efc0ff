// Releasing memory because an allocation is about to use some, and because the program says so. The
// caller pays with its own time; the CPU limiter hears of it.
import CTricolor
import TricolorPacing
import TricolorTelemetry

extension UnsafeMutablePointer where Pointee == Scavenger {
  /// Called by the page heap, without its lock, when an allocation made the heap grow or takes
  /// pages that had been given back.
  ///
  /// - Parameters:
  ///   - growth: bytes by which the heap grew; 0 if it did not.
  ///   - faulting: bytes of the allocation that will be backed again; not yet counted as such.
  func beforeAllocation(growth: UInt64, faulting: UInt64) {
    let limit = tc_i64_load(&pointee.memoryLimit)
    // By far the most frequent case, and cheap: no limit, no growth.
    if growth == 0 && limit == Pace.noMemoryLimit { return }
    let goals = ScavengeGoals(heap: tc_u64_load(&pointee.heapGoal), limit: .max)
    var order = pointee.settings.policy.beforeAllocation(
      currentReading(), goals: goals, growth: growth, faulting: faulting,
      limiting: tc_u32_load(&pointee.limiting) != 0)
    if order.bytes == 0 { return }
    if let advice = pointee.settings.advice { order.advice = advice }
    let start = tc_os_thread_time()
    var cursor: Address = ~0
    let released = release(order, from: &cursor)
    if released > 0 { account(released, tc_os_thread_time() &- start, .allocation) }
  }

  /// Gives back everything that is free, densely used chunks included. Any thread.
  /// - Returns: bytes released.
  @discardableResult
  func releaseEverything() -> UInt64 {
    let advice = pointee.settings.advice ?? pointee.settings.policy.advice
    let start = tc_os_thread_time()
    var cursor: Address = ~0
    let released = release(.everything(advice), from: &cursor)
    account(released, tc_os_thread_time() &- start, .forced)
    return released
  }
}
