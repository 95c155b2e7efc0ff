// Which files a `//go:embed` pattern means, and the complaints of `go build` about it.
//
// A pattern is a path with the wildcards of Go's `path.Match`, relative to the package's directory.
// A directory stands for the files below it, less those that begin with `.` or `_` unless the
// pattern begins with `all:`, and less modules of their own.
import GoSyntax

/// Why a pattern embeds nothing.
struct EmbedFailure: Error {
  /// In the words of `go build`.
  var message: String
}

/// Resolves patterns in one directory.
struct EmbeddedFiles {
  let directory: String
  let files: FileSystem

  /// The files that a pattern means, relative to the directory, sorted. Costs the reading of the
  /// directories on the way.
  func resolve(_ pattern: String) throws(EmbedFailure) -> [String] {
    var glob: Substring = pattern[...]
    let takesAll: Bool = glob.hasPrefix("all:")
    if takesAll { glob = glob.dropFirst(4) }
    let elements: [Substring] = glob.split(separator: "/", omittingEmptySubsequences: false)
    let isPath: Bool = elements.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    guard isPath, elements.allSatisfy(GlobPattern.isValid) else {
      throw EmbedFailure(message: "invalid pattern syntax")
    }
    var found: Set<String> = []
    let matches: [String] = matching(elements)
    for match in matches { try take(match, takesAll, into: &found) }
    if matches.isEmpty { throw EmbedFailure(message: "no matching files found") }
    return found.sorted()
  }

  /// The paths that match, element by element.
  private func matching(_ elements: [Substring]) -> [String] {
    var paths: [String] = [""]
    for element in elements {
      var next: [String] = []
      for path in paths {
        guard let entries = try? files.list(full(path)) else { continue }
        for entry in entries where GlobPattern.matches(element, entry.name[...]) {
          next.append(path.isEmpty ? entry.name : "\(path)/\(entry.name)")
        }
      }
      paths = next
    }
    return paths
  }

  private func full(_ path: String) -> String { path.isEmpty ? directory : "\(directory)/\(path)" }

  private func take(
    _ match: String, _ takesAll: Bool, into found: inout Set<String>
  ) throws(EmbedFailure) {
    let kind: FileSystem.Kind = files.kind(full(match))
    let what: String = kind == .directory ? "directory" : "file"
    func fail(_ reason: String) -> EmbedFailure {
      EmbedFailure(message: "cannot embed \(what) \(match): \(reason)")
    }
    // Neither the match nor a directory on the way may be another module's, or have a name that no
    // module can hold.
    var path = match
    while !path.isEmpty && path != "." {
      let isElement: Bool = path != match || kind == .directory
      if isElement && files.isFile("\(full(path))/go.mod") { throw fail("in different module") }
      let name: String = Paths.base(path)
      if !Self.isGoodName(name) { throw fail("invalid name \(name)") }
      path = Paths.directory(path)
    }
    switch kind {
    case .file: found.insert(match)
    case .directory:
      let count: Int = found.count
      var isAny = false
      walk(match, takesAll, into: &found, &isAny)
      if !isAny && found.count == count { throw fail("contains no embeddable files") }
    case .other, .nothing:
      throw EmbedFailure(message: "cannot embed irregular file \(match)")
    }
  }

  /// Takes the files below a directory.
  private func walk(
    _ path: String, _ takesAll: Bool, into found: inout Set<String>, _ isAny: inout Bool
  ) {
    guard let entries = try? files.list(full(path)) else { return }
    for entry in entries {
      let isHidden: Bool = entry.name.hasPrefix(".") || entry.name.hasPrefix("_")
      if !Self.isGoodName(entry.name) || (isHidden && !takesAll) { continue }
      let inner = "\(path)/\(entry.name)"
      switch files.kind(full(inner)) {
      case .directory:
        if !files.isFile("\(full(inner))/go.mod") { walk(inner, takesAll, into: &found, &isAny) }
      case .file:
        isAny = true
        found.insert(inner)
      case .other, .nothing: break
      }
    }
  }

  /// Whether a name may stand in a module: letters, digits and some signs, and not a directory in
  /// which version control keeps its own.
  private static func isGoodName(_ name: String) -> Bool {
    if [".bzr", ".hg", ".git", ".svn"].contains(name) || name.hasSuffix(".") { return false }
    let signs: Set<Unicode.Scalar> = Set("!#$%&()+,-.=@[]^_{}~ ".unicodeScalars)
    return !name.isEmpty
      && name.unicodeScalars.allSatisfy { scalar in
        if scalar.isASCII {
          return signs.contains(scalar) || scalar.properties.isAlphabetic
            || ("0"..."9").contains(scalar)
        }
        return scalar.properties.isAlphabetic
      }
  }
}

/// Patterns of one path element: `*`, `?`, classes in brackets, and `\` in front of a sign that is
/// meant as it stands.
enum GlobPattern {
  /// Whether the pattern is well formed.
  static func isValid(_ pattern: Substring) -> Bool { parse(pattern) != nil }

  /// Whether a well-formed pattern matches a whole name.
  static func matches(_ pattern: Substring, _ name: Substring) -> Bool {
    guard let parts = parse(pattern) else { return false }
    return matches(parts[...], Array(name.unicodeScalars)[...])
  }

  private enum Part {
    case text(Unicode.Scalar)
    case anything
    case one
    case range(isNegated: Bool, [ClosedRange<Unicode.Scalar>])
  }

  private static func matches(
    _ parts: ArraySlice<Part>, _ name: ArraySlice<Unicode.Scalar>
  ) -> Bool {
    guard let part = parts.first else { return name.isEmpty }
    let rest: ArraySlice<Part> = parts.dropFirst()
    if case .anything = part {
      return (name.startIndex...name.endIndex).contains { matches(rest, name[$0...]) }
    }
    guard let scalar = name.first, isOne(part, scalar) else { return false }
    return matches(rest, name.dropFirst())
  }

  private static func isOne(_ part: Part, _ scalar: Unicode.Scalar) -> Bool {
    switch part {
    case .text(let wanted): return wanted == scalar
    case .anything, .one: return true
    case .range(let isNegated, let ranges):
      return ranges.contains { $0.contains(scalar) } != isNegated
    }
  }

  private static func parse(_ pattern: Substring) -> [Part]? {
    var parts: [Part] = []
    var rest: Substring.UnicodeScalarView = pattern.unicodeScalars
    while let scalar = rest.popFirst() {
      switch scalar {
      case "*": parts.append(.anything)
      case "?": parts.append(.one)
      case "\\":
        guard let next = rest.popFirst() else { return nil }
        parts.append(.text(next))
      case "[":
        guard let part = bracket(&rest) else { return nil }
        parts.append(part)
      default: parts.append(.text(scalar))
      }
    }
    return parts
  }

  /// What stands between brackets; the opening one is taken.
  private static func bracket(_ rest: inout Substring.UnicodeScalarView) -> Part? {
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    let isNegated: Bool = rest.first == "^"
    if isNegated { rest.removeFirst() }
    func bound(_ rest: inout Substring.UnicodeScalarView) -> Unicode.Scalar? {
      guard let scalar = rest.popFirst(), scalar != "-", scalar != "]" else { return nil }
      return scalar == "\\" ? rest.popFirst() : scalar
    }
    while true {
      if rest.first == "]" && !ranges.isEmpty {
        rest.removeFirst()
        return .range(isNegated: isNegated, ranges)
      }
      guard let low = bound(&rest) else { return nil }
      var high: Unicode.Scalar = low
      if rest.first == "-" {
        rest.removeFirst()
        guard let end = bound(&rest) else { return nil }
        high = end
      }
      // A range that runs backwards holds nothing; Go's matcher takes it as well formed.
      if low <= high { ranges.append(low...high) } else { ranges.append("\0"..."\0") }
    }
  }
}

extension PackageLoader {
  /// Complains about the first pattern, in alphabetic order, that embeds nothing: `go build` tells
  /// one a package.
  func checkEmbeds(of package: LoadedPackage) {
    if package.isStandard { return }
    var patterns: [(text: String, position: SourcePosition)] = []
    for tree in package.files where imports(tree).contains(where: { $0.path == "embed" }) {
      for declaration in tree.declarations where tree.kind(declaration) == .varDeclaration {
        guard let pragma = tree.varDeclaration(declaration).pragma else { continue }
        for embed in tree.pragma(pragma).embeds {
          patterns += zip(embed.patterns, embed.places).map { ($0, $1) }
        }
      }
    }
    let resolver = EmbeddedFiles(directory: package.directory, files: files)
    for (text, position) in patterns.sorted(by: { ($0.text, $0.position) < ($1.text, $1.position) })
    {
      do {
        _ = try resolver.resolve(text)
      } catch {
        note("pattern \(text): \(error.message)", in: package, at: position)
        return
      }
    }
  }
}
