// The method sets of types: all methods at once, in the order in which descriptors list them and
// interfaces are matched. (MethodLookup finds one method by its name.)
//
// A method is in the set of a type if no field or method of the same name is nearer, and no other
// is equally near: types are looked at level by level, embedded fields making the next level. What
// is ambiguous, or has a pointer receiver and no pointer to be called through, is not in the set
// and hides what is deeper all the same.
import GoSyntax
import GoTypes

/// A method of a type's method set.
public struct MethodSetEntry: Sendable {
  /// The name.
  public let name: String
  /// The package that an unexported name belongs to; nil for exported names.
  public let package: Package?
  /// The method's type, without a receiver.
  public let type: TypeID
  /// The embedded fields that lead to it; empty for a method of the type itself.
  public let path: [Int]
  /// The type that declares it: a named type, or an interface.
  public let holder: TypeID

  /// Whether other packages see the name.
  public var isExported: Bool { package == nil }
}

extension TypeTable {
  /// The methods that values of a type have, exported ones first, by name, then by package path.
  /// Empty for interfaces. Costs a walk over all embedded fields.
  public func methodSet(of type: TypeID) -> [MethodSetEntry] {
    guard !isInterface(type), !hasShape(type) else { return [] }
    var base = type
    let isPointer = form(type) == .pointer
    if isPointer {
      guard named(type) == nil else { return [] }
      base = element(type)
      if isInterface(base) || form(base) == .pointer { return [] }
    }
    var walk = MethodWalk(types: self)
    walk.run(from: base, isIndirect: isPointer)
    return walk.found.sorted { $0.precedes($1) }
  }

  /// The type, without a receiver, of a method that a type declares.
  func methodType(_ method: FuncObject, holder: TypeID) -> TypeID {
    guard let signature = method.signature else { return .none }
    guard let known = named(holder)?.environment else { return self.signature(signature, in: nil) }
    let own = known.arguments.dropFirst(known.implicitCount)
    let environment = TypeEnvironment(
      parameters: known.parameters, arguments: known.arguments,
      implicitCount: known.implicitCount, isShaped: known.isShaped,
      receiverAliases: Array(zip(signature.receiverTypeParameters, own)))
    return self.signature(signature, in: environment)
  }
}

extension MethodSetEntry {
  /// The order of method tables.
  public func precedes(_ other: MethodSetEntry) -> Bool {
    if isExported != other.isExported { return isExported }
    if name != other.name {
      return name.utf8.lexicographicallyPrecedes(other.name.utf8)
    }
    let left = package?.path ?? ""
    let right = other.package?.path ?? ""
    return left.utf8.lexicographicallyPrecedes(right.utf8)
  }
}

extension Unit {
  /// The function that a method of a type's method set is, with a receiver of that very type: the
  /// declared one or an adapter, which is made now if this unit has none yet
  /// (`buildPendingBodies` then builds it).
  public func function(of entry: MethodSetEntry, receiver: TypeID) -> FunctionSymbol? {
    let pointer = types.element(receiver)
    guard types.form(receiver) == .pointer, types.named(pointer) == nil,
      types.form(pointer) == .pointer
    else { return methodWrapper(receiver, entry.name, package: entry.package) }
    // A pointer to something outside of the heap is no pointer to the collector, and so behind one
    // in interfaces.
    return pointerWrapper(pointer, entry.name, package: entry.package)
  }

  /// The function whose code a `functionName` or `methodExpression` stands for; nil for methods of
  /// interfaces. A method expression of a type that gets the method from an embedded field, or is
  /// a pointer to the type that has it, names the method itself (`symbol`), and takes an adapter.
  public func codeSymbol(_ node: IRNode) -> FunctionSymbol? {
    guard let symbol = symbol(node), operation(node) == .methodExpression else {
      return self.symbol(node)
    }
    let receiver = TypeID(raw: self[node].c)
    if types.identical(types.parameters(symbol.type).first ?? .none, receiver) { return symbol }
    let selection = selection(node)
    let package =
      selection.packagePath.isEmpty ? nil : session.packages[selection.packagePath]?.package
    return methodWrapper(receiver, selection.name, package: package) ?? symbol
  }

  /// The types that code of this unit names, by identity: their methods are at hand here.
  public var namedTypes: Set<TypeID> { Set(usedTypes.map { types.identity($0) }) }
}

/// The walk over a type and what it embeds.
private struct MethodWalk {
  private struct Candidate {
    let type: TypeID
    let path: [Int]
    let isIndirect: Bool
  }

  private struct Key: Hashable {
    let name: String
    let package: String
  }

  let types: TypeTable
  private(set) var found: [MethodSetEntry] = []
  /// The names that nearer levels have taken.
  private var hidden: Set<Key> = []
  private var seen: Set<TypeID> = []

  init(types: TypeTable) { self.types = types }

  mutating func run(from base: TypeID, isIndirect: Bool) {
    var level = [Candidate(type: base, path: [], isIndirect: isIndirect)]
    while !level.isEmpty {
      level = walk(level)
    }
  }

  /// Looks at one level and answers the next.
  private mutating func walk(_ level: [Candidate]) -> [Candidate] {
    // What each name means on this level; nil: something that is in no method set.
    var entries: [Key: MethodSetEntry?] = [:]
    var order: [Key] = []
    var next: [Candidate] = []
    func note(_ key: Key, _ entry: MethodSetEntry?) {
      guard !hidden.contains(key) else { return }
      if entries.updateValue(entry, forKey: key) == nil {
        order.append(key)
      } else {
        entries.updateValue(nil, forKey: key)
      }
    }
    var visited: [TypeID: Int] = [:]
    for candidate in level where !seen.contains(types.identity(candidate.type)) {
      // A second time makes everything in it ambiguous; a third adds nothing.
      visited[types.identity(candidate.type), default: 0] += 1
      if visited[types.identity(candidate.type), default: 0] > 2 { continue }
      if types.isInterface(candidate.type) {
        for member in types.members(candidate.type) {
          note(key(member.name, member.package), entry(member, candidate))
        }
        continue
      }
      for (key, entry) in declaredMethods(candidate) { note(key, entry) }
      guard types.form(candidate.type) == .structure else { continue }
      for (index, field) in types.members(candidate.type).enumerated() where field.name != "_" {
        note(key(field.name, field.package), nil)
        if field.isEmbedded { next.append(inner(candidate, field.type, index)) }
      }
    }
    seen.formUnion(visited.keys)
    for key in order {
      hidden.insert(key)
      if let entry = entries[key], let method = entry { found.append(method) }
    }
    return next
  }

  private func key(_ name: String, _ package: Package?) -> Key {
    Key(name: name, package: package?.path ?? "")
  }

  private func inner(_ candidate: Candidate, _ type: TypeID, _ index: Int) -> Candidate {
    var type = type
    var isIndirect = candidate.isIndirect
    if types.form(type) == .pointer, types.named(type) == nil {
      type = types.element(type)
      isIndirect = true
    }
    return Candidate(type: type, path: candidate.path + [index], isIndirect: isIndirect)
  }

  private func entry(_ member: TypeMember, _ candidate: Candidate) -> MethodSetEntry {
    MethodSetEntry(
      name: member.name, package: member.package, type: member.type, path: candidate.path,
      holder: candidate.type)
  }

  /// The methods that a type declares; without an entry those that cannot be called on it, or
  /// have type parameters of their own.
  private func declaredMethods(_ candidate: Candidate) -> [(Key, MethodSetEntry?)] {
    guard let origin = types.named(candidate.type)?.origin else { return [] }
    var result: [(Key, MethodSetEntry?)] = []
    for index in 0..<origin.methodCount {
      let method = origin.method(index)
      guard method.text != "_", let signature = method.signature else { continue }
      let package = method.isExported ? nil : method.package
      let isInSet =
        signature.typeParameters.isEmpty && (candidate.isIndirect || !method.hasPointerReceiver)
      let entry: MethodSetEntry? =
        isInSet
        ? MethodSetEntry(
          name: method.text, package: package,
          type: types.methodType(method, holder: candidate.type), path: candidate.path,
          holder: candidate.type) : nil
      result.append((key(method.text, package), entry))
    }
    return result
  }
}
