// Parsing a text in a test, and looking at what came out.
import GoSyntax

/// A parsed text with everything that was reported.
struct ParsedFile {
  let sources = SourceSet()
  let names = NameTable()
  let tree: SyntaxTree
  let diagnostics: [Diagnostic]

  init(_ text: String, path: String = "test.go", options: ParserOptions = ParserOptions()) throws {
    try self.init(bytes: Array(text.utf8), path: path, options: options)
  }

  init(bytes: [UInt8], path: String = "test.go", options: ParserOptions = ParserOptions()) throws {
    let file = try sources.add(path: path, text: bytes)
    let sink = DiagnosticCollector()
    tree = Parser.parse(file, names: names, options: options, sink: sink)
    diagnostics = sink.diagnostics
  }

  /// A function body around statements, so that a test needs not repeat it.
  init(body: String) throws {
    try self.init("package p\nfunc _() {\n\(body)\n}\n")
  }

  /// A variable declaration around an expression.
  init(expression: String) throws {
    try self.init("package p\nvar _ = \(expression)\n")
  }

  /// The messages as `line:column: message`, in the order of discovery.
  var messages: [String] {
    diagnostics.map { diagnostic in
      guard let place = sources.location(of: diagnostic.position) else {
        return diagnostic.message
      }
      return "\(place.line):\(place.column): \(diagnostic.message)"
    }
  }

  /// The value of the first variable declaration.
  var expression: NodeID? {
    for declaration in tree.declarations where tree.kind(declaration) == .varDeclaration {
      return tree.varDeclaration(declaration).values
    }
    return nil
  }

  /// The first value, written as messages quote it.
  var expressionText: String { expression.map { tree.text(of: $0) } ?? "" }

  /// `line:column` of a position.
  func place(_ position: SourcePosition) -> String {
    guard let place = sources.location(of: position) else { return "-" }
    return "\(place.line):\(place.column)"
  }

  /// All nodes of a kind, in the order of the source.
  func nodes(_ kind: NodeKind) -> [NodeID] {
    var found: [NodeID] = []
    for declaration in tree.declarations {
      tree.walk(declaration) { node in
        if tree.kind(node) == kind { found.append(node) }
        return true
      }
    }
    return found
  }
}
