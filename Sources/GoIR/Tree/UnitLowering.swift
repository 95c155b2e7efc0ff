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
  /// The function that a bound method is: it takes its receiver from the closure. Where the code
  /// came from another unit, that has the function; it is found by its name in the program.
  public func boundMethod(_ node: IRNode) -> FunctionSymbol {
    let receiver = type(first(node))
    let selection = selection(node)
    if let own = instances[boundMethodKey(receiver, selection.name)] { return own }
    let package =
      selection.packagePath.isEmpty ? nil : session.packages[selection.packagePath]?.package
    return boundMethodSymbol(
      receiver, MethodName(name: selection.name, package: package), type: type(node))
  }

  /// What bound methods are found by. Types of several packages may share a name.
  func boundMethodKey(_ receiver: TypeID, _ method: String) -> String {
    "bound \(types.linkText(receiver)) \(method)"
  }

  /// A symbol for a bound method.
  func boundMethodSymbol(
    _ receiver: TypeID, _ method: MethodName, type: TypeID
  ) -> FunctionSymbol {
    let name =
      Session.methodName(
        types, receiver, method.name, isExported: method.package == nil, package: method.package)
      + "-fm"
    let base =
      types.named(receiver) == nil && types.form(receiver) == .pointer
      ? types.element(receiver) : receiver
    return FunctionSymbol(
      kind: .wrapper, package: types.named(base)?.package, name: name, type: type)
  }
}
