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
  /// Whether it compiles programs whose stacks can be moved at every call (docs/scheduler.md).
  private let stresses: Bool

  private init(path: String, _ environment: [String: String]) {
    self.path = path
    let settings = environment["TRICOLOR"]?.split(separator: ",") ?? []
    stresses = settings.contains("movestacks=2")
  }

  /// Finds one: `CC`, then `clang` beside `swiftc`, then `clang` on the path.
  public static func find(environment: [String: String]) throws(CCompilerFailure) -> CCompiler {
    if let named = environment["CC"], !named.isEmpty {
      if let path = locate(named, environment) { return CCompiler(path: path, environment) }
      throw CCompilerFailure(description: "CC=\(named): there is no such program")
    }
    if let swift = locate("swiftc", environment) {
      let real = URL(fileURLWithPath: swift).resolvingSymlinksInPath()
      let beside = real.deletingLastPathComponent().appendingPathComponent("clang").path
      if FileManager.default.isExecutableFile(atPath: beside) {
        return CCompiler(path: beside, environment)
      }
    }
    if let path = locate("clang", environment) { return CCompiler(path: path, environment) }
    throw CCompilerFailure(description: "clang is not found: \(cure)")
  }

  /// What brings a compiler.
  public static let cure =
    "it comes with every Swift toolchain; put it on PATH or name it in CC"

  /// The first line that the compiler says of its version; nil if it says none. Starts it.
  public var version: String? { answer("--version") }

  /// The first line that the compiler prints when it is asked something.
  private func answer(_ question: String) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = [question]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let text = String(decoding: bytes, as: UTF8.self)
    return text.split(whereSeparator: \.isNewline).first.map(String.init)
  }

  /// The Swift compiler on the path.
  static func locateSwift(_ environment: [String: String]) -> String? {
    locate("swiftc", environment)
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
  /// untyped; wrapping arithmetic; arguments that mean nothing are passed without a value. A
  /// section for each segment: the linker can put them, and the index of sites beside them, into
  /// one order.
  public static let languageFlags = [
    "-std=gnu17", "-fwrapv", "-fno-strict-aliasing", "-ffp-contract=off", "-fPIC",
    "-fno-stack-protector", "-fomit-frame-pointer", "-fno-asynchronous-unwind-tables", "-w",
    "-Wno-error=int-conversion", "-Wno-error=incompatible-pointer-types",
    "-Wno-error=incompatible-function-pointer-types", "-Xclang", "-no-enable-noundef-analysis",
    "-fvisibility=hidden", "-ffunction-sections",
  ]

  /// How much clang optimises: see docs/performance.md.
  public static let optimization = "-O2"

  /// Tells this compiler from others, and from what an update makes of it.
  var identity: String {
    path + " " + (FileState(path)?.text ?? "") + (stresses ? " TC_STRESS" : "")
  }

  /// Whether the linker that comes with clang is there. It is faster than the system's, and needs
  /// no other package.
  private var linkerFlags: [String] {
    let real = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    let beside = real.deletingLastPathComponent().appendingPathComponent("ld.lld").path
    return FileManager.default.isExecutableFile(atPath: beside) ? ["-fuse-ld=lld"] : []
  }

  /// Compiles a C file to an object.
  ///
  /// - Parameter flags: beside those of the language.
  func makeObject(_ source: String, _ object: String, flags: [String]) throws(CCompilerFailure) {
    let process = try startObject(source, object, flags: flags)
    _ = ChildProcess.waitForOne(of: [process])
    try process.succeed()
  }

  /// Begins to compile a C file to an object.
  ///
  /// - Parameter header: what `startHeader` made of the header that the file begins with; nil for
  ///   none.
  func startObject(
    _ source: String, _ object: String, flags: [String], header: String? = nil
  ) throws(CCompilerFailure) -> ChildProcess {
    let parsed = header.map { ["-include-pch", $0] } ?? []
    return try ChildProcess(path, ownFlags + flags + parsed + ["-c", "-o", object, source])
  }

  /// Begins to compile a header for the files that begin with it, with the same flags.
  func startHeader(
    _ source: String, _ parsed: String, flags: [String]
  ) throws(CCompilerFailure) -> ChildProcess {
    try ChildProcess(path, ownFlags + flags + ["-x", "c-header", "-o", parsed, source])
  }

  private var ownFlags: [String] {
    Self.languageFlags + [Self.optimization] + (stresses ? ["-DTC_STRESS"] : [])
  }

  /// Links objects to a library that the tool can load. It needs nothing: what is undefined in it
  /// is in the tool's own process.
  func makeLibrary(_ objects: [String], _ library: String) throws(CCompilerFailure) {
    try run(linkerFlags + ["-shared", "-nostdlib", "-o", library] + objects)
  }

  /// Joins objects to one.
  func join(_ objects: [String], _ object: String) throws(CCompilerFailure) {
    try run(linkerFlags + ["-r", "-nostdlib", "-o", object] + objects)
  }

  /// Links objects and archives to a program: with the C library in it where the system has that as
  /// an archive, so that it runs anywhere, begins sooner and takes a megabyte less of memory.
  ///
  /// - Parameters:
  ///   - startOrder: a file with the names of functions that come first, in its order; nil for
  ///     none. Only the linker that comes with clang reads it.
  ///   - isStripped: leaves out the names of functions.
  func makeProgram(
    _ objects: [String], _ program: String, startOrder: String?, isStripped: Bool
  ) throws(CCompilerFailure) {
    var arguments = linkerFlags + ["-o", program] + objects + ["-lm", "-lpthread"]
    #if os(Linux)
      arguments += ["-Wl,--gc-sections"]
      if hasStaticLibrary { arguments.append("-static") }
      if let startOrder, !linkerFlags.isEmpty {
        arguments += [
          "-Wl,--symbol-ordering-file=\(startOrder)", "-Wl,--no-warn-symbol-ordering",
        ]
      }
    #endif
    if isStripped { arguments.append("-Wl,-s") }
    try run(arguments)
  }

  /// Whether the C library is there as an archive: Debian has it beside the headers, others in a
  /// package of its own. The bare name comes back when there is none.
  private var hasStaticLibrary: Bool {
    answer("-print-file-name=libc.a")?.hasPrefix("/") == true
  }

  private func run(_ arguments: [String]) throws(CCompilerFailure) {
    let process = try ChildProcess(path, arguments)
    _ = ChildProcess.waitForOne(of: [process])
    try process.succeed()
  }
}
