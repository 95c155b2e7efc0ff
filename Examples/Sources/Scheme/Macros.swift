// The derived forms, as rewritings of one datum into another.
import Tricolor

extension Interpreter {
  /// The rewritten form, or nil when `head` is not a derived form.
  func expand(_ head: String, _ parts: [Value]) throws -> Value? {
    switch head {
    case "let": return try expandLet(parts)
    case "let*": return try expandLetStar(parts)
    case "letrec", "letrec*": return try expandLetrec(parts)
    case "cond": return try expandCond(parts)
    case "case": return try expandCase(parts)
    case "when": return form("if", [parts[0], block(parts.dropFirst())])
    case "unless":
      return form("if", [parts[0], .unspecified, block(parts.dropFirst())])
    case "do": return try expandDo(parts)
    case "quasiquote": return try quasiquote(parts[0])
    default: return nil
    }
  }

  private func form(_ head: String, _ parts: [Value]) -> Value { list([symbol(head)] + parts) }

  private func block(_ parts: ArraySlice<Value>) -> Value { form("begin", Array(parts)) }

  private func lambdaForm(_ names: [Value], _ body: ArraySlice<Value>) -> Value {
    form("lambda", [list(names)] + body)
  }

  private func bindings(_ value: Value) throws -> (names: [Value], values: [Value]) {
    var names: [Value] = []
    var values: [Value] = []
    for binding in array(value) {
      let parts = array(binding)
      guard parts.count == 2 else { throw SchemeError("a binding is a name and a value") }
      names.append(parts[0])
      values.append(parts[1])
    }
    return (names, values)
  }

  private func expandLet(_ parts: [Value]) throws -> Value {
    if case .symbol = parts[0] {
      let (names, values) = try bindings(parts[1])
      let define = form("define", [parts[0], lambdaForm(names, parts.dropFirst(2))])
      let call = list([parts[0]] + values)
      return list([lambdaForm([], [define, call])])
    }
    let (names, values) = try bindings(parts[0])
    return list([lambdaForm(names, parts.dropFirst())] + values)
  }

  private func expandLetStar(_ parts: [Value]) throws -> Value {
    let all = array(parts[0])
    guard all.count > 1 else { return form("let", parts) }
    let inner = form("let*", [list(Array(all.dropFirst()))] + parts.dropFirst())
    return form("let", [list([all[0]]), inner])
  }

  private func expandLetrec(_ parts: [Value]) throws -> Value {
    let (names, values) = try bindings(parts[0])
    let defines = zip(names, values).map { form("define", [$0, $1]) }
    return list([lambdaForm([], ArraySlice(defines + parts.dropFirst()))])
  }

  private func expandCond(_ clauses: [Value]) throws -> Value {
    guard let first = clauses.first else { return .unspecified }
    let parts = array(first)
    guard !parts.isEmpty else { throw SchemeError("an empty clause of cond") }
    let rest = form("cond", Array(clauses.dropFirst()))
    if case .symbol(let head) = parts[0], name(head) == "else" { return block(parts.dropFirst()) }
    if parts.count == 1 { return form("or", [parts[0], rest]) }
    return form("if", [parts[0], block(parts.dropFirst()), rest])
  }

  private func expandCase(_ parts: [Value]) throws -> Value {
    let key = symbol(" key")
    var clauses: [Value] = []
    for clause in parts.dropFirst() {
      let items = array(clause)
      if case .symbol(let head) = items[0], name(head) == "else" {
        clauses.append(clause)
      } else {
        let test = form("memv", [key, form("quote", [items[0]])])
        clauses.append(list([test] + items.dropFirst()))
      }
    }
    return form("let", [list([list([key, parts[0]])]), form("cond", clauses)])
  }

  private func expandDo(_ parts: [Value]) throws -> Value {
    let loop = symbol(" loop")
    var starts: [Value] = []
    var steps: [Value] = []
    for binding in array(parts[0]) {
      let items = array(binding)
      starts.append(list([items[0], items[1]]))
      steps.append(items.count > 2 ? items[2] : items[0])
    }
    let exit = array(parts[1])
    let again = list([loop] + steps)
    let body = form("begin", Array(parts.dropFirst(2)) + [again])
    let test = form("if", [exit[0], block(exit.dropFirst() + [.unspecified]), body])
    return form("let", [loop, list(starts), exit.count > 1 ? doResult(exit, body) : test])
  }

  private func doResult(_ exit: [Value], _ body: Value) -> Value {
    form("if", [exit[0], block(exit.dropFirst()), body])
  }

  private func quasiquote(_ datum: Value) throws -> Value {
    guard case .pair(let cell) = datum else { return form("quote", [datum]) }
    if case .symbol(let head) = cell.first, name(head) == "unquote" { return array(cell.rest)[0] }
    return form("cons", [try quasiquote(cell.first), try quasiquote(cell.rest)])
  }
}
