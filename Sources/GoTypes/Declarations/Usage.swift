// Variables that are declared and never used.
import GoSyntax

extension Checker {
  /// Complains about the unused variables of a function's scope and of the scopes in it. The scopes
  /// of function literals look after themselves.
  func reportUnusedVariables(in root: Scope) {
    var pending = [root]
    while let scope = pending.popLast() {
      let unused = scope.all.compactMap(\.asVariable).filter { variable in
        !variable.isUsed && variable.variableKind == .local
      }
      for variable in unused.sorted(by: { $0.position < $1.position }) {
        reportSoft(
          .unusedVar, at: variable.position, "declared and not used: \(variable.text)")
      }
      pending.append(contentsOf: scope.children.reversed().filter { !$0.isFunction })
    }
  }
}
