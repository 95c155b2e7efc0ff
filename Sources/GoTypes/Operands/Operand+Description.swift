// Operands in messages: the expression, and in parentheses what it is.
//
//   x (variable of type T)            f() (value of struct type T)      nil
//   1 << 3 (untyped int constant 8)   c (constant 5 of type time.Month)
//   v (variable of type P constrained by any)      len (built-in)

import GoSyntax

extension Checker {
  /// The operand as messages show it.
  func string(_ x: Operand) -> String {
    if x.isNil {
      if x.type === BasicType.invalid { return "nil (with invalid type)" }
      if x.type === BasicType.untypedNil { return "nil" }
      return "nil (of type \(string(x.type)))"
    }
    let expression = operandExpression(x)
    let description = operandDescription(x, besides: expression)
    return expression.isEmpty ? description : "\(expression) (\(description))"
  }

  /// The source text of an operand, or what stands for it.
  func operandExpression(_ x: Operand) -> String {
    if let standIn = x.standIn { return standIn.text }
    if let expression = x.expression { return string(expression) }
    switch x.mode {
    case .builtin: return x.builtin.spelling
    case .type: return string(x.type)
    case .constant: return x.value.description
    default: return ""
    }
  }

  private func operandDescription(_ x: Operand, besides expression: String) -> String {
    var result = ""
    var hasType = false
    switch x.mode {
    case .invalid, .noValue, .builtin, .type: break
    default:
      if let basic = x.type.asBasic, isUntyped(basic) {
        result += basic.name + " "
      } else {
        hasType = true
      }
    }
    result += x.mode.text
    if x.mode == .constant {
      let value = x.value.description
      if value != expression { result += " " + value }
    }
    if hasType { result += typeDescription(x.type) }
    return result
  }

  /// ` of type T` with what the type is in front of the name and what bounds it behind.
  private func typeDescription(_ type: GoType) -> String {
    guard isValid(type) else { return " with invalid type" }
    var description = isGeneric(type) ? "generic " : ""
    let parameter = type.asTypeParameter
    if parameter == nil && (type.kind == .alias || type.kind == .named) {
      let kind = compositeKind(type)
      description += (kind.isEmpty ? type.underlying.asBasic?.name ?? "" : kind) + " "
    }
    var result = " of \(description)type \(string(type))"
    if let parameter {
      result += " constrained by \(string(parameter.constraint))"
      if hasEmptyTypeSet(parameter) { result += " with empty type set" }
    }
    return result
  }

  /// The word for a composite type's structure; empty for a basic type.
  func compositeKind(_ type: GoType) -> String {
    switch type.underlying.kind {
    case .array: return "array"
    case .slice: return "slice"
    case .structure: return "struct"
    case .pointer: return "pointer"
    case .signature: return "func"
    case .interface: return "interface"
    case .map: return "map"
    case .channel: return "chan"
    case .tuple: return "tuple"
    case .union: return "union"
    case .basic, .named, .alias, .typeParameter: return ""
    }
  }

  /// An expression as messages print it.
  func string(_ node: NodeID) -> String { tree.text(of: node) }

  /// Where messages about an operand are placed: where its expression begins.
  func position(of x: Operand) -> SourcePosition {
    if let standIn = x.standIn { return standIn.position }
    return x.expression.map { tree.start(of: $0) } ?? .unknown
  }

  /// Reports an error at the leftmost position of an operand's expression.
  func report(_ code: DiagnosticCode, at x: Operand, _ text: String) {
    report(code, at: position(of: x), text)
  }

  /// Reports an error at an operand in spite of which the program has a meaning.
  func reportSoft(_ code: DiagnosticCode, at x: Operand, _ text: String) {
    reportSoft(code, at: position(of: x), text)
  }
}
