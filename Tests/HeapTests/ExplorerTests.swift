// Interleavings by the thousand, and the faults that they must find. TRICOLOR_SCHEDULES says how
// many (Scripts/explore.sh asks for 100,000), TRICOLOR_TEST_SEED where to begin; a failure names
// its seed, and that seed alone with TRICOLOR_SCHEDULES=1 fails again.
import CTricolor
import Foundation
import TestRandomness
import Testing
import TricolorHeap

/// Runs schedules from `seed` on until one fails.
/// - Returns: how many ran, and what the failing one said.
private func explore(
  from seed: UInt64, count: UInt64, _ options: ExplorerOptions
) throws -> (ran: UInt64, failure: String?) {
  for offset in 0..<count {
    var explorer = try Explorer(seed: seed &+ offset, options)
    explorer.run()
    if let failure = explorer.failure {
      return (offset + 1, "seed \(seed &+ offset): \(failure)")
    }
  }
  return (count, nil)
}

private func withoutAddress(_ failure: String?) -> [String]? {
  failure?.split(separator: " ").filter { !$0.hasPrefix("0x") }.map(String.init)
}

private let schedules: UInt64 =
  ProcessInfo.processInfo.environment["TRICOLOR_SCHEDULES"].flatMap { UInt64($0) } ?? 2000

@Suite struct ExplorerTests {
  @Test func noScheduleLosesOrKeepsAnObjectWrongly() throws {
    let seed = SeededRandom.fromEnvironment().seed
    let result = try explore(from: seed, count: schedules, ExplorerOptions())
    #expect(result.failure == nil)
  }

  @Test func noScheduleFailsWhenEveryWordMayBeAPointer() throws {
    let seed = SeededRandom.fromEnvironment().seed
    var options = ExplorerOptions()
    options.ambiguous = true
    let result = try explore(from: seed, count: schedules / 4, options)
    #expect(result.failure == nil)
  }

  @Test func theSecondMarkAgreesWithTheFirstInEverySchedule() throws {
    let seed = SeededRandom.fromEnvironment().seed
    var options = ExplorerOptions()
    options.verify = true
    let result = try explore(from: seed, count: schedules / 10, options)
    #expect(result.failure == nil)
  }

  @Test func storesToFreshPagesLoseNothing() throws {
    let seed = SeededRandom.fromEnvironment().seed
    var options = ExplorerOptions()
    options.roomyOnly = true
    options.minorCycles = .always
    let result = try explore(from: seed, count: schedules / 4, options)
    #expect(result.failure == nil)
  }

  /// A duty of the algorithm that is left out on purpose is found out by some schedule.
  @Test(arguments: [
    TC_FAULT_NO_OLD, TC_FAULT_NO_NEW, TC_FAULT_WHITE_RUNS, TC_FAULT_EARLY_SWEEP,
    TC_FAULT_LOST_BUFFER, TC_FAULT_OLD_RUNS, TC_FAULT_LOST_CARDS, TC_FAULT_BLIND_MARKING,
    TC_FAULT_STALE_CARDS, TC_FAULT_EARLY_NOTES, TC_FAULT_STALE_FRESH, TC_FAULT_HALF_FRESH,
    TC_FAULT_NO_RECALL,
  ])
  func aBrokenCollectorIsFoundOut(fault: Int) throws {
    var options = ExplorerOptions()
    options.faults = UInt32(fault)
    if fault >= TC_FAULT_LOST_CARDS { options.minorCycles = .always }
    if fault == TC_FAULT_STALE_FRESH { options.roomyOnly = true }
    // The first that finds the rarest fault is below 600 here; seeds are fixed, so it stays so.
    let result = try explore(from: 1, count: 2000, options)
    #expect(result.failure != nil, "\(result.ran) schedules did not notice fault \(fault)")
  }

  @Test func staleMarksOnFreeSlotsStopTheSweep() async {
    await #expect(processExitsWith: .failure) {
      var options = ExplorerOptions()
      options.faults = UInt32(TC_FAULT_STALE_RUNS)
      for seed in 1..<100 {
        var explorer = try Explorer(seed: UInt64(seed), options)
        explorer.run()
      }
    }
  }

  @Test func aFailingSeedFailsAgain() throws {
    var options = ExplorerOptions()
    options.faults = UInt32(TC_FAULT_WHITE_RUNS)
    let first = try explore(from: 1, count: 2000, options)
    let again = try explore(from: first.ran, count: 1, options)
    // Heaps of different moments lie at different addresses.
    let (told, toldAgain) = (withoutAddress(first.failure), withoutAddress(again.failure))
    #expect(told == toldAgain && toldAgain != nil)
  }
}
