// Operands: what is known about an expression while the expressions around it are checked. An
// operand is a value that functions pass `inout`; what lasts is recorded in the results.

import GoSyntax

extension OperandMode {
  /// The mode in messages.
  var text: String {
    switch self {
    case .invalid: return "invalid operand"
    case .noValue: return "no value"
    case .builtin: return "built-in"
    case .type: return "type"
    case .constant: return "constant"
    case .variable: return "variable"
    case .mapIndex: return "map index expression"
    case .value: return "value"
    case .nilValue: return "nil"
    case .commaOK: return "comma, ok expression"
    case .commaError: return "comma, error expression"
    case .cgoFunction: return "cgo function"
    }
  }
}

/// What messages show in the place of an operand's expression when the source has none of its own:
/// `2nd function result`, `ok value of (comma, ok) expression`.
final class OperandStandIn: Sendable {
  let text: String
  let position: SourcePosition

  init(_ text: String, at position: SourcePosition) {
    self.text = text
    self.position = position
  }
}

/// An intermediate value of the check of an expression.
struct Operand {
  var mode: OperandMode = .invalid
  /// Which function, in mode `builtin`.
  var builtin: Builtin = .append
  /// The expression in the tree that is being checked; nil if there is none yet or a stand-in.
  var expression: NodeID?
  /// The type; `invalid` where there is none.
  var type: GoType = BasicType.invalid
  /// The value, in mode `constant`.
  var value: Constant = .unknown
  /// What is shown in the place of an expression.
  var standIn: OperandStandIn?

  /// Whether no error was found in the expression.
  var isValid: Bool { mode != .invalid }

  /// Marks the operand after an error was reported.
  mutating func invalidate() { mode = .invalid }

  /// Whether this is the untyped or typed `nil`.
  var isNil: Bool { mode == .nilValue }

  init() {}

  /// A value with a type.
  init(_ mode: OperandMode, _ expression: NodeID?, type: GoType) {
    self.mode = mode
    self.expression = expression
    self.type = type
  }

  /// A value that has no expression of its own in the source.
  init(_ mode: OperandMode, standIn: OperandStandIn, type: GoType) {
    self.mode = mode
    self.standIn = standIn
    self.type = type
  }
}
