// The check of expressions: the way in, and the dispatch by kind.
//
// Every expression goes through `rawExpression`, which finds out what it is (`dispatch`), refuses
// generic functions where they cannot stand, and records the outcome. The other entries differ in
// what they accept: `expression` one value, `genericExpression` also a generic function,
// `expressionOrType` also a type, `multiExpression` a call with several results.
//
// Untyped expressions get their type from above: `convertUntyped` finds the type and
// `updateType` (UntypedExpressions.swift) writes it into the records of the whole subtree.
//
// A chain of binary operations is a tree that leans to the left and may be as long as the file, so
// Binary.swift walks it in a loop. All other nesting is bounded by the parser.

import GoSyntax

/// In which role an expression may stand alone.
enum ExpressionUse {
  /// A conversion; not as a statement.
  case conversion
  /// An expression with a value; not as a statement.
  case expression
  /// A call or receive; also as a statement. Also after an error, so that none follows.
  case statement
}

/// The function type that an assignment expects of a generic function on its right.
struct Target {
  /// What is shown for the variable in messages.
  enum Description {
    case variable(String)
    case expression(NodeID)
  }

  let signature: Signature
  let description: Description
}

extension Checker {
  /// The target of an assignment to a variable of a type; nil unless the type is that of functions.
  func makeTarget(_ type: GoType?, _ description: @autoclosure () -> Target.Description) -> Target?
  {
    guard let type else { return nil }
    let under = isTypeParameter(type) ? commonUnderlying(type).type : type.underlying
    guard let signature = under?.asSignature else { return nil }
    return Target(signature: signature, description: description())
  }

  // MARK: - Entries

  /// Checks an expression that must be a single value. On error `x` is invalid.
  /// - Parameter target: from which a generic function may infer its type arguments.
  func expression(_ node: NodeID, into x: inout Operand, target: Target? = nil) {
    rawExpression(node, into: &x, target: target)
    requireSingleValue(&x)
  }

  /// As `expression`, but a generic function may stay without type arguments.
  /// - Parameter hint: the element type of an enclosing composite literal.
  func genericExpression(_ node: NodeID, into x: inout Operand, hint: GoType? = nil) {
    rawExpression(node, into: &x, hint: hint, allowsGeneric: true)
    requireSingleValue(&x)
  }

  /// Checks an expression or a type. On error `x` is invalid.
  func expressionOrType(_ node: NodeID, into x: inout Operand, allowsGeneric: Bool = false) {
    rawExpression(node, into: &x, allowsGeneric: allowsGeneric)
    exclude(&x, noValue: true)
    singleValue(&x)
  }

  /// Checks an expression that may have several values: a call, or, if `allowsCommaOK`, an
  /// expression with a second, boolean value. On error the first of the result is invalid.
  /// - Returns: at least one operand, and whether the second is such a boolean.
  func multiExpression(
    _ node: NodeID, allowsCommaOK: Bool
  ) -> (operands: [Operand], isCommaOK: Bool) {
    var x = Operand()
    rawExpression(node, into: &x)
    exclude(&x, noValue: true, builtin: true, type: true)
    if x.isValid, let tuple = x.type.asTuple {
      let start = tree.start(of: node)
      let operands = tuple.variables.enumerated().map { (index, variable) -> Operand in
        let standIn = OperandStandIn("\(ordinal(index + 1)) function result", at: start)
        return Operand(.value, standIn: standIn, type: variable.type ?? BasicType.invalid)
      }
      return (operands, false)
    }
    guard allowsCommaOK else { return ([x], false) }
    let start: SourcePosition
    switch x.mode {
    case .mapIndex, .commaOK:
      start = tree.start(of: node)
      let standIn = OperandStandIn("ok value of (comma, ok) expression", at: start)
      return ([x, Operand(.value, standIn: standIn, type: BasicType.untypedBool)], true)
    case .commaError:
      start = tree.start(of: node)
      let standIn = OperandStandIn("err value of (comma, err) expression", at: start)
      return ([x, Operand(.value, standIn: standIn, type: universe.errorType)], true)
    default:
      return ([x], false)
    }
  }

  private func ordinal(_ number: Int) -> String {
    switch number {
    case 1: return "1st"
    case 2: return "2nd"
    case 3: return "3rd"
    default: return "\(number)th"
    }
  }

  /// Checks an expression, or a type, of any mode, and records it.
  @discardableResult
  func rawExpression(
    _ node: NodeID, into x: inout Operand, target: Target? = nil, hint: GoType? = nil,
    allowsGeneric: Bool = false
  ) -> ExpressionUse {
    let use = dispatch(node, into: &x, target: target, hint: hint)
    if !allowsGeneric { rejectGeneric(&x, target: target) }
    record(x)
    return use
  }

  // MARK: - What is accepted

  /// Accepts only a single value.
  func requireSingleValue(_ x: inout Operand) {
    exclude(&x, noValue: true, builtin: true, type: true)
    singleValue(&x)
  }

  /// Reports an operand whose mode is one of those that are excluded.
  func exclude(
    _ x: inout Operand, noValue: Bool = false, builtin: Bool = false, type: Bool = false
  ) {
    switch x.mode {
    case .noValue where noValue:
      let what = type ? "used as value" : "used as value or type"
      report(.tooManyValues, at: x, "\(string(x)) \(what)")
    case .builtin where builtin:
      report(.uncalledBuiltin, at: x, "\(string(x)) must be called")
    case .type where type:
      report(.notAnExpr, at: x, "\(string(x)) is not an expression")
    default:
      return
    }
    x.invalidate()
  }

  /// Reports an operand that has several values.
  func singleValue(_ x: inout Operand) {
    guard x.mode == .value, x.type.kind == .tuple else { return }
    report(.tooManyValues, at: x, "multiple-value \(string(x)) in single-value context")
    x.invalidate()
  }

  /// Reports a generic type or function without type arguments, unless the arguments of a function
  /// follow from `target`.
  func rejectGeneric(_ x: inout Operand, target: Target?) {
    if x.mode == .invalid || x.mode == .noValue { return }
    let what: String
    switch x.type.kind {
    case .alias, .named:
      guard isGeneric(x.type) else { return }
      what = "type"
    case .signature:
      guard let signature = x.type.asSignature, !signature.typeParameters.isEmpty else { return }
      if let target {
        let position = x.expression.map { tree.position($0) } ?? .unknown
        _ = instantiateFunction(&x, at: position, instantiation: nil, target: target, infers: true)
        return
      }
      what = "function"
    default:
      return
    }
    report(
      .wrongTypeArgCount, at: x,
      "cannot use generic \(what) \(operandExpression(x)) without instantiation")
    x.invalidate()
    x.type = BasicType.invalid
  }

  // MARK: - The dispatch

  private func dispatch(
    _ node: NodeID, into x: inout Operand, target: Target?, hint: GoType?
  ) -> ExpressionUse {
    x = Operand()
    x.expression = node
    var use: ExpressionUse = .expression
    switch tree.kind(node) {
    case .badExpression:
      return .statement
    case .name:
      identifier(node, into: &x, wantsType: false)
    case .basicLiteral:
      basicLiteral(node, into: &x)
    case .functionLiteral:
      functionLiteral(node, into: &x)
    case .compositeLiteral:
      compositeLiteral(node, into: &x, hint: hint)
    case .parenthesized:
      // Inference does not look through parentheses.
      use = rawExpression(tree.parenthesized(node), into: &x)
      x.expression = node
      return use
    case .selector:
      selector(node, into: &x, wantsType: false)
    case .index:
      if indexExpression(node, into: &x) {
        let position = tree.position(node)
        _ = instantiateFunction(
          &x, at: position, instantiation: node, target: target, infers: true)
      }
    case .slice:
      sliceExpression(node, into: &x)
    case .typeAssertion:
      typeAssertion(node, into: &x)
    case .call:
      return callExpression(node, into: &x)
    case .unary:
      use = unaryExpression(node, into: &x)
    case .binary:
      binaryExpression(node, into: &x)
    case .arrayType, .sliceType, .structType, .functionType, .interfaceType, .mapType,
      .channelType:
      x.mode = .type
      x.type = typeExpression(node)
    default:
      misplacedExpression(node, &x)
    }
    x.standIn = nil
    x.expression = node
    return x.isValid ? use : .statement
  }

  /// Reports what the grammar accepts in some places but not here.
  private func misplacedExpression(_ node: NodeID, _ x: inout Operand) {
    switch tree.kind(node) {
    case .dotsType:
      report(.invalidSyntaxTree, at: node, "invalid use of ...")
    case .typeSwitchGuard:
      report(.invalidSyntaxTree, at: node, "use of .(type) outside type switch")
      use(tree.typeSwitchGuard(node).operand)
    case .list:
      report(.invalidSyntaxTree, at: node, "unexpected list of expressions")
    case .keyValue:
      report(.invalidSyntaxTree, at: node, "no key:value expected")
    default:
      report(.invalidSyntaxTree, at: node, "unexpected expression")
    }
    x.invalidate()
  }

  private func typeAssertion(_ node: NodeID, into x: inout Operand) {
    let syntax = tree.typeAssertion(node)
    expression(syntax.operand, into: &x)
    guard x.isValid else { return }
    if isTypeParameter(x.type) {
      report(
        .invalidAssert, at: x,
        "invalid operation: cannot use type assertion on type parameter value \(string(x))")
      x.invalidate()
      return
    }
    guard x.type.underlying.kind == .interface else {
      report(.invalidAssert, at: x, "invalid operation: \(string(x)) is not an interface")
      x.invalidate()
      return
    }
    let type = variableType(syntax.type)
    guard isValid(type), isComplete(type) else {
      x.invalidate()
      return
    }
    checkAssertion(at: node, x, type, isTypeSwitch: false)
    x.mode = .commaOK
    x.type = type
  }

  /// Reports a type that a value of an interface type can never have.
  func checkAssertion(at node: NodeID, _ x: Operand, _ type: GoType, isTypeSwitch: Bool) {
    let cause = Cause()
    // Nothing is known beforehand about another interface.
    if isInterface(type) { return }
    if hasAllMethods(type, x.type, isStatic: false, cause: cause) { return }
    if isTypeSwitch {
      report(
        .impossibleAssert, at: node,
        "impossible type switch case: \(string(node))\n\t\(string(x)) cannot have dynamic type "
          + "\(string(type)) \(cause.text)")
    } else {
      report(
        .impossibleAssert, at: node,
        "impossible type assertion: \(string(node))\n\t\(string(type)) does not implement "
          + "\(string(x.type)) \(cause.text)")
    }
  }
}
