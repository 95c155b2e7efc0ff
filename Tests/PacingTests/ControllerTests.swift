// The controller's rules one by one, at their edges, and under readings drawn at random.
import Foundation
import TestRandomness
import Testing
import TricolorPacing

@Suite struct ControllerTests {
  @Test func theSmallestGoalIsFourMegabytesScaledByThePercentage() {
    #expect(minimumHeapGoal(percent: 100) == 4 << 20)
    #expect(minimumHeapGoal(percent: 25) == 1 << 20)
    #expect(minimumHeapGoal(percent: 0) == 0)
    #expect(percentHeapGoal(percent: 100, marked: 10, roots: 10) == 4 << 20)
  }

  @Test func theGoalCountsHeapStacksAndGlobals() {
    let goal = percentHeapGoal(percent: 50, marked: 100 << 20, roots: 20 << 20)
    #expect(goal == 160 << 20)
  }

  /// The goal after a cycle that began at 80 MB, when 40 had been kept by the one before, and that
  /// has kept `kept` of `live`.
  private func goal(live: UInt64, kept: UInt64, doubts: Bool = true) -> UInt64 {
    var controller = Controller(doubts: doubts)
    for (begin, end, marked) in [(60, 60, 40), (80, live, kept)] as [(UInt64, UInt64, UInt64)] {
      _ = controller.begin(HeapReading(live: begin << 20), processors: 2, reason: .heap)
      controller.finish(
        HeapReading(live: end << 20), times: MarkTimes(elapsed: 1000), processors: 2,
        marked: marked << 20)
      controller.commit(HeapReading(live: marked << 20), sweepDone: true)
    }
    return controller.heapGoal(HeapReading()).bytes >> 20
  }

  @Test func whatIsAllocatedWhileMarkingGetsRoomAsFarAsItsLikeLived() {
    #expect(goal(live: 90, kept: 50) == 50 + 40, "all 40 from before died, so will the 10")
    #expect(goal(live: 90, kept: 70) == 70 + 65, "half of them died")
    #expect(goal(live: 90, kept: 90) == 90 + 90, "a heap that grows has all its room")
    #expect(goal(live: 82, kept: 42) == 42 + 42, "two of 42 make no difference")
    #expect(goal(live: 90, kept: 50, doubts: false) == 50 + 50, "as in Go")
  }

  @Test func tinyHeapsHaveTheirRoomWhateverIsInDoubt() {
    #expect(percentHeapGoal(percent: 100, marked: 6 << 20, doubtful: 5 << 20, roots: 0) == 10 << 20)
    #expect(percentHeapGoal(percent: 100, marked: 6 << 20, doubtful: 9 << 20, roots: 0) == 10 << 20)
  }

  @Test func absurdSettingsSaturate() {
    #expect(percentHeapGoal(percent: .max, marked: 1 << 50, roots: 1 << 50) == .max)
    #expect(percentHeapGoal(percent: -1, marked: 5, roots: 5) == .max)
  }

  @Test func settingAPercentageReturnsTheOldOne() {
    var controller = Controller(percent: 100)
    #expect(controller.setPercent(-7) == 100)
    #expect(controller.setPercent(50) == -1)
    #expect(controller.percent == 50)
  }

  @Test func aNegativeLimitOnlyAsks() {
    var controller = Controller(memoryLimit: 5)
    #expect(controller.setMemoryLimit(-1) == 5)
    #expect(controller.setMemoryLimit(9) == 5)
    #expect(controller.memoryLimit == 9)
  }

  @Test func limitGoalTakesOverheadOverageAndHeadroomOff() {
    var reading = HeapReading(objects: 40 << 20, free: 4 << 20, mapped: 54 << 20)
    // 64 less 10 of overhead is 54, less 3% of headroom.
    let expected = UInt64(54 << 20) - UInt64(54 << 20) / 100 * 3
    #expect(memoryLimitHeapGoal(limit: 64 << 20, marked: 0, reading: reading) == expected)
    reading.mapped = 70 << 20
    reading.objects = 56 << 20
    let over = UInt64(48 << 20) - UInt64(48 << 20) / 100 * 3
    #expect(memoryLimitHeapGoal(limit: 64 << 20, marked: 0, reading: reading) == over)
  }

  @Test func limitGoalIsNeverBelowWhatLives() {
    let reading = HeapReading(mapped: 100 << 20)
    #expect(memoryLimitHeapGoal(limit: 1, marked: 33, reading: reading) == 33)
    #expect(memoryLimitHeapGoal(limit: 0, marked: 33, reading: reading) == 33)
  }

  @Test func aTornReadingCountsAsNoOverhead() {
    let reading = HeapReading(objects: 90 << 20, free: 20 << 20, mapped: 100 << 20)
    let goal = memoryLimitHeapGoal(limit: 1 << 30, marked: 0, reading: reading)
    #expect(goal == LimitHeadroom.apply(to: 1 << 30))
  }

  @Test func aContainersLimitLeavesATenthButNeverMoreThanHalf() {
    #expect(ContainerLimit.limit(allowance: 1000 << 20) == 900 << 20)
    #expect(ContainerLimit.limit(allowance: 64 << 20) == 56 << 20)
    #expect(ContainerLimit.limit(allowance: 8 << 20) == 4 << 20)
    #expect(ContainerLimit.limit(allowance: 100 << 30) == (100 << 30) - (512 << 20))
    #expect(ContainerLimit.limit(allowance: .max) == .max)
  }

  @Test func triggersStayBetweenTheirBoundsWhateverTheReading() {
    var random = SeededRandom.fromEnvironment()
    let seed = random.seed
    for round in 0..<20_000 {
      var controller = Controller(
        percent: Int32.random(in: -1...1000, using: &random),
        memoryLimit: Int64.random(in: 0...(1 << 36), using: &random))
      var reading = HeapReading()
      for _ in 0..<3 {
        reading.live = UInt64.random(in: 0...(1 << 34), using: &random)
        reading.scannable = UInt64.random(in: 0...reading.live, using: &random)
        reading.stackSpace = UInt64.random(in: 0...(1 << 28), using: &random)
        reading.globals = UInt64.random(in: 0...(1 << 24), using: &random)
        reading.objects = reading.live
        reading.free = UInt64.random(in: 0...(1 << 30), using: &random)
        reading.mapped = UInt64.random(in: 0...(1 << 35), using: &random)
        reading.work = ScanWork()
        let plan = controller.begin(reading, processors: 4, reason: .heap)
        #expect(plan.assist.workPerByte > 0 && plan.assist.workPerByte.isFinite)
        reading.work.heap = UInt64.random(in: 0...(1 << 34), using: &random)
        reading.live += UInt64.random(in: 0...(1 << 30), using: &random)
        let ratio = controller.assistRatio(reading)
        #expect(ratio.workPerByte > 0 && ratio.bytesPerWork > 0)
        let marked = UInt64.random(in: 0...reading.live, using: &random)
        let times = MarkTimes(
          elapsed: Int64.random(in: 0...1_000_000_000, using: &random),
          assist: Int64.random(in: 0...2_000_000_000, using: &random))
        controller.finish(reading, times: times, processors: 4, marked: marked)
        reading.live = marked
        controller.commit(reading, sweepDone: Bool.random(using: &random))
        let point = controller.trigger(reading)
        let place = "seed \(seed), round \(round)"
        #expect(point.trigger <= point.goal, "\(place)")
        #expect(point.goal <= point.trigger || point.trigger >= marked, "\(place)")
        #expect(controller.consMark.isFinite && controller.consMark >= 0, "\(place)")
      }
    }
  }

  @Test func aForcedCycleWithThePercentageOffAsksForFewAssists() {
    var controller = Controller(percent: -1)
    var reading = HeapReading(live: 100 << 20, scannable: 100 << 20)
    controller.commit(reading, sweepDone: true)
    _ = controller.begin(reading, processors: 2, reason: .request)
    // More turns out to live than expected; the goal is astronomically far all the same.
    reading.work.heap = 60 << 20
    #expect(controller.assistRatio(reading).workPerByte < 1e-9)
  }

  @Test func consMarkIsTheLargestOfTheLastFive() {
    var controller = Controller()
    func cycle(allocated: UInt64) -> Double {
      var reading = HeapReading(live: 10 << 20, scannable: 10 << 20)
      _ = controller.begin(reading, processors: 4, reason: .heap)
      reading.live += allocated
      reading.work.heap = 10 << 20
      controller.finish(
        reading, times: MarkTimes(elapsed: 1_000_000), processors: 4, marked: 10 << 20)
      controller.commit(reading, sweepDone: true)
      return controller.consMark
    }
    let high = cycle(allocated: 6 << 20)
    #expect(abs(high - 0.2) < 1e-9)
    for _ in 0..<4 { #expect(cycle(allocated: 3 << 20) == high) }
    #expect(abs(cycle(allocated: 3 << 20) - 0.1) < 1e-9)
  }

  @Test func aCycleThatAllocatedNothingTeachesNothing() {
    var controller = Controller()
    let reading = HeapReading(live: 10 << 20)
    _ = controller.begin(reading, processors: 4, reason: .request)
    controller.finish(reading, times: MarkTimes(elapsed: 0), processors: 4, marked: 1 << 20)
    #expect(controller.consMark == 0)
    #expect(controller.marked == 1 << 20)
  }

  @Test func unsweptSpansPushGoalAndTriggerUpAMegabyte() {
    var controller = Controller()
    let reading = HeapReading(live: 8 << 20)
    controller.commit(reading, sweepDone: false)
    #expect(controller.trigger(reading) == TriggerPoint(trigger: 9 << 20, goal: 9 << 20))
    controller.commit(reading, sweepDone: true)
    #expect(controller.trigger(reading).goal == 4 << 20)
  }
}
