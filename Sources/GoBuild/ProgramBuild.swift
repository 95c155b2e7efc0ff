// From C to machine code: each file of the program is an object that is looked up in the cache or
// compiled, as many at once as there are processors, and all of them are linked.
import CEmitter
import Foundation

/// The second half of a build.
public struct ProgramBuild {
  private let compiler: CCompiler
  private let cache: BuildCache
  private let progress: Progress
  private let headers: [String]

  /// A build.
  ///
  /// - Parameter headers: the folders of the run time's headers.
  public init(
    _ compiler: CCompiler, cache: BuildCache, progress: Progress, headers: [String]
  ) {
    self.compiler = compiler
    self.cache = cache
    self.progress = progress
    self.headers = headers
  }

  /// How the program comes to its run time.
  public enum Form: Sendable {
    /// Loaded by the tool, which has it.
    case loaded
    /// Linked with it.
    case linked
  }

  /// A program's library for loading.
  ///
  /// - Returns: its path, and its key in the cache.
  public func library(
    _ program: EmittedProgram
  ) throws(CCompilerFailure) -> (path: String, key: String) {
    let objects = try objects(program, .loaded)
    var hash = ContentHash()
    hash.add("library 1")
    hash.add(compiler.identity)
    for object in objects { hash.add(object.key) }
    let key = hash.text
    if let known = cache.find(key, "so") { return (known, key) }
    progress.report("linking")
    let paths = objects.map(\.path)
    let library = try made("so", key) { (scratch: String) throws(CCompilerFailure) -> Void in
      try compiler.makeLibrary(paths, scratch)
    }
    cache.trim()
    return (library, key)
  }

  /// A program with its run time, in a file that stands alone.
  ///
  /// - Parameters:
  ///   - runtime: objects and archives of the run time.
  ///   - output: where to put it.
  public func executable(
    _ program: EmittedProgram, runtime: [String], output: String, isStripped: Bool
  ) throws(CCompilerFailure) {
    let objects = try objects(program, .linked)
    progress.report("linking")
    // Beside its place, so that it gets there by one rename.
    let scratch = "\(output).\(ProcessInfo.processInfo.processIdentifier).tmp"
    do {
      try compiler.makeProgram(
        objects.map(\.path) + runtime, scratch, startOrder: RuntimeArchive.startOrder,
        isStripped: isStripped)
    } catch {
      unlink(scratch)
      throw error
    }
    guard rename(scratch, output) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(scratch)
      throw CCompilerFailure(description: "\(output): \(reason)")
    }
    cache.trim()
  }

  // MARK: - Objects

  private struct CompiledFile {
    let key: String
    let path: String
  }

  /// A file that the compiler is at.
  private struct Compilation {
    let index: Int
    let source: String
    let object: String
    let usesHeader: Bool
    let process: ChildProcess
  }

  private func objects(
    _ program: EmittedProgram, _ form: Form
  ) throws(CCompilerFailure) -> [CompiledFile] {
    let files = program.files
    let circumstances = circumstances
    let keys = files.map { key(of: $0, form, circumstances) }
    var paths = keys.map { cache.find($0, "o") }
    let wasKept = cache.isKept
    do {
      try compile(files, form, keys, &paths, circumstances)
    } catch {
      guard wasKept, error.description.contains("No space left") else { throw error }
      // The cache's disk is full: the rest is compiled without it.
      cache.giveUp("the disk is full")
      try compile(files, form, keys, &paths, circumstances)
    }
    // All are there: what could not be compiled has thrown.
    return zip(keys, paths).map { CompiledFile(key: $0, path: $1 ?? "") }
  }

  /// Compiles what has no path, as many at once as there are processors; the header among them, if
  /// that pays.
  private func compile(
    _ files: [CFile], _ form: Form, _ keys: [String], _ paths: inout [String?],
    _ circumstances: String
  ) throws(CCompilerFailure) {
    let missing = files.indices.filter { paths[$0] == nil }
    // The longest first, so that none is left at the end.
    var order = missing.sorted { files[$0].text.utf8.count < files[$1].text.utf8.count }
    var running: [Compilation] = []
    var failure: CCompilerFailure?
    let processors = ProcessInfo.processInfo.activeProcessorCount
    let header = ParsedHeader(compiler, cache, folders: headers, circumstances: circumstances)
    header.begin(files: missing.count)
    while !running.isEmpty || header.process != nil || failure == nil && !order.isEmpty {
      let done = missing.count - order.count - running.count
      progress.report("compiling \(done)/\(missing.count)")
      let isFree = running.count + (header.process == nil ? 0 : 1) < processors
      do {
        if failure == nil, isFree, let next = order.popLast() {
          running.append(try start(files[next], next, form, header.path))
          continue
        }
        let processes = running.map(\.process) + (header.process.map { [$0] } ?? [])
        let place = ChildProcess.waitForOne(of: processes)
        if place == running.count {
          header.finish()
          continue
        }
        let ended = running.remove(at: place)
        paths[ended.index] = try finish(ended, keys[ended.index], header)
        if paths[ended.index] == nil { order.append(ended.index) }
      } catch {
        // What runs is waited for; the first failure is the one to tell.
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
  }

  private func start(
    _ file: CFile, _ index: Int, _ form: Form, _ header: String?
  ) throws(CCompilerFailure) -> Compilation {
    var flags = form == .loaded && file.name == "glue" ? ["-DTC_LOADED"] : []
    for folder in headers { flags += ["-I", folder] }
    let header = file.beginsWithHeader ? header : nil
    let object = try cache.scratch("o")
    let source = object + ".c"
    do {
      try Data(file.text.utf8).write(to: URL(fileURLWithPath: source))
      let process = try compiler.startObject(source, object, flags: flags, header: header)
      return Compilation(
        index: index, source: source, object: object, usesHeader: header != nil, process: process)
    } catch let failure as CCompilerFailure {
      unlink(source)
      throw failure
    } catch {
      let reason = errno == ENOSPC ? "No space left on device" : error.localizedDescription
      unlink(source)
      throw CCompilerFailure(description: "\(source): \(reason)")
    }
  }

  /// Keeps an object; nil if it is to be compiled once more, without the header.
  private func finish(
    _ ended: Compilation, _ key: String, _ header: ParsedHeader
  ) throws(CCompilerFailure) -> String? {
    unlink(ended.source)
    do {
      try ended.process.succeed()
    } catch {
      unlink(ended.object)
      guard ended.usesHeader, !error.description.contains("No space left") else { throw error }
      header.discard()
      return nil
    }
    return try cache.store(ended.object, key, "o")
  }

  /// Has a file made and stored. When the cache's disk is full, once more without it.
  private func made(
    _ kind: String, _ key: String, _ make: (String) throws(CCompilerFailure) -> Void
  ) throws(CCompilerFailure) -> String {
    let wasKept = cache.isKept
    let scratch = try cache.scratch(kind)
    do {
      try make(scratch)
    } catch {
      unlink(scratch)
      guard wasKept, error.description.contains("No space left") else { throw error }
      cache.giveUp("the disk is full")
      return try made(kind, key, make)
    }
    return try cache.store(scratch, key, kind)
  }

  // MARK: - Keys

  /// What all objects depend on beside their text.
  private var circumstances: String {
    var hash = ContentHash()
    hash.add("object 1")
    hash.add(compiler.identity)
    for flag in CCompiler.languageFlags { hash.add(flag) }
    hash.add(CCompiler.optimization)
    for file in RuntimeHeaders.files(in: headers) {
      hash.add((try? String(contentsOfFile: file, encoding: .utf8)) ?? "")
    }
    return hash.text
  }

  private func key(of file: CFile, _ form: Form, _ circumstances: String) -> String {
    var hash = ContentHash()
    hash.add(circumstances)
    hash.add(form == .loaded && file.name == "glue" ? 1 : 0)
    hash.add(file.text)
    return hash.text
  }
}
