// The table of types: every type of a run is in it once, so that types are compared as numbers.
//
// Types come from the checker's graph by `intern`, which puts types in the place of type
// parameters as it goes, and from the builders at the end of this file. A named type is entered
// before what it stands for is looked at, so that recursive types end; its fields are filled in
// at the first question (`resolve`).
import GoSyntax
import GoTypes

/// All types of a run. Confined to one thread, like the checker's graph that it reads.
public final class TypeTable: @unchecked Sendable {
  var records: [TypeRecord] = [TypeRecord(form: .none)]
  private var literals: [LiteralKey: TypeID] = [:]
  private var instances: [InstanceKey: TypeID] = [:]
  private var shapes: [String: TypeID] = [:]
  /// Named types whose underlying types are being found.
  private var resolving: Set<TypeID> = []
  private var plain: [ObjectIdentifier: TypeID] = [:]
  private var basics: [String: TypeID] = [:]
  /// The implicit type parameters of types that functions declare, and their numbers.
  var localTypes: [ObjectIdentifier: LocalType] = [:]
  let universe: Universe
  /// Called for each named type that is entered; the session notes what is used.
  public let errorType: TypeID

  /// What the declaration of a type inside a function adds to its identity.
  struct LocalType {
    let number: Int
    let implicits: [TypeParameter]
  }

  private struct LiteralKey: Hashable {
    var form: TypeForm
    var element: TypeID = .none
    var key: TypeID = .none
    var length: Int64 = 0
    var members: [MemberKey] = []
    var parameterCount = 0
    var isVariadic = false
  }

  private struct MemberKey: Hashable {
    let name: String
    let package: String
    let type: TypeID
    let isEmbedded: Bool
    let tag: String
  }

  private struct InstanceKey: Hashable {
    let object: ObjectIdentifier
    let arguments: [TypeID]
  }

  // The predeclared types.
  public let bool: TypeID
  public let int: TypeID
  public let int32: TypeID
  public let int64: TypeID
  public let uint: TypeID
  public let uint8: TypeID
  public let uintptr: TypeID
  public let float32: TypeID
  public let float64: TypeID
  public let complex128: TypeID
  public let string: TypeID
  public let byte: TypeID
  public let rune: TypeID
  public let unsafePointer: TypeID
  public let untypedNil: TypeID
  /// `interface {}`.
  public let emptyInterface: TypeID
  /// `any`.
  public let any: TypeID

  /// A table with the predeclared types.
  public init(universe: Universe) {
    self.universe = universe
    var records = self.records
    var basics: [String: TypeID] = [:]
    func add(_ name: String, _ form: TypeForm, identity: String? = nil) -> TypeID {
      let id = TypeID(records.count)
      var record = TypeRecord(form: form)
      record.basicName = name
      record.identity = identity.flatMap { basics[$0] } ?? id
      records.append(record)
      basics[name] = id
      return id
    }
    bool = add("bool", .bool)
    int = add("int", .int)
    _ = add("int8", .int8)
    _ = add("int16", .int16)
    int32 = add("int32", .int32)
    int64 = add("int64", .int64)
    uint = add("uint", .uint)
    uint8 = add("uint8", .uint8)
    _ = add("uint16", .uint16)
    _ = add("uint32", .uint32)
    _ = add("uint64", .uint64)
    uintptr = add("uintptr", .uintptr)
    float32 = add("float32", .float32)
    float64 = add("float64", .float64)
    _ = add("complex64", .complex64)
    complex128 = add("complex128", .complex128)
    string = add("string", .string)
    byte = add("byte", .uint8, identity: "uint8")
    rune = add("rune", .int32, identity: "int32")
    unsafePointer = add("unsafe.Pointer", .unsafePointer)
    untypedNil = add("nil", .untypedNil)
    emptyInterface = add("interface {}", .interface)
    any = add("any", .interface, identity: "interface {}")
    self.records = records
    self.basics = basics
    errorType = TypeID(records.count)
    enterError()
  }

  private func enterError() {
    let info = NamedTypeInfo(
      name: "error", localNumber: 0, package: nil, origin: universe.errorType, environment: nil,
      isShape: false, display: "error", linkName: "error")
    var record = TypeRecord(form: .none)
    record.named = info
    record.isResolved = false
    record.identity = errorType
    records.append(record)
    instances[InstanceKey(object: ObjectIdentifier(universe.errorType.object), arguments: [])] =
      errorType
  }

  // MARK: - Reading

  /// What a type is, names looked through.
  public func form(_ type: TypeID) -> TypeForm {
    resolve(type)
    return records[type.slot].form
  }

  /// The element of a pointer, slice, array, channel or map.
  public func element(_ type: TypeID) -> TypeID {
    resolve(type)
    return records[type.slot].element
  }

  /// The key of a map.
  public func key(_ type: TypeID) -> TypeID {
    resolve(type)
    return records[type.slot].key
  }

  /// The length of an array.
  public func length(_ type: TypeID) -> Int64 {
    resolve(type)
    return records[type.slot].length
  }

  /// The direction of a channel.
  public func direction(_ type: TypeID) -> ChannelDirection {
    resolve(type)
    return ChannelDirection(rawValue: UInt8(records[type.slot].length)) ?? .both
  }

  /// The fields of a struct, or the methods of an interface in their order.
  public func members(_ type: TypeID) -> [TypeMember] {
    resolve(type)
    return records[type.slot].members
  }

  /// The types of a function's parameters.
  public func parameters(_ type: TypeID) -> [TypeID] {
    resolve(type)
    let record = records[type.slot]
    return record.members[..<record.parameterCount].map(\.type)
  }

  /// The types of a function's results, or of a tuple.
  public func results(_ type: TypeID) -> [TypeID] {
    resolve(type)
    let record = records[type.slot]
    return record.members[record.parameterCount...].map(\.type)
  }

  /// Whether a function's last parameter is variadic.
  public func isVariadic(_ type: TypeID) -> Bool {
    resolve(type)
    return records[type.slot].isVariadic
  }

  /// What is known of a type with a name; nil for others, the basic types among them.
  public func named(_ type: TypeID) -> NamedTypeInfo? { records[type.slot].named }

  /// The underlying type; a basic type or type literal is its own.
  public func underlying(_ type: TypeID) -> TypeID {
    resolve(type)
    let underlying = records[type.slot].underlying
    return underlying == .none ? type : underlying
  }

  /// The number that all spellings of a type share.
  public func identity(_ type: TypeID) -> TypeID { records[type.slot].identity }

  /// Whether two types are identical.
  public func identical(_ left: TypeID, _ right: TypeID) -> Bool {
    left == right || identity(left) == identity(right)
  }

  /// Whether the type contains a shape.
  public func hasShape(_ type: TypeID) -> Bool { records[type.slot].hasShape }

  /// Whether the type is a shape itself.
  public func isShape(_ type: TypeID) -> Bool { records[type.slot].named?.isShape ?? false }

  /// Whether the type is an interface.
  public func isInterface(_ type: TypeID) -> Bool { form(type) == .interface }

  /// Whether the type is an interface without methods.
  public func isEmptyInterface(_ type: TypeID) -> Bool {
    form(type) == .interface && members(type).isEmpty
  }

  /// Whether the type has a name, the basic types included.
  public func hasName(_ type: TypeID) -> Bool {
    let record = records[type.slot]
    return record.named != nil || (record.basicName != nil && type != emptyInterface)
  }

  // MARK: - Type literals

  /// `*element`.
  public func pointer(to element: TypeID) -> TypeID { literal(.pointer, element: element) }

  /// `[]element`.
  public func slice(of element: TypeID) -> TypeID { literal(.slice, element: element) }

  /// `[length]element`.
  public func array(of element: TypeID, length: Int64) -> TypeID {
    literal(.array, element: element, length: length)
  }

  /// `map[key]element`.
  public func map(key: TypeID, element: TypeID) -> TypeID {
    literal(.map, element: element, key: key)
  }

  /// `chan element`.
  public func channel(of element: TypeID, _ direction: ChannelDirection) -> TypeID {
    literal(.channel, element: element, length: Int64(direction.rawValue))
  }

  /// A function type.
  public func function(
    parameters: [TypeID], results: [TypeID], isVariadic: Bool = false
  ) -> TypeID {
    let members: [TypeMember] = (parameters + results).map {
      TypeMember(name: "", package: nil, type: $0, isEmbedded: false, tag: "")
    }
    return literal(
      .function, members: members, parameterCount: parameters.count, isVariadic: isVariadic)
  }

  /// Several results of one call.
  public func tuple(_ types: [TypeID]) -> TypeID {
    let members: [TypeMember] = types.map {
      TypeMember(name: "", package: nil, type: $0, isEmbedded: false, tag: "")
    }
    return literal(.tuple, members: members)
  }

  /// `struct{ fields }`.
  public func structure(_ fields: [TypeMember]) -> TypeID { literal(.structure, members: fields) }

  /// `interface{ methods }`, the methods in order.
  public func interface(_ methods: [TypeMember]) -> TypeID {
    methods.isEmpty ? emptyInterface : literal(.interface, members: methods)
  }

  private func literal(
    _ form: TypeForm, element: TypeID = .none, key: TypeID = .none, length: Int64 = 0,
    members: [TypeMember] = [], parameterCount: Int = 0, isVariadic: Bool = false
  ) -> TypeID {
    let names: [MemberKey] = members.map {
      MemberKey(
        name: $0.name, package: $0.package?.path ?? "", type: $0.type,
        isEmbedded: $0.isEmbedded, tag: $0.tag)
    }
    let literalKey = LiteralKey(
      form: form, element: element, key: key, length: length, members: names,
      parameterCount: parameterCount, isVariadic: isVariadic)
    if let known = literals[literalKey] { return known }
    let id = TypeID(records.count)
    literals[literalKey] = id
    var record = TypeRecord(form: form)
    record.element = element
    record.key = key
    record.length = length
    record.members = members
    record.parameterCount = parameterCount
    record.isVariadic = isVariadic
    record.identity = id
    record.hasShape =
      hasShape(element) || hasShape(key) || members.contains { hasShape($0.type) }
    records.append(record)
    let plainMembers: [TypeMember] = members.map {
      TypeMember(
        name: $0.name, package: $0.package, type: identity($0.type),
        isEmbedded: $0.isEmbedded, tag: $0.tag)
    }
    let plain = literal(
      form, element: identity(element), key: identity(key), length: length,
      members: plainMembers, parameterCount: parameterCount, isVariadic: isVariadic)
    records[id.slot].identity = plain
    return id
  }

  // MARK: - Named types

  /// A named type with what its type parameters stand for, entered if it is new.
  func instance(
    of declared: NamedType, arguments given: [TypeID], implicitCount: Int
  ) -> TypeID {
    let arguments = shapedTogether(given, declared)
    let key = InstanceKey(object: ObjectIdentifier(declared.object), arguments: arguments)
    if let known = instances[key] { return known }
    let id = TypeID(records.count)
    instances[key] = id
    let local = localTypes[ObjectIdentifier(declared.object)]
    var environment: TypeEnvironment?
    let shaped = arguments.contains { hasShape($0) }
    if !arguments.isEmpty {
      environment = TypeEnvironment(
        parameters: (local?.implicits ?? []) + declared.typeParameters, arguments: arguments,
        implicitCount: implicitCount, isShaped: shaped)
    }
    let object = declared.object
    let text = object.text
    let suffix = argumentText(arguments, implicitCount: implicitCount)
    let number = local?.number ?? 0
    var record = TypeRecord(form: .none)
    record.named = NamedTypeInfo(
      name: text, localNumber: number, package: object.package, origin: declared,
      environment: environment, isShape: false, display: text + suffix,
      linkName: text + suffix + (number > 0 ? "·\(number)" : ""))
    record.isResolved = false
    record.identity = id
    record.hasShape = shaped
    records.append(record)
    // At once, so that it is known which types are still open when others are shaped.
    if shaped { resolve(id) }
    // Two spellings of the arguments are two types that print differently and are identical.
    let plainArguments: [TypeID] = arguments.map { identity($0) }
    if plainArguments != arguments {
      records[id.slot].identity = instance(
        of: declared, arguments: plainArguments, implicitCount: implicitCount)
    }
    return id
  }

  /// Type arguments of which one is shaped are all shaped.
  private func shapedTogether(_ arguments: [TypeID], _ declared: NamedType) -> [TypeID] {
    guard arguments.contains(where: { hasShape($0) }) else { return arguments }
    let implicits = localTypes[ObjectIdentifier(declared.object)]?.implicits ?? []
    let parameters = implicits + declared.typeParameters
    return arguments.enumerated().map { index, argument in
      shape(
        of: argument,
        isBasic: index < parameters.count && parameters[index].interface.isMethodSet)
    }
  }

  private func argumentText(_ arguments: [TypeID], implicitCount: Int) -> String {
    guard !arguments.isEmpty else { return "" }
    var text = "["
    for (index, argument) in arguments.enumerated() {
      if index > 0 { text += index == implicitCount ? ";" : "," }
      text += linkText(argument)
    }
    return text + "]"
  }

  /// The shape of a type argument: one type for all arguments that code can treat alike.
  ///
  /// - Parameter isBasic: the type parameter's constraint is an interface of methods only.
  func shape(of argument: TypeID, isBasic: Bool) -> TypeID {
    if isShape(argument) && !(isBasic && form(argument) == .pointer) { return argument }
    // A type whose parts are not known yet stands for itself.
    if hasShape(argument) && resolving.contains(argument) { return argument }
    if form(argument) == .interface && hasShape(argument) && named(argument) != nil {
      return argument
    }
    var under = underlying(argument)
    if isBasic && form(argument) == .pointer && !isNotInHeap(element(argument)) {
      under = pointer(to: uint8)
    }
    let name = LongName.shortened(linkText(under))
    if let known = shapes[name] { return known }
    let id = TypeID(records.count)
    shapes[name] = id
    var record = records[under.slot]
    record.named = NamedTypeInfo(
      name: name, localNumber: 0, package: nil, origin: nil, environment: nil, isShape: true,
      display: name, linkName: name)
    record.basicName = nil
    record.isResolved = true
    record.underlying = under
    record.identity = id
    record.hasShape = true
    records.append(record)
    return id
  }

  /// Fills in what a named type stands for.
  func resolve(_ type: TypeID) {
    guard !records[type.slot].isResolved else { return }
    // Set first: a type that contains itself is found again on the way.
    records[type.slot].isResolved = true
    guard let info = records[type.slot].named, let origin = info.origin else { return }
    resolving.insert(type)
    defer { resolving.remove(type) }
    let under = intern(origin.underlying, in: info.environment)
    resolve(under)
    let source = records[under.slot]
    records[type.slot].form = source.form
    records[type.slot].element = source.element
    records[type.slot].key = source.key
    records[type.slot].length = source.length
    records[type.slot].members = source.members
    records[type.slot].parameterCount = source.parameterCount
    records[type.slot].isVariadic = source.isVariadic
    records[type.slot].underlying = source.underlying == .none ? under : source.underlying
  }

  // MARK: - Caches used by TypeTable+Intern

  func known(_ type: GoType, in environment: TypeEnvironment?) -> TypeID? {
    let key = ObjectIdentifier(type)
    return plain[key] ?? environment?.cache[key]
  }

  func remember(_ type: GoType, _ id: TypeID, in environment: TypeEnvironment?) {
    if let environment {
      environment.cache[ObjectIdentifier(type)] = id
    } else {
      plain[ObjectIdentifier(type)] = id
    }
  }

  func basic(_ name: String) -> TypeID { basics[name] ?? .none }
}
