// Running the hand-written programs of SchedulerSegments, one at a time: they share their
// parameters.
import CGoRuntime
import CTricolor
import SchedulerSegments
import Synchronization
import Testing

@testable import TricolorHeap
@testable import TricolorScheduler

/// How a program is run.
struct RunSettings {
  var processors = 2
  /// Move stacks at every call, overwrite what they leave, shrink where possible.
  var moves = false
  var seed: UInt64?
  /// A second mark after each cycle, freed memory overwritten.
  var verifies = false
  var keepsStacks = false
  var catchesQuit = false
}

private let oneAtATime = Mutex(())

/// Runs a program; its exit code and results.
@discardableResult
func runProgram(
  _ kind: Int, _ parameters: [Int64] = [], _ settings: RunSettings = RunSettings()
) throws -> (code: Int32, results: [Int64]) {
  try oneAtATime.withLock { _ in
    for place in 0..<Int(TC_TEST_WORDS) {
      tc_test_begin(Int32(place), place < parameters.count ? parameters[place] : 0)
    }
    var configuration = HeapConfiguration()
    configuration.verify = settings.verifies
    configuration.clobberFreed = settings.verifies
    var options = SchedulerOptions()
    options.processors = settings.processors
    options.returnsAtEnd = true
    options.movesStacks = settings.moves
    options.poisonsFreedStacks = settings.moves
    options.seed = settings.seed
    options.keepsStacks = settings.keepsStacks
    options.catchesQuit = settings.catchesQuit
    guard let program = tc_test_program(Int32(kind)) else { return (-1, []) }
    let code = try GoProcess.run(program, heap: configuration, options: options)
    return (code, (0..<Int(TC_TEST_WORDS)).map { tc_test_result(Int32($0)) })
  }
}
