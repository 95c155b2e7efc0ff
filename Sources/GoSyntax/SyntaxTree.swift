// The tree of one file, and the front door of this module.
//
// A tree is two arrays. `records` has 16 bytes a node: kind, flags, position, two operands.
// `extra` has the words that do not fit: lists and the third and further operands. A node is its
// index in `records` (`NodeID`); nothing in the tree is a class instance, so walking it counts no
// references. The tree object owns both arrays; whoever holds a `NodeList` keeps the tree.
//
// How to walk it.
//  1. Ask for the kind: `switch tree.kind(node) { case .call: … }`.
//  2. Ask for the view of that kind: `let call = tree.call(node)`; it is a plain struct whose
//     fields are node numbers, lists and flags: `call.function`, `call.arguments`,
//     `call.hasEllipsis`. Asking for the view of another kind stops the program.
//  3. Optional operands are `NodeID?`; lists are `NodeList`, a random-access collection.
//  4. What has one expression or several (both sides of an assignment, the results of a return,
//     the cases of a clause, the arguments of an index) is one node, of kind `.list` when there
//     are several; `tree.elements(node)` gives the list in either case.
//  5. `tree.forEachChild(of:)` visits the children of any kind in the order of the source.
//
// The views are in Declaration.swift, Expression.swift, TypeExpression.swift, Statement.swift. The
// root is not a node: `tree.packageName`, `tree.declarations`, `tree.endOfFile`.
//
// Conventions that the type checker relies on, and that are cmd/compile's:
//  - The position of a node is a token that is typical for it, not always its first; `NodeKind`
//    says which. `tree.start(of:)` is the leftmost position, `tree.end(of:)` roughly the end.
//    Messages are placed at `start(of:)`, as `go build` does.
//  - Parentheses are kept in expressions and dropped in types; `tree.unparenthesized(_:)` looks
//    through them.
//  - `a, b T` in a field or parameter list gives two fields with the *same* type node.
//  - A pointer type `*T` is `.unary` with `.multiply`; `~T` is `.unary` with `.tilde`; a union
//    `A | B` is `.binary` with `.or`; `T[A, B]` is `.index`. What they mean, only the checker can
//    tell.
//  - A missing name is `_`, a missing expression `.badExpression`, both after a syntax error.
//  - The members of one parenthesized group `const ( … )` share a group number, from 1.
//
// Side tables: what a stage learns about nodes goes into a `NodeMap<Value>(tree, repeating: …)`,
// a dense array indexed by `NodeID`. Trees are immutable; nobody writes into them after parsing.
//
// The way through the module: bytes → `Scanner` (tokens) → `Parser` (+ one file a chapter) →
// `TreeBuilder` (records) → `SyntaxTree`. `BranchChecker` checks labels and jumps, `Printer`
// writes expressions the way messages quote them (`tree.text(of:)`), `Parser+Directives.swift`
// listens to `//line` and `//go:` comments.

/// The syntax tree of one file. Immutable; safe to read from several threads.
public final class SyntaxTree: @unchecked Sendable {
  /// The file that was parsed.
  public let source: SourceFile
  /// The table that the tree's names belong to.
  public let names: NameTable
  /// The name of the package clause; nil when the clause is missing or wrong, and then there are
  /// no declarations.
  public let packageName: NodeID?
  /// Where the package clause begins (the keyword).
  public let packagePosition: SourcePosition
  /// All declarations of the file; each spec of a group is one. Those that others of the package
  /// replace are not among them.
  public private(set) var declarations: NodeList
  /// Whether declarations were left out: imports may be unused then.
  public private(set) var isPartial = false
  /// The position behind the last byte.
  public let endOfFile: SourcePosition
  /// The go version that a `//go:build` line above the package clause asks for ("go1.21"); nil
  /// when it asks for none.
  public let goVersion: String?
  /// The directives in front of the package clause.
  public let packagePragma: PragmaID?
  /// All `//go:linkname` directives, in the order of the source.
  public private(set) var linknames: [Linkname]
  /// All `//go:cgo_*` directives, in the order of the source.
  public let cgoDirectives: [CgoDirective]
  /// How many node numbers there are, zero included: the size of a `NodeMap`.
  public let nodeCount: Int
  /// Whether the parser reported an error in this file.
  public let hasErrors: Bool

  let records: UnsafeMutablePointer<NodeRecord>
  let extra: UnsafeMutablePointer<UInt32>
  let pragmas: [Pragma]

  /// Takes over what a builder has made.
  init(builder: consuming TreeBuilder, root: Root) {
    source = root.source
    names = root.names
    packageName = root.packageName
    packagePosition = root.packagePosition
    endOfFile = root.endOfFile
    goVersion = root.goVersion
    packagePragma = root.packagePragma
    linknames = root.linknames
    cgoDirectives = root.cgoDirectives
    hasErrors = root.hasErrors
    pragmas = root.pragmas
    let finished = builder.finish()
    nodeCount = finished.recordCount
    records = finished.records
    extra = finished.extra
    declarations = Self.list(at: root.declarations, in: extra)
    if !root.replacement.isEmpty { leaveOut(root.replacement, at: Int(root.declarations)) }
  }

  /// Takes what is replaced out of the list of declarations, before anyone has seen the tree.
  private func leaveOut(_ replacement: Replacement, at list: Int) {
    linknames.removeAll { replacement.linknames.contains($0.local) }
    let kept = declarations.filter { !givesWay($0, to: replacement) }
    for declaration in kept {
      for node in namesGivingWay(declaration, to: replacement) {
        records[Int(node.raw)].a = Name.blank.raw
        isPartial = true
      }
    }
    guard kept.count < declarations.count else { return }
    isPartial = true
    extra[list] = UInt32(truncatingIfNeeded: kept.count)
    for (place, declaration) in kept.enumerated() { extra[list + 1 + place] = declaration.raw }
    declarations = Self.list(at: UInt32(truncatingIfNeeded: list), in: extra)
  }

  deinit {
    records.deallocate()
    extra.deallocate()
  }

  /// What the parser knows of a file beside its nodes.
  struct Root {
    var source: SourceFile
    var names: NameTable
    var packageName: NodeID?
    var packagePosition: SourcePosition
    var endOfFile: SourcePosition
    var declarations: UInt32
    var goVersion: String?
    var packagePragma: PragmaID?
    var linknames: [Linkname]
    var cgoDirectives: [CgoDirective]
    var pragmas: [Pragma]
    var hasErrors: Bool
    var replacement: Replacement
  }

  /// What a node is.
  public func kind(_ node: NodeID) -> NodeKind { records[Int(node.raw)].kind }

  /// The position of a node, as `NodeKind` defines it.
  public func position(_ node: NodeID) -> SourcePosition {
    SourcePosition(raw: records[Int(node.raw)].position)
  }

  /// The directives with a number that a declaration of this tree carries.
  public func pragma(_ id: PragmaID) -> Pragma { pragmas[Int(id.raw)] }

  /// The elements of a list expression, or the one expression itself; nothing for nil.
  public func elements(_ node: NodeID?) -> NodeList {
    guard let node else { return .empty }
    let record = records[Int(node.raw)]
    return record.kind == .list ? list(at: record.a) : NodeList(node)
  }

  /// The expression without the parentheses around it.
  public func unparenthesized(_ node: NodeID) -> NodeID {
    var inner = node
    while kind(inner) == .parenthesized { inner = NodeID(raw: records[Int(inner.raw)].a) }
    return inner
  }

  /// The identifier that a `.name` node is.
  public func name(_ node: NodeID) -> Name {
    Name(raw: record(node, .name).a)
  }

  /// The identifier when the node is a plain name, parentheses aside; otherwise nil.
  public func plainName(_ node: NodeID) -> Name? {
    let inner = unparenthesized(node)
    return kind(inner) == .name ? Name(raw: records[Int(inner.raw)].a) : nil
  }

  /// The record of a node that must be of a kind.
  func record(_ node: NodeID, _ kind: NodeKind) -> NodeRecord {
    let record = records[Int(node.raw)]
    precondition(record.kind == kind, "the node is of another kind than its view")
    return record
  }

  /// A list stored at an index of `extra`: its count, then the nodes. Index zero is no list.
  func list(at index: UInt32) -> NodeList { Self.list(at: index, in: extra) }

  private static func list(at index: UInt32, in extra: UnsafeMutablePointer<UInt32>) -> NodeList {
    if index == 0 { return .empty }
    return NodeList(words: UnsafePointer(extra) + Int(index) + 1, count: Int(extra[Int(index)]))
  }

  /// Completes a branch statement; only the parser's last step does so, before anyone has the tree.
  func setBranchTarget(_ branch: NodeID, _ target: NodeID) {
    records[Int(branch.raw)].b = target.raw
  }

  /// The word at an index of `extra` as an optional node.
  func node(at index: Int) -> NodeID? { NodeID(operand: extra[index]) }

  /// The word at an index of `extra` as a node that the parser always sets.
  func requiredNode(at index: Int) -> NodeID { NodeID(raw: extra[index]) }
}
