// The vocabulary of the tree: node numbers, node kinds, and the 16-byte record behind a node.
// How the tree is walked is told in SyntaxTree.swift; what a kind's operands are, in the views
// (Declaration.swift, Expression.swift, TypeExpression.swift, Statement.swift).

/// A node of one `SyntaxTree`: an index into its records. Numbers mean nothing in another tree.
public struct NodeID: Hashable, Comparable, Sendable {
  /// The index of the record, at least 1.
  public let raw: UInt32

  /// Wraps an index.
  @inlinable
  public init(raw: UInt32) { self.raw = raw }

  /// A node, or nil for the zero that operands use for "absent".
  @inlinable
  init?(operand: UInt32) {
    if operand == 0 { return nil }
    raw = operand
  }

  /// In the order in which the parser finished the nodes: operands before their users, mostly.
  @inlinable
  public static func < (left: NodeID, right: NodeID) -> Bool { left.raw < right.raw }
}

/// What a node is. The comment says which place in the source is the node's position, where that
/// is not its first token; the type checker's messages depend on it.
public enum NodeKind: UInt8, Sendable {
  /// Record zero, never seen.
  case absent

  // Declarations; position: the name or, in `func`, the token after the keyword.
  case importDeclaration
  case constDeclaration
  case typeDeclaration
  case varDeclaration
  case functionDeclaration

  // Expressions.
  /// What could not be parsed.
  case badExpression
  case name
  case basicLiteral
  /// Position: the brace.
  case compositeLiteral
  /// Position: the colon.
  case keyValue
  case functionLiteral
  /// Kept in expressions, dropped in types.
  case parenthesized
  /// Position: the dot.
  case selector
  /// Also an instantiation. Position: the bracket.
  case index
  /// Position: the bracket.
  case slice
  /// Position: the dot.
  case typeAssertion
  /// Position: the dot.
  case typeSwitchGuard
  /// Also pointer types and `~T`.
  case unary
  /// Also unions. Position: the operator.
  case binary
  /// Also conversions. Position: the parenthesis.
  case call
  /// Two or more expressions with commas between them. Position: that of the first.
  case list

  // Types.
  case arrayType
  case sliceType
  /// `...T` of a last parameter.
  case dotsType
  case structType
  case interfaceType
  /// Position: behind `func`.
  case functionType
  case mapType
  case channelType
  /// A field, parameter, type parameter, method or embedded element.
  case field

  // Statements.
  case emptyStatement
  /// Position: the colon.
  case labeledStatement
  case block
  case expressionStatement
  /// Position: the arrow.
  case sendStatement
  case declarationStatement
  /// `=`, `:=` and `op=`. Position: the operator.
  case assignment
  /// `++` and `--`. Position: the operator.
  case incrementDecrement
  case branchStatement
  /// `go` and `defer`.
  case callStatement
  case returnStatement
  case ifStatement
  case forStatement
  case switchStatement
  case selectStatement
  /// Position: the keyword `range`.
  case rangeClause
  case caseClause
  case communicationClause

  /// Whether this is one of the five declarations.
  @inlinable
  public var isDeclaration: Bool {
    rawValue >= NodeKind.importDeclaration.rawValue
      && rawValue <= NodeKind.functionDeclaration.rawValue
  }

  /// Whether this is an expression or a type (the grammar does not always know which).
  @inlinable
  public var isExpression: Bool {
    rawValue >= NodeKind.badExpression.rawValue && rawValue <= NodeKind.channelType.rawValue
  }

  /// Whether this is a statement, clauses aside.
  @inlinable
  public var isStatement: Bool {
    rawValue >= NodeKind.emptyStatement.rawValue
      && rawValue <= NodeKind.selectStatement.rawValue
  }
}

/// One node as stored. `a` and `b` are node numbers, indices into the tree's `extra` words, names
/// or lengths, as the kind's view says.
struct NodeRecord: Sendable {
  /// What the node is.
  var kind: NodeKind
  /// Operator, direction, literal kind or a truth value, as the kind's view says.
  var flags: UInt8
  /// Not used by most kinds; a second small operand.
  var aux: UInt16
  /// The raw position.
  var position: UInt32
  var a: UInt32
  var b: UInt32

  init(
    _ kind: NodeKind, at position: SourcePosition, a: UInt32 = 0, b: UInt32 = 0,
    flags: UInt8 = 0, aux: UInt16 = 0
  ) {
    self.kind = kind
    self.flags = flags
    self.aux = aux
    self.position = position.raw
    self.a = a
    self.b = b
  }
}

/// A list of nodes of one tree, without reference counting: it looks into the tree's memory, or
/// holds the one node itself. Valid as long as the tree.
public struct NodeList: RandomAccessCollection, @unchecked Sendable {
  @usableFromInline let words: UnsafePointer<UInt32>?
  @usableFromInline let single: UInt32
  /// How many nodes there are.
  public let count: Int

  /// The list of nothing.
  public static let empty = NodeList(words: nil, count: 0)

  /// A list in the tree's memory: `count` node numbers from `words` on.
  @inlinable
  init(words: UnsafePointer<UInt32>?, count: Int) {
    self.words = words
    self.single = 0
    self.count = count
  }

  /// The list of one node.
  @inlinable
  public init(_ node: NodeID) {
    words = nil
    single = node.raw
    count = 1
  }

  @inlinable
  public var startIndex: Int { 0 }

  @inlinable
  public var endIndex: Int { count }

  @inlinable
  public subscript(position: Int) -> NodeID {
    precondition(position >= 0 && position < count, "index out of a node list")
    guard let words else { return NodeID(raw: single) }
    return NodeID(raw: words[position])
  }
}
