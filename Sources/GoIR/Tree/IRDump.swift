// The typed tree as indented text, one node a line: for tests, and for people who work on the
// stages around it.

/// Writes functions as trees of nodes.
public struct IRDump {
  let unit: Unit
  private let text: IRText

  /// A writer for a unit.
  public init(_ unit: Unit) {
    self.unit = unit
    text = IRText(unit)
  }

  /// A function: its variables, then its statements.
  public func dump(_ function: Function) -> String {
    var lines = ["func \(function.symbol.name)"]
    func describe(_ title: String, _ variables: [VariableID]) {
      for variable in variables {
        lines.append("  \(title) \(text.text(variable)) \(text.text(unit[variable].type))")
      }
    }
    describe("parameter", function.parameters)
    describe("result", function.results)
    describe("captures", function.captures)
    let known = function.parameters.count + function.results.count
    describe("local", Array(function.locals.dropFirst(known)))
    for statement in unit.list(function.body) { dump(statement, 1, &lines) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func dump(_ node: IRNode, _ depth: Int, _ lines: inout [String]) {
    let record = unit[node]
    var line = String(repeating: "  ", count: depth) + String(describing: record.operation)
    switch record.operation {
    case .name, .functionName, .literal, .methodExpression, .blank: line += " " + text.text(node)
    case .dot, .dotPointer, .dotInterface, .methodValue: line += " ." + unit.selection(node).name
    case .assignOperation: line += " " + IRText.spelling(record.aux)
    case .closure: line += " " + unit.closureFunction(node).symbol.name
    default: break
    }
    if record.type != .none { line += " : " + text.text(record.type) }
    if record.flags.contains(.implicit) { line += " implicit" }
    if record.flags.contains(.defines) { line += " defines" }
    lines.append(line)
    let initial = unit.list(record.initial)
    if !initial.isEmpty {
      lines.append(String(repeating: "  ", count: depth + 1) + "first:")
      for statement in initial { dump(statement, depth + 2, &lines) }
    }
    let skipped = Set(initial)
    unit.forEachChild(node) { child in
      if !skipped.contains(child) { dump(child, depth + 1, &lines) }
    }
  }
}
