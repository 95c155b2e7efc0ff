// The parser: from the tokens of one file to its tree. This file has the state, the way in, and
// the file as a whole; each chapter of the grammar has a file `Parser+….swift`.
//
// It is a recursive descent that decides by the current token, and by cmd/compile's rules where
// the grammar is ambiguous: `xnest` tells whether `{` may open a composite literal, a type
// parameter list is told from an array length by parsing an expression and taking it apart.
// After a syntax error it skips to a token at which a statement or declaration can begin
// (`advance(to:)`) and goes on, so one file can have several errors, with Go's wording.
//
// Depth: each nested construct passes through `enter()`. Too deep a nesting is an error and ends
// the file; it never ends the program.

/// What the parser is to know about the package that a file belongs to.
public struct ParserOptions: Sendable {
  /// The file is part of Go's own library: directives that others may not use are allowed, and
  /// unknown ones are errors.
  public var isStandardLibrary = false
  /// The file is part of the run-time packages, whose directives nobody else may use.
  public var isRuntime = false
  /// What other files of the package declare in this one's place: the tree comes without it.
  public var replacement = Replacement()
  /// How deeply constructs may nest. A higher limit needs a larger stack in all later stages.
  public var depthLimit = 10_000
  /// How long a chain `a + b + …` or `x.y().z()…` may be: it nests to the left in the tree.
  public var chainLimit = 50_000

  /// An ordinary package.
  public init() {}
}

/// Parses one file.
public struct Parser: ~Copyable {
  let file: SourceFile
  let names: NameTable
  let options: ParserOptions
  var scanner: Scanner
  var builder: TreeBuilder

  /// Complaints in the order of discovery.
  var diagnostics: [Diagnostic] = []
  /// Messages that quote a node, completed when the tree exists: the index of the diagnostic.
  var lateMessages: [(index: Int, text: @Sendable (SyntaxTree) -> String)] = []
  /// How many errors there were; unlike the count of `diagnostics`, never reduced.
  var errorCount = 0

  /// Still above the package clause.
  var isAtTop = true
  /// How many function bodies the current token is in.
  var functionDepth = 0
  /// At least zero when `{` may open a composite literal; -1 in the header of a statement.
  var expressionLevel = 0
  /// How many constructs are open.
  var depth = 0
  /// Checked when `depth` grows large; made then.
  var stackGuard: StackGuard?

  /// Nodes of lists under construction, innermost last.
  var scratch: [UInt32] = []
  /// Parameters of lists under construction, innermost last.
  var drafts: [ParameterDraft] = []
  /// Bodies whose labels and branches are to be checked, with the number of diagnostics so far.
  var bodies: [(body: NodeID, diagnosticCount: Int)] = []
  var groupCount: UInt32 = 0

  /// Directives that wait for their declaration.
  var pragma: Pragma?
  var pragmas: [Pragma] = []
  var linknames: [Linkname] = []
  var cgoDirectives: [CgoDirective] = []
  var goVersion: String?

  private init(_ file: SourceFile, names: NameTable, options: ParserOptions) {
    self.file = file
    self.names = names
    self.options = options
    scanner = Scanner(file.bytes)
    builder = TreeBuilder(bytes: file.bytes.count)
    file.removeDirectives()
  }

  /// Parses a file. Always gives a tree; after errors it has what could be understood, and
  /// without a correct package clause no declarations.
  ///
  /// Errors go to `sink` in the order of discovery. About 0.2 µs a byte in a release build.
  public static func parse(
    _ file: SourceFile, names: NameTable, options: ParserOptions = ParserOptions(),
    sink: any DiagnosticSink
  ) -> SyntaxTree {
    var parser = Parser(file, names: names, options: options)
    parser.next()
    let root: SyntaxTree.Root = parser.parseFile()
    return parser.finish(root, sink)
  }

  /// Makes the tree, checks branches, completes and reports the diagnostics.
  private consuming func finish(
    _ root: SyntaxTree.Root, _ sink: any DiagnosticSink
  ) -> SyntaxTree {
    var found: [Diagnostic] = diagnostics
    let late = lateMessages
    let bodies = bodies
    let tree = SyntaxTree(builder: builder, root: root)
    for message in late { found[message.index].message = message.text(tree) }
    var reported = 0
    for (body, count) in bodies {
      while reported < count {
        sink.report(found[reported])
        reported += 1
      }
      BranchChecker.check(body, of: tree, sink)
    }
    for diagnostic in found[reported...] { sink.report(diagnostic) }
    return tree
  }

  // MARK: The file

  // SourceFile = PackageClause ";" { ImportDecl ";" } { TopLevelDecl ";" } .
  private mutating func parseFile() -> SyntaxTree.Root {
    let position: SourcePosition = position
    isAtTop = false
    guard got(.packageKeyword) else {
      syntaxError("package statement must be first")
      return root(position, packageName: nil, declarations: 0, pragma: nil)
    }
    let filePragma: UInt32 = takePragma()
    let packageName: NodeID = name()
    want(.semicolon)
    // Nothing good can follow a wrong package clause.
    if errorCount > 0 {
      return root(position, packageName: nil, declarations: 0, pragma: nil)
    }
    let mark: Int = scratch.count
    topLevelDeclarations()
    clearPragma()
    let declarations: UInt32 = takeList(from: mark)
    return root(
      position, packageName: packageName, declarations: declarations,
      pragma: PragmaID(operand: filePragma))
  }

  private func root(
    _ position: SourcePosition, packageName: NodeID?, declarations: UInt32, pragma: PragmaID?
  ) -> SyntaxTree.Root {
    SyntaxTree.Root(
      source: file, names: names, packageName: packageName, packagePosition: position,
      endOfFile: self.position, declarations: declarations, goVersion: goVersion,
      packagePragma: pragma, linknames: linknames, cgoDirectives: cgoDirectives,
      pragmas: pragmas, hasErrors: errorCount > 0, replacement: options.replacement)
  }

  private static let declarationStarts = TokenSet(
    .importKeyword, .constKeyword, .typeKeyword, .varKeyword, .funcKeyword)

  private mutating func topLevelDeclarations() {
    var previous: TokenKind = .importKeyword
    while token != .endOfFile {
      if token == .importKeyword && previous != .importKeyword {
        syntaxError("imports must appear before other declarations")
      }
      previous = token
      if !topLevelDeclaration() { continue }
      // Before the token behind the semicolon is read: the comments there belong to what follows.
      clearPragma()
      if token != .endOfFile && !got(.semicolon) {
        syntaxError("after top level declaration")
        advance(to: Self.declarationStarts)
      }
    }
  }

  /// Appends the declarations at the current token to `scratch`; false when there are none, and
  /// that is reported and skipped.
  private mutating func topLevelDeclaration() -> Bool {
    switch token {
    case .importKeyword:
      next()
      declarationGroup { $0.importDeclaration(group: $1) }
    case .constKeyword:
      next()
      declarationGroup { $0.constDeclaration(group: $1) }
    case .typeKeyword:
      next()
      declarationGroup { $0.typeDeclaration(group: $1) }
    case .varKeyword:
      next()
      declarationGroup { $0.varDeclaration(group: $1) }
    case .funcKeyword:
      next()
      scratch.append(functionDeclaration().raw)
    default:
      if token == .leftBrace, let last = scratch.last, isBodiless(NodeID(raw: last)) {
        syntaxError("unexpected semicolon or newline before {")
      } else {
        syntaxError("non-declaration statement outside function body")
      }
      advance(to: Self.declarationStarts)
      return false
    }
    return true
  }

  private func isBodiless(_ node: NodeID) -> Bool {
    let record = builder[node]
    return record.kind == .functionDeclaration && builder[word: record.a + 3] == 0
  }
}
