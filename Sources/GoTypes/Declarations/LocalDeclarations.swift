// Declarations inside functions.
import GoSyntax

extension Checker {
  /// Checks the declarations of a declaration statement. The names of constants and variables are
  /// visible behind their declaration, those of types from their identifier on.
  func declarationStatement(_ declarations: NodeList) {
    var group = ConstantGroup()
    for node in declarations {
      let kind = tree.kind(node)
      if kind != .constDeclaration { group.leave() }
      switch kind {
      case .constDeclaration: declareLocalConstants(node, &group)
      case .varDeclaration: declareLocalVariables(node)
      case .typeDeclaration: declareLocalType(node)
      default: report(.invalidSyntaxTree, at: node, "unknown declaration")
      }
    }
  }

  private func declareLocalConstants(_ node: NodeID, _ group: inout ConstantGroup) {
    let syntax = tree.constDeclaration(node)
    let start = delayed.count
    let member = group.next(syntax)
    let values = tree.elements(member.values)
    var objects: [ConstObject] = []
    for (index, name) in syntax.names.enumerated() {
      let object = ConstObject(
        objectName(name), at: tree.position(name), in: package, type: nil,
        value: .int(Int64(member.iota)))
      objects.append(object)
      let initial = index < values.count ? values[index] : nil
      checkConstant(
        object, type: member.type, initial: initial, isInherited: member.isInherited)
    }
    checkArity(
      at: tree.position(node), syntax.names, values, isConstant: true,
      isInherited: member.isInherited)
    // Function literals in the values must not see the names.
    processDelayed(from: start)
    let scopePosition = tree.end(of: node)
    for (name, object) in zip(syntax.names, objects) {
      declare(object, as: name, in: environment.scope, from: scopePosition)
    }
  }

  private func declareLocalVariables(_ node: NodeID) {
    let syntax = tree.varDeclaration(node)
    let start = delayed.count
    let values = tree.elements(syntax.values)
    let variables = syntax.names.map { name in
      VarObject(.local, objectName(name), at: tree.position(name), in: package, type: nil)
    }
    for (index, variable) in variables.enumerated() {
      let isShared = values.count == 1 && variables.count != 1
      let initial = isShared ? values.first : index < values.count ? values[index] : nil
      checkVariable(
        variable, type: syntax.type, initial: initial, all: isShared ? variables : [])
      // One value gives all variables their types at once.
      if values.count == 1 { break }
    }
    if syntax.type == nil || !values.isEmpty {
      checkArity(
        at: tree.position(node), syntax.names, values, isConstant: false, isInherited: false)
    }
    processDelayed(from: start)
    let scopePosition = tree.end(of: node)
    for (name, variable) in zip(syntax.names, variables) {
      declare(variable, as: name, in: environment.scope, from: scopePosition)
    }
  }

  private func declareLocalType(_ node: NodeID) {
    let name = tree.typeDeclaration(node).name
    let object = TypeNameObject(
      objectName(name), at: tree.position(name), in: package, type: nil)
    declare(object, as: name, in: environment.scope, from: tree.position(name))
    push(object)
    checkType(object, node)
    pop()
  }
}
