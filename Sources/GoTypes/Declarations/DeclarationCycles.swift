// Declarations that lead back to themselves.
import GoSyntax

extension Checker {
  /// Finds type declarations whose right-hand sides are names that lead back to them, aliases or
  /// not, with no type literal on the way: `type A B; type B A`. Reports them, and makes the type
  /// at the start invalid. Afterwards every chain of right-hand sides ends.
  func breakDirectCycles() {
    var done: Set<ObjectIdentifier> = []
    for object in packageObjects {
      if let name = object.asTypeName { breakDirectCycle(name, &done) }
    }
  }

  private func breakDirectCycle(_ start: TypeNameObject, _ done: inout Set<ObjectIdentifier>) {
    var path: [TypeNameObject] = []
    var indexOnPath: [ObjectIdentifier: Int] = [:]
    var current: TypeNameObject? = start
    while let name = current, !done.contains(ObjectIdentifier(name)) {
      if let index = indexOnPath[ObjectIdentifier(name)] {
        name.type = BasicType.invalid
        reportCycle(Array(path[index...]))
        break
      }
      indexOnPath[ObjectIdentifier(name)] = path.count
      path.append(name)
      guard let declaration = name.declaration, let node = declaration.typeDeclaration else {
        break
      }
      let tree = declaration.file.tree
      let type = tree.typeDeclaration(node).type
      guard tree.kind(type) == .name else { break }
      current = package.scope.lookup(tree.name(type))?.asTypeName
    }
    for name in path { done.insert(ObjectIdentifier(name)) }
  }

  /// Whether the cycle that begins and ends with an object on the path is allowed; reports it if
  /// not.
  func isValidCycle(_ object: Object) -> Bool {
    let cycle = objectPath[Int(object.pathIndex)...]
    var values = 0
    var definitions = 0
    for member in cycle {
      switch member.kind {
      case .constant, .variable: values += 1
      case .typeName:
        // A generic type may be mentioned in its own type parameter list.
        if environment.isInTypeParameterList, let type = member.type, isGeneric(type) {
          return true
        }
        if member.asTypeName?.isAlias == false { definitions += 1 }
      default: break
      }
    }
    // Cycles of values are found when initialisation is ordered.
    if values == cycle.count { return true }
    // Types may refer to each other if one of them is defined: aliases alone never end.
    if values == 0 && definitions > 0 { return true }
    reportCycle(Array(cycle))
    return false
  }

  /// Reports a cycle, beginning with the member that stands first in the source.
  func reportCycle(_ cycle: [Object]) {
    var start = 0
    for (index, member) in cycle.enumerated() where member.position < cycle[start].position {
      start = index
    }
    reportCycle(cycle, startingAt: start)
  }

  /// Reports a cycle, beginning with a member of it.
  func reportCycle(_ cycle: [Object], startingAt start: Int) {
    guard start < cycle.count else { return }
    var object = cycle[start]
    let isType = object.kind == .typeName
    // What else refers to the alias shall not be reported too.
    if isType, let alias = object.type?.asAlias { alias.redirect(to: BasicType.invalid) }
    if cycle.count == 1 {
      let what = isType ? "invalid recursive type" : "invalid cycle in declaration"
      report(
        .invalidDeclCycle, at: object.position, "\(what): \(cycleName(object)) refers to itself")
      return
    }
    let what = isType ? "invalid recursive type" : "invalid cycle in declaration of"
    var complaint = Complaint(.invalidDeclCycle)
    complaint.add(object.position, "\(what) \(cycleName(object))")
    for offset in 1...cycle.count {
      let next = cycle[(start + offset) % cycle.count]
      complaint.add(object.position, "\(cycleName(object)) refers to \(cycleName(next))")
      object = next
    }
    report(complaint)
  }

  /// The name of a member of a cycle, with its package if that is another one and with its type
  /// arguments.
  private func cycleName(_ object: Object) -> String {
    if let named = object.type?.asNamed, named.instance != nil { return string(named) }
    return packagePrefix(object.package, qualifier) + object.text
  }

  /// Whether a type has an underlying type by now. If not, its declaration refers to itself
  /// through a value of the type, which is reported.
  func isComplete(_ type: GoType) -> Bool {
    var current: GoType? = type
    while let type = current {
      let object: Object
      switch type.kind {
      case .alias:
        let alias = unsafeDowncast(type, to: AliasType.self)
        object = alias.object
        current = alias.rightHandSide
      case .named:
        let named = unsafeDowncast(type, to: NamedType.self)
        object = named.object
        // An instance is expanded when somebody asks for it: not here.
        current = named.knownRightHandSide
      default: return true
      }
      if object.pathIndex >= 0 {
        reportCycle(Array(objectPath[Int(object.pathIndex)...]))
        return false
      }
    }
    return true
  }
}
