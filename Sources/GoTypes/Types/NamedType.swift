// Defined types and their instances.
//
// A named type has an identity (its object and type arguments), known from the start, and details
// (type parameters, right-hand side, underlying type, methods) that become known later: for a
// declared type when its declaration is checked, for an instance when somebody asks. An instance
// is *expanded* then: its right-hand side and, one by one, its methods are those of the generic
// type with the type arguments in the place of the type parameters.
//
// Two instances can be identical without being the same object; an `InstanceTable` keeps that
// rare, and also ends the expansion of types that refer to themselves.
import GoSyntax

/// A type that a type definition declares, or an instance of a generic one.
public final class NamedType: GoType, @unchecked Sendable {
  /// The declared name. For an instance an object of its own, which remembers where the
  /// instantiation was written; `origin.object` is the declared one.
  public internal(set) var object: TypeNameObject
  /// The generic type and the arguments, for an instance.
  let instance: Instance?
  /// The checker of the package that declares it, while that runs.
  var checker: Checker?
  /// The memo of the question whether the size depends on type parameters or is infinite.
  var hasVariableSize: Bool?

  private var declaredTypeParameters: [TypeParameter] = []
  private var underlyingMemo: GoType?
  private var rightHandSideMemo: GoType?
  /// For a declared type all methods; for an instance those that were expanded so far.
  private var declaredMethods: [FuncObject] = []
  private var expandedMethods: [FuncObject?] = []
  private var methodIndexMemo: [Name: Int32] = [:]
  private var isExpanded = false
  /// The type was found not to contain itself; see ValidType.swift.
  var isKnownValid = false
  /// The size is being computed: set again within itself, the type contains itself.
  var isBeingMeasured = false
  /// Size and alignment, once the type is complete.
  var layoutMemo: Sizes.Memo?

  /// What an instance was made from.
  final class Instance {
    let origin: NamedType
    let arguments: [GoType]
    /// The hash under which the instance is found.
    let hash: Int
    /// Where instances that arise from expanding this one are kept.
    let table: InstanceTable
    /// The depth of the instance from whose expansion this one came, over however many steps; its
    /// own if the program mentions it.
    let rootDepth: UInt32

    init(
      origin: NamedType, arguments: [GoType], hash: Int, table: InstanceTable, rootDepth: UInt32
    ) {
      self.origin = origin
      self.arguments = arguments
      self.hash = hash
      self.table = table
      self.rootDepth = rootDepth
    }
  }

  /// A declared type whose right-hand side follows.
  init(object: TypeNameObject, checker: Checker?) {
    self.object = object
    self.checker = checker
    instance = nil
    super.init(kind: .named)
    if object.type == nil { object.type = self }
  }

  /// An instance; expanded when asked for details.
  init(_ instance: Instance, at position: SourcePosition, checker: Checker?) {
    object = TypeNameObject(like: instance.origin.object, at: position)
    self.checker = checker
    self.instance = instance
    super.init(kind: .named)
    depth = Self.depth(around: instance.arguments)
    object.type = self
  }

  /// The declared type: the generic type of an instance, else `self`.
  public var origin: NamedType { instance?.origin ?? self }
  /// The type arguments of an instance; empty otherwise.
  public var typeArguments: [GoType] { instance?.arguments ?? [] }
  /// The type parameters of a generic type, also when asked of its instances.
  public var typeParameters: [TypeParameter] { origin.declaredTypeParameters }

  func setTypeParameters(_ list: [TypeParameter]) { declaredTypeParameters = list }

  /// What the declaration says the type is, perhaps a named type again; nil while the
  /// declaration is checked.
  public var rightHandSide: GoType? {
    if instance != nil, !isExpanded { expand() }
    return rightHandSideMemo
  }

  /// Sets what a declared type is.
  func setRightHandSide(_ type: GoType) {
    rightHandSideMemo = type
    underlyingMemo = nil
  }

  /// Sets the underlying type directly, for the universe and for types that an error made invalid.
  func setUnderlying(_ type: GoType) {
    rightHandSideMemo = type
    underlyingMemo = type
  }

  /// Makes the right-hand side invalid after an error. An underlying type that was asked for
  /// before stays.
  func invalidate() {
    isExpanded = true
    rightHandSideMemo = BasicType.invalid
  }

  /// The right-hand side if it is known already; never expands anything.
  var knownRightHandSide: GoType? { rightHandSideMemo }

  /// The underlying type if it is known already; never expands anything.
  var knownUnderlying: GoType? { underlyingMemo }

  /// The underlying type, following right-hand sides to the first type that is not named.
  /// Invalid if it is not set up yet. A chain is walked once: all its members learn the result.
  var resolvedUnderlying: GoType {
    if let underlyingMemo { return underlyingMemo }
    var path: [NamedType] = []
    var current: GoType = self
    var result: GoType?
    while result == nil {
      switch current.kind {
      case .alias: current = current.unaliased
      case .named:
        let named = unsafeDowncast(current, to: NamedType.self)
        if let known = named.underlyingMemo {
          result = known
        } else {
          path.append(named)
          // A cycle of names is reported when it is declared; here it only has to end.
          guard let next = named.rightHandSide, path.count < 100_000 else {
            return BasicType.invalid
          }
          current = next
        }
      default: result = current.kind == .typeParameter ? current.underlying : current
      }
    }
    let found: GoType = result ?? BasicType.invalid
    for named in path { named.underlyingMemo = found }
    return found
  }

  private func expand() {
    guard let instance else { return }
    isExpanded = true
    rightHandSideMemo = expandedRightHandSide(instance)
  }
}

// Methods.
extension NamedType {
  /// How many methods the declaration has (the methods of embedded fields aside).
  public var methodCount: Int { origin.declaredMethods.count }

  /// The method at an index below `methodCount`, in the order of declaration. An instance's is
  /// expanded at the first question.
  public func method(_ index: Int) -> FuncObject {
    guard let instance else { return declaredMethods[index] }
    if expandedMethods.count <= index {
      let missing = instance.origin.declaredMethods.count - expandedMethods.count
      expandedMethods.append(contentsOf: repeatElement(nil, count: missing))
    }
    if let known = expandedMethods[index] { return known }
    let made = expandedMethod(instance.origin.declaredMethods[index], instance)
    expandedMethods[index] = made
    return made
  }

  /// Adds a method unless one of its name is there.
  func addMethod(_ method: FuncObject) {
    guard methodIndexMemo[method.name] == nil else { return }
    methodIndexMemo[method.name] = Int32(declaredMethods.count)
    declaredMethods.append(method)
  }

  /// The index of the method with a name; nil if there is none that `package` may refer to.
  func methodIndex(_ name: Name, in package: Package?) -> Int? {
    let declared = origin
    guard let index = declared.methodIndexMemo[name] else { return nil }
    let method = declared.declaredMethods[Int(index)]
    guard method.isExported || samePackage(object.package, package) else { return nil }
    return Int(index)
  }

  /// The index of a method whose spelling differs at most in case, in whatever package.
  func methodIndex(foldedCase text: String) -> Int? {
    let folded = GoTypes.foldedCase(text)
    return origin.declaredMethods.firstIndex { GoTypes.foldedCase($0.text) == folded }
  }
}
