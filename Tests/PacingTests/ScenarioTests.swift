// What a pacer must achieve, whatever the program: the goal is met, a quarter of the processors
// marks, nobody assists in a steady state. Scenarios of our own, with their tolerances.
import Testing
import TricolorPacing
import TricolorPacingSimulator

@Suite struct ScenarioTests {
  private static let megabyte = 1 << 20

  /// Goal met within 5%, utilization near 25% and still, no assists worth naming.
  private func expectSettled(_ results: ArraySlice<CycleResult>, _ name: String) {
    for (last, next) in zip(results, results.dropFirst()) {
      let place = "\(name), cycle \(next.number)"
      #expect(next.goalRatio > 0.95 && next.goalRatio < 1.05, "goal of \(place)")
      #expect(abs(next.utilization - 0.25) < 0.005, "utilization of \(place)")
      #expect(abs(next.utilization - last.utilization) < 0.005, "calm of \(place)")
      let assists = Double(next.assistTime) / Double(max(next.duration, 1))
      #expect(assists < 0.02, "assists of \(place)")
    }
  }

  @Test(arguments: [10.0, 20, 40, 80, 110])
  func aSteadyProgramMeetsItsGoalWithoutAssists(rate: Double) {
    let results = Scenario("steady", allocationRate: .constant(rate)).run()
    expectSettled(results[25...], "steady \(rate)")
  }

  @Test(arguments: [1, 2, 4, 16, 64])
  func theNumberOfProcessorsDoesNotMatter(processors: Int) {
    var scenario = Scenario("processors", allocationRate: .constant(40))
    scenario.processors = processors
    expectSettled(scenario.run()[25...], "\(processors) processors")
  }

  @Test func heavyStacksCountTowardGoalAndRunway() {
    var scenario = Scenario("stacks", allocationRate: .constant(100))
    scenario.stackBytes = .constant(4096) + .ramp(96 * 1048576, over: 10)
    let results = scenario.run()
    expectSettled(results[25...], "stacks")
    let last = results[59]
    #expect(last.goal - last.live > 96 << 20, "stacks widen the room for garbage")
  }

  @Test func heavyGlobalsCountTowardGoalAndRunway() {
    var scenario = Scenario("globals", allocationRate: .constant(100))
    scenario.globals = 96 << 20
    expectSettled(scenario.run()[25...], "globals")
  }

  @Test func aStepInAllocationIsAbsorbed() {
    var scenario = Scenario(
      "step", allocationRate: .constant(20) + .ramp(60, over: 1).delayed(by: 50))
    scenario.length = 100
    let results = scenario.run()
    expectSettled(results[25..<50], "before the step")
    expectSettled(results[75...], "after the step")
  }

  @Test func aRampOfTheLiveHeapKeepsOvershootBounded() {
    var scenario = Scenario("ramp", allocationRate: .constant(40))
    scenario.growth = .constant(1.05)
    for result in scenario.run().dropFirst(20) {
      #expect(result.goalRatio < 1.1, "cycle \(result.number)")
      #expect(result.utilization < 0.45, "cycle \(result.number)")
    }
  }

  @Test func oscillatingAllocationStaysWithinFivePercentOfTheGoal() {
    let rate = Stream.constant(60) + .wave(15, phase: 0, period: 7)
    for result in Scenario("wave", allocationRate: rate).run().dropFirst(15) {
      #expect(result.goalRatio > 0.93 && result.goalRatio < 1.05, "cycle \(result.number)")
      #expect(result.utilization >= 0.25 && result.utilization < 0.3, "cycle \(result.number)")
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func noisyAllocationStaysNearTheGoal(seed: UInt64) {
    var scenario = Scenario(
      "noise", allocationRate: .constant(100) + .noise(12, seed: seed))
    scenario.growth = Scenario.settling(from: 2, over: 12) + .noise(0.01, seed: seed &+ 100)
    for result in scenario.run().dropFirst(15) {
      #expect(result.goalRatio > 0.93 && result.goalRatio < 1.05, "cycle \(result.number)")
      #expect(result.utilization < 0.35, "cycle \(result.number)")
    }
  }

  @Test func moreAllocationThanMarkingCanFollowIsHeldByAssists() {
    let results = Scenario("flood", allocationRate: .constant(600)).run()
    for result in results.dropFirst(25) {
      #expect(result.goalRatio < 1.05, "cycle \(result.number)")
      #expect(result.utilization > 0.4 && result.utilization < 0.75, "cycle \(result.number)")
    }
  }

  @Test func aSmallHeapStartsItsCyclesLate() {
    var scenario = Scenario("small", allocationRate: .constant(1))
    scenario.growth = Scenario.settling(from: 2, over: 3)
    scenario.scannable = .constant(0.01)
    for result in scenario.run().dropFirst(6) {
      #expect(result.triggerRatio > 0.925 && result.triggerRatio < 0.975)
      #expect(result.goalRatio > 0.925 && result.goalRatio < 1.025)
    }
  }

  @Test func aLargeHeapThatAllocatesSlowlyHasTheMinimumHeapAsRunway() {
    var scenario = Scenario("large", allocationRate: .constant(1))
    scenario.growth = Scenario.settling(from: 4, over: 12)
    scenario.scannable = .constant(0.01)
    for result in scenario.run().dropFirst(15) {
      let difference = Int64(result.runway) - Int64(Pace.minimumHeap)
      #expect(abs(difference) < 64 << 10, "cycle \(result.number)")
    }
  }

  @Test func aLimitIsHeldWhileTheLiveHeapFits() {
    var scenario = Scenario("limit", allocationRate: .constant(33))
    scenario.memoryLimit = 256 << 20
    scenario.growth = Scenario.settling(from: 2.65, over: 12)
    for percent: Int32 in [100, 400, -1] {
      scenario.percent = percent
      let results = scenario.run()
      for result in results.dropFirst(12) {
        #expect(result.peak < 256 << 20, "\(percent)%, cycle \(result.number)")
      }
      expectSettled(results[25...], "limit at \(percent)%")
    }
  }

  @Test func withoutAPercentageTheGoalIsTheLimitLessItsHeadroom() {
    var scenario = Scenario("off", allocationRate: .constant(33))
    scenario.percent = -1
    scenario.memoryLimit = 512 << 20
    for result in scenario.run() {
      #expect(result.goal == LimitHeadroom.apply(to: 512 << 20), "cycle \(result.number)")
    }
  }

  @Test func beyondTheLimitCyclesRunAllTheTime() {
    var scenario = Scenario("beyond", allocationRate: .constant(33))
    scenario.memoryLimit = 128 << 20
    scenario.growth = Scenario.settling(from: 3.5, over: 12)
    for result in scenario.run().dropFirst(20) {
      #expect(result.goal == result.live, "cycle \(result.number)")
      #expect(result.trigger == result.live, "cycle \(result.number)")
    }
  }

  @Test func withoutAPercentageAndWithoutALimitNothingTriggers() {
    var controller = Controller(percent: -1)
    controller.commit(HeapReading(live: 1 << 40), sweepDone: true)
    let point = controller.trigger(HeapReading(live: 1 << 40))
    #expect(point.trigger > 1 << 62)
  }

  @Test func aRunOfAScenarioIsAlwaysTheSameRun() {
    let scenario = Scenario("again", allocationRate: .constant(50) + .noise(20, seed: 7))
    #expect(scenario.run() == scenario.run())
  }
}
