// A program as the user asks for it, and the shortest way to its machine code.
//
// ## The way down
//
// 1. `key`: everything but the contents of files that decides about the result.
// 2. A record under that key says which files there were (BuildRecord): if all are as they were,
//    the library is there.
// 3. Otherwise the program is loaded, checked and translated (GoCompilation), its files are looked
//    up in the cache or compiled, and they are linked (ProgramBuild).
// 4. What was read becomes the next record.
import CEmitter
import Driver
import Foundation
import Overlays

/// A program to build.
public struct ProgramRequest: Sendable {
  /// What names package main: files, a directory, an import path.
  public var patterns: [String]
  /// Where packages are found.
  public var configuration: PackageLoader.Configuration
  /// How to compile.
  public var options: GoCompilation.Options
  /// Keep the C text in this file.
  public var cText: String?

  /// A request.
  public init(
    _ patterns: [String], _ configuration: PackageLoader.Configuration,
    _ options: GoCompilation.Options
  ) {
    self.patterns = patterns
    self.configuration = configuration
    self.options = options
  }

  /// The library that the tool loads.
  ///
  /// - Throws: `CompilationFailure` for the program's faults, `CCompilerFailure` for the machine's.
  public func library(_ cache: BuildCache, _ progress: Progress) throws -> String {
    let start = FileState.now
    let compiler = try CCompiler.find(environment: configuration.environment)
    let headers = RuntimeHeaders.folders
    let key = key(compiler, headers)
    if cText == nil, let known = BuildRecord.library(key, cache) { return known }
    let accesses = FileAccesses()
    let program = try compile(progress, accesses)
    let build = ProgramBuild(compiler, cache: cache, progress: progress, headers: headers)
    let library = try build.library(program)
    let files = RuntimeHeaders.files(in: headers) + OverlaySources.paths
    BuildRecord.keep(
      key, library: library.key, accesses: accesses, files: files,
      folders: OverlaySources.folders, start: start, cache)
    progress.clear()
    return library.path
  }

  /// Builds a program that stands alone.
  ///
  /// - Throws: as `library`.
  public func executable(
    _ output: String, isStripped: Bool, _ cache: BuildCache, _ progress: Progress
  ) throws {
    let compiler = try CCompiler.find(environment: configuration.environment)
    let headers = RuntimeHeaders.folders
    let program = try compile(progress, FileAccesses())
    let runtime = try RuntimeArchive(compiler, cache, progress, headers).files()
    let build = ProgramBuild(compiler, cache: cache, progress: progress, headers: headers)
    try build.executable(
      program, runtime: runtime, output: output, isStripped: isStripped)
    progress.clear()
  }

  private func compile(_ progress: Progress, _ accesses: FileAccesses) throws -> EmittedProgram {
    var configuration = configuration
    configuration.accesses = accesses
    progress.report("loading")
    let compilation = GoCompilation(configuration, options, progress: progress)
    let outcome: Result<EmittedProgram, CompilationFailure> = LargeStack.run {
      Result { () throws(CompilationFailure) in try compilation.compile(patterns) }
    }
    progress.clear()
    let program = try outcome.get()
    if let cText { try program.joined.write(toFile: cText, atomically: true, encoding: .utf8) }
    return program
  }

  // MARK: - The key

  /// The variables that finding packages looks at.
  private static let variables = [
    "GOROOT", "GOPATH", "GOMODCACHE", "GOFLAGS", "GOWORK", "GO111MODULE", "GOOS", "GOARCH",
    "CGO_ENABLED", "GOEXPERIMENT", "HOME", "TRICOLOR_OVERLAYS", "TRICOLOR_INCLUDE",
  ]

  private func key(_ compiler: CCompiler, _ headers: [String]) -> String {
    var hash = ContentHash()
    hash.add("record 1")
    hash.add(Self.tool)
    hash.add(compiler.identity)
    for folder in headers { hash.add(folder) }
    for name in Self.variables { hash.add(configuration.environment[name] ?? "") }
    hash.add(configuration.directory)
    hash.add(configuration.goRoot?.path ?? "")
    hash.add(UInt64(configuration.target.minorVersion))
    for tag in configuration.target.tags.sorted() { hash.add(tag) }
    hash.add(options.inlines ? 1 : 0)
    hash.add(options.isMetered ? 1 : 0)
    for pattern in patterns { hash.add(pattern) }
    return hash.text
  }

  /// Tells this build of the tool from others.
  private static var tool: String {
    let path = Bundle.main.executablePath ?? CommandLine.arguments[0]
    return path + " " + (FileState(path)?.text ?? "")
  }
}
