// Checking expressions only for what they mention: after an error elsewhere their variables still
// count as used, and their own errors are still found.

import GoSyntax

extension Checker {
  /// Checks an expression whose value nobody needs.
  /// - Returns: whether it has no error.
  @discardableResult
  func use(_ node: NodeID?) -> Bool {
    guard let node else { return true }
    return use(node, isLeft: false)
  }

  /// Checks several expressions whose values nobody needs.
  @discardableResult
  func use(_ nodes: NodeList) -> Bool {
    var isValid = true
    for node in nodes where !use(node, isLeft: false) { isValid = false }
    return isValid
  }

  /// As `use`, for the left side of an assignment: a plain variable there is not used.
  @discardableResult
  func useLeft(_ nodes: NodeList) -> Bool {
    var isValid = true
    for node in nodes where !use(node, isLeft: true) { isValid = false }
    return isValid
  }

  private func use(_ node: NodeID, isLeft: Bool) -> Bool {
    var x = Operand()
    let inner = tree.unparenthesized(node)
    switch tree.kind(inner) {
    case .name:
      let name = tree.name(inner)
      if name == .blank { return true }
      let variable = isLeft ? assignedVariable(name) : nil
      let wasUsed = variable?.isUsed ?? false
      expressionOrType(inner, into: &x, allowsGeneric: true)
      variable?.isUsed = wasUsed
    case .list:
      return isLeft ? useLeft(tree.elements(inner)) : use(tree.elements(inner))
    default:
      rawExpression(node, into: &x, allowsGeneric: true)
    }
    return x.isValid
  }

  /// The variable of this package that a name means, when the name stands on the left side of an
  /// assignment, which is no use of it.
  func assignedVariable(_ name: Name) -> VarObject? {
    guard let variable = lookup(name)?.asVariable, variable.package === package else { return nil }
    return variable
  }
}
