// The kinds of objects.
import GoSyntax

/// A spelling together with its handle: what is needed to make an object.
struct ObjectName {
  let name: Name
  let text: String
  let isExported: Bool

  init(_ name: Name, in names: NameTable) {
    self.name = name
    text = names.text(name)
    isExported = names.isExported(name)
  }

  /// The name of anonymous parameters.
  static let anonymous = ObjectName()

  private init() {
    name = .empty
    text = ""
    isExported = false
  }
}

/// An imported package's name in a file.
public final class PkgNameObject: Object, @unchecked Sendable {
  public let imported: Package
  /// An identifier refers to it.
  var isUsed = false

  init(_ name: ObjectName, at position: SourcePosition, in package: Package?, imported: Package) {
    self.imported = imported
    super.init(
      kind: .packageName, name: name.name, text: name.text, isExported: name.isExported,
      position: position, package: package, type: BasicType.invalid)
  }
}

/// A constant.
public final class ConstObject: Object, @unchecked Sendable {
  /// Before the declaration is checked, the value of `iota` for it; afterwards its value.
  public internal(set) var value: Constant

  init(
    _ name: ObjectName, at position: SourcePosition, in package: Package?, type: GoType?,
    value: Constant
  ) {
    self.value = value
    super.init(
      kind: .constant, name: name.name, text: name.text, isExported: name.isExported,
      position: position, package: package, type: type)
  }
}

/// The name of a defined type, an alias, or a type parameter.
public final class TypeNameObject: Object, @unchecked Sendable {
  init(_ name: ObjectName, at position: SourcePosition, in package: Package?, type: GoType?) {
    super.init(
      kind: .typeName, name: name.name, text: name.text, isExported: name.isExported,
      position: position, package: package, type: type)
  }

  init(like other: TypeNameObject, at position: SourcePosition) {
    super.init(
      kind: .typeName, name: other.name, text: other.text, isExported: other.isExported,
      position: position, package: other.package, type: nil)
  }

  /// Whether the name is an alias of a type. Asks for a set-up type: false while it is not.
  public var isAlias: Bool {
    guard let type else { return false }
    switch type.kind {
    case .basic:
      let basic = unsafeDowncast(type, to: BasicType.self)
      if basic.basicKind == .unsafePointer, package?.path == "unsafe" { return false }
      return package != nil || basic.name != text || basic === BasicType.byte
        || basic === BasicType.rune
    case .named: return unsafeDowncast(type, to: NamedType.self).object !== self
    case .typeParameter: return unsafeDowncast(type, to: TypeParameter.self).object !== self
    default: return true
    }
  }
}

/// Which variable.
public enum VariableKind: UInt8, Sendable {
  case package, local, receiver, parameter, result, field
}

/// A variable, parameter, result or struct field.
public final class VarObject: Object, @unchecked Sendable {
  public internal(set) var variableKind: VariableKind
  /// An embedded field: its name is that of its type.
  public let isEmbedded: Bool
  /// The field or parameter of the generic type that this was instantiated from; nil if none.
  public internal(set) var genericOrigin: VarObject?
  /// A local variable that is read somewhere.
  public internal(set) var isUsed = false

  init(
    _ variableKind: VariableKind, _ name: ObjectName, at position: SourcePosition,
    in package: Package?, type: GoType?, isEmbedded: Bool = false
  ) {
    self.variableKind = variableKind
    self.isEmbedded = isEmbedded
    super.init(
      kind: .variable, name: name.name, text: name.text, isExported: name.isExported,
      position: position, package: package, type: type)
  }

  /// A copy with another type, that remembers where it came from.
  init(instanceOf other: VarObject, type: GoType?) {
    variableKind = other.variableKind
    isEmbedded = other.isEmbedded
    genericOrigin = other.genericOrigin ?? other
    super.init(
      kind: .variable, name: other.name, text: other.text, isExported: other.isExported,
      position: other.position, package: other.package, type: type)
    parent = other.parent
    scopePosition = other.scopePosition
  }

  /// A copy with another type and no memory of where it came from.
  init(copyOf other: VarObject, type: GoType?) {
    variableKind = other.variableKind
    isEmbedded = other.isEmbedded
    super.init(
      kind: .variable, name: other.name, text: other.text, isExported: other.isExported,
      position: other.position, package: other.package, type: type)
  }

  public var isField: Bool { variableKind == .field }
  /// The variable of the generic declaration, or `self`.
  public var origin: VarObject { genericOrigin ?? self }
}

/// A function, a method, or an interface's method.
public final class FuncObject: Object, @unchecked Sendable {
  /// The method of the generic type that this was instantiated from; nil if none.
  public internal(set) var genericOrigin: FuncObject?
  /// The receiver's syntax has a `*`; for methods whose signature is not checked yet.
  var declaredPointerReceiver = false

  init(
    _ name: ObjectName, at position: SourcePosition, in package: Package?, signature: Signature?
  ) {
    super.init(
      kind: .function, name: name.name, text: name.text, isExported: name.isExported,
      position: position, package: package, type: signature)
  }

  init(instanceOf other: FuncObject, signature: Signature) {
    genericOrigin = other.genericOrigin ?? other
    super.init(
      kind: .function, name: other.name, text: other.text, isExported: other.isExported,
      position: other.position, package: other.package, type: signature)
    declaredPointerReceiver = other.declaredPointerReceiver
    parent = other.parent
  }

  /// The type as a signature; nil until the declaration is checked.
  public var signature: Signature? { type?.asSignature }
  /// The method of the generic declaration, or `self`.
  public var origin: FuncObject { genericOrigin ?? self }

  /// Whether the receiver is a pointer. Works before the signature is known.
  public var hasPointerReceiver: Bool {
    if let receiver = signature?.receiver, let type = receiver.type {
      return type.unaliased.kind == .pointer
    }
    return declaredPointerReceiver
  }
}

/// A label of a function.
public final class LabelObject: Object, @unchecked Sendable {
  var isUsed = false

  init(_ name: ObjectName, at position: SourcePosition, in package: Package?) {
    super.init(
      kind: .label, name: name.name, text: name.text, isExported: name.isExported,
      position: position, package: package, type: BasicType.invalid)
  }
}

/// A predeclared function of the universe or of `unsafe`.
public final class BuiltinObject: Object, @unchecked Sendable {
  public let builtin: Builtin

  init(_ name: ObjectName, builtin: Builtin, package: Package?) {
    self.builtin = builtin
    super.init(
      kind: .builtin, name: name.name, text: name.text, isExported: name.isExported,
      position: .unknown, package: package, type: BasicType.invalid)
  }
}

/// The predeclared `nil`.
public final class NilObject: Object, @unchecked Sendable {
  init(_ name: ObjectName) {
    super.init(
      kind: .nil, name: name.name, text: name.text, isExported: false,
      position: .unknown, package: nil, type: BasicType.untypedNil)
  }
}
