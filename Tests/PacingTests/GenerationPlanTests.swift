// When minor cycles are tried, go on, and rest.
import Testing
import TricolorPacing

@Suite struct GenerationPlanTests {
  private static let megabyte: UInt64 = 1 << 20

  /// A full cycle of a steady heap of `live` MB, GOGC=100.
  private func full(live: UInt64 = 100, freed: UInt64 = 100) -> CycleYield {
    yield(scanned: live, freed: freed, allocated: 100, room: live)
  }

  private func yield(
    scanned: UInt64, freed: UInt64, allocated: UInt64, stores: UInt64 = 0, old: UInt64 = 100,
    room: UInt64
  ) -> CycleYield {
    CycleYield(
      scanned: scanned * Self.megabyte, freed: freed * Self.megabyte,
      allocated: allocated * Self.megabyte, stores: stores, old: old * Self.megabyte,
      kept: 100 * Self.megabyte, room: room * Self.megabyte)
  }

  @Test func aMinorCycleIsTriedAtAQuarterOfTheRoom() {
    var plan = GenerationPlan(.whenWorthwhile)
    #expect(plan.next(after: .full, full()) == .minor)
    #expect(plan.roomShare == 0.25)
    // Nine tenths of what is young was dead.
    #expect(
      plan.next(after: .minor, yield(scanned: 3, freed: 22, allocated: 25, room: 97)) == .minor)
    #expect(plan.roomShare == 1, "it is proven")
  }

  @Test func fullCyclesComeBetweenWhenLittleRoomIsLeft() {
    var plan = GenerationPlan(.whenWorthwhile)
    _ = plan.next(after: .full, full())
    var room: UInt64 = 97
    var minor = 0
    while plan.next(after: .minor, yield(scanned: 5, freed: room - 5, allocated: room, room: room))
      == .minor
    {
      minor += 1
      room -= 5
    }
    #expect(minor > 5 && room >= 20, "\(minor) minor cycles, then \(room) MB of room")
    #expect(plan.next(after: .full, full()) == .minor, "and then minor ones at once")
    #expect(plan.roomShare == 1)
  }

  @Test func whereTheYoungLiveOnMinorCyclesRestLongerAndLonger() {
    var plan = GenerationPlan(.whenWorthwhile)
    var rests: [Int] = []
    for _ in 0..<6 {
      var rest = 0
      while plan.next(after: .full, full()) == .full { rest += 1 }
      rests.append(rest)
      let futile = yield(scanned: 25, freed: 0, allocated: 25, room: 75)
      #expect(plan.next(after: .minor, futile) == .full)
    }
    #expect(rests == [0, 2, 8, 32, 64, 64])
  }

  /// A plan whose minor cycles pay: the first of a row has come.
  private func proven() -> GenerationPlan {
    var plan = GenerationPlan(.whenWorthwhile)
    _ = plan.next(after: .full, full())
    let good = yield(scanned: 3, freed: 22, allocated: 25, room: 97)
    #expect(plan.next(after: .minor, good) == .minor)
    return plan
  }

  @Test func aRowThatHasPaidEndsWithoutRest() {
    var plan = proven()
    // It came when a large structure was complete, and little room is left.
    let late = yield(scanned: 80, freed: 10, allocated: 97, old: 101, room: 10)
    #expect(plan.next(after: .minor, late) == .full)
    #expect(plan.next(after: .full, full()) == .minor, "no rest")
    #expect(plan.roomShare == 1)
  }

  @Test func aRowWhoseFirstCycleDoesNotPayEndsWithARest() {
    var plan = proven()
    _ = plan.next(after: .minor, yield(scanned: 80, freed: 10, allocated: 97, room: 10))
    _ = plan.next(after: .full, full())
    let futile = yield(scanned: 100, freed: 0, allocated: 97, room: 50)
    #expect(plan.next(after: .minor, futile) == .full)
    #expect(plan.next(after: .full, full()) == .full, "it rests")
  }

  @Test func whatAMinorCycleCostsIsComparedWithAFullOneInItsPlace() {
    var plan = proven()
    // Dearer than the last full one was, but a full one would scan the old as well.
    let dear = yield(scanned: 60, freed: 50, allocated: 97, old: 100, room: 90)
    #expect(plan.next(after: .minor, dear) == .minor)
    // Most of which became old lately, and may be dead.
    let fullOfGarbage = yield(scanned: 60, freed: 50, allocated: 97, old: 400, room: 90)
    #expect(plan.next(after: .minor, fullOfGarbage) == .full)
  }

  @Test func aTrialMayScanAsMuchAsTheFullPriceAllows() {
    var plan = GenerationPlan(.whenWorthwhile)
    _ = plan.next(after: .full, full())
    #expect(plan.isTrial)
    let most = plan.mostScanned(forAllocated: 40 * Self.megabyte)
    #expect(most > 29 * Self.megabyte && most < 31 * Self.megabyte, "three quarters of it")
    #expect(plan.mostScanned(forAllocated: 0) == 0)
    plan.callTrialOff()
    #expect(plan.next(after: .full, full()) == .full, "it rests as if it had failed")
    #expect(!proven().isTrial)
  }

  @Test func manyStoresMakeAMinorCycleDear() {
    var plan = GenerationPlan(.whenWorthwhile)
    _ = plan.next(after: .full, full())
    let busy = yield(scanned: 3, freed: 22, allocated: 25, stores: 50_000_000, room: 97)
    #expect(plan.next(after: .minor, busy) == .full)
  }

  @Test func nothingIsTriedWhileTheHeapGrowsOrMarkingIsCheap() {
    var plan = GenerationPlan(.whenWorthwhile)
    #expect(plan.next(after: .full, full(live: 100, freed: 10)) == .full)
    #expect(plan.next(after: .full, full(live: 2, freed: 100)) == .full)
  }

  @Test func theGoalOfMinorCyclesIsThatOfTheLastFullOne() {
    var controller = Controller()
    let live = 40 * Self.megabyte
    var reading = HeapReading(live: 2 * live)
    _ = controller.begin(reading, processors: 2, reason: .heap)
    reading.work = ScanWork(heap: live)
    controller.finish(
      reading, times: MarkTimes(elapsed: 1000), processors: 2, marked: live)
    controller.plan(.minor)
    controller.commit(HeapReading(live: live), sweepDone: true)
    let goal = controller.heapGoal(HeapReading()).bytes
    #expect(goal == 2 * live)
    _ = controller.begin(
      HeapReading(live: 2 * live), processors: 2, reason: .heap, kind: .minor)
    reading.work = ScanWork(heap: live / 10)
    controller.finish(
      reading, times: MarkTimes(elapsed: 1000), processors: 2, marked: live + live / 10)
    controller.plan(.minor)
    controller.commit(HeapReading(live: live + live / 10), sweepDone: true)
    #expect(controller.heapGoal(HeapReading()).bytes == goal)
    #expect(controller.marked == live + live / 10 && controller.basis == live)
    #expect(controller.lastScan.heap == live + live / 10, "what a full one would scan")
  }

  @Test func theGoalFallsWithWhatAMinorCycleFindsDead() {
    var controller = Controller()
    let live = 40 * Self.megabyte
    _ = controller.begin(HeapReading(live: 2 * live), processors: 2, reason: .heap)
    controller.finish(
      HeapReading(live: 2 * live), times: MarkTimes(elapsed: 1000), processors: 2, marked: live)
    controller.plan(.minor)
    controller.commit(HeapReading(live: live), sweepDone: true)
    _ = controller.begin(
      HeapReading(live: 2 * live), processors: 2, reason: .heap, kind: .minor)
    controller.finish(
      HeapReading(live: 2 * live), times: MarkTimes(elapsed: 1000), processors: 2,
      marked: live * 3 / 4)
    controller.commit(HeapReading(live: live * 3 / 4), sweepDone: true)
    #expect(controller.heapGoal(HeapReading()).bytes == live * 3 / 2)
  }

  @Test func whatMinorCyclesKeptAndIsDeadSaysNothingOfWhatIsBorn() {
    var controller = Controller(doubts: true)
    let times = MarkTimes(elapsed: 1000)
    func cycle(_ kind: CycleKind, from begin: UInt64, to end: UInt64, kept: UInt64) {
      let megabyte = Self.megabyte
      _ = controller.begin(
        HeapReading(live: begin * megabyte), processors: 2, reason: .heap, kind: kind)
      controller.finish(
        HeapReading(live: end * megabyte), times: times, processors: 2, marked: kept * megabyte)
      controller.commit(HeapReading(live: kept * megabyte), sweepDone: true)
    }
    cycle(.full, from: 100, to: 100, kept: 40)
    cycle(.minor, from: 100, to: 100, kept: 80)
    // 20 of the 120 are born while it marks; of the 60 since the last full one 30 have died.
    cycle(.full, from: 100, to: 120, kept: 90)
    let goal = controller.heapGoal(HeapReading()).bytes
    #expect(goal == (90 + 80) * Self.megabyte, "half of 20 is in doubt")
  }

  @Test func aTrialIsDueEarly() {
    var controller = Controller()
    let live = 40 * Self.megabyte
    let reading = HeapReading(live: 2 * live)
    _ = controller.begin(reading, processors: 2, reason: .heap)
    controller.finish(reading, times: MarkTimes(elapsed: 1000), processors: 2, marked: live)
    controller.plan(.minor, roomShare: 0.25)
    controller.commit(HeapReading(live: live), sweepDone: true)
    #expect(controller.trigger(HeapReading()).trigger == live + live / 4)
  }
}
