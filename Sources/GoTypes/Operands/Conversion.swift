// Conversions `T(x)`.

import GoSyntax

extension Checker {
  /// Checks the conversion of an operand to a type and makes `x` its result.
  func conversion(_ x: inout Operand, to type: GoType) {
    let isConstantArgument: Bool = x.mode == .constant
    let cause = Cause()
    let original = x
    if isConstantArgument && isConstantType(type) {
      guard let value = convertedConstant(x, to: type) else {
        // Messages show a whole number as the integer that does not fit.
        if isInteger(type), x.value.asInteger.kind == .int { x.value = x.value.asInteger }
        // Between integers only the size can be at fault.
        if isInteger(x.type) && isInteger(type) {
          report(
            .invalidConversion, at: x, "constant \(x.value) overflows \(string(type))")
          return x.invalidate()
        }
        return rejectConversion(&x, to: type, cause: "")
      }
      x.value = value
    } else if isConstantArgument, let parameter = type.asTypeParameter {
      let converts = constantConverts(x, to: parameter, named: type, cause: cause)
      // A type parameter has no constants.
      x.mode = .value
      guard converts else { return rejectConversion(&x, to: type, cause: cause.text) }
    } else if isConvertible(x, to: type, cause: cause) {
      x.mode = .value
    } else {
      return rejectConversion(&x, to: type, cause: cause.text)
    }
    settleArgument(original, isConstantResult: x.mode == .constant, type)
    x.type = type
  }

  private func rejectConversion(_ x: inout Operand, to type: GoType, cause: String) {
    let reason = cause.isEmpty ? "" : ": \(cause)"
    report(
      .invalidConversion, at: x,
      "cannot convert \(string(x)) to type \(string(type))\(reason)")
    x.invalidate()
  }

  /// Gives an untyped argument its final type, as the conversion decides.
  private func settleArgument(_ x: Operand, isConstantResult: Bool, _ type: GoType) {
    guard isUntyped(x.type), let node = x.expression else { return }
    var final = type
    if x.type === BasicType.untypedNil {
      // `nil` takes the type that it is converted to.
    } else if isNonTypeParameterInterface(type)
      || x.mode == .constant && !isConstantType(type)
    {
      final = defaultType(x.type)
    } else if isConstantResult && isInteger(x.type) && allString(type) {
      // `string('a')` leaves the rune a rune.
      final = x.type
    }
    updateType(of: node, to: final, isFinal: true)
  }

  /// The value of a constant converted to a basic type; nil if it has none there.
  private func convertedConstant(_ x: Operand, to type: GoType) -> Constant? {
    guard let basic = type.underlying.asBasic else { return nil }
    if let value = represent(x.value, as: basic) { return value }
    guard isInteger(x.type) && isString(basic) else { return nil }
    let code: UInt64 = x.value.uint64Value ?? .max
    let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}"
    return .make(String(Character(scalar)))
  }

  /// Whether a constant converts to every type of a type parameter's set.
  private func constantConverts(
    _ x: Operand, to parameter: TypeParameter, named type: GoType, cause: Cause
  ) -> Bool {
    parameter.interface.typeSet.forAll { _, under in
      guard let under else {
        cause.text = "\(self.string(type)) does not contain specific types"
        return false
      }
      if isString(x.type) && isBytesOrRunes(under) { return true }
      if self.convertedConstant(x, to: under) != nil { return true }
      let place = "(in \(self.string(type)))"
      if isInteger(x.type) && isInteger(under) {
        cause.text = "constant \(x.value) overflows \(self.string(under)) \(place)"
      } else {
        cause.text = "cannot convert \(self.string(x)) to type \(self.string(under)) \(place)"
      }
      return false
    }
  }

  // MARK: - Convertibility

  /// Whether an operand that is not a constant converts to a type.
  func isConvertible(_ x: Operand, to type: GoType, cause: Cause) -> Bool {
    if isAssignable(x, to: type, cause: cause) { return true }
    let from = x.type.unaliased
    let to = type.unaliased
    let (fromUnder, toUnder) = (from.underlying, to.underlying)
    let fromParameter = from.asTypeParameter
    let toParameter = to.asTypeParameter
    if fromParameter == nil, toParameter == nil, identicalIgnoringTags(fromUnder, toUnder) {
      return true
    }
    if let fromPointer = from.asPointer, let toPointer = to.asPointer,
      !isTypeParameter(fromPointer.base), !isTypeParameter(toPointer.base),
      identicalIgnoringTags(fromPointer.base.underlying, toPointer.base.underlying)
    {
      return true
    }
    if isBasicConversion(fromUnder, toUnder) { return true }
    if let slice = fromUnder.asSlice, let outcome = sliceConversion(slice, toUnder, cause) {
      return outcome
    }
    if fromParameter == nil && toParameter == nil { return false }
    return isGenericConvertible(x, from: fromParameter, to: toParameter, type, cause)
  }

  /// The conversions among numbers, strings, and pointers of package unsafe.
  private func isBasicConversion(_ from: GoType, _ to: GoType) -> Bool {
    if isIntegerOrFloat(from) && isIntegerOrFloat(to) { return true }
    if isComplex(from) && isComplex(to) { return true }
    if (isInteger(from) || isBytesOrRunes(from)) && isString(to) { return true }
    if isString(from) && isBytesOrRunes(to) { return true }
    let fromKind = from.asBasic?.basicKind
    let toKind = to.asBasic?.basicKind
    if (from.kind == .pointer || fromKind == .uintptr) && toKind == .unsafePointer { return true }
    return fromKind == .unsafePointer && (to.kind == .pointer || toKind == .uintptr)
  }

  /// The conversion of a slice to an array or array pointer; nil if it is none.
  private func sliceConversion(
    _ slice: SliceType, _ to: GoType, _ cause: Cause
  ) -> Bool? {
    if let array = to.asArray, identical(slice.element, array.element) {
      if allows(.go1_20) { return true }
      cause.text = "conversion of slice to array requires go1.20 or later"
      return false
    }
    if let array = to.asPointer?.base.underlying.asArray, identical(slice.element, array.element) {
      if allows(.go1_17) { return true }
      cause.text = "conversion of slice to array pointer requires go1.17 or later"
      return false
    }
    return nil
  }

  /// A type parameter converts if every type of its set does.
  private func isGenericConvertible(
    _ x: Operand, from: TypeParameter?, to: TypeParameter?, _ type: GoType,
    _ cause: Cause
  ) -> Bool {
    func converts(_ x: Operand, to type: GoType) -> Bool {
      isConvertible(x, to: type, cause: cause)
    }
    if let from {
      return from.interface.typeSet.forAll { member, _ in
        guard let member else { return false }
        var x = x
        x.type = member
        guard let to else {
          if converts(x, to: type) { return true }
          cause.add(
            "cannot convert \(self.string(member)) (in \(self.string(from))) to type "
              + self.string(type))
          return false
        }
        return to.interface.typeSet.forAll { target, _ in
          guard let target else { return false }
          if converts(x, to: target) { return true }
          cause.add(
            "cannot convert \(self.string(member)) (in \(self.string(from))) to type "
              + "\(self.string(target)) (in \(self.string(to)))")
          return false
        }
      }
    }
    guard let to else { return false }
    return to.interface.typeSet.forAll { target, _ in
      guard let target else { return false }
      if converts(x, to: target) { return true }
      cause.add(
        "cannot convert \(self.string(x.type)) to type \(self.string(target)) "
          + "(in \(self.string(to)))")
      return false
    }
  }
}

/// Whether a type is a slice of bytes or of runes.
func isBytesOrRunes(_ type: GoType) -> Bool {
  guard let basic = type.underlying.asSlice?.element.underlying.asBasic else { return false }
  return basic.basicKind == .uint8 || basic.basicKind == .int32
}
