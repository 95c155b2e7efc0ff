// Which method a type lacks to implement an interface, and the words for it.
import GoSyntax

/// What is wrong with the first method of an interface that a type does not have.
struct MissingMethod {
  enum Reason {
    case notFound, wrongName, unexported, wrongSignature, ambiguous, pointerReceiver, isField
  }

  /// The interface's method.
  let method: FuncObject
  let reason: Reason
  /// The type's own method that comes close, if there is one.
  let found: FuncObject?

  /// There is a method of the name, but not as wanted.
  var isWrongType: Bool { reason == .wrongSignature || reason == .pointerReceiver }
}

extension Checker {
  /// The first method of an interface that a type lacks.
  /// - Parameters:
  ///   - target: its underlying type is an interface.
  ///   - isStatic: if `type` is an interface too, it must have all methods; otherwise only those
  ///     that it has must agree.
  ///   - equivalent: compares signatures.
  func missingMethod(
    _ type: GoType, _ target: GoType, isStatic: Bool,
    equivalent: (GoType, GoType) -> Bool = identical
  ) -> MissingMethod? {
    guard let wanted = target.underlying.asInterface?.typeSet.methods, !wanted.isEmpty else {
      return nil
    }
    if let interface = type.underlying.asInterface {
      let set = interface.typeSet
      for method in wanted {
        guard let own = set.lookup(method.name, in: method.package)?.method else {
          if isStatic { return MissingMethod(method: method, reason: .notFound, found: nil) }
          continue
        }
        if !equivalentSignatures(own, method, equivalent) {
          return MissingMethod(method: method, reason: .wrongSignature, found: own)
        }
      }
      return nil
    }
    for method in wanted {
      if let missing = missingMethod(type, method, equivalent) { return missing }
    }
    return nil
  }

  private func equivalentSignatures(
    _ own: FuncObject, _ wanted: FuncObject, _ equivalent: (GoType, GoType) -> Bool
  ) -> Bool {
    guard let left = own.type, let right = wanted.type else { return false }
    return equivalent(left, right)
  }

  private func missingMethod(
    _ type: GoType, _ wanted: FuncObject, _ equivalent: (GoType, GoType) -> Bool
  ) -> MissingMethod? {
    let member = MemberName(wanted.name, in: wanted.package)
    switch lookupMember(type, isAddressable: false, member) {
    case .found(let object, _, _):
      guard let own = object.asFunction else {
        return MissingMethod(method: wanted, reason: .isField, found: nil)
      }
      resolve(own)
      if equivalentSignatures(own, wanted, equivalent) { return nil }
      return MissingMethod(method: wanted, reason: .wrongSignature, found: own)
    case .ambiguous: return MissingMethod(method: wanted, reason: .ambiguous, found: nil)
    case .needsPointer:
      return MissingMethod(method: wanted, reason: .pointerReceiver, found: nil)
    case .notFound:
      let anyCase = MemberName(anyCaseOf: wanted.text, wanted.name, in: wanted.package)
      guard let close = lookupMember(type, isAddressable: false, anyCase).object?.asFunction
      else { return MissingMethod(method: wanted, reason: .notFound, found: nil) }
      // With equal names it must be of another package.
      let reason: MissingMethod.Reason = close.name == wanted.name ? .unexported : .wrongName
      return MissingMethod(method: wanted, reason: reason, found: close)
    }
  }

  /// Whether a type has all methods of an interface. True for types about which nothing can be
  /// said because of an earlier error.
  /// - Parameter cause: takes the reason if the answer is no.
  func hasAllMethods(
    _ type: GoType, _ target: GoType, isStatic: Bool, cause: Cause?,
    equivalent: (GoType, GoType) -> Bool = identical
  ) -> Bool {
    guard isValid(type) else { return true }
    guard
      let missing = missingMethod(type, target, isStatic: isStatic, equivalent: equivalent)
    else { return true }
    if let cause { cause.text = missingMethodCause(missing, type, target) }
    var seen: Set<ObjectIdentifier> = []
    return hasInvalidEmbeddedFields(type, &seen)
  }

  /// The words, in parentheses.
  func missingMethodCause(_ missing: MissingMethod, _ type: GoType, _ target: GoType) -> String {
    let name = missing.method.text
    if let found = missing.found { resolve(found) }
    switch missing.reason {
    case .notFound:
      if isInterfacePointer(type) { return "(\(interfacePointerError(type)))" }
      if isInterfacePointer(target) { return "(\(interfacePointerError(target)))" }
      return "(missing method \(name))"
    case .wrongName:
      let (have, want) = methodStrings(missing, withPackages: false)
      return "(missing method \(name))\n\t\thave \(have)\n\t\twant \(want)"
    case .unexported: return "(unexported method \(name))"
    case .wrongSignature:
      var (have, want) = methodStrings(missing, withPackages: false)
      if have == want { (have, want) = methodStrings(missing, withPackages: true) }
      if have == want { return "(wrong type for method \(name))" }
      return "(wrong type for method \(name))\n\t\thave \(have)\n\t\twant \(want)"
    case .ambiguous: return "(ambiguous selector \(string(type)).\(name))"
    case .pointerReceiver: return "(method \(name) has pointer receiver)"
    case .isField: return "(\(string(type)).\(name) is a field, not a method)"
    }
  }

  private func methodStrings(
    _ missing: MissingMethod, withPackages: Bool
  ) -> (have: String, want: String) {
    func describe(_ function: FuncObject) -> String {
      var writer = TypeWriter(qualifier: withPackages ? nil : qualifier)
      writer.marksPackages = withPackages
      writer.writesParameterNames = false
      writer.text = function.text
      if let signature = function.signature { writer.writeSignature(signature) }
      return writer.text
    }
    return (missing.found.map(describe) ?? "", describe(missing.method))
  }

  private func hasInvalidEmbeddedFields(
    _ type: GoType, _ seen: inout Set<ObjectIdentifier>
  ) -> Bool {
    guard let structure = dereferencedStructPointer(type).underlying.asStruct,
      seen.insert(ObjectIdentifier(structure)).inserted
    else { return false }
    for field in structure.fields where field.isEmbedded {
      guard let fieldType = field.type, isValid(fieldType) else { return true }
      if hasInvalidEmbeddedFields(fieldType, &seen) { return true }
    }
    return false
  }

  /// Whether a type's underlying type is a pointer to an interface or type parameter.
  func isInterfacePointer(_ type: GoType) -> Bool {
    guard let pointer = type.underlying.asPointer else { return false }
    return isInterface(pointer.base)
  }

  /// The words for a pointer to an interface where an interface is meant.
  func interfacePointerError(_ type: GoType) -> String {
    if let pointer = type.underlying.asPointer, isTypeParameter(pointer.base) {
      return "type \(string(type)) is pointer to type parameter, not type parameter"
    }
    return "type \(string(type)) is pointer to interface, not interface"
  }
}
