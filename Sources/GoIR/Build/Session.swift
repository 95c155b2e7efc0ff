// A session: what all units of a run share. Packages come in as the checker left them; functions
// get their symbols here; generic ones get theirs in the unit that uses them.
import GoSyntax
import GoTypes

/// How generic code is built.
public enum GenericsMode: Sendable {
  /// One body for each list of shapes, with a dictionary parameter, as `go build` does it: what
  /// diagnostics are about.
  case shapes
  /// One body for each list of type arguments: what code is generated from.
  case concrete
}

/// A checked package, ready to be built.
public final class InputPackage: @unchecked Sendable {
  /// The package.
  public let package: Package
  /// The checker's results.
  public let info: TypeInfo
  /// The language version of its module; unspecified for the newest.
  public let version: GoVersion
  /// Whether its path is one of the run time's own packages.
  public let isRuntime: Bool
  /// Functions of other packages whose bodies whoever imports this one finds here too: those
  /// that were inlined here, and that can be reached from what this package exports.
  var passedOn: Set<ObjectIdentifier> = []
  /// Functions of other packages that were inlined in this one.
  var inlinedForeign: Set<ObjectIdentifier> = []

  /// A package with its results.
  public init(package: Package, info: TypeInfo, version: GoVersion) {
    self.package = package
    self.info = info
    self.version = version
    isRuntime = Self.runtimePaths.contains(package.path)
  }

  private static let runtimePaths: Set<String> = [
    "runtime", "internal/runtime/atomic", "internal/runtime/cgroup",
    "internal/runtime/exithook", "internal/runtime/gc", "internal/runtime/gc/scan",
    "internal/runtime/maps", "internal/runtime/math", "internal/runtime/sys",
    "internal/runtime/syscall/linux", "internal/abi", "internal/bytealg",
    "internal/byteorder", "internal/chacha8rand", "internal/coverage/rtcov", "internal/cpu",
    "internal/goarch", "internal/godebugs", "internal/goexperiment", "internal/goos",
    "internal/profilerecord", "internal/strconv", "internal/stringslite",
  ]
}

/// What units share. Confined to one thread.
public final class Session: @unchecked Sendable {
  /// The types.
  public let types: TypeTable
  /// The files of all packages.
  public let sources: SourceSet
  /// How generic code is built.
  public let generics: GenericsMode
  /// The spellings of names.
  let names: NameTable
  /// The packages by path.
  public private(set) var packages: [String: InputPackage] = [:]

  /// What `//go:linkname` directives call functions and variables in the whole program, by package
  /// path, a dot and the name.
  private var linkNames: [String: String] = [:]
  private var declarations: [ObjectIdentifier: FunctionDeclaration] = [:]
  /// The functions called init get numbers.
  private var initNames: [ObjectIdentifier: String] = [:]
  private var declaredSymbols: [ObjectIdentifier: FunctionSymbol] = [:]
  private var runtimeSymbols: [String: FunctionSymbol] = [:]
  /// What bodies name: see `objectsNamed(in:)`.
  var namedObjects: [ObjectIdentifier: [Object]] = [:]
  /// What the dictionaries of generic declarations hold, found out while bodies are built.
  private var dictionaries: [ObjectIdentifier: DictionaryLayout] = [:]

  /// A session for packages that were checked in one universe.
  public init(universe: Universe, sources: SourceSet, generics: GenericsMode = .shapes) {
    types = TypeTable(universe: universe)
    names = universe.names
    self.sources = sources
    self.generics = generics
  }

  // MARK: - Packages

  /// Takes in a package; its imports must be taken in before its unit is built.
  @discardableResult
  public func add(_ package: Package, info: TypeInfo, version: GoVersion) -> InputPackage {
    let loaded = InputPackage(package: package, info: info, version: version)
    packages[package.path] = loaded
    var localTypeCount = 0
    var initCount = 0
    for file in info.files {
      for declaration in file.tree.declarations
      where file.tree.kind(declaration) == .functionDeclaration {
        let syntax = file.tree.functionDeclaration(declaration)
        guard syntax.receiver == nil, file.tree.name(syntax.name) == .initFunction,
          let object = file.definition(syntax.name)
        else { continue }
        initNames[ObjectIdentifier(object)] = "init.\(initCount)"
        initCount += 1
      }
    }
    for file in info.files {
      for linkname in file.tree.linknames {
        guard let target = linkname.target else { continue }
        linkNames[package.path + "." + linkname.local] = target
      }
      for declaration in file.tree.declarations {
        collect(declaration, in: file, package, &localTypeCount)
      }
    }
    return loaded
  }

  private func collect(
    _ node: NodeID, in file: FileTypes, _ package: Package, _ localTypeCount: inout Int
  ) {
    var implicits: [TypeParameter] = []
    if file.tree.kind(node) == .functionDeclaration {
      let syntax = file.tree.functionDeclaration(node)
      guard let object = file.definition(syntax.name)?.asFunction else { return }
      declarations[ObjectIdentifier(object)] = FunctionDeclaration(
        file: file, node: node, package: package, object: object)
      if let signature = object.signature {
        implicits = signature.receiverTypeParameters + signature.typeParameters
      }
    } else if file.tree.kind(node) != .varDeclaration {
      return
    }
    // Types that the function declares get numbers, and its type parameters.
    file.tree.walk(node) { inner in
      if inner != node, file.tree.kind(inner) == .typeDeclaration {
        let name = file.tree.typeDeclaration(inner).name
        guard let object = file.definition(name)?.asTypeName else { return true }
        localTypeCount += 1
        types.localTypes[ObjectIdentifier(object)] = TypeTable.LocalType(
          number: localTypeCount, implicits: implicits)
      }
      return true
    }
  }

  // MARK: - Functions

  /// Where a function or method is declared; nil for methods of interfaces and for functions of
  /// packages that were not taken in.
  func declaration(of object: FuncObject) -> FunctionDeclaration? {
    declarations[ObjectIdentifier(object.origin)]
  }

  /// The symbol of a function or method without type parameters.
  public func symbol(of object: FuncObject) -> FunctionSymbol {
    let key = ObjectIdentifier(object.origin)
    if let known = declaredSymbols[key] { return known }
    guard let signature = object.signature else {
      preconditionFailure("a function that was not checked has no symbol")
    }
    var parameters = types.variableTypes(signature.parameters, in: nil)
    var name = initNames[key] ?? object.text
    var receiverType: TypeID?
    if let receiver = signature.receiver?.type {
      let type = types.intern(receiver)
      receiverType = type
      parameters.insert(type, at: 0)
      name = Self.methodName(types, type, object)
    }
    let symbol = FunctionSymbol(
      kind: .declared, package: object.package, name: name,
      type: types.function(
        parameters: parameters, results: types.variableTypes(signature.results, in: nil),
        isVariadic: signature.isVariadic),
      hasReceiver: receiverType != nil, declaration: declaration(of: object))
    if receiverType == nil, let path = object.package?.path {
      symbol.linkName = linkNames[path + "." + name]
    }
    declaredSymbols[key] = symbol
    return symbol
  }

  /// The name in the whole program of a package-level variable.
  public func linkName(of variable: Variable) -> String? {
    guard let path = variable.package?.path else { return nil }
    let name = path + "." + variable.name
    return linkNames[name] ?? name
  }

  /// "T.m" or "(*T).m", the type with its arguments.
  static func methodName(_ types: TypeTable, _ receiver: TypeID, _ method: FuncObject) -> String {
    methodName(
      types, receiver, method.text, isExported: method.isExported, package: method.package)
  }

  static func methodName(
    _ types: TypeTable, _ receiver: TypeID, _ method: String, isExported: Bool,
    package: Package?
  ) -> String {
    var base = receiver
    var isPointer = false
    if types.form(receiver) == .pointer && types.named(receiver) == nil {
      base = types.element(receiver)
      isPointer = true
    }
    let info = types.named(base)
    var text = info?.linkName ?? types.linkText(base)
    if info?.isShape == true { text = "go.shape." + text }
    if isPointer { text = "(*\(text))" }
    if !isExported, package !== info?.package { text += "." + (package?.path ?? "") }
    return text + "." + method
  }

  /// The layout of the dictionary that a generic function takes. The methods of a type share one.
  func dictionaryLayout(of object: FuncObject) -> DictionaryLayout {
    let origin = object.origin
    var key: ObjectIdentifier = ObjectIdentifier(origin)
    var declarations: [FunctionDeclaration] = [declaration(of: origin)].compactMap { $0 }
    if let signature = origin.signature, signature.typeParameters.isEmpty,
      let receiver = signature.receiver?.type
    {
      let base = receiver.unaliased.asPointer?.base ?? receiver
      if let named = base.asNamed?.origin {
        key = ObjectIdentifier(named)
        declarations = (0..<named.methodCount).compactMap { declaration(of: named.method($0)) }
      }
    }
    if let known = dictionaries[key] { return known }
    let made = DictionaryLayout()
    dictionaries[key] = made
    for declaration in declarations { made.scan(declaration) }
    return made
  }

  /// A function of the run time that the compiler calls on its own account.
  func runtimeSymbol(_ name: String, type: TypeID) -> FunctionSymbol {
    if let known = runtimeSymbols[name] { return known }
    let symbol = FunctionSymbol(
      kind: .runtime, package: packages["runtime"]?.package, name: name, type: type)
    runtimeSymbols[name] = symbol
    return symbol
  }
}
