// What the generation of code adds to a unit: variables of its own, and constants by number.

extension Unit {
  /// A new local variable of a function that no analysis has seen.
  public func addLocal(_ name: String, type: TypeID, in function: Function) -> VariableID {
    add(
      Variable(
        name, package: nil, type: type, storage: .local, position: .generated,
        function: function.index))
  }

  /// A use of a variable.
  public func use(of variable: VariableID) -> IRNode {
    add(
      NodeRecord(.name, type: self[variable].type, at: .generated, a: variable.raw))
  }

  /// The integer that a constant's number stands for.
  public func integerConstant(_ number: UInt32) -> Int64 {
    constants[Int(number)].int64Value ?? 0
  }
}

extension Unit {
  /// The function that a bound method is: it takes its receiver from the closure.
  public func boundMethod(_ node: IRNode) -> FunctionSymbol? {
    let selection = selection(node)
    let package =
      selection.packagePath.isEmpty ? nil : session.packages[selection.packagePath]?.package
    let name =
      Session.methodName(
        types, type(first(node)), selection.name, isExported: package == nil, package: package)
      + "-fm"
    return instances["bound " + name]
  }
}
