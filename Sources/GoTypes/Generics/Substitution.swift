// Replacing type parameters by types.
import GoSyntax

/// Which type parameters are to be replaced, and by what.
struct SubstitutionMap {
  private(set) var parameters: [TypeParameter]
  private(set) var targets: [GoType?]

  /// Maps each parameter to the type at the same index.
  init(_ parameters: [TypeParameter], _ targets: [GoType]) {
    self.parameters = parameters
    self.targets = targets
  }

  /// Maps each parameter to the type at the same index; those without one stay.
  init(_ parameters: [TypeParameter], optional targets: [GoType?]) {
    self.parameters = parameters
    self.targets = targets
  }

  var isEmpty: Bool { parameters.isEmpty }

  func contains(_ parameter: TypeParameter) -> Bool {
    parameters.contains { $0 === parameter }
  }

  /// What a parameter is replaced by; itself if by nothing.
  subscript(parameter: TypeParameter) -> GoType {
    for (index, candidate) in parameters.enumerated() where candidate === parameter {
      guard index < targets.count, let target = targets[index] else { return parameter }
      return target
    }
    return parameter
  }

  mutating func add(_ parameter: TypeParameter, _ target: GoType) {
    parameters.append(parameter)
    targets.append(target)
  }
}

/// Replaces type parameters in types. A type in which nothing is replaced is returned as it is,
/// the same object; otherwise what contains the replaced part is made anew.
struct Substitution {
  var map: SubstitutionMap
  /// The checker whose declarations are involved; nil when all of them are checked.
  let checker: Checker?
  /// Where instances that arise are kept.
  let table: InstanceTable
  /// Where instances that arise say that they were written.
  var position: SourcePosition = .unknown
  /// The depth of the instance that is being expanded, if one is; see `NamedType.Instance`.
  var rootDepth: UInt32?
  /// What became of structs, with this map: types share parts.
  private var structs = Memo()

  private final class Memo {
    var results: [ObjectIdentifier: (old: StructType, new: StructType)] = [:]
  }

  init(
    _ map: SubstitutionMap, checker: Checker?, table: InstanceTable,
    position: SourcePosition = .unknown, rootDepth: UInt32? = nil
  ) {
    self.map = map
    self.checker = checker
    self.table = table
    self.position = position
    self.rootDepth = rootDepth
  }

  /// The type with all replacements made; invalid, after an error, if that is too deep or if there
  /// is too much to make.
  func apply(to type: GoType) -> GoType {
    if map.isEmpty { return type }
    if table.limits.types == 0 { return BasicType.invalid }
    let result: GoType = replaced(in: type)
    if result === type || table.admits(result, checker, at: position) { return result }
    return BasicType.invalid
  }

  private func replaced(in type: GoType) -> GoType {
    switch type.kind {
    case .basic: return type
    case .typeParameter: return map[unsafeDowncast(type, to: TypeParameter.self)]
    case .alias: return alias(unsafeDowncast(type, to: AliasType.self))
    case .named: return named(unsafeDowncast(type, to: NamedType.self))
    case .array:
      let array = unsafeDowncast(type, to: ArrayType.self)
      let element = apply(to: array.element)
      return element === array.element
        ? array : ArrayType(element: element, length: array.length)
    case .slice:
      let slice = unsafeDowncast(type, to: SliceType.self)
      let element = apply(to: slice.element)
      return element === slice.element ? slice : SliceType(element: element)
    case .pointer:
      let pointer = unsafeDowncast(type, to: PointerType.self)
      let base = apply(to: pointer.base)
      return base === pointer.base ? pointer : PointerType(base: base)
    case .channel:
      let channel = unsafeDowncast(type, to: ChannelType.self)
      let element = apply(to: channel.element)
      return element === channel.element
        ? channel : ChannelType(direction: channel.direction, element: element)
    case .map:
      let map = unsafeDowncast(type, to: MapType.self)
      let key = apply(to: map.key)
      let element = apply(to: map.element)
      return key === map.key && element === map.element
        ? map : MapType(key: key, element: element)
    case .structure:
      let structure = unsafeDowncast(type, to: StructType.self)
      if let known = structs.results[ObjectIdentifier(structure)] { return known.new }
      let result: StructType =
        variables(structure.fields).map { StructType(fields: $0, tags: structure.tags) }
        ?? structure
      structs.results[ObjectIdentifier(structure)] = (structure, result)
      return result
    case .tuple: return tuple(unsafeDowncast(type, to: TupleType.self))
    case .signature: return signature(unsafeDowncast(type, to: Signature.self))
    case .union:
      let union = unsafeDowncast(type, to: UnionType.self)
      guard let types = list(union.terms.map(\.type), apply) else { return union }
      let terms = zip(union.terms, types).map { UnionTerm(hasTilde: $0.hasTilde, type: $1) }
      return UnionType(terms: terms)
    case .interface: return interface(unsafeDowncast(type, to: InterfaceType.self))
    }
  }

  /// Applies a function to all elements; nil if it changes none.
  private func list<Element: AnyObject>(
    _ elements: [Element], _ transform: (Element) -> Element
  ) -> [Element]? {
    var result: [Element]?
    for (index, element) in elements.enumerated() {
      let changed = transform(element)
      guard changed !== element else { continue }
      if result == nil { result = elements }
      result?[index] = changed
    }
    return result
  }

  private func variables(_ variables: [VarObject]) -> [VarObject]? {
    list(variables) { variable in
      guard let type = variable.type else { return variable }
      let changed = apply(to: type)
      return changed === type ? variable : VarObject(instanceOf: variable, type: changed)
    }
  }

  private func tuple(_ tuple: TupleType) -> TupleType {
    guard let changed = variables(tuple.variables) else { return tuple }
    return TupleType(changed)
  }

  private func alias(_ alias: AliasType) -> GoType {
    let count = alias.origin.typeParameters.count
    if count == 0 { return alias }
    guard alias.typeArguments.count == count else { return BasicType.invalid }
    guard let arguments = list(alias.typeArguments, apply) else { return alias }
    return makeAliasInstance(
      of: alias.origin, arguments: arguments, at: position, checker: checker, table: table,
      rootDepth: rootDepth)
  }

  private func named(_ named: NamedType) -> GoType {
    let count = named.typeParameters.count
    if count == 0 { return named }
    guard named.typeArguments.count == count else { return BasicType.invalid }
    guard let arguments = list(named.typeArguments, apply) else { return named }
    return makeInstance(
      of: named.origin, arguments: arguments, at: position, checker: checker, table: table,
      rootDepth: rootDepth)
  }

  // The receiver is left alone: it is replaced where interfaces and named types are, since it can
  // lead back to the very type that is being substituted.
  private func signature(_ old: Signature) -> GoType {
    var inner = self
    var fresh: [TypeParameter] = []
    if let first = old.typeParameters.first, !map.contains(first) {
      // A generic method of an instantiated receiver: its own type parameters are made anew, since
      // their constraints may mention the receiver's.
      inner.structs = Memo()
      fresh = inner.freshTypeParameters(old.typeParameters)
    }
    let parameters = inner.tuple(old.parameters)
    let results = inner.tuple(old.results)
    if parameters === old.parameters, results === old.results, fresh.isEmpty { return old }
    let result = Signature(
      receiver: old.receiver, typeParameters: fresh.isEmpty ? old.typeParameters : fresh,
      parameters: parameters, results: results, isVariadic: old.isVariadic)
    result.receiverTypeParameters = old.receiverTypeParameters
    result.droppedReceiver = old.droppedReceiver
    return result
  }

  private mutating func freshTypeParameters(_ old: [TypeParameter]) -> [TypeParameter] {
    var fresh: [TypeParameter] = []
    for parameter in old {
      let object = TypeNameObject(like: parameter.object, at: parameter.object.position)
      let made = table.makeTypeParameter(object, constraint: BasicType.invalid)
      made.index = parameter.index
      made.checker = checker
      checker?.typesToFinish.append(made)
      checker?.instanceGraph.setCanonical(made, parameter)
      fresh.append(made)
      map.add(parameter, made)
    }
    for (index, parameter) in old.enumerated() {
      fresh[index].constraint = apply(to: parameter.constraint)
    }
    return fresh
  }

  private func interface(_ old: InterfaceType) -> GoType {
    let methods = list(old.methods) { method in
      guard let type = method.type?.asSignature else { return method }
      let changed = signature(type)
      guard changed !== type, let signature = changed.asSignature else { return method }
      return FuncObject(instanceOf: method, signature: signature)
    }
    let embedded = list(old.embedded, apply)
    if methods == nil && embedded == nil { return old }
    let result = InterfaceType(methods: methods ?? old.methods, embedded: embedded ?? old.embedded)
    result.embeddedPositions = old.embeddedPositions
    result.isImplicit = old.isImplicit
    result.measureDepth()
    result.isComplete = old.isComplete
    if let checker {
      result.checker = checker
      checker.typesToFinish.append(result)
    }
    if let replaced = replacingReceivers(result.methods, of: old, by: result) {
      result.methods = replaced
    }
    return result
  }
}

/// Gives methods whose receiver has one type a receiver of another; nil if there are none.
func replacingReceivers(
  _ methods: [FuncObject], of old: GoType, by new: GoType
) -> [FuncObject]? {
  var result: [FuncObject]?
  for (index, method) in methods.enumerated() {
    guard let signature = method.signature, let receiver = signature.receiver,
      receiver.type === old
    else { continue }
    let changed = signature.copy()
    changed.receiver = VarObject(instanceOf: receiver, type: new)
    if result == nil { result = methods }
    result?[index] = FuncObject(instanceOf: method, signature: changed)
  }
  return result
}
