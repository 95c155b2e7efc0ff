// From values to code: macros are expanded, and every variable becomes either a place in a frame
// (how many frames up, which slot) or a global symbol.
import Tricolor

/// The names in scope while a procedure body is analysed; Swift values, gone before the body runs.
final class NameScope {
  let names: [String]
  let outer: NameScope?
  init(_ names: [String], in outer: NameScope?) {
    self.names = names
    self.outer = outer
  }

  func place(of name: String) -> (depth: Int32, index: Int32)? {
    var depth: Int32 = 0
    var scope: NameScope? = self
    while let here = scope {
      if let index = here.names.firstIndex(of: name) { return (depth, Int32(index + 1)) }
      scope = here.outer
      depth += 1
    }
    return nil
  }
}

extension Interpreter {
  /// Turns a datum into code.
  func analyse(_ datum: Value, _ scope: NameScope?) throws -> Ref<Code> {
    switch datum {
    case .symbol(let symbol):
      return variable(symbol, scope)
    case .pair(let cell):
      if case .symbol(let head) = cell.first, scope?.place(of: name(head)) == nil,
        let special = try analyseSpecial(name(head), cell, scope)
      {
        return special
      }
      let parts = try array(datum).map { try analyse($0, scope) }
      return code(.call, parts)
    default:
      return constant(datum)
    }
  }

  private func variable(_ symbol: Ref<Symbol>, _ scope: NameScope?) -> Ref<Code> {
    if let place = scope?.place(of: name(symbol)) {
      return mutator.make(Code(operation: .local, depth: place.depth, index: place.index))
    }
    return mutator.make(Code(operation: .global, value: .symbol(symbol)))
  }

  private func analyseSpecial(
    _ head: String, _ cell: Ref<Pair>, _ scope: NameScope?
  ) throws -> Ref<Code>? {
    let parts = array(cell.rest)
    switch head {
    case "quote": return constant(parts[0])
    case "if":
      guard parts.count >= 2 else { throw SchemeError("if wants a test and a branch") }
      let other = parts.count > 2 ? try analyse(parts[2], scope) : constant(.unspecified)
      return code(.branch, [try analyse(parts[0], scope), try analyse(parts[1], scope), other])
    case "define", "set!": return try assignment(head, parts, scope)
    case "lambda": return try lambda(parts[0], Array(parts.dropFirst()), scope)
    case "begin": return try sequence(parts, scope)
    case "and", "or":
      return code(head == "and" ? .and : .or, try parts.map { try analyse($0, scope) })
    default:
      guard let expanded = try expand(head, parts) else { return nil }
      return try analyse(expanded, scope)
    }
  }

  private func assignment(
    _ head: String, _ parts: [Value], _ scope: NameScope?
  ) throws -> Ref<Code> {
    guard parts.count >= 1 else { throw SchemeError("\(head) wants a name") }
    if case .pair(let target) = parts[0] {
      let body = pair(target.rest, list(Array(parts.dropFirst())))
      let made = Value.pair(pair(symbol("lambda"), .pair(body)))
      return try assignment(head, [target.first, made], scope)
    }
    guard case .symbol(let target) = parts[0] else { throw SchemeError("\(head) wants a name") }
    let value = parts.count > 1 ? try analyse(parts[1], scope) : constant(.unspecified)
    if let place = scope?.place(of: name(target)) {
      let node = code(.setLocal, [value])
      node.depth = place.depth
      node.index = place.index
      return node
    }
    let node = code(.setGlobal, [value])
    node.value = .symbol(target)
    node.takesRest = head == "define"
    return node
  }

  /// A procedure: its parameters, and the names that its body defines, share one frame.
  private func lambda(
    _ parameters: Value, _ body: [Value], _ scope: NameScope?
  ) throws -> Ref<Code> {
    var names: [String] = []
    var rest = parameters
    while case .pair(let cell) = rest {
      guard case .symbol(let symbol) = cell.first else {
        throw SchemeError("a parameter is a name")
      }
      names.append(name(symbol))
      rest = cell.rest
    }
    let count = names.count
    var takesRest = false
    if case .symbol(let symbol) = rest {
      names.append(name(symbol))
      takesRest = true
    }
    for form in body { names.append(contentsOf: definedName(form)) }
    let inner = NameScope(names, in: scope)
    let node = code(.lambda, [try sequence(body, inner)])
    node.depth = Int32(count)
    node.index = Int32(names.count)
    node.takesRest = takesRest
    return node
  }

  private func definedName(_ form: Value) -> [String] {
    guard case .pair(let cell) = form, case .symbol(let head) = cell.first else { return [] }
    if name(head) == "begin" { return array(cell.rest).flatMap { definedName($0) } }
    guard name(head) == "define", case .pair(let next) = cell.rest else { return [] }
    var target = next.first
    while case .pair(let inner) = target { target = inner.first }
    guard case .symbol(let symbol) = target else { return [] }
    return [name(symbol)]
  }

  private func sequence(_ forms: [Value], _ scope: NameScope?) throws -> Ref<Code> {
    if forms.count == 1 { return try analyse(forms[0], scope) }
    return code(.sequence, try forms.map { try analyse($0, scope) })
  }

  private func constant(_ value: Value) -> Ref<Code> {
    mutator.make(Code(operation: .constant, value: value))
  }

  private func code(_ operation: Code.Operation, _ parts: [Ref<Code>]) -> Ref<Code> {
    mutator.make(Code(operation: operation, parts: mutator.makeArray(parts)))
  }
}
