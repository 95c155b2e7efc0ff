// `tricolor build` and the cache, from outside: what is kept, what happens when nothing can be
// kept, and programs that stand alone.
import Foundation
import Testing

@Suite struct BuildTests {
  /// A directory for one test, with a program and a cache in it.
  private struct Place: ~Copyable {
    let folder: URL

    init() throws {
      folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("tricolor-test-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    var cache: String { folder.appendingPathComponent("cache").path }

    func write(_ text: String) throws -> String {
      let file = folder.appendingPathComponent("main.go")
      try text.write(to: file, atomically: true, encoding: .utf8)
      // The clock of the disk is coarse: what is changed while it is read is not remembered.
      Thread.sleep(forTimeInterval: 0.05)
      return file.path
    }

    /// The entries of a kind in the cache.
    func paths(_ kind: String) -> [String] {
      let names = FileManager.default.enumerator(atPath: cache)
      var found: [String] = []
      while let name = names?.nextObject() as? String {
        if name.hasSuffix("." + kind) { found.append(cache + "/" + name) }
      }
      return found
    }

    /// How many there are of them.
    func entries(_ kind: String) -> Int { paths(kind).count }
  }

  private static func run(
    _ arguments: [String], _ environment: [String: String] = [:]
  ) throws -> ToolProcess.Outcome {
    try ToolProcess.run(arguments, environment: environment)
  }

  private static let hello =
    "package main\n\nfunc main() { println(\"hello\", len(text)) }\n"
    + "\nvar text = \"12345\"\n"

  @Test func aProgramThatHasNotChangedIsLoadedFromTheCache() throws {
    let place = try Place()
    let file = try place.write(Self.hello)
    let environment = ["TRICOLOR_CACHE": place.cache]
    let first = try Self.run(["run", file], environment)
    #expect(first.code == 0)
    #expect(first.errors == "hello 5\n")
    #expect(place.entries("record") == 1)
    // A compiler that cannot compile is not asked.
    let objects = place.entries("o")
    let second = try Self.run(["run", file], environment)
    #expect(second.errors == "hello 5\n")
    #expect(place.entries("o") == objects)
    #expect(place.entries("so") == 1)
  }

  @Test func largeMapsThatNothingNamesAreNotMade() throws {
    let place = try Place()
    let entries = (0..<12).map { "\"key\($0)\": \($0)" }.joined(separator: ", ")
    let file = try place.write(
      "package main\n\nvar named = map[string]int{\(entries)}\n"
        + "var unnamed = map[string]int{\(entries)}\n\nfunc main() { println(len(named)) }\n")
    let text = place.folder.appendingPathComponent("main.c").path
    let run = try Self.run(["run", "--emit-c", text, file], ["TRICOLOR_CACHE": place.cache])
    #expect(run.errors == "12\n")
    let code = try String(contentsOfFile: text, encoding: .utf8)
    #expect(code.contains("main_map_init_0"))
    #expect(!code.contains("main_map_init_1"))
    #expect(!code.contains("unnamed"))
  }

  @Test func anEditCompilesTheProgramsOwnFileAndNothingOfTheRunTime() throws {
    let place = try Place()
    let file = try place.write(Self.hello)
    let environment = ["TRICOLOR_CACHE": place.cache]
    #expect(try Self.run(["run", file], environment).errors == "hello 5\n")
    let objects = place.entries("o")
    _ = try place.write(Self.hello.replacingOccurrences(of: "hello", with: "hullo"))
    #expect(try Self.run(["run", file], environment).errors == "hullo 5\n")
    // The file of package main, and the tables.
    #expect(place.entries("o") <= objects + 2)
    let left = try FileManager.default.contentsOfDirectory(atPath: place.cache + "/scratch")
    #expect(left.isEmpty)
  }

  @Test func aParsedHeaderThatTheCompilerRefusesIsThrownAwayAndTheProgramRuns() throws {
    let place = try Place()
    let file = try place.write(Self.hello)
    let environment = ["TRICOLOR_CACHE": place.cache]
    #expect(try Self.run(["run", file], environment).errors == "hello 5\n")
    let parsed = place.paths("pch")
    #expect(parsed.count == 1)
    for path in parsed {
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try handle.truncate(atOffset: 1000)
      try handle.close()
    }
    _ = try place.write(Self.hello.replacingOccurrences(of: "hello", with: "hullo"))
    let outcome = try Self.run(["run", file], environment)
    #expect(outcome.errors == "hullo 5\n")
    #expect(outcome.code == 0)
    #expect(place.entries("pch") == 0)
  }

  @Test func aCacheThatCannotBeMadeIsSaidOnceAndTheProgramRuns() throws {
    let place = try Place()
    let file = try place.write(Self.hello)
    // A file stands where the directory should be.
    let outcome = try Self.run(["run", file], ["TRICOLOR_CACHE": file + "/cache"])
    #expect(outcome.code == 0)
    let lines = outcome.errors.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix("tricolor: cache: nothing is kept for the next time") == true)
    #expect(lines.last == "hello 5")
  }

  @Test func absentFeaturesAreRefusedByName() throws {
    for command in ["run", "build"] {
      let outcome = try Self.run([command, "-race", "main.go"])
      #expect(outcome.code == 2)
      #expect(outcome.errors.contains("\(command): -race: the race detector is not there"))
    }
  }

  @Test(.timeLimit(.minutes(10))) func aBuiltProgramStandsAloneAndIsSmall() throws {
    let place = try Place()
    let file = try place.write(Self.hello)
    let program = place.folder.appendingPathComponent("hello").path
    let built = try Self.run(["build", "-s", "-o", program, file])
    #expect(built.code == 0, "\(built.errors)")
    // Nothing of the tool's surroundings, Swift's libraries included, is looked for.
    let outcome = try ToolProcess.run(
      [], program: URL(fileURLWithPath: program), environment: ["LD_LIBRARY_PATH": "", "PATH": ""])
    #expect(outcome.code == 0)
    #expect(outcome.errors == "hello 5\n")
    let size = try FileManager.default.attributesOfItem(atPath: program)[.size] as? Int
    #expect(try #require(size) < 4 << 20)
  }

  #if os(Linux) && arch(x86_64)
    @Test(
      "functions that programs begin with lie side by side, as the list of them says",
      .timeLimit(.minutes(10)))
    func startOrderIsKept() throws {
      let place = try Place()
      let program = place.folder.appendingPathComponent("hello").path
      let built = try Self.run(["build", "-o", program, try place.write(Self.hello)])
      #expect(built.code == 0, "\(built.errors)")
      let list = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Sources/CGoRuntime/start-order.txt")
      let names = Set(try String(contentsOf: list, encoding: .utf8).split(separator: "\n"))
      let symbols = try ToolProcess.run(
        ["--defined-only", program], program: URL(fileURLWithPath: "/usr/bin/nm"))
      let addresses = symbols.output.split(separator: "\n").compactMap { line -> Int? in
        let words = line.split(separator: " ")
        guard words.count == 3, "tT".contains(words[1]), names.contains(words[2]) else {
          return nil
        }
        return Int(words[0], radix: 16)
      }.sorted()
      // What is not of the run time any more is passed over; when much is, the list is out of date.
      #expect(addresses.count > names.count / 2)
      let near = addresses.filter { $0 - addresses[0] < 512 << 10 }
      #expect(near.count > addresses.count * 9 / 10)
    }
  #endif
}
