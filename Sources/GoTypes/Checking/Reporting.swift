// How the checker complains.
import GoSyntax

/// A complaint under construction: the first line has the place of the whole.
struct Complaint {
  let code: DiagnosticCode
  /// The program still has a meaning in spite of it.
  var isSoft = false
  private(set) var lines: [(position: SourcePosition, text: String)] = []

  init(_ code: DiagnosticCode) { self.code = code }

  /// Adds a line.
  mutating func add(_ position: SourcePosition, _ text: String) {
    lines.append((position, text))
  }

  /// Adds a line that says where another declaration of an object is, if that is known.
  mutating func addOtherDeclaration(of object: Object) {
    if object.position.isKnown {
      add(object.position, "other declaration of \(object.text)")
    }
  }
}

extension Checker {
  /// Reports an error at a place.
  func report(_ code: DiagnosticCode, at position: SourcePosition, _ text: String) {
    var complaint = Complaint(code)
    complaint.add(position, text)
    report(complaint)
  }

  /// Reports an error at the leftmost position of a node of the current file.
  func report(_ code: DiagnosticCode, at node: NodeID, _ text: String) {
    report(code, at: tree.start(of: node), text)
  }

  /// Reports an error in spite of which the program has a meaning.
  func reportSoft(_ code: DiagnosticCode, at position: SourcePosition, _ text: String) {
    var complaint = Complaint(code)
    complaint.isSoft = true
    complaint.add(position, text)
    report(complaint)
  }

  /// Reports an error in spite of which the program has a meaning.
  func reportSoft(_ code: DiagnosticCode, at node: NodeID, _ text: String) {
    reportSoft(code, at: tree.start(of: node), text)
  }

  /// Reports a complaint, unless it only follows from one that was reported before.
  func report(_ complaint: Complaint) {
    guard let first = complaint.lines.first else { return }
    if errorCount > 0, isFollowOn(first.text) { return }
    errorCount += 1
    var position = first.position
    // An expression that a constant inherits: complain about the constant.
    if environment.errorPosition.isKnown { position = environment.errorPosition }
    var text = first.text
    if complaint.code == .invalidSyntaxTree { text = "invalid syntax tree: " + text }
    let details = complaint.lines.dropFirst().map {
      Diagnostic.Detail(position: $0.position, message: $0.text)
    }
    if details.isEmpty { text += versionHint(text) }
    diagnostics.report(
      Diagnostic(
        position: position, code: complaint.code, message: text, isSoft: complaint.isSoft,
        details: details))
  }

  /// For a message that a feature requires a later version: where the version was chosen.
  private func versionHint(_ text: String) -> String {
    guard let start = text.firstRange(of: " requires go1."), text.hasSuffix(" or later"),
      text[start.upperBound...].dropLast(9).allSatisfy(\.isNumber)
    else { return "" }
    let version = environment.file.version
    if environment.file.tree.goVersion != nil {
      return " (file declares //go:build \(version))"
    }
    return " (-lang was set to \(version); check go.mod)"
  }

  /// Messages that speak of something invalid follow from an earlier error.
  private func isFollowOn(_ text: String) -> Bool {
    for phrase in ["invalid operand", "invalid type"] {
      if let range = text.firstRange(of: phrase), range.lowerBound > text.startIndex {
        return true
      }
    }
    return false
  }

  /// A type as messages print it in this package.
  func string(_ type: GoType) -> String {
    var writer = TypeWriter(qualifier: qualifier)
    writer.describePosition = { [sources] in sources.describe($0) }
    writer.write(type)
    return writer.text
  }

  /// Several types as messages print them: `[int, string]`.
  func string(_ types: [GoType]) -> String {
    "[" + types.map(string).joined(separator: ", ") + "]"
  }

  /// An object as messages print it in this package: `func f(x int)`, `var p.x T`.
  func string(_ object: Object) -> String { objectString(object, qualifier: qualifier) }

  /// A position as messages print it.
  func string(_ position: SourcePosition) -> String { sources.describe(position) }

  /// How messages qualify the objects of a package: not at all for the one being checked, with its
  /// name for others, with its quoted path if several packages have the name.
  var qualifier: Qualifier {
    { [self] other in
      if other === package { return "" }
      if packagePathsByName.isEmpty { collectPackagePaths(package) }
      if let paths = packagePathsByName[other.name], paths.count > 1 {
        return ConstantFormat.quoted(Array(other.path.utf8))
      }
      return other.name
    }
  }

  /// Notes the paths of a package and of all that it imports, by name.
  func collectPackagePaths(_ root: Package) {
    var pending = [root]
    while let next = pending.popLast() {
      guard seenPackages.insert(ObjectIdentifier(next)).inserted else { continue }
      packagePathsByName[next.name, default: []].insert(next.path)
      pending.append(contentsOf: next.imports)
    }
  }
}
