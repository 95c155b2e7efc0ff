// Goroutines, channels, select, semaphores, time, system calls; each from outside, by programs.
import SchedulerSegments
import Testing

@Suite(.serialized) struct SchedulingTests {
  private func on(_ processors: Int) -> RunSettings {
    var settings = RunSettings()
    settings.processors = processors
    return settings
  }

  @Test(arguments: [1, 2, 4])
  func valuesGoBackAndForth(processors: Int) throws {
    let run = try runProgram(TC_TEST_PING_PONG, [5000], on(processors))
    #expect(run.results[0] == 10_000)
  }

  @Test(arguments: [1, 2, 4])
  func goroutinesWaitForAGate(processors: Int) throws {
    let run = try runProgram(TC_TEST_SPAWN, [1000, 1], on(processors))
    #expect(run.results[0] == 1000)
  }

  @Test func aHundredThousandGoroutinesWaitAndAreScanned() throws {
    let run = try runProgram(TC_TEST_SPAWN, [100_000, 1])
    #expect(run.results[0] == 100_000)
  }

  @Test(arguments: [1, 2, 4])
  func aTokenGoesRound(processors: Int) throws {
    let run = try runProgram(TC_TEST_RING, [100, 100], on(processors))
    #expect(run.results[0] == 10_000)
  }

  @Test(arguments: [(1, 0), (2, 0), (4, 0), (1, 3), (2, 3)])
  func selectIsFair(processors: Int, buffer: Int64) throws {
    let run = try runProgram(TC_TEST_SELECT, [20_000, buffer], on(processors))
    #expect(run.results[0] + run.results[1] == 20_000)
    #expect(min(run.results[0], run.results[1]) > 4000)
  }

  @Test(arguments: [1, 2])
  func sleepersWake(processors: Int) throws {
    let run = try runProgram(TC_TEST_SLEEP, [500, 2_000_000], on(processors))
    #expect(run.results[0] == 500)
  }

  @Test(arguments: [1, 2])
  func othersRunDuringASystemCall(processors: Int) throws {
    let run = try runProgram(TC_TEST_BLOCKING, [50_000_000], on(processors))
    #expect(run.results[0] > 10)
    #expect(run.results[1] == 50_000_000)
  }

  @Test func yieldingLetsTheOtherRun() throws {
    let run = try runProgram(TC_TEST_YIELD, [1000], on(1))
    #expect(run.results[0] > 1900)
  }

  @Test(arguments: [1, 2, 4])
  func aSemaphoreLetsOneIn(processors: Int) throws {
    let run = try runProgram(TC_TEST_SEMAPHORE, [2000], on(processors))
    #expect(run.results[0] == 1)
  }

  @Test(arguments: [1, 2])
  func parkingEndsByReadyOrByTime(processors: Int) throws {
    let run = try runProgram(TC_TEST_PARK, [], on(processors))
    #expect(run.results[0...2] == [1, 1, 0])
  }

  @Test(arguments: [1, 2, 7, 100])
  func aBufferKeepsOrderAndCount(capacity: Int64) throws {
    let run = try runProgram(TC_TEST_BUFFERED, [10_000, capacity])
    #expect(run.results[0] == 10_000 * 10_001 / 2)
    #expect(run.results[1] == 0, "a closed channel gives zero")
  }

  @Test(arguments: [1, 2])
  func aLoopThatOnlyPollsLetsOthersRun(processors: Int) throws {
    let run = try runProgram(TC_TEST_SPIN, [], on(processors))
    #expect(run.results[0] > 0)
  }

  @Test(arguments: [1, 2])
  func goroutinesAreStartedAndWaitedFor(processors: Int) throws {
    let run = try runProgram(TC_TEST_FAN, [20_000], on(processors))
    #expect(run.results[0] == 20_000)
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func aRandomOrderKeepsTheMeaning(seed: UInt64) throws {
    var settings = RunSettings()
    settings.seed = seed
    settings.moves = true
    let ring = try runProgram(TC_TEST_RING, [20, 20], settings)
    #expect(ring.results[0] == 400)
    let sums = try runProgram(TC_TEST_BUFFERED, [500, 3], settings)
    #expect(sums.results[0] == 500 * 501 / 2)
    let select = try runProgram(TC_TEST_SELECT, [500, 0], settings)
    #expect(select.results[0] + select.results[1] == 500)
  }
}
