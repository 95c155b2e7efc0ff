// From the checker's types to numbers, with type parameters replaced on the way.
import GoSyntax
import GoTypes

extension TypeTable {
  /// The number of a checker's type.
  ///
  /// - Parameter environment: what type parameters stand for; nil outside of generic code.
  public func intern(_ type: GoType, in environment: TypeEnvironment? = nil) -> TypeID {
    if let known = known(type, in: environment) { return known }
    let id = enter(type, in: environment)
    remember(type, id, in: environment)
    return id
  }

  private func enter(_ type: GoType, in environment: TypeEnvironment?) -> TypeID {
    func inner(_ type: GoType) -> TypeID { intern(type, in: environment) }
    switch type.kind {
    case .basic:
      return type.asBasic.map { basicType($0) } ?? .none
    case .alias:
      guard let alias = type.asAlias else { return .none }
      if alias.object === universe.anyType.object { return any }
      return inner(alias.actualType)
    case .named:
      return type.asNamed.map { namedType($0, in: environment) } ?? .none
    case .typeParameter:
      return environment?.bindings[ObjectIdentifier(type)] ?? .none
    case .pointer: return type.asPointer.map { pointer(to: inner($0.base)) } ?? .none
    case .slice: return type.asSlice.map { slice(of: inner($0.element)) } ?? .none
    case .array:
      return type.asArray.map { array(of: inner($0.element), length: $0.length) } ?? .none
    case .map:
      return type.asMap.map { map(key: inner($0.key), element: inner($0.element)) } ?? .none
    case .channel:
      return type.asChannel.map { channel(of: inner($0.element), $0.direction) } ?? .none
    case .tuple:
      return type.asTuple.map { tuple(variableTypes($0, in: environment)) } ?? .none
    case .signature:
      return type.asSignature.map { signature($0, in: environment) } ?? .none
    case .structure:
      return type.asStruct.map { structType($0, in: environment) } ?? .none
    case .interface:
      return type.asInterface.map { interfaceType($0, in: environment) } ?? .none
    case .union: return emptyInterface
    }
  }

  private func basicType(_ type: BasicType) -> TypeID {
    switch type.basicKind {
    case .unsafePointer: return unsafePointer
    case .untypedBool: return bool
    case .untypedString: return string
    case .untypedInt: return int
    case .untypedRune: return rune
    case .untypedFloat: return float64
    case .untypedComplex: return complex128
    case .untypedNil: return untypedNil
    default: return basic(type.name)
    }
  }

  private func namedType(_ type: NamedType, in environment: TypeEnvironment?) -> TypeID {
    let declared = type.origin
    let implicits = localTypes[ObjectIdentifier(declared.object)]?.implicits ?? []
    var arguments: [TypeID] = implicits.map { intern($0, in: environment) }
    arguments += type.typeArguments.map { intern($0, in: environment) }
    return instance(of: declared, arguments: arguments, implicitCount: implicits.count)
  }

  func variableTypes(_ tuple: TupleType, in environment: TypeEnvironment?) -> [TypeID] {
    tuple.variables.map { variable in
      variable.type.map { intern($0, in: environment) } ?? .none
    }
  }

  /// The function type of a signature, without its receiver.
  func signature(_ type: Signature, in environment: TypeEnvironment?) -> TypeID {
    function(
      parameters: variableTypes(type.parameters, in: environment),
      results: variableTypes(type.results, in: environment), isVariadic: type.isVariadic)
  }

  private func structType(_ type: StructType, in environment: TypeEnvironment?) -> TypeID {
    var fields: [TypeMember] = []
    for (index, field) in type.fields.enumerated() {
      fields.append(
        TypeMember(
          name: field.text, package: field.isExported ? nil : field.package,
          type: field.type.map { intern($0, in: environment) } ?? .none,
          isEmbedded: field.isEmbedded, tag: String(decoding: type.tag(index), as: UTF8.self)))
    }
    return structure(fields)
  }

  private func interfaceType(_ type: InterfaceType, in environment: TypeEnvironment?) -> TypeID {
    if type === InterfaceType.empty { return emptyInterface }
    let methods: [TypeMember] = type.allMethods.map { method in
      TypeMember(
        name: method.text, package: method.isExported ? nil : method.package,
        type: method.signature.map { signature($0, in: environment) } ?? .none,
        isEmbedded: false, tag: "")
    }
    return interface(methods)
  }
}
