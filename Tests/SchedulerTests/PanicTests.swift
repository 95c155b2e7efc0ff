// Panics, recover, Goexit, and how programs die.
import Foundation
import SchedulerSegments
import Testing

@testable import TricolorScheduler

@Suite(.serialized) struct PanicTests {
  @Test(arguments: [(Int64(0), Int64(0)), (0, 1), (50, 0), (500, 1)], [false, true])
  func theDeferredFunctionRecovers(shape: (depth: Int64, adapter: Int64), moves: Bool) throws {
    var settings = RunSettings()
    settings.moves = moves
    let run = try runProgram(TC_TEST_RECOVER, [shape.depth, shape.adapter], settings)
    #expect(run.results[0] == 5, "the value of the panic")
    #expect(run.results[1] == 7, "the result of the function that recovered")
    #expect(run.results[2] == 121, "a helper of a deferred function does not recover")
    #expect(run.results[3] == 0)
    #expect(run.results[4] == 1, "no deferred calls and no panics are left")
  }

  @Test func goexitGoesOnAfterAPanicInItsDeferredCalls() throws {
    let run = try runProgram(TC_TEST_GOEXIT)
    #expect(run.results[0] == 9)
    #expect(run.results[2] == 413)
    #expect(run.results[5] == 0, "nothing below Goexit goes on")
  }

  @Test func theLastPanicIsTheOneThatIsRecovered() throws {
    let run = try runProgram(TC_TEST_NESTED)
    #expect(run.results[0] == 9)
    #expect(run.results[2] == 41)
    #expect(run.results[4] == 1)
  }

  @Test(arguments: [Int64(0), 1])
  func sendingOnAClosedChannelPanics(waits: Int64) throws {
    let run = try runProgram(TC_TEST_SEND_CLOSED, [waits])
    #expect(run.results[0] == 1, "TC_GO_FAULT_SEND_CLOSED")
  }

  private func text(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }

  @Test func aDeadlockIsToldWithTraces() async {
    let result = await #expect(
      processExitsWith: .exitCode(2), observing: [\.standardErrorContent]
    ) {
      try runProgram(TC_TEST_DEADLOCK)
    }
    let told = text(result)
    #expect(told.hasPrefix("fatal error: all goroutines are asleep - deadlock!\n\n"))
    #expect(told.contains("goroutine 1 [chan receive]:\nmain.main()\n\t/src/main.go:"))
    #expect(told.contains("\n\ngoroutine 2 [chan send (nil chan)]:\nmain.stuck(...)\n\t/src/"))
    #expect(told.contains("created by main.stuck in goroutine 1\n\t/src/main.go:77 +0x0\n"))
  }

  @Test func aStackHasALimit() async {
    let result = await #expect(
      processExitsWith: .exitCode(2), observing: [\.standardErrorContent]
    ) {
      try runProgram(TC_TEST_OVERFLOW, [1_000_000])
    }
    let told = text(result)
    #expect(told.hasPrefix("runtime: goroutine stack exceeds 1000000-byte limit\n"))
    #expect(told.contains("\nfatal error: stack overflow\n\ngoroutine 1 [running]:\n"))
    #expect(told.contains(" frames elided...\n"))
    #expect(told.components(separatedBy: "main.endless(...)").count == 100)
  }

  @Test func aPanicThatNobodyRecoversEndsTheProgram() async {
    let result = await #expect(
      processExitsWith: .exitCode(2), observing: [\.standardErrorContent]
    ) {
      try runProgram(TC_TEST_PANIC)
    }
    let told = text(result)
    #expect(told.hasPrefix("panic: 4\n\ngoroutine 1 [running]:\nmain.thrower(...)\n"))
    #expect(told.components(separatedBy: "main.below(...)").count == 4)
    #expect(told.contains("main.main()\n"))
  }

  @Test func aProgramWhoseMainLeftEndsWhenNobodyIsLeft() async {
    let result = await #expect(
      processExitsWith: .exitCode(2), observing: [\.standardErrorContent]
    ) {
      try runProgram(TC_TEST_MAIN_EXITS)
    }
    let told = text(result)
    #expect(
      told.hasPrefix(
        "fatal error: no goroutines (main called runtime.Goexit) - deadlock!\n"))
  }
}
