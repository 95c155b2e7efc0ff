// Function bodies: the environment of their statements, and what is asked of them as a whole.

import GoSyntax

extension Checker {
  /// Checks the body of a function.
  /// - Parameters:
  ///   - declaration: collects the package-level objects to which the body refers.
  ///   - iota: the value of `iota` around a function literal in a constant declaration.
  func functionBody(
    declaration: DeclarationInfo?, signature: Signature, body: NodeID, iota: Constant? = nil
  ) {
    let file = environment.file
    let saved = environment
    defer { environment = saved }
    var inner = Environment(file: file, scope: signature.scope ?? environment.scope)
    inner.declaration = declaration
    inner.iota = iota
    inner.signature = signature
    environment = inner
    let block = tree.block(body)
    statements(block.statements)
    if signature.results.count > 0 && !isTerminating(body) {
      report(.missingReturn, at: block.rightBrace, "missing return")
    }
    if let scope = signature.scope { reportUnusedVariables(in: scope) }
  }
}
