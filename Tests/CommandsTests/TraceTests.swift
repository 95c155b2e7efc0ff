// What a compiled program tells of itself when it fails or is asked to: the levels of GOTRACEBACK,
// and the dump of all goroutines on SIGQUIT. As real Go, but that arguments are not shown.
import Foundation
import Testing

@Suite struct TraceTests {
  /// A copy of the program of these tests that waits for a signal, or fails.
  private func withProgram(
    waits: Bool, add: String = "", _ body: (String) throws -> Void
  ) throws {
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Programs/traces.go")
    let text = try String(contentsOf: source, encoding: .utf8)
      .replacingOccurrences(of: "\"single\"", with: add.isEmpty ? "\"single\"" : "\"\(add)\"")
    let copy = FileManager.default.temporaryDirectory
      .appendingPathComponent("traces-\(UUID().uuidString).go")
    try (text + "\nvar quiet = \(waits)\n").write(to: copy, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: copy) }
    try body(copy.path)
  }

  /// The traces in what a program said.
  private func goroutines(_ text: String) -> Int {
    text.components(separatedBy: "\n").filter { $0.hasPrefix("goroutine ") }.count
  }

  /// The program itself asks for a trace of the goroutine that failed. 134 is what a shell says of
  /// SIGABRT. Functions of the run time are shown from `system` on.
  @Test func theLevelSaysHowMuchIsTold() throws {
    let levels: [(level: String, traces: Int, code: Int32)] = [
      ("none", 1, 2), ("0", 8, 2), ("nonsense", 8, 2), ("", 1, 2), ("single", 1, 2),
      ("all", 8, 2), ("1", 8, 2), ("system", 8, 2), ("2", 8, 2), ("crash", 8, 134),
    ]
    try withProgram(waits: false) { path in
      for (level, traces, code) in levels {
        let told = try ToolProcess.run(["run", path], environment: ["GOTRACEBACK": level])
        #expect(told.code == code, "\(level)")
        #expect(goroutines(told.errors) == traces, "\(level): \(told.errors)")
        #expect(
          told.errors.hasPrefix(
            "ready\npanic: runtime error: index out of range [7] with length 1\n"))
        #expect(told.errors.contains("\ngoroutine 1 [running]:\n"))
        #expect(told.errors.contains("main.(*state).fail(...)\n"))
        let isDetailed = ["system", "2", "crash"].contains(level)
        #expect(told.errors.contains("\nruntime.main") == isDetailed, "\(level)")
      }
    }
  }

  @Test(arguments: [("none", 0, 2), ("crash", 8, 134)])
  func aProgramRaisesTheLevelAndDoesNotLowerIt(
    level: String, traces: Int, code: Int32
  ) throws {
    try withProgram(waits: false, add: level) { path in
      let told = try ToolProcess.run(["run", path], environment: ["GOTRACEBACK": "none"])
      #expect(told.code == code)
      #expect(goroutines(told.errors) == traces)
      let more = try ToolProcess.run(["run", path], environment: ["GOTRACEBACK": "all"])
      #expect(more.code == code)
      #expect(goroutines(more.errors) == 8)
    }
  }

  @Test func quitTellsWhatEachGoroutineWaitsForAndEndsWithTwo() throws {
    try withProgram(waits: true) { path in
      let process = Process()
      process.executableURL = try ToolProcess.tool
      process.arguments = ["run", path]
      let output = Pipe()
      process.standardError = output
      try ToolProcess.start(process, blocksSignals: false)
      let reading = output.fileHandleForReading
      var told = ""
      while !told.contains("ready\n") {
        let bytes = reading.availableData
        if bytes.isEmpty { break }
        told += String(decoding: bytes, as: UTF8.self)
      }
      kill(process.processIdentifier, SIGQUIT)
      told += String(decoding: reading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationReason == .exit)
      #expect(process.terminationStatus == 2)
      #expect(told.hasPrefix("ready\nSIGQUIT: quit\n"))
      let waiting = [
        "[chan receive]:\nmain.receives(...)", "[chan receive (nil chan)]:\nmain.receives(...)",
        "[chan send]:\nmain.sends(...)", "[select]:\nmain.selects(...)",
        "[select (no cases)]:\nmain.forever()",
      ]
      for one in waiting { #expect(told.contains(one), "\(one) in \(told)") }
      #expect(told.contains("[sync.Mutex.Lock]:\n"))
      #expect(told.contains("[sync.WaitGroup.Wait]:\n"))
      #expect(told.contains("main.waits(...)\n"))
      #expect(told.components(separatedBy: "created by main.main in goroutine 1\n").count == 8)
      #expect(goroutines(told) == 8)
    }
  }
}
