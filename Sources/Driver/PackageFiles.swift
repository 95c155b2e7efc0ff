// Choosing and parsing the files of one directory.
import GoSyntax

/// The files of a directory, sorted into those that the build takes and those that it does not.
struct PackageFiles {
  /// The files that the build takes, by name, with their bytes.
  var go: [(name: String, bytes: [UInt8])] = []
  /// The names of those among them that supplement the package: their declarations win.
  var supplements: Set<String> = []
  /// Whether the build takes files of other languages.
  var hasOtherSources = false
  /// Go files that constraints keep out.
  var excludedCount = 0
  /// Test files, which no build takes.
  var testCount = 0
  /// What is wrong with headers or with reading.
  var problems: [String] = []

  /// Chooses from a directory.
  init(directory: String, target: BuildTarget, files: FileSystem) {
    let entries: [FileSystem.Entry]
    do {
      entries = try files.list(directory)
    } catch {
      problems.append("\(error)")
      return
    }
    for entry in entries where !entry.isDirectory {
      choose(entry.name, target) { () throws(FileError) -> [UInt8] in
        try files.read("\(directory)/\(entry.name)")
      }
    }
  }

  /// Chooses from the files of an overlay package.
  init(overlay: [String: [UInt8]], target: BuildTarget) {
    for name in overlay.keys.sorted() {
      choose(name, target) { () throws(FileError) -> [UInt8] in overlay[name] ?? [] }
    }
  }

  /// Adds those files of a supplement that the build takes, in place of those of the same names.
  mutating func supplement(with files: [String: [UInt8]], target: BuildTarget) {
    let own = go
    go = []
    for name in files.keys.sorted() {
      choose(name, target) { () throws(FileError) -> [UInt8] in files[name] ?? [] }
    }
    supplements = Set(go.map(\.name))
    go += own.filter { !supplements.contains($0.name) }
    // What was written in assembly is there, or is missed where it is called.
    hasOtherSources = true
  }

  private mutating func choose(
    _ name: String, _ target: BuildTarget, _ read: () throws(FileError) -> [UInt8]
  ) {
    guard !name.hasPrefix("_"), !name.hasPrefix(".") else { return }
    let isGo: Bool = name.hasSuffix(".go")
    guard isGo || name.hasSuffix(".s") else { return }
    if name.hasSuffix("_test.go") {
      testCount += 1
      return
    }
    guard target.matches(fileName: name) else {
      if isGo { excludedCount += 1 }
      return
    }
    do {
      let bytes: [UInt8] = try read()
      let header: FileHeader
      let isWanted: Bool
      do {
        header = try FileHeader(bytes)
        isWanted = try header.isSatisfied(by: target)
      } catch {
        problems.append("\(name): \(error.message)")
        return
      }
      if !isWanted {
        if isGo { excludedCount += 1 }
      } else if isGo {
        go.append((name, bytes))
      } else {
        hasOtherSources = true
      }
    } catch {
      problems.append("\(error)")
    }
  }
}
