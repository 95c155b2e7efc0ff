// Programs that use Go's library, compiled from an installed Go: they print what real Go printed,
// and end as they should. The programs and the texts beside them are in Tests/Programs; where no
// Go is installed there is nothing to compile.
import Driver
import Foundation
import Testing

/// Whether there is a Go whose library can be compiled.
private let hasLibrary: Bool = {
  let environment: [String: String] = ProcessInfo.processInfo.environment
  guard let root = try? GoRoot.find(option: nil, environment: environment) else { return false }
  return root.fitness.complaint(about: root) == nil
}()

@Suite(.serialized, .enabled(if: hasLibrary)) struct LibraryRunTests {
  private static func path(_ program: String, _ kind: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Programs/\(program).\(kind)").path
  }

  /// What a program printed on both streams, less what differs from run to run, and how it ended:
  /// the form of the files beside the programs (Scripts/go-programs.sh).
  private static func run(
    _ program: String, environment: [String: String] = [:], blocksSignals: Bool = false
  ) throws -> String {
    let outcome = try ToolProcess.run(
      ["run", path(program, "go")], environment: environment, isMerged: true,
      blocksSignals: blocksSignals)
    var kept = outcome.output
    let trace = #"(?m)^goroutine [0-9]+ .*\]:$"#
    if let range = kept.range(of: trace, options: .regularExpression) {
      kept.removeSubrange(range.lowerBound...)
    }
    return kept + "exit \(outcome.code)\n"
  }

  /// Go's own numbers of it are those of its assembly.
  #if arch(x86_64)
    private static let programs = portable + ["System/elementary"]
  #else
    private static let programs = portable
  #endif

  private static let portable = [
    "Language/promoted_keys", "Language/deferred_captures", "Language/static_values",
    "Language/wrapper_ends", "Language/late_checks", "Language/select_lines",
    "Language/range_defers", "Language/stack_objects", "Language/recursions",
    "System/timers", "System/files", "System/pipes", "System/signals", "System/contexts",
    "System/children", "System/knowledge", "Language/recovering", "Language/busy_loops",
    "Language/complex_quotients", "Language/native_values", "Language/edges", "Runtime/callers",
    "Runtime/finalizers_first", "Runtime/kept_stacks", "Runtime/close_many", "System/digests",
    "System/three_arguments", "System/made_types", "Runtime/generations",
    "Language/extended_slices", "Runtime/timed_zone", "Language/element_order",
    "Language/large_maps", "System/itself", "Language/result_order",
    "Runtime/fault_lines", "Runtime/joined", "Language/framemaps",
  ]

  @Test("a program prints what real Go prints", arguments: programs)
  func printsWhatGoPrints(program: String) throws {
    let wanted = try String(contentsOfFile: Self.path(program, "expected"), encoding: .utf8)
    let told = try Self.run(program)
    #expect(told == wanted)
  }

  @Test("signals that the parent blocked reach a program that asks for them")
  func blockedSignals() throws {
    let wanted = try String(
      contentsOfFile: Self.path("System/signals", "expected"), encoding: .utf8)
    #expect(try Self.run("System/signals", blocksSignals: true) == wanted)
  }

  @Test("a program whose stacks are moved at every chance prints the same", arguments: programs)
  func survivesMovedStacks(program: String) throws {
    let wanted = try String(contentsOfFile: Self.path(program, "expected"), encoding: .utf8)
    let told = try Self.run(program, environment: ["TRICOLOR": "movestacks=1"])
    #expect(told == wanted)
  }

  @Test(
    "a program prints the same when stacks move at every call, and cycles come one after the other",
    arguments: [
      "Language/range_defers", "Language/stack_objects", "Language/late_checks",
      "Runtime/generations", "Runtime/joined", "Language/framemaps",
    ])
  func survivesStress(program: String) throws {
    let wanted = try String(contentsOfFile: Self.path(program, "expected"), encoding: .utf8)
    let moved = try Self.run(program, environment: ["TRICOLOR": "movestacks=2,verify=1"])
    #expect(moved == wanted)
    let collected = try Self.run(program, environment: ["TRICOLOR": "collectevery=50,verify=1"])
    #expect(collected == wanted)
  }

  @Test("waiting for descriptors and timers survives a collection at every chance")
  func collectsWhileWaiting() throws {
    let wanted = try String(contentsOfFile: Self.path("System/pipes", "expected"), encoding: .utf8)
    #expect(try Self.run("System/pipes", environment: ["GOGC": "1"]) == wanted)
  }
}
