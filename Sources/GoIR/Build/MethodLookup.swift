// Which method a type has under a name: its own, or one of an embedded field.
import GoSyntax
import GoTypes

/// A method of a type.
struct FoundMethod {
  /// The embedded fields that lead to it.
  let path: [Int]
  /// The type that declares it: a named type, or an interface.
  let holder: TypeID
  /// The method; nil if the holder is an interface.
  let object: FuncObject?
  /// The method's type, without receiver, if the holder is an interface.
  let interfaceMember: TypeMember?
  /// Whether the method is in the method set of the type that was asked, which has no address.
  let isApplicable: Bool
  /// A pointer is followed on the way.
  let isIndirect: Bool
}

extension Unit {
  /// The method of a type, or of what it points to.
  func findMethod(_ type: TypeID, _ name: String, package: Package?) -> FoundMethod? {
    var base = type
    var isPointer = false
    if types.named(type) == nil, types.form(type) == .pointer {
      base = types.element(type)
      isPointer = true
    }
    var level: [(type: TypeID, path: [Int], indirect: Bool)] = [(base, [], isPointer)]
    var seen: Set<TypeID> = []
    while !level.isEmpty {
      var found: [FoundMethod] = []
      var hidden = false
      var next: [(type: TypeID, path: [Int], indirect: Bool)] = []
      for candidate in level where seen.insert(types.identity(candidate.type)).inserted {
        if let own = ownMethod(candidate, name, package) {
          found.append(own)
          continue
        }
        guard types.form(candidate.type) == .structure else { continue }
        for (index, field) in types.members(candidate.type).enumerated() {
          if field.name == name && (field.isExported || field.package === package) {
            hidden = true
          }
          guard field.isEmbedded else { continue }
          var inner = field.type
          var indirect = candidate.indirect
          if types.named(inner) == nil, types.form(inner) == .pointer {
            inner = types.element(inner)
            indirect = true
          }
          next.append((inner, candidate.path + [index], indirect))
        }
      }
      if found.count == 1 && !hidden { return found[0] }
      if hidden || found.count > 1 { return nil }
      level = next
    }
    return nil
  }

  private func ownMethod(
    _ candidate: (type: TypeID, path: [Int], indirect: Bool), _ name: String,
    _ package: Package?
  ) -> FoundMethod? {
    if types.isInterface(candidate.type) {
      let member = types.members(candidate.type).first {
        $0.name == name && ($0.isExported || $0.package === package)
      }
      return member.map {
        FoundMethod(
          path: candidate.path, holder: candidate.type, object: nil, interfaceMember: $0,
          isApplicable: true, isIndirect: candidate.indirect)
      }
    }
    guard let origin = types.named(candidate.type)?.origin else { return nil }
    for index in 0..<origin.methodCount {
      let method = origin.method(index)
      guard method.text == name, method.isExported || method.package === package else { continue }
      return FoundMethod(
        path: candidate.path, holder: candidate.type, object: method, interfaceMember: nil,
        isApplicable: !method.hasPointerReceiver || candidate.indirect,
        isIndirect: candidate.indirect)
    }
    return nil
  }

  /// The symbol of a declared method for the type that declares it.
  func methodSymbol(_ method: FuncObject, holder: TypeID) -> FunctionSymbol {
    guard let environment = types.named(holder)?.environment else {
      return session.symbol(of: method)
    }
    return instance(
      of: method, environment.arguments, implicitCount: environment.implicitCount,
      isShaped: false, holder: holder)
  }

  /// The function that a method of a type is, its receiver being of that very type: the declared
  /// one, or a wrapper that leads to it.
  func methodWrapper(
    _ receiver: TypeID, _ name: String, package: Package?
  ) -> FunctionSymbol? {
    guard let found = findMethod(receiver, name, package: package) else { return nil }
    if found.path.isEmpty, let method = found.object {
      let symbol = methodSymbol(method, holder: found.holder)
      if types.identical(types.parameters(symbol.type).first ?? .none, receiver) {
        return symbol
      }
    }
    let wrapperName = Session.methodName(
      types, receiver, name, isExported: package == nil || found.object?.isExported == true,
      package: package)
    if let known = instances[wrapperKey(receiver, wrapperName)] { return known }
    return makeMethodWrapper(receiver, found, name, wrapperName)
  }

  /// Types of several packages may share a name.
  private func wrapperKey(_ receiver: TypeID, _ name: String) -> String {
    "wrapper \(types.linkText(receiver)) \(name)"
  }

  /// The function that a method of a pointer type is for a pointer to such a pointer.
  func pointerWrapper(
    _ pointer: TypeID, _ name: String, package: Package?
  ) -> FunctionSymbol? {
    guard let found = findMethod(pointer, name, package: package) else { return nil }
    let receiver = types.pointer(to: pointer)
    let text = TypeText(types, local: self.package.package).text(receiver)
    let wrapperName = "(\(text)).\(package.map { $0.path + "." } ?? "")\(name)"
    if let known = instances[wrapperKey(receiver, wrapperName)] { return known }
    return makeMethodWrapper(receiver, found, name, wrapperName)
  }

  private func makeMethodWrapper(
    _ receiver: TypeID, _ found: FoundMethod, _ name: String, _ wrapperName: String
  ) -> FunctionSymbol {
    let methodType = boundMethodType(found)
    let type = types.function(
      parameters: [receiver] + types.parameters(methodType), results: types.results(methodType),
      isVariadic: types.isVariadic(methodType))
    let base =
      types.named(receiver) == nil && types.form(receiver) == .pointer
      ? types.element(receiver) : receiver
    let symbol = FunctionSymbol(
      kind: .wrapper, package: types.named(base)?.package, name: wrapperName, type: type,
      hasReceiver: true)
    instances[wrapperKey(receiver, wrapperName)] = symbol
    let function = makeFunction(symbol, at: .generated, parent: nil)
    function.isDuplicate = true
    symbol.function = function
    function.source = .synthetic { builder in
      builder.buildMethodWrapper(type, receiver, found, name)
    }
    pendingBodies.append(function)
    return symbol
  }
}

extension BodyBuilder {
  /// The body of a function that finds a method through embedded fields and calls it.
  func buildMethodWrapper(
    _ type: TypeID, _ receiver: TypeID, _ found: FoundMethod, _ method: String
  ) {
    let signature = found.object?.signature
    let receiverName = signature.map { [$0.receiver] } ?? [nil]
    declareSyntheticParameters(of: type, names: receiverName + (signature?.names ?? []))
    var operand = name(function.parameters[0], at: .generated)
    let pointed = types.form(receiver) == .pointer ? types.element(receiver) : .none
    if pointed != .none, types.named(pointed) == nil, types.form(pointed) == .pointer {
      operand = unit.node(.dereference, pointed, at: .generated, operand, flags: .implicit)
    }
    let callee = promotedCall(
      operand, found, method,
      checksNil: types.form(receiver) == .pointer && found.path.isEmpty
        && found.object?.hasPointerReceiver == false)
    let rest: [IRNode] = function.parameters.dropFirst().map { name($0, at: .generated) }
    tailCall(callee.function, callee.first + rest, at: .generated)
  }

  /// The callee of a method found in a type, and its first arguments: the receiver unless it is
  /// in the callee, and in shaped code a dictionary, which nobody has: such adapters are never
  /// called.
  func promotedCall(
    _ operand: IRNode, _ found: FoundMethod, _ method: String, checksNil: Bool
  ) -> (function: IRNode, first: [IRNode]) {
    if checksNil { appendNilCheck(operand) }
    let receiver = unit.promotedReceiver(operand, found, at: .generated)
    guard let object = found.object else {
      return (unit.interfaceMethod(receiver, found, method, at: .generated), [])
    }
    let symbol = unit.methodSymbol(object, holder: found.holder)
    let wanted = types.parameters(symbol.type).first ?? .none
    let adjusted = unit.adjustedReceiver(receiver, to: wanted, at: .generated)
    var first = [adjusted]
    if symbol.kind == .shaped {
      first.append(unit.node(.nilValue, unit.dictionaryType, at: .generated))
    }
    return (methodExpression(symbol, object, wanted, at: .generated), first)
  }

  private func appendNilCheck(_ operand: IRNode) {
    let null = unit.node(.nilValue, unit.type(operand), at: .generated)
    let isNil = unit.node(.equal, types.bool, at: .generated, operand, null)
    let type = types.function(parameters: [], results: [])
    let symbol = unit.session.runtimeSymbol("panicwrap", type: type)
    let call = makeCall(
      functionName(symbol, at: .generated), [], hasEllipsis: false, at: .generated)
    let check = unit.add(
      NodeRecord(
        .ifThen, at: .generated, a: isNil.raw, b: unit.makeList([call]).raw))
    function.body = unit.makeList(unit.list(function.body) + [check])
  }
}
