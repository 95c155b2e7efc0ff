// Loops over something: what can be ranged over, what the iteration variables are, and how they
// are declared or assigned to.

import GoSyntax

/// What a range clause yields in each iteration.
private struct RangeValues {
  var key: GoType?
  var value: GoType?

  static let invalid = RangeValues(key: BasicType.invalid, value: BasicType.invalid)
}

extension Checker {
  /// Checks `for … range x { … }`.
  func rangeStatement(_ node: NodeID, _ syntax: ForStatementSyntax, _ clause: RangeClauseSyntax) {
    let left = tree.elements(clause.left)
    var x = Operand()
    environment.hasCallOrReceive = false
    expression(clause.operand, into: &x)
    if left.count < 2 { recordConstantLength(clause.operand, x) }
    let values = x.isValid ? rangeValues(x, left) : RangeValues()
    openScope(node)
    defer { closeScope() }
    let rangesOverInteger: Bool = x.isValid && isInteger(x.type)
    if clause.isDefinition {
      declareIteration(node, syntax, left, values, &x, rangesOverInteger)
    } else if !left.isEmpty {
      assignIteration(left, values, &x, rangesOverInteger)
    } else if rangesOverInteger {
      // An untyped constant gets its default type, as if assigned to `_`.
      assign(&x, to: nil, context: "range clause")
    }
    statement(syntax.body)
  }

  /// An array whose elements nobody wants is not evaluated if that has no effects: its length is
  /// recorded in its place.
  private func recordConstantLength(_ node: NodeID, _ x: Operand) {
    guard x.isValid, !environment.hasCallOrReceive,
      let array = arrayBehindPointer(x.type.underlying).asArray
    else { return }
    record(
      tree.unparenthesized(node), mode: .constant, type: BasicType.int,
      constant: .int(array.length))
  }

  // MARK: - What is ranged over

  /// The types of the iteration values. Errors are reported.
  private func rangeValues(_ x: Operand, _ left: NodeList) -> RangeValues {
    let (values, problem) = iterationTypes(x.type)
    guard let values else {
      let reason = problem.isEmpty ? "" : ": \(problem)"
      reportSoft(.invalidRangeExpr, at: x, "cannot range over \(string(x))\(reason)")
      return .invalid
    }
    if values.key == nil, let key = left.first {
      reportSoft(
        .invalidIterVar, at: key, "range over \(string(x)) permits no iteration variables")
    } else if values.value == nil, left.count > 1 {
      reportSoft(
        .invalidIterVar, at: left[1],
        "range over \(string(x)) permits only one iteration variable")
    } else if left.count > 2 {
      reportSoft(
        .invalidIterVar, at: left[2], "range clause permits at most two iteration variables")
    }
    return values
  }

  /// What ranging over a type yields; nil if that is not possible, and then perhaps why.
  private func iterationTypes(_ type: GoType) -> (RangeValues?, String) {
    let (common, problem) = commonUnderlying(type) { member, under in
      guard let member, under?.asChannel?.direction == .sendOnly else { return nil }
      return "receive from send-only channel \(self.string(member))"
    }
    guard let common else { return (nil, problem) }
    let under = arrayBehindPointer(common)
    switch under.kind {
    case .basic where isString(under):
      return (RangeValues(key: BasicType.int, value: BasicType.rune), "")
    case .basic where isInteger(under):
      if allows(.go1_22) { return (RangeValues(key: type), "") }
      return (nil, "requires go1.22 or later")
    case .array:
      return (RangeValues(key: BasicType.int, value: under.asArray?.element), "")
    case .slice:
      return (RangeValues(key: BasicType.int, value: under.asSlice?.element), "")
    case .map:
      return (RangeValues(key: under.asMap?.key, value: under.asMap?.element), "")
    case .channel:
      return (RangeValues(key: under.asChannel?.element), "")
    case .signature:
      guard let iterator = under.asSignature else { return (nil, "") }
      if allows(.go1_23) { return iterationTypes(of: iterator) }
      return (nil, "requires go1.23 or later")
    default:
      return (nil, "")
    }
  }

  private func iterationTypes(of iterator: Signature) -> (RangeValues?, String) {
    let shape = "func must be func(yield func(...) bool): "
    guard iterator.parameters.count == 1, let parameter = iterator.parameters.variables[0].type
    else { return (nil, shape + "wrong argument count") }
    if iterator.results.count != 0 { return (nil, shape + "unexpected results") }
    let (under, problem) = commonUnderlying(parameter)
    guard let yield = under?.asSignature else {
      if under == nil { return (nil, shape + "in yield type, \(problem)") }
      return (nil, shape + "argument is not func")
    }
    if yield.parameters.count > 2 {
      return (nil, shape + "yield func has too many parameters")
    }
    guard yield.results.count == 1, let result = yield.results.variables[0].type,
      isBoolean(result)
    else { return (nil, shape + "yield func does not return bool") }
    if !identical(result, BasicType.bool) {
      return (nil, shape + "yield func returns user-defined boolean, not bool")
    }
    if yield.isVariadic {
      return (nil, "yield func of type \(string(yield)) cannot be variadic")
    }
    let types = yield.parameters.variables.map { $0.type }
    return (
      RangeValues(key: types.first ?? nil, value: types.count > 1 ? types[1] : nil), ""
    )
  }

  // MARK: - Iteration variables

  private func declareIteration(
    _ node: NodeID, _ syntax: ForStatementSyntax, _ left: NodeList, _ values: RangeValues,
    _ x: inout Operand, _ rangesOverInteger: Bool
  ) {
    var variables: [VarObject] = []
    for (index, name) in left.prefix(2).enumerated() {
      let variable: VarObject
      if tree.kind(name) == .name {
        variable = VarObject(
          .local, ObjectName(tree.name(name), in: names), at: tree.position(name), in: package,
          type: nil)
        environment.file.definitions[name] = variable
        if variable.name != .blank { variables.append(variable) }
      } else {
        report(.invalidSyntaxTree, at: name, "cannot declare \(string(name))")
        variable = VarObject(
          .local, ObjectName(.blank, in: names), at: tree.position(name), in: package, type: nil)
      }
      guard let type = index == 0 ? values.key : values.value, type !== BasicType.invalid else {
        variable.type = BasicType.invalid
        // It is not the program's fault that nobody could use it.
        variable.isUsed = true
        continue
      }
      if rangesOverInteger {
        initializeVariable(variable, &x, context: "range clause")
      } else {
        var y = Operand(.value, name, type: type)
        initializeVariable(variable, &y, context: "assignment")
      }
    }
    if variables.isEmpty {
      report(.noNewVar, at: node, "no new variables on left side of :=")
    }
    let start = tree.position(syntax.body)
    for variable in variables { declare(variable, as: nil, in: environment.scope, from: start) }
  }

  private func assignIteration(
    _ left: NodeList, _ values: RangeValues, _ x: inout Operand, _ rangesOverInteger: Bool
  ) {
    for (index, target) in left.prefix(2).enumerated() {
      guard let type = index == 0 ? values.key : values.value, type !== BasicType.invalid else {
        continue
      }
      if rangesOverInteger {
        assignOperand(target, &x, context: "range clause")
        if x.isValid && !isInteger(x.type) {
          reportSoft(
            .invalidRangeExpr, at: target,
            "cannot use iteration variable of type \(string(x.type))")
        }
      } else {
        var y = Operand(.value, target, type: type)
        assignOperand(target, &y, context: "assignment")
      }
    }
  }
}
