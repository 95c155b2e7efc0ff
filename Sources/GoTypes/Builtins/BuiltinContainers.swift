// append, cap, clear, close, copy, delete, len.

import GoSyntax

extension Checker {
  func appendCall(_ call: BuiltinCall, _ x: inout Operand) -> Bool {
    let (element, problem) = sliceElement(x)
    guard let element else {
      report(.invalidAppend, at: x, "invalid append: \(problem)")
      return false
    }
    let signature: Signature
    if call.arguments.count == 2 && call.syntax.hasEllipsis,
      isAssignable(x, to: SliceType(element: BasicType.byte)),
      holdsBytes(call.arguments[1], needsString: true)
    {
      // append([]byte, string...)
      signature = builtinSignature(x.type, x.type, call.arguments[1].type)
      signature.isVariadic = true
    } else {
      signature = builtinSignature(x.type, x.type, SliceType(element: element))
      signature.isVariadic = true
      _ = checkArguments(
        call.node, call.syntax, signature, [], .empty, call.arguments, [])
    }
    recordBuiltin(call.function, signature)
    x.mode = .value
    return true
  }

  /// Whether an operand is a string or byte slice, or of a type set of these.
  /// - Parameter needsString: at least one must be a string.
  private func holdsBytes(_ y: Operand, needsString: Bool) -> Bool {
    var hasString = false
    let holds = forAllUnderlying(of: y.type) { under in
      guard let under else { return false }
      if let slice = under.asSlice, identical(slice.element, BasicType.byte) { return true }
      if isString(under) {
        hasString = true
        return true
      }
      return false
    }
    return holds && (hasString || !needsString)
  }

  /// The element type of a slice, or of a type set of slices, or what is wrong.
  private func sliceElement(_ x: Operand) -> (GoType?, String) {
    var element: GoType?
    var problem = ""
    _ = forAllUnderlying(of: x.type) { under in
      guard let slice = under?.asSlice else {
        let have = x.isNil ? "untyped nil" : self.string(x)
        problem = "argument must be a slice; have \(have)"
        return false
      }
      guard let known = element else {
        element = slice.element
        return true
      }
      if identical(known, slice.element) { return true }
      problem =
        "mismatched slice element types \(self.string(known)) and "
        + "\(self.string(slice.element)) in \(self.string(x))"
      return false
    }
    return problem.isEmpty ? (element, "") : (nil, problem)
  }

  func lengthCall(_ call: BuiltinCall, _ x: inout Operand) -> Bool {
    let isLength: Bool = call.builtin == .len
    var mode: OperandMode = .invalid
    var value: Constant = .unknown
    let under = arrayBehindPointer(x.type.underlying)
    switch under.kind {
    case .basic where isString(under) && isLength:
      mode = .value
      if x.mode == .constant {
        mode = .constant
        if let text = x.value.stringValue { value = .int(Int64(text.count)) }
      }
    case .array:
      mode = .value
      if !environment.hasCallOrReceive, let length = under.asArray?.length {
        mode = .constant
        if length >= 0 { value = .int(length) }
      }
    case .slice, .channel:
      mode = .value
    case .map where isLength:
      mode = .value
    case .interface where isTypeParameter(x.type):
      if forAllUnderlying(of: x.type, { $0.map { self.hasLength($0, isLength) } ?? false }) {
        mode = .value
      }
    default:
      break
    }
    guard mode != .invalid else {
      if isValid(x.type.underlying) {
        report(
          isLength ? .invalidLen : .invalidCap, at: x,
          "invalid argument: \(string(x)) for built-in \(call.builtin.spelling)")
      }
      return false
    }
    if mode != .constant {
      recordBuiltin(call.function, builtinSignature(BasicType.int, x.type))
    }
    x.mode = mode
    x.type = BasicType.int
    x.value = value
    return true
  }

  private func hasLength(_ under: GoType, _ isLength: Bool) -> Bool {
    let type = arrayBehindPointer(under)
    switch type.kind {
    case .basic: return isLength && isString(type)
    case .array, .slice, .channel: return true
    case .map: return isLength
    default: return false
    }
  }

  /// The array that a pointer points to; any other type is its own.
  func arrayBehindPointer(_ type: GoType) -> GoType {
    type.unaliased.asPointer?.base.underlying.asArray ?? type
  }

  func clearCall(_ call: BuiltinCall, _ x: inout Operand) -> Bool {
    _ = verify(.go1_21, at: tree.start(of: call.function), "clear")
    let isClearable = forAllUnderlying(of: x.type) { [x] under in
      if under?.kind == .map || under?.kind == .slice { return true }
      self.report(
        .invalidClear, at: x,
        "invalid argument: cannot clear \(self.string(x)): argument must be (or constrained by) "
          + "map or slice")
      return false
    }
    guard isClearable else { return false }
    recordBuiltin(call.function, builtinSignature(nil, x.type))
    x.mode = .noValue
    return true
  }

  func closeCall(_ call: BuiltinCall, _ x: inout Operand) -> Bool {
    let isClosable = forAllUnderlying(of: x.type) { [x] under in
      var kind = "non-channel"
      if let channel = under?.asChannel {
        if channel.direction != .receiveOnly { return true }
        kind = "receive-only channel"
      }
      self.report(
        .invalidClose, at: x, "invalid operation: cannot close \(kind) \(self.string(x))")
      return false
    }
    guard isClosable else { return false }
    recordBuiltin(call.function, builtinSignature(nil, x.type))
    x.mode = .noValue
    return true
  }

  func copyCall(_ call: BuiltinCall, _ x: inout Operand) -> Bool {
    let (target, problem) = sliceElement(x)
    guard let target else {
      report(.invalidCopy, at: x, "invalid copy: \(problem)")
      return false
    }
    let y = call.arguments[1]
    let takesBytes: Bool =
      isAssignable(x, to: SliceType(element: BasicType.byte)) && holdsBytes(y, needsString: false)
    if !takesBytes {
      let (element, problem) = sliceElement(y)
      // A string stands for its bytes, for the message that follows.
      let source = element ?? (allString(y.type) ? BasicType.byte : nil)
      guard let source else {
        report(.invalidCopy, at: y, "invalid copy: \(problem)")
        return false
      }
      guard identical(target, source) else {
        report(
          .invalidCopy, at: x,
          "invalid copy: arguments \(string(x)) and \(string(y)) have different element types "
            + "\(string(target)) and \(string(source))")
        return false
      }
    }
    recordBuiltin(call.function, builtinSignature(BasicType.int, x.type, y.type))
    x.mode = .value
    x.type = BasicType.int
    return true
  }

  func deleteCall(_ call: BuiltinCall, _ x: inout Operand) -> Bool {
    let mapType = x.type
    var key: GoType?
    let isMap = forAllUnderlying(of: mapType) { [x] under in
      guard let map = under?.asMap else {
        self.report(.invalidDelete, at: x, "invalid argument: \(self.string(x)) is not a map")
        return false
      }
      if let key, !identical(map.key, key) {
        self.report(
          .invalidDelete, at: x,
          "invalid argument: maps of \(self.string(x)) must have identical key types")
        return false
      }
      key = map.key
      return true
    }
    guard isMap, let key else { return false }
    x = call.arguments[1]
    assign(&x, to: key, context: "argument to delete")
    guard x.isValid else { return false }
    recordBuiltin(call.function, builtinSignature(nil, mapType, key))
    x.mode = .noValue
    return true
  }
}
