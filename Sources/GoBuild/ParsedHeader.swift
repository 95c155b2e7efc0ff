// The header that the files of a program begin with, parsed once and not by every compiler: half of
// what a small file takes. The compiler says itself when its result no longer fits (a header of the
// system has changed); then the files are compiled without it, and the next build makes another.
import Foundation

/// library.h as the compiler keeps it. Used by one build; the file stays in the cache.
final class ParsedHeader {
  private let compiler: CCompiler
  private let cache: BuildCache
  private let folders: [String]
  private let key: String
  private var scratch = ""

  /// What makes it, if it is being made.
  private(set) var process: ChildProcess?
  /// Where it is, if it is there.
  private(set) var path: String?

  /// Fewer files that miss it are compiled faster without it: to make it takes as long as it saves
  /// in two of them, and others wait for the processor.
  static let fewestFiles = 4

  private static let name = "library.h"

  /// - Parameters:
  ///   - folders: of the run time's headers.
  ///   - circumstances: a hash of the compiler, its flags and the headers' text.
  init(
    _ compiler: CCompiler, _ cache: BuildCache, folders: [String], circumstances: String
  ) {
    self.compiler = compiler
    self.cache = cache
    self.folders = folders
    var hash = ContentHash()
    hash.add("header 1")
    hash.add(circumstances)
    // The compiler goes by paths and times.
    for file in RuntimeHeaders.files(in: folders) {
      hash.add(file)
      hash.add(FileState(file)?.text ?? "")
    }
    key = hash.text
  }

  /// Looks it up for so many files, and begins to make it if it is not there and that pays.
  func begin(files: Int) {
    guard files > 0 else { return }
    path = cache.find(key, "pch")
    let sources = folders.map { $0 + "/" + Self.name }
    guard path == nil, files >= Self.fewestFiles,
      let source = sources.first(where: { FileManager.default.fileExists(atPath: $0) }),
      let place = try? cache.scratch("pch")
    else { return }
    scratch = place
    process = try? compiler.startHeader(
      source, place, flags: folders.flatMap { ["-I", $0] })
  }

  /// Keeps what `process` has made; if it has failed, there is none.
  func finish() {
    guard let process else { return }
    self.process = nil
    do {
      try process.succeed()
      path = try cache.store(scratch, key, "pch")
    } catch {
      unlink(scratch)
    }
  }

  /// A file could not be compiled with it: it is not used again, here or by others.
  func discard() {
    guard let path else { return }
    unlink(path)
    self.path = nil
  }
}
