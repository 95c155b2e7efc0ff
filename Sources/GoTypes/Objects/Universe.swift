// What every package sees without declaring it: the universe, and package unsafe.
import GoSyntax

/// The outermost scope, package `unsafe`, and what a whole run shares: names, and the table that
/// keeps instances of generic types unique. One for all packages that are checked together.
public final class Universe: @unchecked Sendable {
  /// The spellings of all names of the run.
  public let names: NameTable
  /// The scope of the predeclared names.
  public let scope: Scope
  /// Package `unsafe`.
  public private(set) var unsafePackage: Package!
  /// The instances of generic types that exist in this run.
  let instances = InstanceTable()

  /// The predeclared interface `error`.
  public let errorType: NamedType
  /// The predeclared constraint `comparable`.
  public let comparableType: NamedType
  /// The predeclared alias `any`.
  public let anyType: AliasType

  /// Makes a universe.
  /// - Parameters:
  ///   - names: the table by which all files of the run were parsed.
  ///   - hasTestBuiltins: declares `assert` and `trace`, for tests of the checker.
  public init(names: NameTable, hasTestBuiltins: Bool = false) {
    self.names = names
    scope = Scope(parent: nil)
    func objectName(_ text: String) -> ObjectName { ObjectName(names.intern(text), in: names) }
    func typeName(_ text: String, _ type: GoType?) -> TypeNameObject {
      TypeNameObject(objectName(text), at: .unknown, in: nil, type: type)
    }

    let error = typeName("error", nil)
    errorType = NamedType(object: error, checker: nil)
    let result = VarObject(.result, .anonymous, at: .unknown, in: nil, type: BasicType.string)
    let receiver = VarObject(.receiver, .anonymous, at: .unknown, in: nil, type: errorType)
    let signature = Signature(receiver: receiver, results: TupleType([result]))
    let method = FuncObject(objectName("Error"), at: .unknown, in: nil, signature: signature)
    let errorInterface = InterfaceType.complete(methods: [method], embedded: [])
    errorType.setUnderlying(errorInterface)
    computeTypeSet(of: errorInterface, checker: nil, at: .unknown)

    let comparable = typeName("comparable", nil)
    comparableType = NamedType(object: comparable, checker: nil)
    let comparableInterface = InterfaceType.complete(methods: [], embedded: [])
    comparableInterface.computedTypeSet = .comparable
    comparableType.setUnderlying(comparableInterface)

    let any = typeName("any", nil)
    anyType = AliasType(object: any, rightHandSide: InterfaceType.empty)

    for type in BasicType.predeclared { declare(typeName(type.name, type)) }
    declare(error)
    declare(comparable)
    declare(any)
    declareConstants(objectName)
    declare(NilObject(objectName("nil")))
    declareUnsafe(objectName)
    for builtin in Builtin.allCases where !builtin.isUnsafe {
      if builtin.isForTesting && !hasTestBuiltins { continue }
      declare(BuiltinObject(objectName(builtin.spelling), builtin: builtin, package: nil))
    }
  }

  private func declare(_ object: Object) {
    _ = scope.insert(object)
  }

  private func declareConstants(_ objectName: (String) -> ObjectName) {
    let constants: [(String, BasicType, Constant)] = [
      ("true", .untypedBool, .bool(true)), ("false", .untypedBool, .bool(false)),
      ("iota", .untypedInt, .int(0)),
    ]
    for (text, type, value) in constants {
      declare(ConstObject(objectName(text), at: .unknown, in: nil, type: type, value: value))
    }
  }

  private func declareUnsafe(_ objectName: (String) -> ObjectName) {
    let package = Package(path: "unsafe", name: "unsafe", universe: self)
    package.isComplete = true
    unsafePackage = package
    let pointer = TypeNameObject(
      objectName("Pointer"), at: .unknown, in: package, type: BasicType.unsafePointer)
    _ = package.scope.insert(pointer)
    for builtin in Builtin.allCases where builtin.isUnsafe {
      let name = objectName(builtin.spelling)
      _ = package.scope.insert(BuiltinObject(name, builtin: builtin, package: package))
    }
  }
}
