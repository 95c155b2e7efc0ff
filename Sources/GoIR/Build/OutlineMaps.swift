// Large map literals of package-level variables get initialising functions of their own, so that
// a linker can drop those of variables that nobody uses.

extension Unit {
  /// The least number of nodes of a literal that is moved. Lower would make more, smaller
  /// functions; higher would keep more unused maps.
  private static let outlinedNodes = 20

  func outlineMapInitializers(_ initializer: Function) {
    var statements = list(initializer.body)
    var count = 0
    for (index, statement) in statements.enumerated() where isLargeMap(statement) {
      let type = types.function(parameters: [], results: [])
      let symbol = FunctionSymbol(
        kind: .packageInit, package: package.package, name: "map.init.\(count)", type: type)
      symbol.isInlinabilityChecked = true
      count += 1
      let position = nodes[statement.slot].position
      let function = makeFunction(symbol, at: position, parent: nil)
      symbol.function = function
      function.body = makeList([statement])
      function.hasBody = true
      functions.append(function)
      outlinedFunctions.append(function)
      let callee = add(
        NodeRecord(
          .functionName, type: type, at: position, a: number(of: symbol)))
      statements[index] = add(NodeRecord(.callFunction, at: position, a: callee.raw))
    }
    initializer.body = makeList(statements)
  }

  private func isLargeMap(_ statement: IRNode) -> Bool {
    let record = nodes[statement.slot]
    guard record.operation == .assign, operation(IRNode(raw: record.a)) == .name,
      types.form(type(IRNode(raw: record.a))) == .map
    else { return false }
    var count = 0
    _ = any(IRNode(raw: record.b)) { _ in
      count += 1
      return false
    }
    return count >= Self.outlinedNodes && !hasSideEffects(IRNode(raw: record.b))
  }
}
