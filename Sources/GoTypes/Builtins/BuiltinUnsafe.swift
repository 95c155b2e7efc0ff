// The functions of package unsafe.

import GoSyntax

extension Checker {
  func unsafeAddCall(_ call: inout BuiltinCall, _ x: inout Operand) -> Bool {
    _ = verify(.go1_17, at: tree.start(of: call.function), "unsafe.Add")
    assign(&x, to: BasicType.unsafePointer, context: "argument to unsafe.Add")
    guard x.isValid else { return false }
    var y = call.arguments[1]
    guard isValidIndex(&y, code: .invalidUnsafeAdd, what: "length", allowsNegative: true) else {
      return false
    }
    x.mode = .value
    x.type = BasicType.unsafePointer
    recordBuiltin(call.function, builtinSignature(x.type, x.type, y.type))
    return true
  }

  func alignofCall(_ call: BuiltinCall, _ x: inout Operand) -> Bool {
    assign(&x, to: nil, context: "argument to unsafe.Alignof")
    guard x.isValid else { return false }
    if hasVariableSize(x.type) {
      x.mode = .value
      recordBuiltin(call.function, builtinSignature(BasicType.uintptr, x.type))
    } else {
      x.mode = .constant
      x.value = .int(configuration.sizes.alignment(of: x.type))
    }
    x.type = BasicType.uintptr
    return true
  }

  func sizeofCall(_ call: BuiltinCall, _ x: inout Operand) -> Bool {
    assign(&x, to: nil, context: "argument to unsafe.Sizeof")
    guard x.isValid else { return false }
    if hasVariableSize(x.type) {
      x.mode = .value
      recordBuiltin(call.function, builtinSignature(BasicType.uintptr, x.type))
    } else {
      let size = configuration.sizes.size(of: x.type)
      guard size >= 0 else {
        report(.typeTooLarge, at: x, "\(string(x)) is too large")
        return false
      }
      x.mode = .constant
      x.value = .int(size)
    }
    x.type = BasicType.uintptr
    return true
  }

  func offsetofCall(_ call: BuiltinCall, _ x: inout Operand) -> Bool {
    let node = call.syntax.arguments[0]
    let selector = tree.unparenthesized(node)
    guard tree.kind(selector) == .selector else {
      report(
        .badOffsetofSyntax, at: node,
        "invalid argument: \(string(node)) is not a selector expression")
      use(node)
      return false
    }
    let syntax = tree.selector(selector)
    expression(syntax.operand, into: &x)
    guard x.isValid else { return false }
    let base = dereferencedStructPointer(x.type)
    let name = tree.name(syntax.selector)
    guard let (field, path) = offsetField(x, node, base, name) else { return false }
    recordSelection(
      selector,
      Selection(kind: .field, receiver: base, object: field, path: path, isIndirect: false))
    let fieldType = field.type ?? BasicType.invalid
    record(selector, mode: x.mode == .variable ? .variable : .value, type: fieldType)
    if hasVariableSize(base) {
      x.mode = .value
      recordBuiltin(call.function, builtinSignature(BasicType.uintptr, fieldType))
    } else {
      let offset = configuration.sizes.offset(of: path, in: base)
      guard offset >= 0 else {
        report(.typeTooLarge, at: x, "\(string(x)) is too large")
        return false
      }
      x.mode = .constant
      x.value = .int(offset)
    }
    x.type = BasicType.uintptr
    return true
  }

  /// The field whose offset is asked for; nil after an error was reported.
  private func offsetField(
    _ x: Operand, _ node: NodeID, _ base: GoType, _ name: Name
  ) -> (Object, [Int])? {
    let found = lookupFieldOrMethod(base, isAddressable: false, name)
    let text = names.text(name)
    guard case .found(let object, let path, let isIndirect) = found else {
      report(
        .missingFieldOrMethod, at: x,
        "invalid argument: \(string(base)) has no single field \(text)")
      return nil
    }
    if object.kind == .function {
      report(
        .invalidOffsetof, at: node, "invalid argument: \(string(node)) is a method value")
      return nil
    }
    if isIndirect {
      report(
        .invalidOffsetof, at: x,
        "invalid argument: field \(text) is embedded via a pointer in \(string(base))")
      return nil
    }
    return (object, path)
  }

  func unsafeSliceCall(_ call: inout BuiltinCall, _ x: inout Operand) -> Bool {
    _ = verify(.go1_17, at: tree.start(of: call.function), "unsafe.Slice")
    guard let pointer = commonUnderlying(x.type).type?.asPointer else {
      report(.invalidUnsafeSlice, at: x, "invalid argument: \(string(x)) is not a pointer")
      return false
    }
    var y = call.arguments[1]
    guard isValidIndex(&y, code: .invalidUnsafeSlice, what: "length", allowsNegative: false) else {
      return false
    }
    x.mode = .value
    x.type = SliceType(element: pointer.base)
    recordBuiltin(call.function, builtinSignature(x.type, pointer, y.type))
    return true
  }

  func sliceDataCall(_ call: BuiltinCall, _ x: inout Operand) -> Bool {
    _ = verify(.go1_20, at: tree.start(of: call.function), "unsafe.SliceData")
    guard let slice = commonUnderlying(x.type).type?.asSlice else {
      report(.invalidUnsafeSliceData, at: x, "invalid argument: \(string(x)) is not a slice")
      return false
    }
    x.mode = .value
    x.type = PointerType(base: slice.element)
    recordBuiltin(call.function, builtinSignature(x.type, slice))
    return true
  }

  func unsafeStringCall(_ call: inout BuiltinCall, _ x: inout Operand) -> Bool {
    _ = verify(.go1_20, at: tree.start(of: call.function), "unsafe.String")
    let bytePointer = PointerType(base: BasicType.byte)
    assign(&x, to: bytePointer, context: "argument to unsafe.String")
    guard x.isValid else { return false }
    var y = call.arguments[1]
    guard isValidIndex(&y, code: .invalidUnsafeString, what: "length", allowsNegative: false)
    else { return false }
    x.mode = .value
    x.type = BasicType.string
    recordBuiltin(call.function, builtinSignature(x.type, bytePointer, y.type))
    return true
  }

  func stringDataCall(_ call: BuiltinCall, _ x: inout Operand) -> Bool {
    _ = verify(.go1_20, at: tree.start(of: call.function), "unsafe.StringData")
    assign(&x, to: BasicType.string, context: "argument to unsafe.StringData")
    guard x.isValid else { return false }
    x.mode = .value
    x.type = PointerType(base: BasicType.byte)
    recordBuiltin(call.function, builtinSignature(x.type, BasicType.string))
    return true
  }

  /// Whether a type's size is not known: it depends on type parameters, or the type contains
  /// itself, which is reported.
  private func hasVariableSize(_ type: GoType) -> Bool {
    var fixed: Set<ObjectIdentifier> = []
    return hasVariableSize(type, &fixed)
  }

  /// - Parameter fixed: structs whose size is known: a type may have the same one in many places.
  private func hasVariableSize(_ type: GoType, _ fixed: inout Set<ObjectIdentifier>) -> Bool {
    let type = type.unaliased
    switch type.kind {
    case .named:
      guard let named = type.asNamed else { return false }
      return hasVariableSize(ofNamed: named, &fixed)
    case .array:
      guard let array = type.asArray else { return false }
      return hasVariableSize(array.element, &fixed)
    case .structure:
      if fixed.contains(ObjectIdentifier(type)) { return false }
      for field in type.asStruct?.fields ?? [] {
        if let fieldType = field.type, hasVariableSize(fieldType, &fixed) { return true }
      }
      fixed.insert(ObjectIdentifier(type))
      return false
    case .typeParameter:
      return true
    default:
      return false
    }
  }

  private func hasVariableSize(
    ofNamed named: NamedType, _ fixed: inout Set<ObjectIdentifier>
  ) -> Bool {
    if let known = named.hasVariableSize { return known }
    let object = named.object
    if object.pathIndex >= 0 {
      reportCycle(Array(objectPath[Int(object.pathIndex)...]))
      return true
    }
    push(object)
    var result = false
    if let side = named.rightHandSide { result = hasVariableSize(side, &fixed) }
    pop()
    // The size of such a vector is the machine's.
    if object.text == "_simd", object.package?.path == "simd" { result = true }
    named.hasVariableSize = result
    return result
  }
}
