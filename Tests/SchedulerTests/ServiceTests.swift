// What the run time's own Go asks of the scheduler: settings, threads, finalizers, traces.
import Foundation
import SchedulerSegments
import Testing

@Suite(.serialized) struct ServiceTests {
  private func on(_ processors: Int) -> RunSettings {
    var settings = RunSettings()
    settings.processors = processors
    return settings
  }

  @Test(arguments: [1, 2, 4])
  func theNumberOfProcessorsChangesWhileGoroutinesRun(processors: Int) throws {
    let run = try runProgram(TC_TEST_PROCESSORS, [3], on(processors))
    #expect(run.results[0] == Int64(processors))
    #expect(run.results[1] == 1, "what it was before the last change")
  }

  @Test(arguments: [1, 2])
  func aLockedGoroutineStaysOnItsThread(processors: Int) throws {
    let run = try runProgram(TC_TEST_LOCKED, [200], on(processors))
    #expect(run.results[0] == 200)
    #expect(run.results[1] == 201, "all its steps were taken by one thread")
  }

  @Test(arguments: [1, 2])
  func finalizersRunInAGoroutineOfTheirOwn(processors: Int) throws {
    let run = try runProgram(TC_TEST_FINALIZER, [], on(processors))
    #expect(run.results[0] == 42)
  }

  @Test(arguments: [1, 2])
  func aPlainCallAtASafepointMayCollect(processors: Int) throws {
    var settings = on(processors)
    settings.verifies = true
    let run = try runProgram(TC_TEST_STANDING, [], settings)
    #expect(run.results[0] == 42)
  }

  @Test func aProgramReadsItsOwnTrace() throws {
    let run = try runProgram(TC_TEST_TRACE, [0], on(1))
    let text = String(cString: tc_test_trace())
    #expect(run.results[0] == Int64(text.utf8.count))
    #expect(text.hasPrefix("goroutine 1 [running]:\nmain.tracer(...)\n\t/src/main.go:"))
    #expect(text.components(separatedBy: "main.tracer(...)").count == 4)
    #expect(!text.contains("goroutine 2"))
  }

  @Test func aProgramReadsEveryTrace() throws {
    _ = try runProgram(TC_TEST_TRACE, [1], on(1))
    let text = String(cString: tc_test_trace())
    #expect(text.contains("main.main()\n"))
    #expect(text.contains("\n\ngoroutine 2 [runnable]:\nmain.busy(...)\n"))
  }

  @Test func anObjectThatPointsIntoAStackIsFound() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      var settings = RunSettings()
      settings.verifies = true
      try runProgram(TC_TEST_STRAY, [], settings)
    }
    let told = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(told.contains("an object points into a goroutine's stack"))
  }

  @Test func quitPrintsAllTraces() async {
    let result = await #expect(
      processExitsWith: .exitCode(2), observing: [\.standardErrorContent]
    ) {
      var settings = RunSettings()
      settings.catchesQuit = true
      Thread.detachNewThread {
        var action = sigaction()
        repeat {
          Thread.sleep(forTimeInterval: 0.5)
          sigaction(SIGQUIT, nil, &action)
        } while action.__sigaction_handler.sa_handler == nil
        kill(getpid(), SIGQUIT)
      }
      try runProgram(TC_TEST_SLEEP, [3, 5_000_000_000], settings)
    }
    let told = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(told.hasPrefix("SIGQUIT: quit\n"))
    #expect(told.contains("goroutine 1 [semacquire]:\nmain.main()\n"))
    #expect(told.components(separatedBy: "[sleep]:\nmain.sleeper(...)").count == 4)
  }
}
