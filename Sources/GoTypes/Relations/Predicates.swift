// Questions about a single type. The `is…` ones do not look into type parameters; the `all…` ones
// ask every type of a type parameter's type set.

/// Whether the type could be determined, or is still to be: an alias whose declaration is being
/// checked is valid.
func isValid(_ type: GoType) -> Bool {
  guard type.kind == .alias else { return type !== BasicType.invalid }
  return unsafeDowncast(type, to: AliasType.self).knownActualType !== BasicType.invalid
}

/// Whether the underlying type is a basic type with one of some properties.
func isBasic(_ type: GoType, _ info: BasicInfo) -> Bool {
  guard let basic = type.underlying.asBasic else { return false }
  return !basic.info.isDisjoint(with: info)
}

func isBoolean(_ type: GoType) -> Bool { isBasic(type, .boolean) }
func isInteger(_ type: GoType) -> Bool { isBasic(type, .integer) }
func isUnsigned(_ type: GoType) -> Bool { isBasic(type, .unsigned) }
func isFloat(_ type: GoType) -> Bool { isBasic(type, .float) }
func isComplex(_ type: GoType) -> Bool { isBasic(type, .complex) }
func isNumeric(_ type: GoType) -> Bool { isBasic(type, .numeric) }
func isString(_ type: GoType) -> Bool { isBasic(type, .string) }
func isIntegerOrFloat(_ type: GoType) -> Bool { isBasic(type, [.integer, .float]) }
func isConstantType(_ type: GoType) -> Bool { isBasic(type, .constant) }

/// Whether the type, or every type of a type parameter's set, is basic with one of some
/// properties. False for a type parameter without specific types.
func allBasic(_ type: GoType, _ info: BasicInfo) -> Bool {
  guard let parameter = type.asTypeParameter else { return isBasic(type, info) }
  return parameter.interface.typeSet.forAll { member, _ in
    guard let member else { return false }
    return isBasic(member, info)
  }
}

func allBoolean(_ type: GoType) -> Bool { allBasic(type, .boolean) }
func allInteger(_ type: GoType) -> Bool { allBasic(type, .integer) }
func allUnsigned(_ type: GoType) -> Bool { allBasic(type, .unsigned) }
func allNumeric(_ type: GoType) -> Bool { allBasic(type, .numeric) }
func allString(_ type: GoType) -> Bool { allBasic(type, .string) }
func allOrdered(_ type: GoType) -> Bool { allBasic(type, .ordered) }
func allNumericOrString(_ type: GoType) -> Bool {
  allBasic(type, [.integer, .float, .complex, .string])
}

/// Whether the type has a name: predeclared types, defined types, type parameters.
func hasName(_ type: GoType) -> Bool {
  switch type.unaliased.kind {
  case .basic, .named, .typeParameter: return true
  default: return false
  }
}

/// Whether the type is neither a defined type nor a type parameter. Basic types count.
func isTypeLiteral(_ type: GoType) -> Bool {
  switch type.unaliased.kind {
  case .named, .typeParameter: return false
  default: return true
  }
}

/// Whether the type is not one of the untyped kinds.
func isTyped(_ type: GoType) -> Bool {
  guard let basic = type.asBasic else { return true }
  return !basic.info.contains(.untyped)
}

func isUntyped(_ type: GoType) -> Bool { !isTyped(type) }

func isUntypedNumeric(_ type: GoType) -> Bool {
  guard let basic = type.asBasic else { return false }
  return basic.info.contains(.untyped) && !basic.info.isDisjoint(with: .numeric)
}

/// Whether the underlying type is an interface; true of type parameters.
func isInterface(_ type: GoType) -> Bool { type.underlying.kind == .interface }

func isTypeParameter(_ type: GoType) -> Bool { type.unaliased.kind == .typeParameter }

func isNonTypeParameterInterface(_ type: GoType) -> Bool {
  !isTypeParameter(type) && isInterface(type)
}

/// Whether a type parameter's type set is known already and empty. Computes nothing.
func hasEmptyTypeSet(_ type: GoType) -> Bool {
  guard let parameter = type.asTypeParameter else { return false }
  let bound = parameter.constraint
  let under = bound.asNamed.map { $0.knownUnderlying } ?? bound.underlying
  guard let set = under?.asInterface?.computedTypeSet else { return false }
  return set.isEmpty
}

/// Whether the type is generic and has no type arguments yet. Signatures are not asked.
func isGeneric(_ type: GoType) -> Bool {
  if let alias = type.asAlias, !alias.typeParameters.isEmpty, alias.typeArguments.isEmpty {
    return true
  }
  guard let named = type.asNamed else { return false }
  return named.instance == nil && !named.typeParameters.isEmpty
}

/// Whether the type has a nil value.
func hasNil(_ type: GoType) -> Bool {
  let under = type.underlying
  switch under.kind {
  case .basic: return under.asBasic?.basicKind == .unsafePointer
  case .slice, .pointer, .signature, .map, .channel: return true
  case .interface:
    guard let parameter = type.asTypeParameter else { return true }
    return parameter.interface.typeSet.forAll { _, member in
      guard let member else { return false }
      return hasNil(member)
    }
  default: return false
  }
}

/// The base of a pointer type (not of a named type whose underlying type is a pointer), or the
/// type itself.
func dereferenced(_ type: GoType) -> (type: GoType, wasPointer: Bool) {
  guard let pointer = type.unaliased.asPointer else { return (type, false) }
  return (pointer.base, true)
}

/// The base of a pointer, named or not, to a struct; otherwise the type itself.
func dereferencedStructPointer(_ type: GoType) -> GoType {
  guard let pointer = type.underlying.asPointer, pointer.base.underlying.kind == .structure else {
    return type
  }
  return pointer.base
}
