// Functions: the symbol that calls refer to, known to the whole run, and the body that one unit
// builds.
import GoSyntax
import GoTypes

/// How a function came to be.
public enum FunctionKind: UInt8, Sendable {
  /// Declared in the source, without type parameters.
  case declared
  /// A generic function for one list of type arguments. Where shapes are in use it only passes
  /// the dictionary on to the shaped one.
  case instance
  /// A generic function for one list of shapes, with a dictionary parameter.
  case shaped
  /// A function literal, or a closure that the compiler makes.
  case closure
  /// Adapts a method: promotion, dereference, method values.
  case wrapper
  /// The function that initialises a package's variables.
  case packageInit
  /// A function of the run time that only the compiler calls.
  case runtime
}

/// Where a function is declared.
public struct FunctionDeclaration {
  /// The file's results.
  public let file: FileTypes
  /// The `functionDeclaration`.
  public let node: NodeID
  /// The package.
  public let package: Package
  /// The object.
  public let object: FuncObject

  init(file: FileTypes, node: NodeID, package: Package, object: FuncObject) {
    self.file = file
    self.node = node
    self.package = package
    self.object = object
  }

  /// The syntax.
  var syntax: FunctionDeclarationSyntax { file.tree.functionDeclaration(node) }

  /// The directives in front of it.
  public var pragma: PragmaFlags {
    syntax.pragma.map { file.tree.pragma($0).flags } ?? []
  }
}

/// What the inliner knows of a function that it may inline.
public struct InlineInfo: Sendable {
  /// The cost of its body.
  public let cost: Int
  /// Its results can come into being at its only return.
  public let canDelayResults: Bool
}

/// A function as calls see it. Declared functions have one in the whole run; instances and
/// closures one in each unit that makes them.
public final class FunctionSymbol: @unchecked Sendable {
  /// How it came to be.
  public let kind: FunctionKind
  /// The package whose name qualifies it; nil for none.
  public let package: Package?
  /// The name: "f", "(*T).m", "F[go.shape.int]", "f.func1".
  public let name: String
  /// The name in the whole program that a `//go:linkname` directive gives; nil for the usual one.
  public internal(set) var linkName: String?
  /// Its type as a function: receiver first, then the dictionary, then the parameters.
  public let type: TypeID
  /// Whether the first parameter is a receiver.
  public let hasReceiver: Bool
  /// Where it is declared; nil for what the compiler makes.
  public let declaration: FunctionDeclaration?
  /// What its type parameters stand for.
  public let environment: TypeEnvironment?
  /// The directives in front of it.
  public var pragma: PragmaFlags

  /// The body, while and after the unit that builds it is processed; nil for functions of other
  /// units and for those without a body.
  public internal(set) weak var function: Function?
  /// What an analysis found out about each parameter, receiver first, in that analysis's own
  /// encoding; nil before it ran.
  public var parameterSummaries: [UInt64]?
  /// Set if the function may be inlined.
  public var inline: InlineInfo?
  /// Whether the inliner looked at it.
  public var isInlinabilityChecked = false

  init(
    kind: FunctionKind, package: Package?, name: String, type: TypeID, hasReceiver: Bool = false,
    declaration: FunctionDeclaration? = nil, environment: TypeEnvironment? = nil
  ) {
    self.kind = kind
    self.package = package
    self.name = name
    self.type = type
    self.hasReceiver = hasReceiver
    self.declaration = declaration
    self.environment = environment
    pragma = declaration?.pragma ?? []
  }

  /// Whether the declaration has a body in Go.
  public var hasBody: Bool {
    declaration.map { $0.syntax.body != nil } ?? (kind != .runtime)
  }

  /// The name without the marks that tell apart inlined copies of a closure.
  public var displayName: String { name }
}

/// A function with a body, in one unit.
public final class Function: @unchecked Sendable {
  /// Its number in the unit.
  public let index: Int32
  /// What calls refer to.
  public let symbol: FunctionSymbol
  /// Where the declaration is: behind `func`.
  public let position: IRPosition
  /// The function that this is a literal in.
  public let parent: Function?
  /// The `closure` node, for literals.
  public internal(set) var closureNode: IRNode = .none
  /// The receiver and parameters.
  public internal(set) var parameters: [VariableID] = []
  /// The results.
  public internal(set) var results: [VariableID] = []
  /// All variables in the order of their coming up, parameters and results first.
  public internal(set) var locals: [VariableID] = []
  /// What a literal captures.
  public internal(set) var captures: [VariableID] = []
  /// The body.
  public var body: IRList = .empty
  /// Whether there is a body, perhaps an empty one.
  public internal(set) var hasBody = false
  /// The closing brace.
  public internal(set) var end: IRPosition = .generated
  /// Other units may make the same function: an instance, a wrapper, or a literal in one.
  public internal(set) var isDuplicate = false
  /// Some result has a name that the body can use.
  public internal(set) var hasNamedResults = false
  /// Only adapts another function.
  public internal(set) var isWrapper = false
  /// The parameter that is not in `locals`: the receiver of a method value's wrapper.
  public internal(set) var hiddenParameter: VariableID = .none
  /// How its body is read again when it is inlined.
  var source: BodySource = .none
  var literalCount = 0
  var rangeLiteralCount = 0
  var goDeferCount = 0

  init(index: Int32, symbol: FunctionSymbol, position: IRPosition, parent: Function?) {
    self.index = index
    self.symbol = symbol
    self.position = position
    self.parent = parent
  }

  /// A literal that captures something.
  public var isCapturingClosure: Bool { closureNode.isPresent && !captures.isEmpty }

  /// A literal.
  public var isLiteral: Bool { closureNode.isPresent }
}

/// How a body is read.
enum BodySource {
  /// No body in Go.
  case none
  /// A declaration.
  case declaration(FunctionDeclaration)
  /// A function literal and the objects that it captures, in the order of `Function.captures`.
  case literal(LiteralSource)
  /// Statements that the compiler makes up.
  case synthetic((BodyBuilder) -> Void)
}

/// A function literal of the source, or the body of a range over a function.
struct LiteralSource {
  let file: FileTypes
  let package: Package
  let environment: TypeEnvironment?
  /// The generic function or method around it, for its dictionary.
  let object: FuncObject?
  let syntax: LiteralSyntax
  /// The captured objects, filled in when the body is read for the first time.
  var captured: [AnyObject] = []
}

enum LiteralSyntax {
  case literal(NodeID)
  case rangeBody(RangeBody)
}
