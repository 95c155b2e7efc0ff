// Objects as messages print them: `func p.f(x int)`, `type T struct{…}`, `field x int`.

/// An object with its kind and type.
/// - Parameter qualifier: by default objects are qualified by the path of their package.
public func objectString(_ object: Object, qualifier: Qualifier? = nil) -> String {
  var writer = TypeWriter(qualifier: qualifier)
  writer.writeObject(object)
  return writer.text
}

extension TypeWriter {
  mutating func writeObject(_ object: Object) {
    switch object.kind {
    case .packageName:
      text += "package \(object.text)"
      if let path = object.asPackageName?.imported.path, !path.isEmpty, path != object.text {
        text += " (\(ConstantFormat.quoted(Array(path.utf8))))"
      }
      return
    case .function:
      text += "func "
      if let function = object.asFunction { writeFunctionName(function) }
      if let signature = object.type?.asSignature { writeSignature(signature) }
      return
    case .nil:
      text += "nil"
      return
    case .constant: text += "const "
    case .variable: text += object.asVariable?.isField == true ? "field " : "var "
    case .label: text += "label "
    case .builtin: text += "builtin "
    case .typeName:
      text += "type "
      if let type = object.type, isTypeParameter(type) { text += "parameter " }
    }
    if let package = object.package, package.scope.lookup(object.name) === object {
      text += packagePrefix(package, qualifier)
    }
    text += object.text
    guard object.kind != .label, object.kind != .builtin, let type = object.type else { return }
    if let name = object.asTypeName {
      writeDeclaredType(name, type)
    } else {
      text += " "
      write(type)
    }
  }

  private mutating func writeDeclaredType(_ name: TypeNameObject, _ type: GoType) {
    if type.kind == .basic { return }
    var shown = type
    if let alias = type.asAlias {
      if !alias.typeParameters.isEmpty { writeTypeParameters(alias.typeParameters) }
    } else if type.kind == .named, let named = type.asNamed, !named.typeParameters.isEmpty {
      writeTypeParameters(named.typeParameters)
    }
    if name.isAlias {
      text += " ="
      if let alias = type.asAlias { shown = alias.rightHandSide ?? BasicType.invalid }
    } else if type.kind == .typeParameter, let parameter = type.asTypeParameter {
      shown = parameter.constraint
    } else {
      shown = type.underlying
    }
    text += " "
    write(shown)
  }

  /// A function's name with its package, or with its receiver for a method: `(*T).m`.
  mutating func writeFunctionName(_ function: FuncObject) {
    if let receiver = function.signature?.receiver?.type {
      text += "("
      if receiver.kind == .interface { text += "interface" } else { write(receiver) }
      text += ")."
    } else if let package = function.package, function.type != nil {
      text += packagePrefix(package, qualifier)
    }
    text += function.text
  }
}

/// What an object is, in words.
func objectKindName(_ object: Object) -> String {
  switch object.kind {
  case .packageName: return "package name"
  case .constant: return "constant"
  case .label: return "label"
  case .builtin: return "built-in function"
  case .nil: return "untyped nil"
  case .typeName:
    if object.asTypeName?.isAlias == true { return "type alias" }
    return object.type?.kind == .typeParameter ? "type parameter" : "defined type"
  case .function: return object.asFunction?.signature?.receiver == nil ? "function" : "method"
  case .variable:
    switch object.asVariable?.variableKind {
    case .package: return "package-level variable"
    case .receiver: return "receiver"
    case .parameter: return "parameter"
    case .result: return "result variable"
    case .field: return "struct field"
    default: return "local variable"
    }
  }
}
