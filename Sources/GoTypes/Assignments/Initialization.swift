// Giving constants and variables their first value, and thereby a type if they have none: constant
// and variable declarations, results of `return`, and `:=`.

import GoSyntax

extension Checker {
  /// Gives a constant its value, and its type if it has none.
  func initializeConstant(_ object: ConstObject, _ x: inout Operand) {
    if !x.isValid || !isValid(x.type) || object.type.map({ !isValid($0) }) ?? false {
      if object.type == nil { object.type = BasicType.invalid }
      return
    }
    guard x.mode == .constant else {
      report(.invalidConstInit, at: x, "\(string(x)) is not constant")
      if object.type == nil { object.type = BasicType.invalid }
      return
    }
    let type: GoType = object.type ?? x.type
    object.type = type
    assign(&x, to: type, context: "constant declaration")
    if x.isValid { object.value = x.value }
  }

  /// Checks the first value of a variable, and gives the variable a type if it has none. On error
  /// `x` is invalid.
  func initializeVariable(
    _ object: VarObject, _ x: inout Operand, context: AssignmentContext
  ) {
    if !x.isValid || !isValid(x.type) || object.type.map({ !isValid($0) }) ?? false {
      if object.type == nil { object.type = BasicType.invalid }
      return x.invalidate()
    }
    if object.type == nil {
      if x.type === BasicType.untypedNil {
        report(.untypedNilUse, at: x, "use of untyped nil in \(string(context))")
        object.type = BasicType.invalid
        return x.invalidate()
      }
      object.type = defaultType(x.type)
    }
    assign(&x, to: object.type, context: context)
  }

  /// Checks the first values of variables: one expression each, or one call for all.
  /// - Parameter returnStatement: the variables are results of the function, and this returns.
  func initializeVariables(
    _ variables: [VarObject], _ right: NodeList, returnStatement: NodeID?
  ) {
    var context: AssignmentContext = "assignment"
    if returnStatement != nil {
      context = "return statement"
    } else if variables.count > 1 {
      context = "multiple assignment"
    }
    let isCall: Bool = right.count == 1 && isCall(right[0])
    if variables.count == right.count && !isCall {
      initializeEach(variables, right, context, isReturn: returnStatement != nil)
      return
    }
    if right.count != 1 {
      if use(right) {
        if let returnStatement {
          reportReturnMismatch(returnStatement, variables, expressions(right))
        } else {
          reportAssignmentMismatch(right, variables.count, right.count)
        }
      }
      return invalidateUntyped(variables)
    }
    let allowsCommaOK: Bool = variables.count == 2 && returnStatement == nil
    var (operands, isCommaOK) = multiExpression(right[0], allowsCommaOK: allowsCommaOK)
    if operands.count == variables.count {
      for (index, variable) in variables.enumerated() {
        initializeVariable(variable, &operands[index], context: context)
      }
      if isCommaOK && operands.allSatisfy({ $0.isValid }) { recordCommaOK(right[0], operands) }
      return
    }
    if operands[0].isValid {
      if let returnStatement {
        reportReturnMismatch(returnStatement, variables, operands)
      } else {
        reportAssignmentMismatch(right, variables.count, operands.count)
      }
    }
    invalidateUntyped(variables)
  }

  private func initializeEach(
    _ variables: [VarObject], _ right: NodeList, _ context: AssignmentContext, isReturn: Bool
  ) {
    var x = Operand()
    for (index, variable) in variables.enumerated() {
      let name = isReturn && variable.text.isEmpty ? "result variable" : variable.text
      expression(right[index], into: &x, target: makeTarget(variable.type, .variable(name)))
      initializeVariable(variable, &x, context: context)
    }
  }

  /// Variables that got no type because of an error get the invalid one.
  private func invalidateUntyped(_ variables: [VarObject]) {
    for variable in variables where variable.type == nil { variable.type = BasicType.invalid }
  }

  private func reportReturnMismatch(
    _ node: NodeID, _ variables: [VarObject], _ operands: [Operand]
  ) {
    let isTooMany: Bool = operands.count > variables.count
    var position = tree.start(of: node)
    if isTooMany {
      position = self.position(of: operands[variables.count])
    } else if let last = operands.last {
      position = self.position(of: last)
    }
    var complaint = Complaint(.wrongResultCount)
    complaint.add(position, "\(isTooMany ? "too many" : "not enough") return values")
    complaint.add(.unknown, "have \(typesSummary(operands.map { $0.type }))")
    complaint.add(.unknown, "want \(typesSummary(variables.map { $0.type }))")
    report(complaint)
  }

  // MARK: - Short declarations

  /// Checks `a, b := x, y`, declaring those names on the left that are new in the scope.
  func shortDeclaration(at position: SourcePosition, _ left: NodeList, _ right: NodeList) {
    let firstDelayed: Int = delayed.count
    let scope = environment.scope
    var seen: [Name] = []
    var variables: [VarObject] = []
    var new: [VarObject] = []
    var hasError = false
    for node in left {
      if let variable = definedVariable(node, in: scope, &seen, &new) {
        variables.append(variable)
      } else {
        hasError = true
        variables.append(
          VarObject(
            .local, ObjectName(.blank, in: names), at: tree.position(node), in: package,
            type: nil))
      }
    }
    initializeVariables(variables, right, returnStatement: nil)
    // Function literals on the right do not see the new names.
    processDelayed(from: firstDelayed)
    if new.isEmpty && !hasError {
      reportSoft(.noNewVar, at: position, "no new variables on left side of :=")
      return
    }
    let scopeStart = right.last.map { tree.end(of: $0) } ?? position
    for variable in new { declare(variable, as: nil, in: scope, from: scopeStart) }
  }

  /// The variable that a name on the left of `:=` means: a new one or one of the scope. Nil after
  /// an error was reported.
  private func definedVariable(
    _ node: NodeID, in scope: Scope, _ seen: inout [Name], _ new: inout [VarObject]
  ) -> VarObject? {
    guard tree.kind(node) == .name else {
      useLeft(NodeList(node))
      report(.badDecl, at: node, "non-name \(string(node)) on left side of :=")
      return nil
    }
    let name = tree.name(node)
    if name != .blank {
      if seen.contains(name) {
        report(.repeatedDecl, at: node, "\(string(node)) repeated on left side of :=")
        return nil
      }
      seen.append(name)
    }
    if let object = scope.lookup(name) {
      environment.file.uses[node] = object
      if let variable = object.asVariable { return variable }
      report(.unassignableOperand, at: node, "cannot assign to \(string(node))")
      return nil
    }
    let variable = VarObject(
      .local, ObjectName(name, in: names), at: tree.position(node), in: package, type: nil)
    if name != .blank { new.append(variable) }
    environment.file.definitions[node] = variable
    return variable
  }
}
