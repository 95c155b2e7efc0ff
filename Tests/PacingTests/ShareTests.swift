// Who pays: worker shares, the bound on assists, sweep debt, the CPU limiter.
import Testing
import TricolorPacing

@Suite struct ShareTests {
  @Test func workersTakeAQuarterWhateverTheNumberOfProcessors() {
    for processors in 1...128 {
      let share = WorkerShare(processors: processors, reason: .heap)
      let taken = Double(share.dedicated) + share.fractional * Double(processors)
      let error = abs(taken / Double(processors) - 0.25) / 0.25
      #expect(error <= 0.3, "\(processors)")
      #expect(share.dedicated + share.idle == processors, "\(processors)")
      if share.fractional > 0 { #expect(error < 1e-9, "\(processors)") }
    }
  }

  @Test func fractionalWorkersServeOneTwoThreeAndSixProcessors() {
    let fractional = (1...64).filter { (processors: Int) -> Bool in
      WorkerShare(processors: processors, reason: .heap).fractional > 0
    }
    #expect(fractional == [1, 2, 3, 6])
    #expect(WorkerShare(processors: 2, reason: .heap).fractional == 0.25)
  }

  @Test func aPeriodicCycleLeavesIdleProcessorsAloneButForProgress() {
    #expect(WorkerShare(processors: 8, reason: .time).idle == 0)
    #expect(WorkerShare(processors: 2, reason: .time).idle == 1)
    #expect(WorkerShare(processors: 2, reason: .idle).idle == 1)
  }

  @Test func aStoppedWorldMarksOnEveryProcessor() {
    let share = WorkerShare(processors: 3, reason: .heap, stopped: true)
    #expect(share.dedicated == 3 && share.fractional == 0 && share.idle == 0)
  }

  @Test func aFractionalWorkerRunsUntilAFifthBeyondItsShare() {
    let share = WorkerShare(processors: 2, reason: .heap)
    #expect(share.needsFractional(worked: 25, elapsed: 100))
    #expect(!share.needsFractional(worked: 26, elapsed: 100))
    #expect(!share.fractionalIsDone(worked: 30, elapsed: 100))
    #expect(share.fractionalIsDone(worked: 31, elapsed: 100))
  }

  @Test func theAssistBoundForgivesWhatExceedsIt() {
    #expect(AssistBound().allows(assist: .max, elapsed: 1, processors: 1))
    let bound = AssistBound(share: 0.1)
    #expect(bound.allows(assist: 20, elapsed: 100, processors: 2))
    #expect(!bound.allows(assist: 21, elapsed: 100, processors: 2))
    #expect(AssistBound(share: -3).share == 0)
  }

  @Test func sweepingIsPaidInProportionAndEndsBeforeTheTrigger() {
    let ratio = SweepRatio(
      trigger: 11 << 20, live: 2 << 20, pagesInUse: 900, pagesSwept: 100)
    // 8 MiB lie between 2 and the trigger less its margin.
    #expect(ratio.pagesPerByte == 800.0 / Double(8 << 20))
    #expect(ratio.debt(spanBytes: 1 << 20, live: 2 << 20, pagesSwept: 100, callerPages: 0) == 100)
    #expect(ratio.debt(spanBytes: 0, live: 10 << 20, pagesSwept: 900, callerPages: 0) == 0)
    #expect(ratio.debt(spanBytes: 0, live: 10 << 20, pagesSwept: 850, callerPages: 0) == 50)
    #expect(ratio.debt(spanBytes: 0, live: 1 << 20, pagesSwept: 100, callerPages: 0) == 0)
  }

  @Test func sweepingNearTheTriggerStaysFinite() {
    let ratio = SweepRatio(trigger: 1, live: 5 << 20, pagesInUse: 10, pagesSwept: 0)
    #expect(ratio.pagesPerByte == 10.0 / 8192)
    #expect(SweepRatio(trigger: 9, live: 0, pagesInUse: 5, pagesSwept: 5).pagesPerByte == 0)
  }
}

@Suite struct CPULimiterTests {
  private let second: Int64 = 1_000_000_000

  @Test func withoutCollectionNothingIsLimited() {
    var limiter = CPULimiter(now: 0, processors: 4)
    limiter.update(now: 10 * second, spent: .init(), cycle: 1)
    #expect(limiter.fill == 0 && !limiter.isLimiting)
  }

  @Test func backgroundMarkingAloneNeverFillsTheBucket() {
    var limiter = CPULimiter(now: 0, processors: 4)
    limiter.beginTransition(marking: true, now: 0, spent: .init(), cycle: 1)
    limiter.endTransition(now: 0, cycle: 1)
    limiter.update(now: 100 * second, spent: .init(), cycle: 1)
    #expect(limiter.fill == 0 && !limiter.isLimiting)
  }

  @Test func assistsBeyondHalfOfTheTimeFillIt() {
    var limiter = CPULimiter(now: 0, processors: 4)
    limiter.beginTransition(marking: true, now: 0, spent: .init(), cycle: 3)
    limiter.endTransition(now: 0, cycle: 3)
    // A quarter in the background and half in assists: 75%, so the bucket gains half a second
    // of CPU for each of 4 processors' seconds.
    limiter.update(now: second, spent: .init(assist: 2 * second), cycle: 3)
    #expect(limiter.fill == 2 * second && !limiter.isLimiting)
    limiter.update(now: 2 * second, spent: .init(assist: 2 * second), cycle: 3)
    #expect(limiter.isLimiting && limiter.lastEnabledCycle == 3)
    limiter.update(now: 3 * second, spent: .init(), cycle: 4)
    #expect(!limiter.isLimiting && limiter.fill == 2 * second)
  }

  @Test func whatRunsOverIsCounted() {
    var limiter = CPULimiter(now: 0, processors: 1)
    limiter.accumulate(mutator: 0, collector: 3 * second, cycle: 1)
    #expect(limiter.overflow == 2 * second && limiter.fill == second)
  }

  @Test func aPauseCountsOnEveryProcessor() {
    var limiter = CPULimiter(now: 0, processors: 4)
    limiter.beginTransition(marking: true, now: 0, spent: .init(), cycle: 1)
    limiter.endTransition(now: second / 8, cycle: 1)
    #expect(limiter.fill == second / 2)
  }

  @Test func idleTimeIsNotTheProgramsTime() {
    var limiter = CPULimiter(now: 0, processors: 4)
    limiter.beginTransition(marking: true, now: 0, spent: .init(), cycle: 1)
    limiter.endTransition(now: 0, cycle: 1)
    limiter.update(now: second, spent: .init(idle: 3 * second), cycle: 1)
    #expect(limiter.fill == second)
  }

  @Test func fewerProcessorsMeanASmallerBucket() {
    var limiter = CPULimiter(now: 0, processors: 4)
    limiter.accumulate(mutator: 0, collector: 3 * second, cycle: 1)
    limiter.setProcessors(2, now: 0, spent: .init(), cycle: 2)
    #expect(limiter.isLimiting && limiter.fill == 2 * second)
    limiter.setProcessors(8, now: 0, spent: .init(), cycle: 2)
    #expect(!limiter.isLimiting)
  }

  @Test func timeThatRunsBackwardIsIgnored() {
    var limiter = CPULimiter(now: second, processors: 1)
    limiter.update(now: 0, spent: .init(assist: 9 * second), cycle: 1)
    #expect(limiter.fill == 0 && limiter.lastUpdate == second)
  }

  @Test func aProgramBeyondItsLimitKeepsHalfOfTheTime() {
    // Marking all the time; assists take what they may: everything until the limiter forbids.
    var limiter = CPULimiter(now: 0, processors: 4)
    limiter.beginTransition(marking: true, now: 0, spent: .init(), cycle: 1)
    limiter.endTransition(now: 0, cycle: 1)
    var now: Int64 = 0
    var assists: Int64 = 0
    let step: Int64 = 10_000_000
    while now < 60 * second {
      now += step
      let assist = limiter.isLimiting ? 0 : 3 * step
      assists += assist
      limiter.update(now: now, spent: .init(assist: assist), cycle: 1)
    }
    let collecting = Double(assists) + 0.25 * 4 * Double(now)
    let share = collecting / (4 * Double(now))
    #expect(share < 0.52 && share > 0.48, "collection took \(share)")
  }

  /// Cycles that cannot help, one behind the other but for the rest between them, and a program of
  /// one thread: the most that a collector can take.
  @Test(arguments: [1, 2, 4])
  func aProgramOfOneThreadBeyondItsLimitKeepsMoreThanHalf(processors: Int) {
    var program = 0.0
    var collection = 0.0
    for tenthOfMillisecond: UInt64 in 1...1000 {
      // Everybody marks, the program too, in assists; then a tenth of that is swept and released.
      let wall = tenthOfMillisecond * 100_000
      let marking = wall * UInt64(processors)
      let rest = Rest.afterFutileCycle(wall: wall, collection: marking)
      collection += Double(marking) * 1.1
      program += Double(min(rest.processTime, rest.longest))
    }
    let share = program / (program + collection)
    #expect(share > 0.52 && share < 0.56, "the program had \(share)")
  }

  @Test func restsAreBoundedByTheCycle() {
    let rest = Rest.afterFutileCycle(wall: 1000, collection: 64_000)
    #expect(rest.processTime == 80_000 && rest.longest == 8000)
    #expect(Rest.afterFutileCycle(wall: 1000, collection: 0).processTime == 0)
    // Their sums with any time of day are times, too.
    let most = Rest.afterFutileCycle(wall: .max, collection: .max)
    #expect(most.processTime == .max >> 1 && most.longest == .max >> 1)
  }
}
