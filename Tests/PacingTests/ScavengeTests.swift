// The scavenging policies: their goals, their pace, and the curves that they draw in the simulator.
import Testing
import TricolorPacing
import TricolorPacingSimulator

@Suite struct ScavengeGoalTests {
  private let reading = ScavengeReading(
    inUse: 60 << 20, free: 140 << 20, lastInUse: 50 << 20, heapGoal: 80 << 20,
    lastHeapGoal: 100 << 20, mapped: 205 << 20)

  @Test func thePlainGoalIsTheHeapGoalAndATenth() {
    #expect(ScavengeGoals.plainGoal(reading) == 88 << 20)
  }

  @Test func theAwareGoalScalesPagesInUseByTheGoalsMovement() {
    #expect(ScavengeGoals.fragmentationAwareGoal(reading) == 44 << 20)
  }

  @Test func beforeTheFirstCycleThereIsNoGoal() {
    var reading = reading
    reading.lastHeapGoal = 0
    #expect(ScavengeGoals.plainGoal(reading) == .max)
    #expect(ScavengeGoals.fragmentationAwareGoal(reading) == .max)
  }

  @Test func withinAPageOfTheGoalNothingIsDone() {
    var reading = reading
    reading.inUse = 44 << 20
    reading.free = 4095
    #expect(ScavengeGoals.fragmentationAwareGoal(reading) == .max)
    reading.free = 4096
    #expect(ScavengeGoals.fragmentationAwareGoal(reading) == 44 << 20)
  }

  @Test func theLimitGoalIsNinetyFivePercentOfTheLimitOnceExceeded() {
    var reading = reading
    #expect(ScavengeGoals.limitGoal(reading) == .max)
    reading.memoryLimit = 200 << 20
    #expect(ScavengeGoals.limitGoal(reading) == 190 << 20)
    reading.mapped = 190 << 20
    #expect(ScavengeGoals.limitGoal(reading) == .max)
  }

  @Test func adviceWasFreeFrom112To114() {
    let lazy = ScavengePolicy.allCases.filter { (policy: ScavengePolicy) -> Bool in
      policy.advice == .free
    }
    #expect(lazy == [.go1_12, .go1_13, .go1_14])
  }

  @Test func growthReleasesAsMuchAsEachPolicySays() {
    let goals = ScavengeGoals(heap: 190 << 20, limit: .max)
    func bytes(_ policy: ScavengePolicy) -> UInt64 {
      policy.beforeAllocation(
        reading, goals: goals, growth: 4 << 20, faulting: 0, limiting: false
      ).bytes
    }
    #expect(bytes(.go1_11) == 0)
    #expect(bytes(.go1_12) == 4 << 20)
    // Retained 200 and 4 more exceed 190 by 14, but no more is released than was grown.
    #expect(bytes(.go1_13) == 4 << 20)
    #expect(bytes(.steady) == 4 << 20)
  }

  @Test func nearTheLimitAllocationsReleaseWhatTheyWouldExceed() {
    var reading = reading
    reading.memoryLimit = 206 << 20
    func order(_ policy: ScavengePolicy, limiting: Bool = false) -> ScavengeOrder {
      policy.beforeAllocation(
        reading, goals: .none, growth: 0, faulting: 3 << 20, limiting: limiting)
    }
    #expect(order(.go1_16).bytes == 0)
    #expect(order(.go1_19).bytes == 2 << 20)
    #expect(!order(.steady).sparesDense)
    #expect(order(.go1_19, limiting: true).bytes == 0)
  }
}

@Suite struct ScavengePacerTests {
  @Test func theControllerFindsOnePercentFromFarAway() {
    var controller = ProportionalIntegral(
      gain: 0.3375, integralTime: 3.2e6, resetTime: 1e9, bounds: 0.001...1000)
    var ratio = 0.001
    var share = 0.0
    for _ in 0..<3000 {
      let worked = 1e6
      let slept = worked / ratio
      share = worked / (worked + slept) / 4
      ratio = controller.next(input: share, target: 0.01, period: worked + slept) ?? 0.001
    }
    #expect(abs(share - 0.01) < 0.001)
  }

  @Test func theControllerGivesUpOnNonsenseAndStartsOver() {
    var controller = ProportionalIntegral(
      gain: 1, integralTime: 1, resetTime: 1, bounds: 0...1)
    #expect(controller.next(input: -.infinity, target: 0, period: 1) == nil)
    #expect(controller.next(input: 0, target: 0.5, period: 1) == 0.5)
  }

  @Test func nearTheLimitTheShareRisesFromOneToTenPercent() {
    let pacer = ScavengePacer(policy: .steady, now: 0)
    var reading = ScavengeReading(memoryLimit: 1000)
    func share(_ mapped: UInt64) -> Double {
      reading.mapped = mapped
      return pacer.targetShare(reading)
    }
    #expect(share(900) == 0.01)
    #expect(abs(share(975) - 0.055) < 1e-9)
    #expect(abs(share(1000) - 0.1) < 1e-9)
    #expect(share(5000) == 0.1)
    #expect(ScavengePacer(policy: .go1_19, now: 0).targetShare(reading) == 0.01)
  }

  @Test func aPeriodicPolicyAsksForOldMemoryEveryHundredAndFiftySeconds() {
    var pacer = ScavengePacer(policy: .go1_11, now: 0)
    let reading = ScavengeReading(free: 1 << 30)
    let first = pacer.next(reading, now: 1)
    #expect(first.order.bytes == 0 && first.wake == 150_000_000_000)
    let due = pacer.next(reading, now: first.wake)
    #expect(due.order.bytes == .max && due.order.unusedFor == 300_000_000_000)
    #expect(pacer.next(reading, now: first.wake + 1).wake == 300_000_000_000)
  }

  @Test func aDryHeapIsLeftAloneUntilMemoryIsFreed() {
    var pacer = ScavengePacer(policy: .steady, now: 0)
    let reading = ScavengeReading(
      inUse: 1 << 20, free: 99 << 20, lastInUse: 1 << 20, heapGoal: 1, lastHeapGoal: 1)
    pacer.pacingChanged(reading, now: 0)
    let step = pacer.next(reading, now: 0)
    #expect(step.order.bytes > 0)
    pacer.worked(released: 0, ordered: step.order.bytes, cpu: 10, reading: reading, now: 10)
    #expect(pacer.next(reading, now: 1 << 40).wake == .max)
    pacer.memoryFreed()
    #expect(pacer.next(reading, now: 1 << 40).order.bytes > 0)
  }

  @Test(arguments: [ScavengePolicy.go1_14, .go1_16, .go1_19, .steady])
  func backgroundWorkStaysNearOnePercentOfTheProcessors(policy: ScavengePolicy) {
    var pacer = ScavengePacer(policy: policy, now: 0)
    let reading = ScavengeReading(
      inUse: 1 << 20, free: 1 << 40, lastInUse: 1 << 20, heapGoal: 1, lastHeapGoal: 1,
      processors: 1)
    pacer.pacingChanged(reading, now: 0)
    var now: Int64 = 0
    var worked: Int64 = 0
    while now < 60_000_000_000 {
      let step = pacer.next(reading, now: now)
      guard step.order.bytes > 0 else {
        now = step.wake
        continue
      }
      let cpu: Int64 = 40_000
      now += cpu
      worked += cpu
      pacer.worked(
        released: step.order.bytes, ordered: step.order.bytes, cpu: cpu, reading: reading,
        now: now)
    }
    let share = Double(worked) / Double(now)
    #expect(share < 0.0125, "\(policy): \(share)")
    #expect(share > 0.005, "\(policy): \(share)")
  }
}

@Suite struct HeapSimulatorTests {
  private let half = 500.0 * 1048576

  /// Seconds from the drop at 20 s until the RSS is within a tenth of what may stay.
  private func fall(_ policy: ScavengePolicy, rateAfter: Double) -> Double? {
    let workload = Workload.drop(half, at: 20, rateAfter: rateAfter, seconds: 500)
    var simulator = HeapSimulator(workload, policy: policy)
    let samples = simulator.run()
    let settled = samples.first { (sample: HeapSample) -> Bool in
      sample.time > 20 && sample.rss < 16 << 20
    }
    return settled.map { (sample: HeapSample) -> Double in sample.time - 20 }
  }

  @Test func aSteadyProgramKeepsToTwiceItsLiveHeapAndATenth() {
    for policy in ScavengePolicy.allCases {
      var simulator = HeapSimulator(
        .steady(100e6, rate: 200e6, seconds: 60), policy: policy)
      let samples = simulator.run()
      let peak = samples.suffix(300).map(\.rss).max() ?? 0
      #expect(peak < 260_000_000, "\(policy): \(peak)")
      #expect(simulator.run().isEmpty)
    }
  }

  @Test func afterADropInAnIdleProgramOnlyOurPolicyReturnsTheMemorySoon() throws {
    let ours = try #require(fall(.steady, rateAfter: 0))
    #expect(ours <= 5, "\(ours) s")
    let theirs = try #require(fall(.go1_19, rateAfter: 0))
    #expect(theirs > 90, "until the two-minute cycle: \(theirs) s")
  }

  @Test func underLightLoadTheMemoryComesBackWithinSeconds() throws {
    let ours = try #require(fall(.steady, rateAfter: 100e6))
    #expect(ours < 8, "\(ours) s")
  }

  @Test func idleReleasingStaysWithinOnePercent() {
    let workload = Workload.drop(half, at: 20, rateAfter: 0, seconds: 60)
    var simulator = HeapSimulator(workload, policy: .steady)
    let samples = simulator.run()
    let before = samples.last { (sample: HeapSample) -> Bool in sample.time < 20 }
    guard let before, let after = samples.last else { return #expect(Bool(false)) }
    let used = after.scavengeCPU - before.scavengeCPU
    #expect(Double(used) / (40e9 * 2) < 0.01)
  }

  @Test func thePeriodicPolicyHoldsFreedMemoryForMinutes() {
    let time = fall(.go1_11, rateAfter: 5e6)
    #expect(time == nil || time ?? 0 > 250, "\(time ?? -1) s")
  }

  @Test func lazyAdviceKeepsTheRSSUntilMemoryIsShort() throws {
    let workload = Workload.drop(half, at: 20, rateAfter: 100e6, seconds: 400)
    var machine = Machine()
    machine.pressure = { (time: Double) -> Bool in time > 350 }
    var simulator = HeapSimulator(workload, policy: .go1_14, machine: machine)
    let samples = simulator.run()
    let before = try #require(samples.last { (sample: HeapSample) -> Bool in sample.time < 349 })
    let after = try #require(samples.last)
    #expect(before.rss > 400 << 20 && before.released > 400 << 20)
    #expect(after.rss < 40 << 20)
  }

  @Test func aLimitHoldsTheRSSWhileTheLiveHeapFits() {
    var simulator = HeapSimulator(
      .steady(40.0 * 1048576, rate: 400e6, seconds: 30), policy: .steady,
      memoryLimit: 64 << 20)
    for sample in simulator.run() {
      #expect(sample.rss < 72 << 20, "at \(sample.time) s")
    }
  }

  @Test func releasedMemoryFallsWhenItIsUsedAgain() {
    var simulator = HeapSimulator(
      .tide(low: 50e6, high: 300e6, period: 30, rate: 100e6, seconds: 120), policy: .steady)
    let samples = simulator.run()
    let falls = zip(samples, samples.dropFirst()).contains { (pair) -> Bool in
      pair.1.released < pair.0.released
    }
    #expect(falls)
  }

  @Test func pagesAreNeverLost() {
    for policy in ScavengePolicy.allCases {
      var simulator = HeapSimulator(
        .tide(low: 20e6, high: 200e6, period: 20, rate: 200e6, seconds: 60), policy: policy)
      var total: UInt64 = 0
      for sample in simulator.run() {
        let pages = sample.inUse + sample.free + sample.released
        #expect(pages >= total, "\(policy) at \(sample.time) s")
        total = pages
      }
    }
  }

  @Test func idleCyclesPayForThemselvesInRest() {
    var schedule = CycleSchedule(now: 0)
    var now: Int64 = 0
    var allocated: UInt64 = 0
    var cycles = 0
    // A burst of 8 MiB every two seconds over a live heap that costs 0.3 s to mark.
    while now < 600_000_000_000 {
      now += 100_000_000
      if now % 2_000_000_000 == 0 { allocated += 8 << 20 }
      let reason = schedule.due(
        now: now, allocated: allocated, sinceCycle: 8 << 20, marked: 300 << 20, enabled: true)
      if let reason {
        cycles += 1
        schedule.cycleEnded(now: now, reason: reason, cpu: 300_000_000, processors: 2)
      }
    }
    #expect(cycles >= 30 && cycles <= 42, "\(cycles) cycles, 15 s apart")
  }

  @Test func withThePercentageOffNeitherTimeNorIdlenessCollects() {
    var schedule = CycleSchedule(now: 0)
    let reason = schedule.due(
      now: 1 << 50, allocated: 0, sinceCycle: 1 << 40, marked: 0, enabled: false)
    #expect(reason == nil)
  }
}
