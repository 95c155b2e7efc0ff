// Views of the types that have a syntax of their own. Pointers, unions and instances are
// expressions (Expression.swift).

/// `[length]element`
public struct ArrayTypeSyntax: Sendable {
  /// The length; nil for `...`.
  public var length: NodeID?
  public var element: NodeID
}

/// `struct { fields }`
public struct StructTypeSyntax: Sendable {
  /// The fields; embedded ones have no name.
  public var fields: NodeList
}

/// `interface { elements }`
public struct InterfaceTypeSyntax: Sendable {
  /// Methods are fields with a name and a `.functionType`; embedded elements have no name.
  public var elements: NodeList
}

/// `func(parameters) results`
public struct FunctionTypeSyntax: Sendable {
  /// The parameters; either all have a name or none.
  public var parameters: NodeList
  /// The results; either all have a name or none.
  public var results: NodeList
}

/// `map[key]value`
public struct MapTypeSyntax: Sendable {
  public var key: NodeID
  public var value: NodeID
}

/// Which ways a channel type allows.
public enum ChannelDirection: UInt8, Sendable {
  case both
  case sendOnly
  case receiveOnly
}

/// `chan element`
public struct ChannelTypeSyntax: Sendable {
  public var direction: ChannelDirection
  public var element: NodeID
}

/// A field of a struct, a parameter, a result, a receiver, a type parameter, or an element of an
/// interface.
public struct FieldSyntax: Sendable {
  /// The name, a `.name` node; nil for what is embedded or unnamed.
  public var name: NodeID?
  /// The type; fields of one list `a, b T` share the node.
  public var type: NodeID
  /// Whether the next field of the list has the same type node: `a` in `a, b T`.
  public var sharesTypeWithNext: Bool
  /// The tag literal of a struct field.
  public var tag: NodeID?
}

extension SyntaxTree {
  /// The view of an `.arrayType`.
  public func arrayType(_ node: NodeID) -> ArrayTypeSyntax {
    let record = record(node, .arrayType)
    return ArrayTypeSyntax(length: NodeID(operand: record.a), element: NodeID(raw: record.b))
  }

  /// The element type of a `.sliceType`.
  public func sliceType(_ node: NodeID) -> NodeID { NodeID(raw: record(node, .sliceType).a) }

  /// The element type of a `.dotsType`.
  public func dotsType(_ node: NodeID) -> NodeID { NodeID(raw: record(node, .dotsType).a) }

  /// The view of a `.structType`.
  public func structType(_ node: NodeID) -> StructTypeSyntax {
    StructTypeSyntax(fields: list(at: record(node, .structType).a))
  }

  /// The view of an `.interfaceType`.
  public func interfaceType(_ node: NodeID) -> InterfaceTypeSyntax {
    InterfaceTypeSyntax(elements: list(at: record(node, .interfaceType).a))
  }

  /// The view of a `.functionType`.
  public func functionType(_ node: NodeID) -> FunctionTypeSyntax {
    let record = record(node, .functionType)
    return FunctionTypeSyntax(parameters: list(at: record.a), results: list(at: record.b))
  }

  /// The view of a `.mapType`.
  public func mapType(_ node: NodeID) -> MapTypeSyntax {
    let record = record(node, .mapType)
    return MapTypeSyntax(key: NodeID(raw: record.a), value: NodeID(raw: record.b))
  }

  /// The view of a `.channelType`.
  public func channelType(_ node: NodeID) -> ChannelTypeSyntax {
    let record = record(node, .channelType)
    // The direction was stored from a ChannelDirection.
    let direction = ChannelDirection(rawValue: record.flags) ?? .both
    return ChannelTypeSyntax(direction: direction, element: NodeID(raw: record.a))
  }

  /// The view of a `.field`.
  public func field(_ node: NodeID) -> FieldSyntax {
    // flags: 1 with a tag, and then b is the index in extra of [type, tag]; 2 shares its type.
    let record = record(node, .field)
    let shares: Bool = record.flags & 2 != 0
    if record.flags & 1 == 0 {
      return FieldSyntax(
        name: NodeID(operand: record.a), type: NodeID(raw: record.b), sharesTypeWithNext: shares)
    }
    let at = Int(record.b)
    return FieldSyntax(
      name: NodeID(operand: record.a), type: requiredNode(at: at), sharesTypeWithNext: shares,
      tag: self.node(at: at + 1))
  }
}
