// What a program keeps of the processors when its live heap is beyond the memory limit. Measured
// in a process of its own, because the time of a process is that of all its threads.
import Foundation
import Testing
import Tricolor

/// Seconds of CPU time by a clock.
private func seconds(_ clock: clockid_t) -> Double {
  var time = timespec()
  clock_gettime(clock, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// CPU seconds of the process, and those of this thread without what it gave to assists.
private struct Spent {
  let all: Double
  let own: Double

  init(_ heap: ManagedHeap) {
    all = seconds(CLOCK_PROCESS_CPUTIME_ID)
    var assists = 0.0
    if case .number(let number) = heap.metric("/cpu/classes/gc/mark/assist:cpu-seconds") {
      assists = number
    }
    own = seconds(CLOCK_THREAD_CPUTIME_ID) - assists
  }
}

/// Allocates until the next cycle has ended, so that a measurement holds whole cycles with their
/// rests.
private func allocateToTheEndOfACycle(_ heap: ManagedHeap, _ mutator: borrowing Mutator) {
  let before = heap.statistics().collections
  while heap.statistics().collections == before {
    for _ in 0..<10 { _ = makeList(1000, mutator) }
  }
}

/// The share that this thread had of the process's time while it allocated beside a live heap that
/// is half as large again as the limit, and how many cycles ran meanwhile.
private func shareBeyondTheLimit() throws -> (share: Double, cycles: UInt32) {
  var configuration = ManagedHeap.Configuration()
  configuration.memoryLimit = 4 << 20
  let heap = try ManagedHeap(configuration)
  return try heap.enter { mutator in
    let kept = makeList(250_000, mutator)
    allocateToTheEndOfACycle(heap, mutator)
    let before = (Spent(heap), heap.statistics().collections)
    repeat {
      allocateToTheEndOfACycle(heap, mutator)
    } while seconds(CLOCK_PROCESS_CPUTIME_ID) - before.0.all < 2
    let after = (Spent(heap), heap.statistics().collections)
    if sum(kept) != 250_000 * 249_999 / 2 { exit(3) }
    let share = (after.0.own - before.0.own) / (after.0.all - before.0.all)
    return (share, after.1 - before.1)
  }
}

@Suite(.serialized) struct LimitTests {
  /// The pacer's rule leaves a little more than half (PacingTests, ShareTests), which is what is
  /// measured in the mean; a machine that is busy with other things moves single cycles. Without
  /// rests the share would be a third.
  @Test func aProgramBeyondItsLimitKeepsItsShareOfTheProcessors() async throws {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardErrorContent]
    ) {
      let (share, cycles) = try shareBeyondTheLimit()
      FileHandle.standardError.write(Data("\(share) \(cycles)".utf8))
      exit(EXIT_SUCCESS)
    }
    let told = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    let numbers = told.split(separator: " ").compactMap { Double($0) }
    try #require(numbers.count == 2, "\(told)")
    // The rule gives half. A busy machine takes something of a measured share; without rests it is
    // a tenth to a fifth.
    #expect(numbers[0] >= 0.3, "the program's share")
    #expect(numbers[1] >= 1, "cycles go on")
  }
}
