// Interfaces that lead back to themselves without a name on the way.
//
// `type T interface { m() interface{ T } }` is allowed by the language: the method's result embeds
// T and thus has the method again. Go's compiler refuses it since no finite description of such a
// type exists; so does this one.
import GoSyntax

extension Checker {
  /// Reports interface literals that lead back to themselves. Asks for a package without errors.
  func reportAnonymousInterfaceCycles() {
    var walk = InterfaceWalk()
    for file in info.files {
      environment.file = file
      let tree = file.tree
      for declaration in tree.declarations {
        tree.walk(declaration) { node in
          guard tree.kind(node) == .interfaceType else { return true }
          if let interface = file.types[node]?.unaliased.asInterface, walk.hasCycle(interface) {
            report(
              .invalidTypeCycle, at: tree.position(node),
              "invalid recursive type: anonymous interface refers to itself "
                + "(see https://go.dev/issue/56103)")
            walk.forgetCycles()
          }
          // Literals inside of it were looked at on the way.
          return false
        }
      }
    }
  }
}

private struct InterfaceWalk {
  /// The interfaces that were visited, and whether they are being visited just now.
  private var isOpen: [ObjectIdentifier: Bool] = [:]

  /// Lets what was found not be found again.
  mutating func forgetCycles() {
    for key in isOpen.keys { isOpen[key] = false }
  }

  mutating func hasCycle(_ interface: InterfaceType) -> Bool {
    for method in interface.allMethods {
      if visit(method.type) { return true }
    }
    return false
  }

  private mutating func visit(_ type: GoType?) -> Bool {
    guard let type = type?.unaliased else { return false }
    switch type.kind {
    case .basic, .named, .typeParameter, .union, .alias: return false
    case .pointer: return visit(type.asPointer?.base)
    case .array: return visit(type.asArray?.element)
    case .slice: return visit(type.asSlice?.element)
    case .channel: return visit(type.asChannel?.element)
    case .map: return visit(type.asMap?.key) || visit(type.asMap?.element)
    case .structure: return visit(type.asStruct?.fields ?? [])
    case .tuple: return visit(type.asTuple?.variables ?? [])
    case .signature:
      return visit(type.asSignature?.parameters.variables ?? [])
        || visit(type.asSignature?.results.variables ?? [])
    case .interface: return type.asInterface.map { visit(interface: $0) } ?? false
    }
  }

  private mutating func visit(_ variables: [VarObject]) -> Bool {
    for variable in variables {
      if visit(variable.type) { return true }
    }
    return false
  }

  private mutating func visit(interface: InterfaceType) -> Bool {
    if interface.methods.isEmpty && interface.embedded.isEmpty { return false }
    let key = ObjectIdentifier(interface)
    if let known = isOpen[key] { return known }
    isOpen[key] = true
    if hasCycle(interface) { return true }
    isOpen[key] = false
    return false
  }
}
