// The user's cache of compiled code. What it keeps is named by a hash of all that it was made from,
// so an entry is right for good, and nobody needs to know who else uses the cache:
//
//   <cache>/ab/ab34….o        an object, ab34… the hash of its C text, the compiler and its flags
//   <cache>/…/….so            a program to load, by the hashes of its objects
//   <cache>/…/…-NAME          a script that starts it anew (Launcher)
//   <cache>/…/….pch           the header that objects begin with, parsed (ParsedHeader)
//   <cache>/…/….record        what a build read, and which program came of it (BuildRecord)
//   <cache>/scratch/…         what is being written
//
// Invariant: an entry appears under its name by one rename, complete. So any number of builds may
// use the cache at once, and one that is interrupted leaves nothing but scratch, which is removed
// after a day. Entries that nobody has used for ten days are removed, too.
import Foundation

/// A cache that may turn out to be unusable: it is said once, and the build goes on without.
public final class BuildCache {
  /// Where entries are looked up; nil without a cache.
  private let root: String?
  private var target: String?
  private var temporary: String?
  private let warn: (String) -> Void

  /// Days that an entry stays which nobody uses, and a scratch file.
  private static let entryDays: Int64 = 10
  private static let day: Int64 = 86_400_000_000_000

  /// The cache that the environment names: `TRICOLOR_CACHE` (`off`: none), or `tricolor` in
  /// `XDG_CACHE_HOME`, or in the home directory's `.cache`.
  ///
  /// - Parameter warn: is told once why there is no cache.
  public init(environment: [String: String], warn: @escaping (String) -> Void) {
    self.warn = warn
    let named = environment["TRICOLOR_CACHE"] ?? ""
    if named == "off" {
      root = nil
    } else if !named.isEmpty {
      root = named.hasPrefix("/") ? named : FileManager.default.currentDirectoryPath + "/" + named
    } else if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") {
      root = base + "/tricolor"
    } else if let home = environment["HOME"], home.hasPrefix("/") {
      root = home + "/.cache/tricolor"
    } else {
      root = nil
    }
    target = root
    if let root { prepare(root) }
  }

  private func prepare(_ root: String) {
    do {
      try FileManager.default.createDirectory(
        atPath: root + "/scratch", withIntermediateDirectories: true)
    } catch {
      giveUp("\(root): \(String(cString: strerror(errno)))")
      return
    }
    if access(root + "/scratch", W_OK) != 0 {
      giveUp("\(root): \(String(cString: strerror(errno)))")
    }
  }

  /// Stops writing to the cache.
  func giveUp(_ reason: String) {
    guard target != nil else { return }
    target = nil
    warn("nothing is kept for the next time: \(reason)")
  }

  /// Whether what is stored stays.
  var isKept: Bool { target != nil }

  // MARK: - Entries

  /// The path of an entry; nil if there is none.
  func find(_ key: String, _ kind: String) -> String? {
    guard let root else { return nil }
    let path = Self.place(root, key, kind)
    return keep(path) ? path : nil
  }

  /// Whoever uses an entry keeps it alive. False: there is none.
  func keep(_ path: String) -> Bool {
    guard let state = FileState(path) else { return false }
    if state.changed < FileState.now - Self.day { utimes(path, nil) }
    return true
  }

  /// A path to write to, for `store`, or for a file that nobody keeps.
  public func scratch(_ kind: String) throws(CCompilerFailure) -> String {
    let name =
      "/scratch/\(ProcessInfo.processInfo.processIdentifier)-\(UInt64.random(in: 0 ... .max))"
    return try writable() + name + "." + kind
  }

  /// Makes a file that was written an entry; answers its path.
  func store(_ scratch: String, _ key: String, _ kind: String) throws(CCompilerFailure) -> String {
    let path = Self.place(try writable(), key, kind)
    let folder = (path as NSString).deletingLastPathComponent
    if mkdir(folder, 0o777) != 0 && errno != EEXIST || rename(scratch, path) != 0 {
      giveUp("\(path): \(String(cString: strerror(errno)))")
      // It may be used where it is.
      return scratch
    }
    return path
  }

  /// Writes an entry of a few bytes, if there is a cache.
  func store(text: String, _ key: String, _ kind: String) {
    guard isKept, let place = try? scratch(kind) else { return }
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: place))
      _ = try store(place, key, kind)
    } catch {
      unlink(place)
      giveUp("\(place): \(error)")
    }
  }

  private static func place(_ root: String, _ key: String, _ kind: String) -> String {
    "\(root)/\(key.prefix(2))/\(key).\(kind)"
  }

  /// The cache's directory, or one of this process alone.
  private func writable() throws(CCompilerFailure) -> String {
    if let target { return target }
    if let temporary { return temporary }
    let folder =
      FileManager.default.temporaryDirectory.path
      + "/tricolor-\(ProcessInfo.processInfo.processIdentifier)"
    do {
      try FileManager.default.createDirectory(
        atPath: folder + "/scratch", withIntermediateDirectories: true)
    } catch {
      throw CCompilerFailure(description: "\(folder): \(String(cString: strerror(errno)))")
    }
    temporary = folder
    return folder
  }

  // MARK: - The end of a build

  /// Removes what was made for this process alone. Loaded libraries stay mapped.
  public func removeTemporaries() {
    if let temporary { try? FileManager.default.removeItem(atPath: temporary) }
    temporary = nil
  }

  /// Removes old entries, once a day.
  func trim() {
    guard isKept, let root else { return }
    let mark = root + "/trimmed"
    let now = FileState.now
    if let state = FileState(mark), state.changed > now - Self.day { return }
    _ = FileManager.default.createFile(atPath: mark, contents: Data())
    for folder in (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [] {
      let path = root + "/" + folder
      let days = folder == "scratch" ? 1 : Self.entryDays
      for entry in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] {
        let file = path + "/" + entry
        if let state = FileState(file), state.changed < now - days * Self.day { unlink(file) }
      }
    }
  }
}
