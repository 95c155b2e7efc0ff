// The C compiler: found, asked for its version, run. It is clang, since segments need its calling
// convention; every Swift toolchain carries one.
import Foundation

/// Why there is no machine code.
public struct CCompilerFailure: Error, CustomStringConvertible, Sendable {
  public let description: String
}

/// A C compiler.
public struct CCompiler: Sendable {
  /// Its path.
  public let path: String

  /// Finds one: `CC`, then `clang` beside `swiftc`, then `clang` on the path.
  public static func find(environment: [String: String]) throws(CCompilerFailure) -> CCompiler {
    if let named = environment["CC"], !named.isEmpty {
      if let path = locate(named, environment) { return CCompiler(path: path) }
      throw CCompilerFailure(description: "CC=\(named): there is no such program")
    }
    if let swift = locate("swiftc", environment) {
      let real = URL(fileURLWithPath: swift).resolvingSymlinksInPath()
      let beside = real.deletingLastPathComponent().appendingPathComponent("clang").path
      if FileManager.default.isExecutableFile(atPath: beside) { return CCompiler(path: beside) }
    }
    if let path = locate("clang", environment) { return CCompiler(path: path) }
    throw CCompilerFailure(
      description: "clang is not found: it comes with every Swift toolchain; put it on PATH or "
        + "name it in CC")
  }

  private static func locate(_ name: String, _ environment: [String: String]) -> String? {
    if name.contains("/") {
      return FileManager.default.isExecutableFile(atPath: name) ? name : nil
    }
    for folder in (environment["PATH"] ?? "").split(separator: ":") {
      let path = "\(folder)/\(name)"
      if FileManager.default.isExecutableFile(atPath: path) { return path }
    }
    return nil
  }

  /// What the language and the calling convention ask for. No aliasing rules, since memory is
  /// untyped; wrapping arithmetic; arguments that mean nothing are passed without a value.
  public static let languageFlags = [
    "-std=gnu17", "-fwrapv", "-fno-strict-aliasing", "-ffp-contract=off", "-fPIC",
    "-fno-stack-protector", "-fomit-frame-pointer", "-fno-asynchronous-unwind-tables", "-w",
    "-Wno-error=int-conversion", "-Wno-error=incompatible-pointer-types",
    "-Wno-error=incompatible-function-pointer-types", "-Xclang", "-no-enable-noundef-analysis",
    "-fvisibility=hidden",
  ]

  /// Compiles one C file to a shared library.
  public func makeLibrary(
    from source: String, to output: String, headers: [String], optimization: String = "-O2"
  ) throws(CCompilerFailure) {
    var arguments =
      Self.languageFlags + [optimization, "-DTC_LOADED", "-shared", "-o", output, source]
    for folder in headers { arguments += ["-I", folder] }
    try run(arguments)
  }

  private func run(_ arguments: [String]) throws(CCompilerFailure) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    let errors = Pipe()
    process.standardError = errors
    do {
      try process.run()
    } catch {
      throw CCompilerFailure(description: "\(path): \(error.localizedDescription)")
    }
    let text = String(
      decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    if process.terminationStatus != 0 {
      throw CCompilerFailure(description: "\(path) failed:\n\(text)")
    }
  }
}
