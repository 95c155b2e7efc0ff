// C for tests: compiled by clang together with the headers of the contract, and run.
import Driver
import Foundation
import Testing

/// Compiles files and runs the program.
struct CompiledC {
  private static let root = goldenFolder.deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The compiler: CC, or the clang that comes with Swift.
  private static var compiler: [String] {
    let given = ProcessInfo.processInfo.environment["CC"] ?? ""
    return given.isEmpty ? ["clang"] : [given]
  }

  /// Compiles and runs.
  /// - Parameters:
  ///   - text: generated C, compiled as one file.
  ///   - files: more files, in `Golden`.
  /// - Returns: what the program prints; what the compiler says if it fails.
  static func output(_ text: String, with files: [String], optimized: Bool = false) throws -> String
  {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "cemitter-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let generated = folder.appending(path: "generated.c")
    try text.write(to: generated, atomically: true, encoding: .utf8)
    let program = folder.appending(path: "program").path(percentEncoded: false)
    let includes = ["Sources/CTricolor/include", "Sources/CGoRuntime/include"].flatMap {
      ["-I", root.appending(path: $0).path(percentEncoded: false)]
    }
    let inputs = [generated] + files.map { goldenFolder.appending(path: $0) }
    let compiled = try run(
      compiler + ["-std=gnu17", "-Wall", "-Werror", optimized ? "-O2" : "-O0", "-fPIC", "-g"]
        + includes + ["-o", program, "-lm"] + inputs.map { $0.path(percentEncoded: false) })
    guard compiled.status == 0 else { return "clang: " + compiled.output }
    return try run([program]).output
  }

  fileprivate static func run(_ command: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }
}

/// Real Go, where it is installed.
enum GoTool {
  /// Compiles and runs a file of package main together with files in `Golden`.
  /// - Returns: what the program prints; what the compiler says if it fails.
  static func output(_ root: GoRoot, _ text: String, with files: [String]) throws -> String {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "cemitter-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let main = folder.appending(path: "main.go")
    try text.write(to: main, atomically: true, encoding: .utf8)
    var inputs = [main]
    for file in files {
      let source = goldenFolder.appending(path: file)
      inputs.append(folder.appending(path: source.lastPathComponent))
      try FileManager.default.copyItem(at: source, to: inputs[inputs.count - 1])
    }
    return try CompiledC.run(
      [root.path + "/bin/go", "run"] + inputs.map { $0.path(percentEncoded: false) }
    ).output
  }
}
