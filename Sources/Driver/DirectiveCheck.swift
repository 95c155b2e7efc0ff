// What is wrong with compiler directives and bodiless functions in a package that has types: the
// complaints that Go's compiler makes after type-checking.
import GoSyntax
import GoTypes

/// Checks the directives of a package without type errors.
struct DirectiveCheck {
  private let package: LoadedPackage
  private let types: Package
  private let language: GoVersion
  private let names: NameTable
  private let sink: any DiagnosticSink
  /// The local names that linkname directives give a body to.
  private var linked: Set<Name> = []
  private var allowsMissingBodies = false

  static func check(
    _ package: LoadedPackage, _ types: Package, _ language: GoVersion, _ names: NameTable,
    _ sink: any DiagnosticSink, allowsMissingBodies: Bool
  ) {
    var check = DirectiveCheck(
      package: package, types: types, language: language, names: names, sink: sink)
    check.allowsMissingBodies = allowsMissingBodies
    for tree in package.files { check.checkDeclarations(tree) }
    for tree in package.files { check.checkLinknames(tree) }
    for tree in package.files { check.checkFunctions(tree) }
  }

  private init(
    package: LoadedPackage, types: Package, language: GoVersion, names: NameTable,
    sink: any DiagnosticSink
  ) {
    self.package = package
    self.types = types
    self.language = language
    self.names = names
    self.sink = sink
  }

  private func report(_ position: SourcePosition, _ message: String) {
    sink.error(position, .directive, message)
  }

  private func imports(_ tree: SyntaxTree, _ path: String) -> Bool {
    tree.declarations.contains { node in
      guard tree.kind(node) == .importDeclaration,
        let literal = tree.importDeclaration(node).path, let value = tree.stringValue(literal)
      else { return false }
      return value == Array(path.utf8)
    }
  }

  // MARK: Directives that wait for a declaration

  private func checkDeclarations(_ tree: SyntaxTree) {
    checkPragma(tree, tree.packagePragma, allowed: .build, allowsEmbed: false)
    let importsEmbed: Bool = imports(tree, "embed")
    for declaration in tree.declarations {
      tree.walk(declaration) { node in
        visit(node, tree, importsEmbed, isLocal: node != declaration)
        return true
      }
    }
  }

  private func visit(_ node: NodeID, _ tree: SyntaxTree, _ importsEmbed: Bool, isLocal: Bool) {
    switch tree.kind(node) {
    case .importDeclaration:
      checkPragma(tree, tree.importDeclaration(node).pragma, allowed: [], allowsEmbed: false)
    case .constDeclaration:
      checkPragma(tree, tree.constDeclaration(node).pragma, allowed: [], allowsEmbed: false)
    case .typeDeclaration:
      checkPragma(tree, tree.typeDeclaration(node).pragma, allowed: [], allowsEmbed: false)
    case .functionDeclaration:
      checkPragma(
        tree, tree.functionDeclaration(node).pragma, allowed: .ofFunctions, allowsEmbed: false)
    case .varDeclaration:
      let view = tree.varDeclaration(node)
      checkPragma(tree, view.pragma, allowed: [], allowsEmbed: true)
      if let pragma = view.pragma, let embed = tree.pragma(pragma).embeds.first,
        let complaint = complaint(aboutEmbed: view, importsEmbed, isLocal: isLocal)
      {
        report(embed.position, complaint)
      }
    default:
      break
    }
  }

  private func checkPragma(
    _ tree: SyntaxTree, _ id: PragmaID?, allowed: PragmaFlags, allowsEmbed: Bool
  ) {
    guard let id else { return }
    let pragma: Pragma = tree.pragma(id)
    for place in pragma.places where !place.flags.subtracting(allowed).isEmpty {
      report(place.position, "misplaced compiler directive")
    }
    if allowsEmbed { return }
    for embed in pragma.embeds { report(embed.position, "misplaced go:embed directive") }
  }

  private func complaint(
    aboutEmbed view: VarDeclarationSyntax, _ importsEmbed: Bool, isLocal: Bool
  ) -> String? {
    if !importsEmbed {
      return "go:embed requires import \"embed\" (or import _ \"embed\", if package is not used)"
    }
    if view.names.count > 1 { return "go:embed cannot apply to multiple vars" }
    if view.values != nil { return "go:embed cannot apply to var with initializer" }
    if isLocal { return "go:embed cannot apply to var inside func" }
    if !language.allows(GoVersion(minor: 16)) {
      return "go:embed requires go1.16 or later (-lang was set to \(language); check go.mod)"
    }
    return nil
  }

  // MARK: Linknames

  private mutating func checkLinknames(_ tree: SyntaxTree) {
    let importsUnsafe: Bool = imports(tree, "unsafe")
    for linkname in tree.linknames {
      let directive: String = linkname.isStandard ? "go:linknamestd" : "go:linkname"
      if !importsUnsafe {
        report(
          linkname.position, "//\(directive) only allowed in Go files that import \"unsafe\"")
        continue
      }
      let target: String = linkname.target ?? ""
      if target.contains("[") && target.contains("]") {
        report(
          linkname.position, "//\(directive) reference of an instantiation is not allowed")
        continue
      }
      let name: Name = names.intern(linkname.local)
      let object: Object? = types.scope.lookup(name)
      if object is FuncObject || object is VarObject {
        if !linked.insert(name).inserted {
          report(linkname.position, "duplicate //\(directive) for \(linkname.local)")
        }
      } else if language.allows(GoVersion(minor: 18)) {
        report(
          linkname.position, "//\(directive) must refer to declared function or variable")
      }
    }
  }

  // MARK: Functions

  private func checkFunctions(_ tree: SyntaxTree) {
    for node in tree.declarations where tree.kind(node) == .functionDeclaration {
      let view = tree.functionDeclaration(node)
      let flags: PragmaFlags = view.pragma.map { tree.pragma($0).flags } ?? []
      let at: SourcePosition = tree.position(node)
      if flags.contains(.systemStack) && flags.contains(.noSplit) {
        report(at, "go:nosplit and go:systemstack cannot be combined")
      }
      if view.body != nil {
        if flags.contains(.noEscape) {
          report(at, "can only use //go:noescape with external func implementations")
        }
        if flags.contains(.uintptrKeepAlive) && !flags.contains(.uintptrEscapes)
          && !flags.contains(.noSplit)
        {
          report(at, "go:uintptrkeepalive requires go:nosplit")
        }
      } else if (package.isComplete && !allowsMissingBodies)
        || tree.name(view.name) == .initFunction
      {
        let isLinked: Bool = view.receiver == nil && linked.contains(tree.name(view.name))
        if !isLinked { report(at, "missing function body") }
      }
    }
  }
}
