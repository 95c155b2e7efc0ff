// The vocabulary of types in the typed tree: a number per type, its kind, and the record behind.
// How records come to be is told in TypeTable; sizes are in TypeLayout, names in TypeText.
import GoTypes

/// A type of one `TypeTable`. Two types with the same number are the same and print the same; two
/// that print differently (`byte` and `uint8`, `any` and `interface {}`) have different numbers
/// and the same `identity`.
public struct TypeID: Hashable, Sendable {
  /// The index of the record.
  public let raw: UInt32

  /// Wraps a number, as records store it.
  public init(raw: UInt32) { self.raw = raw }

  init(_ index: Int) { raw = UInt32(truncatingIfNeeded: index) }

  /// No type: statements, calls without results.
  public static let none = TypeID(raw: 0)

  var slot: Int { Int(raw) }
}

/// What a type is, once names are looked through.
public enum TypeForm: UInt8, Sendable {
  /// No type.
  case none
  case bool
  case int, int8, int16, int32, int64
  case uint, uint8, uint16, uint32, uint64, uintptr
  case float32, float64, complex64, complex128
  case string, unsafePointer
  case pointer, slice, array, structure, function, interface, map, channel
  /// Several results of one call.
  case tuple
  /// `nil` where nothing gives it a type: the case of a type switch.
  case untypedNil

  /// An integer, `uintptr` included.
  public var isInteger: Bool { rawValue >= Self.int.rawValue && rawValue <= Self.uintptr.rawValue }
  /// A float.
  public var isFloat: Bool { self == .float32 || self == .float64 }
  /// A complex number.
  public var isComplex: Bool { self == .complex64 || self == .complex128 }
  /// Whether `nil` is a value of the type.
  public var hasNil: Bool {
    switch self {
    case .pointer, .slice, .function, .interface, .map, .channel, .unsafePointer, .untypedNil:
      return true
    default: return false
    }
  }
}

/// A field of a struct or a method of an interface.
public struct TypeMember: Sendable {
  /// The name.
  public let name: String
  /// The package that an unexported name belongs to; nil for exported names.
  public let package: Package?
  /// The type; for a method its signature without a receiver.
  public let type: TypeID
  /// An embedded field.
  public let isEmbedded: Bool
  /// The field's tag.
  public let tag: String

  /// Whether other packages see the name.
  public var isExported: Bool { package == nil }
}

/// What is known of a type with a name.
public final class NamedTypeInfo: @unchecked Sendable {
  /// The declared name, without type arguments.
  public let name: String
  /// The number that tells apart types that functions declare; 0 at package level.
  public let localNumber: Int
  /// The declaring package; nil for the universe's types and for shapes.
  public let package: Package?
  /// The declaration that methods are looked up in; nil for shapes.
  public let origin: NamedType?
  /// What the declaration's type parameters stand for; nil if it has none.
  public let environment: TypeEnvironment?
  /// A stand-in for all type arguments of one layout.
  public let isShape: Bool
  /// The name with its type arguments, as diagnostics print it.
  let display: String
  /// The same with full package paths.
  let linkName: String

  init(
    name: String, localNumber: Int, package: Package?, origin: NamedType?,
    environment: TypeEnvironment?, isShape: Bool, display: String, linkName: String
  ) {
    self.name = name
    self.localNumber = localNumber
    self.package = package
    self.origin = origin
    self.environment = environment
    self.isShape = isShape
    self.display = display
    self.linkName = linkName
  }
}

/// The record behind a type. A named type's own fields are its underlying type's, once resolved.
struct TypeRecord {
  var form: TypeForm
  /// The element of a pointer, slice, array, channel or map.
  var element: TypeID = .none
  /// The key of a map.
  var key: TypeID = .none
  /// The length of an array; the direction of a channel (0 both, 1 send, 2 receive).
  var length: Int64 = 0
  /// Fields, methods, or for a function its parameters and then its results.
  var members: [TypeMember] = []
  /// How many of a function's members are parameters.
  var parameterCount = 0
  /// A function's last parameter takes any number of arguments.
  var isVariadic = false
  /// Set for types with a name of their own, the basic ones aside.
  var named: NamedTypeInfo?
  /// The name of a basic type, or `any`.
  var basicName: String?
  /// Whether a named type's fields are filled in.
  var isResolved = true
  /// The underlying type of a named one; none while unresolved, and for unnamed types.
  var underlying: TypeID = .none
  /// The type with every other spelling taken out.
  var identity: TypeID = .none
  /// Contains a shape somewhere.
  var hasShape = false
  var layout: TypeLayout?
  var isNotInHeap: Bool?
}

/// The types that stand for type parameters in one instance of a generic declaration.
public final class TypeEnvironment: @unchecked Sendable {
  /// By type parameter.
  let bindings: [ObjectIdentifier: TypeID]
  /// The parameters' order: first those of enclosing functions, then those of the receiver, then
  /// the declaration's own.
  public let parameters: [TypeParameter]
  /// What each stands for.
  public let arguments: [TypeID]
  /// How many belong to enclosing functions.
  public let implicitCount: Int
  /// Whether the arguments are shapes, and values of the actual types come by dictionary.
  public let isShaped: Bool
  /// Types of the declaration that were put in before.
  var cache: [ObjectIdentifier: TypeID] = [:]

  init(
    parameters: [TypeParameter], arguments: [TypeID], implicitCount: Int, isShaped: Bool,
    receiverAliases: [(TypeParameter, TypeID)] = []
  ) {
    var bindings: [ObjectIdentifier: TypeID] = [:]
    for (parameter, argument) in zip(parameters, arguments) {
      bindings[ObjectIdentifier(parameter)] = argument
    }
    for (parameter, argument) in receiverAliases {
      bindings[ObjectIdentifier(parameter)] = argument
    }
    self.bindings = bindings
    self.parameters = parameters
    self.arguments = arguments
    self.implicitCount = implicitCount
    self.isShaped = isShaped
  }
}
