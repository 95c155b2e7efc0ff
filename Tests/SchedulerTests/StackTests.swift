// Stacks: growing, moving, shrinking, being scanned; each from outside, by programs.
import SchedulerSegments
import Testing

@Suite(.serialized) struct StackTests {
  @Test func aProgramRunsAndEnds() throws {
    let run = try runProgram(TC_TEST_RETURNS)
    #expect(run.code == 0)
    #expect(run.results[0] == 1)
  }

  @Test(arguments: [0, 1, 30, 40, 1000, 100_000])
  func aStackGrowsWithItsPointers(depth: Int64) throws {
    let run = try runProgram(TC_TEST_DEEP, [depth])
    #expect(run.results[0] == depth)
    #expect(run.results[1] == 0, "pointers into the stack that were wrong")
  }

  @Test func aStackGrowsToSixtyFourMegabytes() throws {
    let run = try runProgram(TC_TEST_DEEP, [1_900_000])
    #expect(run.results[0] == 1_900_000)
    #expect(run.results[1] == 0)
  }

  @Test func aStackMovesAtEveryCall() throws {
    var settings = RunSettings()
    settings.moves = true
    let run = try runProgram(TC_TEST_DEEP, [300], settings)
    #expect(run.results[0] == 300)
    #expect(run.results[1] == 0)
  }

  @Test(arguments: [1, 2, 4])
  func whatOnlyFramesHoldSurvives(processors: Int) throws {
    var settings = RunSettings()
    settings.processors = processors
    settings.verifies = true
    let run = try runProgram(TC_TEST_LIST, [6, 400, 24], settings)
    #expect(run.results[0] == 6 * 24)
  }

  @Test(arguments: [1, 2])
  func aScannedGoroutineRemembersOldValuesOnly(processors: Int) throws {
    var settings = RunSettings()
    settings.processors = processors
    settings.verifies = true
    let run = try runProgram(TC_TEST_BLACKENING, [200_000, 200_000], settings)
    #expect(run.results[0] & 1 << TC_BARRIER_OLD != 0)
  }

  @Test func whatOnlyFramesHoldSurvivesWhileStacksMove() throws {
    var settings = RunSettings()
    settings.verifies = true
    settings.moves = true
    let run = try runProgram(TC_TEST_LIST, [4, 200, 16], settings)
    #expect(run.results[0] == 4 * 16)
  }

  @Test(arguments: [1, 2])
  func aParkedStackShrinksAndStillReceives(processors: Int) throws {
    var settings = RunSettings()
    settings.processors = processors
    settings.verifies = true
    let run = try runProgram(TC_TEST_GROW_IN_CHANNEL, [40], settings)
    #expect(run.results[0] == 40 * 41 / 2)
  }
}
