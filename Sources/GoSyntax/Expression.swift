// Views of the expressions. Types are in TypeExpression.swift.

/// A literal of a basic type.
public struct BasicLiteralSyntax: Sendable {
  /// What kind of literal.
  public var kind: LiteralKind
  /// Whether the scanner found it malformed and reported that.
  public var isBad: Bool
  /// The length of its text in bytes.
  public var length: Int
}

/// `Type{ elements }`
public struct CompositeLiteralSyntax: Sendable {
  /// The type; nil inside another literal where it is left out.
  public var type: NodeID?
  /// The elements; those with a key are `.keyValue`.
  public var elements: NodeList
  /// How many elements have a key.
  public var keyCount: Int
  /// The position of the closing brace.
  public var rightBrace: SourcePosition
}

/// `key: value` in a composite literal.
public struct KeyValueSyntax: Sendable {
  public var key: NodeID
  public var value: NodeID
}

/// `func(parameters) results { body }`
public struct FunctionLiteralSyntax: Sendable {
  /// The signature, of kind `.functionType`.
  public var type: NodeID
  /// The body, a block.
  public var body: NodeID
}

/// `operand.selector`
public struct SelectorSyntax: Sendable {
  public var operand: NodeID
  /// The selected name, a `.name` node.
  public var selector: NodeID
}

/// `operand[index]`, also an instantiation `operand[A, B]`.
public struct IndexSyntax: Sendable {
  public var operand: NodeID
  /// One expression or a list; see `SyntaxTree.elements(_:)`.
  public var index: NodeID
}

/// `operand[low:high:max]`
public struct SliceSyntax: Sendable {
  public var operand: NodeID
  public var low: NodeID?
  public var high: NodeID?
  public var max: NodeID?
  /// Whether there is a second colon.
  public var isFull: Bool
}

/// `operand.(type)`
public struct TypeAssertionSyntax: Sendable {
  public var operand: NodeID
  /// The asserted type.
  public var type: NodeID
}

/// `name := operand.(type)`, the tag of a type switch.
public struct TypeSwitchGuardSyntax: Sendable {
  /// The declared name; nil when there is none.
  public var name: NodeID?
  public var operand: NodeID
}

/// `op operand`
public struct UnarySyntax: Sendable {
  public var op: Operator
  public var operand: NodeID
}

/// `left op right`
public struct BinarySyntax: Sendable {
  public var op: Operator
  public var left: NodeID
  public var right: NodeID
}

/// `function(arguments)`, also a conversion.
public struct CallSyntax: Sendable {
  public var function: NodeID
  public var arguments: NodeList
  /// Whether `...` follows the last argument.
  public var hasEllipsis: Bool
}

extension SyntaxTree {
  /// The view of a `.basicLiteral`.
  public func basicLiteral(_ node: NodeID) -> BasicLiteralSyntax {
    let record = record(node, .basicLiteral)
    // The kind was stored from a LiteralKind.
    let kind = LiteralKind(rawValue: record.flags & 7) ?? .integer
    return BasicLiteralSyntax(kind: kind, isBad: record.flags & 8 != 0, length: Int(record.a))
  }

  /// The text of a `.basicLiteral` as it stands in the source, quotes included.
  public func literalText(_ node: NodeID) -> String {
    String(decoding: literalBytes(node), as: UTF8.self)
  }

  /// The bytes of a `.basicLiteral` as they stand in the source. Valid as long as the source file.
  public func literalBytes(_ node: NodeID) -> UnsafeBufferPointer<UInt8> {
    let record = record(node, .basicLiteral)
    let start: Int = source.offset(of: SourcePosition(raw: record.position))
    return UnsafeBufferPointer(rebasing: source.bytes[start..<(start + Int(record.a))])
  }

  /// The view of a `.compositeLiteral`.
  public func compositeLiteral(_ node: NodeID) -> CompositeLiteralSyntax {
    // b: extra [key count, right brace, elements].
    let record = record(node, .compositeLiteral)
    let at = Int(record.b)
    return CompositeLiteralSyntax(
      type: NodeID(operand: record.a), elements: list(at: extra[at + 2]),
      keyCount: Int(extra[at]), rightBrace: SourcePosition(raw: extra[at + 1]))
  }

  /// The view of a `.keyValue`.
  public func keyValue(_ node: NodeID) -> KeyValueSyntax {
    let record = record(node, .keyValue)
    return KeyValueSyntax(key: NodeID(raw: record.a), value: NodeID(raw: record.b))
  }

  /// The view of a `.functionLiteral`.
  public func functionLiteral(_ node: NodeID) -> FunctionLiteralSyntax {
    let record = record(node, .functionLiteral)
    return FunctionLiteralSyntax(type: NodeID(raw: record.a), body: NodeID(raw: record.b))
  }

  /// The expression inside a `.parenthesized`.
  public func parenthesized(_ node: NodeID) -> NodeID {
    NodeID(raw: record(node, .parenthesized).a)
  }

  /// The view of a `.selector`.
  public func selector(_ node: NodeID) -> SelectorSyntax {
    let record = record(node, .selector)
    return SelectorSyntax(operand: NodeID(raw: record.a), selector: NodeID(raw: record.b))
  }

  /// The view of an `.index`.
  public func index(_ node: NodeID) -> IndexSyntax {
    let record = record(node, .index)
    return IndexSyntax(operand: NodeID(raw: record.a), index: NodeID(raw: record.b))
  }

  /// The view of a `.slice`.
  public func slice(_ node: NodeID) -> SliceSyntax {
    // b: extra [low, high, max].
    let record = record(node, .slice)
    let at = Int(record.b)
    return SliceSyntax(
      operand: NodeID(raw: record.a), low: self.node(at: at), high: self.node(at: at + 1),
      max: self.node(at: at + 2), isFull: record.flags != 0)
  }

  /// The view of a `.typeAssertion`.
  public func typeAssertion(_ node: NodeID) -> TypeAssertionSyntax {
    let record = record(node, .typeAssertion)
    return TypeAssertionSyntax(operand: NodeID(raw: record.a), type: NodeID(raw: record.b))
  }

  /// The view of a `.typeSwitchGuard`.
  public func typeSwitchGuard(_ node: NodeID) -> TypeSwitchGuardSyntax {
    let record = record(node, .typeSwitchGuard)
    return TypeSwitchGuardSyntax(name: NodeID(operand: record.a), operand: NodeID(raw: record.b))
  }

  /// The view of a `.unary`.
  public func unary(_ node: NodeID) -> UnarySyntax {
    let record = record(node, .unary)
    return UnarySyntax(op: record.op, operand: NodeID(raw: record.a))
  }

  /// The view of a `.binary`.
  public func binary(_ node: NodeID) -> BinarySyntax {
    let record = record(node, .binary)
    return BinarySyntax(op: record.op, left: NodeID(raw: record.a), right: NodeID(raw: record.b))
  }

  /// The view of a `.call`.
  public func call(_ node: NodeID) -> CallSyntax {
    let record = record(node, .call)
    return CallSyntax(
      function: NodeID(raw: record.a), arguments: list(at: record.b),
      hasEllipsis: record.flags != 0)
  }
}

extension NodeRecord {
  /// The operator in `flags`; it was stored from an `Operator`.
  var op: Operator { Operator(rawValue: flags) ?? .none }
}
