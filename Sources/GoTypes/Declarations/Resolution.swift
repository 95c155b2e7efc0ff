// Resolving objects: determining the type of what a name denotes, and the values of constants.
//
// An object is *white* while its type is not known, *grey* while its declaration is being checked
// (it is on `objectPath`, and `pathIndex` says where), *black* when its type is known. Checking a
// declaration resolves the objects that it mentions. Meeting a grey one closes a cycle; whether it
// may stand is decided in DeclarationCycles.swift.
import GoSyntax

extension Checker {
  /// Makes sure that an object's type is known. It may be the invalid one.
  func resolve(_ object: Object) {
    if object.pathIndex >= 0 {
      closeCycle(object)
      return
    }
    if object.type != nil { return }
    guard let declaration = object.declaration else {
      object.type = BasicType.invalid
      return
    }
    guard !stackGuard.isExhausted else {
      report(.limit, at: object.position, "\(object.text): declarations nest too deeply")
      object.type = object.kind == .function ? Signature() : BasicType.invalid
      return
    }
    push(object)
    let saved = environment
    environment = Environment(file: declaration.file, scope: declaration.file.scope)
    check(object, declaration)
    environment = saved
    pop()
  }

  private func check(_ object: Object, _ declaration: DeclarationInfo) {
    switch declaration.source {
    case .value(let type, let initial):
      environment.declaration = declaration
      if let constant = object.asConstant {
        checkConstant(
          constant, type: type, initial: initial, isInherited: declaration.isInherited)
      } else if let variable = object.asVariable {
        checkVariable(variable, type: type, initial: initial, all: declaration.variables)
      }
    case .type(let node):
      guard let name = object.asTypeName else { return }
      checkType(name, node)
      collectMethods(name)
    case .function(let node):
      guard let function = object.asFunction else { return }
      checkFunction(function, node, declaration)
    }
  }

  private func closeCycle(_ object: Object) {
    switch object.kind {
    case .constant, .variable:
      if !isValidCycle(object) || object.type == nil { object.type = BasicType.invalid }
    case .typeName:
      if !isValidCycle(object) { object.type = BasicType.invalid }
    default:
      // A function keeps its empty signature: much code relies on functions having one.
      _ = isValidCycle(object)
    }
  }

  /// Marks an object grey.
  func push(_ object: Object) {
    object.pathIndex = Int32(objectPath.count)
    objectPath.append(object)
  }

  /// Marks the object that was pushed last black.
  func pop() {
    objectPath.removeLast().pathIndex = -1
  }

  /// Resolves all objects of the package: defined types first, then aliases, then the rest, so that
  /// an alias is rarely needed before it is known. Function bodies are put off.
  func resolvePackageObjects() {
    var aliases: [Object] = []
    var others: [Object] = []
    for object in packageObjects {
      guard object.kind == .typeName, let declaration = object.declaration,
        let node = declaration.typeDeclaration
      else {
        others.append(object)
        continue
      }
      if declaration.file.tree.typeDeclaration(node).isAlias {
        aliases.append(object)
      } else {
        resolve(object)
      }
    }
    aliases.forEach { resolve($0) }
    others.forEach { resolve($0) }
    pendingMethods = [:]
  }

  /// Whether a type is a constraint interface of another package.
  func isImportedConstraint(_ type: GoType) -> Bool {
    guard let named = type.asNamed, let other = named.object.package, other !== package else {
      return false
    }
    guard let interface = named.underlying.asInterface else { return false }
    return !interface.isMethodSet
  }
}
