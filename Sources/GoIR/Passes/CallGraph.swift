// Visiting functions from the bottom of the call graph upward, in groups of mutual recursion.
//
// The groups are the strongly connected components by Tarjan's algorithm, with two turns: a
// literal that captures something is never the root of a group, so that it comes with the function
// around it; and a function has two numbers, so that a group of one that calls itself can be told
// from a group of one that does not.

extension Unit {
  /// The body of a symbol, if it is this unit's.
  public func definition(of symbol: FunctionSymbol) -> Function? {
    guard let function = symbol.function, Int(function.index) < allFunctions.count,
      allFunctions[Int(function.index)] === function
    else { return nil }
    return function
  }

  /// Calls `analyze` for groups of functions, callees before callers.
  ///
  /// - Parameter analyze: gets the functions of a group with the literals inside them, the one
  ///   that was reached first at the front, and whether they call each other or themselves.
  public func visitBottomUp(
    _ functions: [Function], _ analyze: ([Function], Bool) -> Void
  ) {
    var visitor = BottomUpVisitor(unit: self)
    for function in functions where !function.isCapturingClosure {
      visitor.visit(function, analyze)
    }
  }

  /// Calls `visit` for each function that a function refers to: called, as a value, or inside.
  func forEachReference(in function: Function, _ visit: (Function) -> Void) {
    forEachNode(in: function) { node in
      switch operation(node) {
      case .functionName, .methodExpression, .methodValue:
        if let symbol = symbol(node), let target = definition(of: symbol) { visit(target) }
      case .closure: visit(closureFunction(node))
      default: break
      }
    }
  }
}

private struct BottomUpVisitor {
  let unit: Unit
  private var generation: UInt32 = 0
  private var numbers: [Int32: UInt32] = [:]
  private var stack: [Function] = []

  init(unit: Unit) { self.unit = unit }

  @discardableResult
  mutating func visit(_ function: Function, _ analyze: ([Function], Bool) -> Void) -> UInt32 {
    if let known = numbers[function.index] { return known }
    generation += 1
    let number = generation
    numbers[function.index] = number
    generation += 1
    var least = generation
    stack.append(function)
    var references: [Function] = []
    unit.forEachReference(in: function) { references.append($0) }
    for target in references { least = min(least, visit(target, analyze)) }
    if (least == number || least == number + 1) && !function.isCapturingClosure {
      let isRecursive = least == number
      // The function is on the stack: it was pushed above.
      let start = stack.lastIndex { $0 === function } ?? 0
      let group = Array(stack[start...])
      for member in group { numbers[member.index] = UInt32.max }
      stack.removeSubrange(start...)
      analyze(group, isRecursive)
    }
    return least
  }
}
