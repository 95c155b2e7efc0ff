// Views of the declarations.

/// `import name "path"`
public struct ImportDeclarationSyntax: Sendable {
  /// The local name, `.` included; nil when the import gives none.
  public var localName: NodeID?
  /// The path literal; nil after a syntax error.
  public var path: NodeID?
  /// The parenthesized group, from 1; 0 outside of groups.
  public var group: Int
  /// The directives in front.
  public var pragma: PragmaID?
}

/// `const a, b T = x, y`; type and values may be missing.
public struct ConstDeclarationSyntax: Sendable {
  /// The names, at least one.
  public var names: NodeList
  /// The type, if given.
  public var type: NodeID?
  /// The values, one expression or a list; nil when the previous spec's are repeated.
  public var values: NodeID?
  /// The parenthesized group, from 1; 0 outside of groups.
  public var group: Int
  /// The directives in front.
  public var pragma: PragmaID?
}

/// `type T[P C] = U`
public struct TypeDeclarationSyntax: Sendable {
  /// The name.
  public var name: NodeID
  /// The type parameters, as fields.
  public var typeParameters: NodeList
  /// Whether there is an `=`.
  public var isAlias: Bool
  /// The type.
  public var type: NodeID
  /// The parenthesized group, from 1; 0 outside of groups.
  public var group: Int
  /// The directives in front.
  public var pragma: PragmaID?
}

/// `var a, b T = x, y`; type or values may be missing, not both.
public struct VarDeclarationSyntax: Sendable {
  /// The names, at least one.
  public var names: NodeList
  /// The type, if given.
  public var type: NodeID?
  /// The values, one expression or a list.
  public var values: NodeID?
  /// The parenthesized group, from 1; 0 outside of groups.
  public var group: Int
  /// The directives in front.
  public var pragma: PragmaID?
}

/// `func (receiver) name[P C](parameters) results { body }`
public struct FunctionDeclarationSyntax: Sendable {
  /// The receiver, a field; nil for functions.
  public var receiver: NodeID?
  /// The name.
  public var name: NodeID
  /// The type parameters, as fields; Go 1.27 has them on methods too.
  public var typeParameters: NodeList
  /// The signature, of kind `.functionType`.
  public var type: NodeID
  /// The body, a block; nil when it is written elsewhere.
  public var body: NodeID?
  /// The directives in front.
  public var pragma: PragmaID?
}

extension SyntaxTree {
  // In `extra`, from a: import [path, group, pragma]; const and var [type, values, group, pragma];
  // type [parameters, type, group, pragma]; func [receiver, parameters, type, body, pragma].

  /// The view of an `.importDeclaration`.
  public func importDeclaration(_ node: NodeID) -> ImportDeclarationSyntax {
    let record = record(node, .importDeclaration)
    let at = Int(record.a)
    return ImportDeclarationSyntax(
      localName: NodeID(operand: record.b), path: self.node(at: at), group: Int(extra[at + 1]),
      pragma: PragmaID(operand: extra[at + 2]))
  }

  /// The view of a `.constDeclaration`.
  public func constDeclaration(_ node: NodeID) -> ConstDeclarationSyntax {
    let record = record(node, .constDeclaration)
    let at = Int(record.a)
    return ConstDeclarationSyntax(
      names: list(at: record.b), type: self.node(at: at), values: self.node(at: at + 1),
      group: Int(extra[at + 2]), pragma: PragmaID(operand: extra[at + 3]))
  }

  /// The view of a `.typeDeclaration`.
  public func typeDeclaration(_ node: NodeID) -> TypeDeclarationSyntax {
    let record = record(node, .typeDeclaration)
    let at = Int(record.a)
    return TypeDeclarationSyntax(
      name: NodeID(raw: record.b), typeParameters: list(at: extra[at]),
      isAlias: record.flags != 0, type: requiredNode(at: at + 1), group: Int(extra[at + 2]),
      pragma: PragmaID(operand: extra[at + 3]))
  }

  /// The view of a `.varDeclaration`.
  public func varDeclaration(_ node: NodeID) -> VarDeclarationSyntax {
    let record = record(node, .varDeclaration)
    let at = Int(record.a)
    return VarDeclarationSyntax(
      names: list(at: record.b), type: self.node(at: at), values: self.node(at: at + 1),
      group: Int(extra[at + 2]), pragma: PragmaID(operand: extra[at + 3]))
  }

  /// The view of a `.functionDeclaration`.
  public func functionDeclaration(_ node: NodeID) -> FunctionDeclarationSyntax {
    let record = record(node, .functionDeclaration)
    let at = Int(record.a)
    return FunctionDeclarationSyntax(
      receiver: self.node(at: at), name: NodeID(raw: record.b),
      typeParameters: list(at: extra[at + 1]), type: requiredNode(at: at + 2),
      body: self.node(at: at + 3), pragma: PragmaID(operand: extra[at + 4]))
  }
}
