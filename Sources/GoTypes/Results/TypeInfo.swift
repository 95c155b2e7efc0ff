// What the checker found out about a package: the input of every later stage.
//
// Results are kept per file, beside the file's tree: dense tables for what most nodes have (a
// type, an object), dictionaries for what few have (constants, selections, scopes). A `NodeID` is
// an index into the tables of its own file.
import GoSyntax

/// How an expression may be used, besides its type.
public enum OperandMode: UInt8, Sendable {
  /// No such thing, after an error.
  case invalid
  /// A call without results.
  case noValue
  /// A predeclared function.
  case builtin
  case type
  case constant
  /// Addressable.
  case variable
  /// `m[k]` of a map: assignable, and has a comma-ok form.
  case mapIndex
  /// Computed, not addressable.
  case value
  case nilValue
  /// A value with a comma-ok form.
  case commaOK
  /// A value with a form that gives an error too: a call into C.
  case commaError
  /// A function of package C.
  case cgoFunction
}

/// The type, mode and value of an expression.
public struct TypeAndValue {
  public var mode: OperandMode
  public var type: GoType
  /// The value if the mode is `.constant`.
  public var constant: Constant?

  public var isType: Bool { mode == .type }
  public var isNil: Bool { mode == .nilValue }
  public var isAddressable: Bool { mode == .variable }
  public var hasCommaOK: Bool { mode == .commaOK || mode == .mapIndex }
}

/// The use of a generic function or type with type arguments.
public struct Instance {
  public let typeArguments: [GoType]
  /// The instance: a named type, an alias or a signature.
  public let type: GoType
}

/// A variable or several, and the expression that initialises them before `main.main` runs.
public struct Initializer {
  public let variables: [VarObject]
  /// The file whose tree the expression belongs to.
  public let file: FileTypes
  public let expression: NodeID
}

/// The results for one file.
public final class FileTypes: @unchecked Sendable {
  /// The tree that the tables belong to.
  public let tree: SyntaxTree
  /// The language version that holds in the file.
  public internal(set) var version: GoVersion
  /// The scope of the file's imports.
  public internal(set) var scope: Scope

  var types: NodeMap<GoType?>
  var modes: NodeMap<OperandMode>
  var definitions: NodeMap<Object?>
  var uses: NodeMap<Object?>
  var constants: [NodeID: Constant] = [:]
  /// The left operands of non-constant shifts whose type is not known yet; empty in the end.
  var untypedShiftOperands: Set<NodeID> = []
  /// Objects that are declared without an identifier of their own: the package name of an import
  /// without a local name, the variable of each clause of a type switch, anonymous parameters.
  public internal(set) var implicits: [NodeID: Object] = [:]
  /// Of selector expressions, other than those of packages.
  public internal(set) var selections: [NodeID: Selection] = [:]
  /// By the identifier of the generic type or function.
  public internal(set) var instances: [NodeID: Instance] = [:]
  /// By function type, type declaration, block, `if`, `for`, `switch`, and clause.
  public internal(set) var scopes: [NodeID: Scope] = [:]

  init(tree: SyntaxTree, version: GoVersion, scope: Scope) {
    self.tree = tree
    self.version = version
    self.scope = scope
    types = NodeMap(tree, repeating: nil)
    modes = NodeMap(tree, repeating: .invalid)
    definitions = NodeMap(tree, repeating: nil)
    uses = NodeMap(tree, repeating: nil)
  }

  /// The type, mode and value of an expression; nil if the expression is invalid, or is an
  /// identifier that is not an expression (a declared name, a selected name, a package).
  public func typeAndValue(_ node: NodeID) -> TypeAndValue? {
    guard let type = types[node] else { return nil }
    let mode = modes[node]
    return TypeAndValue(
      mode: mode, type: type, constant: mode == .constant ? constants[node] : nil)
  }

  /// The type of an expression, or of the object of an identifier.
  public func type(_ node: NodeID) -> GoType? { types[node] ?? object(node)?.type }

  /// The constant value of an expression.
  public func constant(_ node: NodeID) -> Constant? {
    modes[node] == .constant ? constants[node] : nil
  }

  /// The object that an identifier declares. An embedded field's is the field.
  public func definition(_ node: NodeID) -> Object? { definitions[node] }

  /// The object that an identifier refers to. An embedded field's is the type name.
  public func use(_ node: NodeID) -> Object? { uses[node] }

  /// The object that an identifier declares or else refers to.
  public func object(_ node: NodeID) -> Object? { definitions[node] ?? uses[node] }
}

/// The results for one package.
public final class TypeInfo: @unchecked Sendable {
  /// One a file, in the order in which they were given.
  public internal(set) var files: [FileTypes] = []
  /// The package's variables with initial values, in the order in which they are initialised.
  public internal(set) var initializationOrder: [Initializer] = []
}
