// Views of the statements and their clauses.

/// `label: statement`
public struct LabeledStatementSyntax: Sendable {
  /// The label, a `.name` node.
  public var label: NodeID
  public var statement: NodeID
}

/// `{ statements }`
public struct BlockSyntax: Sendable {
  public var statements: NodeList
  /// The position of the closing brace.
  public var rightBrace: SourcePosition
}

/// `channel <- value`
public struct SendStatementSyntax: Sendable {
  public var channel: NodeID
  public var value: NodeID
}

/// `left = right`, `left := right`, `left op= right`
public struct AssignmentSyntax: Sendable {
  /// `.none` for `=`, `.define` for `:=`, otherwise the operator of `op=`.
  public var op: Operator
  /// One expression or a list.
  public var left: NodeID
  /// One expression or a list.
  public var right: NodeID

  /// Whether this is `:=`.
  public var isDefinition: Bool { op == .define }
}

/// `operand++` or `operand--`
public struct IncrementDecrementSyntax: Sendable {
  /// `.add` or `.subtract`.
  public var op: Operator
  public var operand: NodeID
}

/// The keyword of a branch.
public enum BranchKind: UInt8, Sendable {
  case `break`
  case `continue`
  case `fallthrough`
  case goto

  /// The keyword.
  public var spelling: String {
    switch self {
    case .break: return "break"
    case .continue: return "continue"
    case .fallthrough: return "fallthrough"
    case .goto: return "goto"
    }
  }
}

/// `break`, `continue`, `fallthrough`, `goto`
public struct BranchStatementSyntax: Sendable {
  public var kind: BranchKind
  /// The label, a `.name` node; nil when there is none.
  public var label: NodeID?
  /// Where control goes on: the labeled statement of a `goto`; the `for`, `switch` or `select`
  /// that a `break` or `continue` leaves or repeats. Nil for `fallthrough` and after errors.
  public var target: NodeID?
}

/// `go call` or `defer call`
public struct CallStatementSyntax: Sendable {
  /// Whether this is `defer`; otherwise it is `go`.
  public var isDefer: Bool
  /// What is called; the checker complains when it is no call.
  public var call: NodeID
}

/// `if initial; condition { then } else otherwise`
public struct IfStatementSyntax: Sendable {
  public var initial: NodeID?
  /// The condition; nil only after a syntax error.
  public var condition: NodeID?
  /// The block.
  public var then: NodeID
  /// A block or another if statement.
  public var otherwise: NodeID?
}

/// `for initial; condition; post { body }`, also `for … range … { body }`
public struct ForStatementSyntax: Sendable {
  /// A simple statement or a `.rangeClause`.
  public var initial: NodeID?
  public var condition: NodeID?
  public var post: NodeID?
  /// The block.
  public var body: NodeID
}

/// `switch initial; tag { clauses }`, also type switches.
public struct SwitchStatementSyntax: Sendable {
  public var initial: NodeID?
  /// An expression or a `.typeSwitchGuard`.
  public var tag: NodeID?
  /// The clauses, of kind `.caseClause`.
  public var clauses: NodeList
  /// The position of the closing brace.
  public var rightBrace: SourcePosition
}

/// `select { clauses }`
public struct SelectStatementSyntax: Sendable {
  /// The clauses, of kind `.communicationClause`.
  public var clauses: NodeList
  /// The position of the closing brace.
  public var rightBrace: SourcePosition
}

/// `left := range operand`
public struct RangeClauseSyntax: Sendable {
  /// One expression or a list; nil when nothing is assigned.
  public var left: NodeID?
  /// Whether there is a `:=`.
  public var isDefinition: Bool
  public var operand: NodeID
}

/// `case values:` or `default:` of a switch.
public struct CaseClauseSyntax: Sendable {
  /// One expression or a list; nil for `default`.
  public var values: NodeID?
  public var body: NodeList
  /// The position of the colon.
  public var colon: SourcePosition
}

/// `case communication:` or `default:` of a select.
public struct CommunicationClauseSyntax: Sendable {
  /// A simple statement; nil for `default`.
  public var communication: NodeID?
  public var body: NodeList
  /// The position of the colon.
  public var colon: SourcePosition
}

extension SyntaxTree {
  /// The view of a `.labeledStatement`.
  public func labeledStatement(_ node: NodeID) -> LabeledStatementSyntax {
    let record = record(node, .labeledStatement)
    return LabeledStatementSyntax(label: NodeID(raw: record.a), statement: NodeID(raw: record.b))
  }

  /// The view of a `.block`.
  public func block(_ node: NodeID) -> BlockSyntax {
    let record = record(node, .block)
    return BlockSyntax(
      statements: list(at: record.a), rightBrace: SourcePosition(raw: record.b))
  }

  /// The expression of an `.expressionStatement`.
  public func expressionStatement(_ node: NodeID) -> NodeID {
    NodeID(raw: record(node, .expressionStatement).a)
  }

  /// The view of a `.sendStatement`.
  public func sendStatement(_ node: NodeID) -> SendStatementSyntax {
    let record = record(node, .sendStatement)
    return SendStatementSyntax(channel: NodeID(raw: record.a), value: NodeID(raw: record.b))
  }

  /// The declarations of a `.declarationStatement`.
  public func declarationStatement(_ node: NodeID) -> NodeList {
    list(at: record(node, .declarationStatement).a)
  }

  /// The view of an `.assignment`.
  public func assignment(_ node: NodeID) -> AssignmentSyntax {
    let record = record(node, .assignment)
    return AssignmentSyntax(
      op: record.op, left: NodeID(raw: record.a), right: NodeID(raw: record.b))
  }

  /// The view of an `.incrementDecrement`.
  public func incrementDecrement(_ node: NodeID) -> IncrementDecrementSyntax {
    let record = record(node, .incrementDecrement)
    return IncrementDecrementSyntax(op: record.op, operand: NodeID(raw: record.a))
  }

  /// The view of a `.branchStatement`.
  public func branchStatement(_ node: NodeID) -> BranchStatementSyntax {
    let record = record(node, .branchStatement)
    // The kind was stored from a BranchKind.
    let kind = BranchKind(rawValue: record.flags) ?? .goto
    return BranchStatementSyntax(
      kind: kind, label: NodeID(operand: record.a), target: NodeID(operand: record.b))
  }

  /// The view of a `.callStatement`.
  public func callStatement(_ node: NodeID) -> CallStatementSyntax {
    let record = record(node, .callStatement)
    return CallStatementSyntax(isDefer: record.flags != 0, call: NodeID(raw: record.a))
  }

  /// The results of a `.returnStatement`: one expression or a list; nil when there are none.
  public func returnStatement(_ node: NodeID) -> NodeID? {
    NodeID(operand: record(node, .returnStatement).a)
  }

  /// The view of an `.ifStatement`.
  public func ifStatement(_ node: NodeID) -> IfStatementSyntax {
    // b: extra [condition, then, otherwise].
    let record = record(node, .ifStatement)
    let at = Int(record.b)
    return IfStatementSyntax(
      initial: NodeID(operand: record.a), condition: self.node(at: at),
      then: requiredNode(at: at + 1), otherwise: self.node(at: at + 2))
  }

  /// The view of a `.forStatement`.
  public func forStatement(_ node: NodeID) -> ForStatementSyntax {
    // b: extra [condition, post, body].
    let record = record(node, .forStatement)
    let at = Int(record.b)
    return ForStatementSyntax(
      initial: NodeID(operand: record.a), condition: self.node(at: at),
      post: self.node(at: at + 1), body: requiredNode(at: at + 2))
  }

  /// The view of a `.switchStatement`.
  public func switchStatement(_ node: NodeID) -> SwitchStatementSyntax {
    // b: extra [tag, right brace, clauses].
    let record = record(node, .switchStatement)
    let at = Int(record.b)
    return SwitchStatementSyntax(
      initial: NodeID(operand: record.a), tag: self.node(at: at),
      clauses: list(at: extra[at + 2]), rightBrace: SourcePosition(raw: extra[at + 1]))
  }

  /// The view of a `.selectStatement`.
  public func selectStatement(_ node: NodeID) -> SelectStatementSyntax {
    let record = record(node, .selectStatement)
    return SelectStatementSyntax(
      clauses: list(at: record.a), rightBrace: SourcePosition(raw: record.b))
  }

  /// The view of a `.rangeClause`.
  public func rangeClause(_ node: NodeID) -> RangeClauseSyntax {
    let record = record(node, .rangeClause)
    return RangeClauseSyntax(
      left: NodeID(operand: record.a), isDefinition: record.flags != 0,
      operand: NodeID(raw: record.b))
  }

  /// The view of a `.caseClause`.
  public func caseClause(_ node: NodeID) -> CaseClauseSyntax {
    // b: extra [colon, body].
    let record = record(node, .caseClause)
    let at = Int(record.b)
    return CaseClauseSyntax(
      values: NodeID(operand: record.a), body: list(at: extra[at + 1]),
      colon: SourcePosition(raw: extra[at]))
  }

  /// The view of a `.communicationClause`.
  public func communicationClause(_ node: NodeID) -> CommunicationClauseSyntax {
    // b: extra [colon, body].
    let record = record(node, .communicationClause)
    let at = Int(record.b)
    return CommunicationClauseSyntax(
      communication: NodeID(operand: record.a), body: list(at: extra[at + 1]),
      colon: SourcePosition(raw: extra[at]))
  }
}
