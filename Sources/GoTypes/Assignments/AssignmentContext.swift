// Where a value is assigned, for messages: `cannot use x … in CONTEXT`.

import GoSyntax

/// The place of an assignment. Costs nothing until a message needs its words.
enum AssignmentContext: ExpressibleByStringLiteral {
  case text(StaticString)
  /// An argument of a call; the expression is the function.
  case argument(of: NodeID)
  /// An argument of a built-in function that is not of package unsafe.
  case builtinArgument(Builtin)

  init(stringLiteral value: StaticString) { self = .text(value) }

  /// Whether this is the context with these words.
  func isText(_ text: StaticString) -> Bool {
    guard case .text(let own) = self else { return false }
    return own.description == text.description
  }
}

extension Checker {
  /// The words for a context.
  func string(_ context: AssignmentContext) -> String {
    switch context {
    case .text(let text): return text.description
    case .argument(let function): return "argument to \(string(function))"
    case .builtinArgument(let builtin): return "argument to built-in \(builtin.spelling)"
    }
  }
}
