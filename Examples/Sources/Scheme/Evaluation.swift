// Runs code: one loop for tail calls, recursion for the rest.
import Tricolor

extension Interpreter {
  /// The value of `code` in `frame`.
  func run(_ code: Ref<Code>, _ frame: Frame?) throws -> Value {
    guard table.depth < Self.deepest else { throw SchemeError("recursion too deep") }
    table.depth += 1
    defer { table.depth -= 1 }
    var code = code
    var frame = frame
    while true {
      switch code.operation {
      case .constant:
        return code.value
      case .local:
        return up(frame, code.depth)[Int(code.index)]
      case .global:
        return try global(code)
      case .setLocal:
        up(frame, code.depth)[Int(code.index)] = try run(part(code, 0), frame)
        return .unspecified
      case .setGlobal:
        try setGlobal(code, run(part(code, 0), frame))
        return .unspecified
      case .branch:
        code = try run(part(code, 0), frame).isTrue ? part(code, 1) : part(code, 2)
      case .lambda:
        return .closure(
          mutator.make(
            Closure(
              body: code, frame: frame, parameterCount: Int(code.depth),
              takesRest: code.takesRest)))
      case .sequence, .and, .or:
        guard let parts = code.parts, parts.count > 0 else {
          return code.operation == .and ? .boolean(true) : .boolean(false)
        }
        let last = parts.count - 1
        for index in 0..<last {
          let value = try run(parts[index], frame)
          if code.operation == .and && !value.isTrue { return value }
          if code.operation == .or && value.isTrue { return value }
        }
        code = parts[last]
      case .call:
        switch try prepare(code, frame) {
        case .value(let value): return value
        case .tail(let body, let callee):
          code = body
          frame = callee
        }
      }
    }
  }

  /// What a call comes to: a value at once, or a body to go on with.
  enum Step {
    case value(Value)
    case tail(Ref<Code>, Frame)
  }

  private func prepare(_ code: Ref<Code>, _ frame: Frame?) throws -> Step {
    guard let parts = code.parts else { throw SchemeError("an empty call") }
    let callee = try run(parts[0], frame)
    switch callee {
    case .closure(let closure):
      let slots = mutator.makeArray(
        count: Int(closure.body.index) + 1, repeating: Value.unspecified)
      if let outer = closure.frame { slots[0] = .vector(outer) }
      let given = parts.count - 1
      try checkCount(closure, given)
      for index in 0..<closure.parameterCount {
        slots[index + 1] = try run(parts[index + 1], frame)
      }
      if closure.takesRest {
        try collectRest(slots, at: closure.parameterCount + 1, parts, frame)
      }
      return .tail(part(closure.body, 0), slots)
    case .primitive(let number):
      let arguments = mutator.makeArray(count: parts.count - 1, repeating: Value.null)
      for index in 1..<parts.count { arguments[index - 1] = try run(parts[index], frame) }
      return .value(try callPrimitive(number, arguments))
    default:
      throw SchemeError("not a procedure: \(show(callee))")
    }
  }

  /// Evaluates the arguments beyond the named ones into a list in `slots`, which keeps it alive.
  private func collectRest(
    _ slots: Frame, at place: Int, _ parts: ManagedArray<Ref<Code>>, _ frame: Frame?
  ) throws {
    slots[place] = .null
    var last: Ref<Pair>?
    for index in place..<parts.count {
      let cell = pair(try run(parts[index], frame), .null)
      if let last { last.rest = .pair(cell) } else { slots[place] = .pair(cell) }
      last = cell
    }
  }

  /// Calls a procedure value with the elements of a list.
  func apply(_ callee: Value, _ arguments: Value) throws -> Value {
    switch callee {
    case .closure(let closure):
      let slots = mutator.makeArray(
        count: Int(closure.body.index) + 1, repeating: Value.unspecified)
      if let outer = closure.frame { slots[0] = .vector(outer) }
      var given = 0
      var rest = arguments
      while case .pair(let cell) = rest, given < closure.parameterCount {
        given += 1
        slots[given] = cell.first
        rest = cell.rest
      }
      try checkCount(closure, given + (closure.takesRest ? 0 : length(rest)))
      if closure.takesRest { slots[given + 1] = rest }
      return try run(part(closure.body, 0), slots)
    case .primitive(let number):
      let values = mutator.makeArray(count: length(arguments), repeating: Value.null)
      var rest = arguments
      var index = 0
      while case .pair(let cell) = rest {
        values[index] = cell.first
        index += 1
        rest = cell.rest
      }
      return try callPrimitive(number, values)
    default:
      throw SchemeError("not a procedure: \(show(callee))")
    }
  }

  private func checkCount(_ closure: Ref<Closure>, _ given: Int) throws {
    let wanted = closure.parameterCount
    guard given == wanted || (closure.takesRest && given > wanted) else {
      throw SchemeError("a procedure of \(wanted) arguments was given \(given)")
    }
  }

  private func part(_ code: Ref<Code>, _ index: Int) -> Ref<Code> {
    guard let parts = code.parts else { preconditionFailure("code without parts") }
    return parts[index]
  }

  private func up(_ frame: Frame?, _ depth: Int32) -> Frame {
    guard var here = frame else { preconditionFailure("a local variable outside a frame") }
    for _ in 0..<depth {
      guard case .vector(let outer) = here[0] else { preconditionFailure("a frame without outer") }
      here = outer
    }
    return here
  }

  private func global(_ code: Ref<Code>) throws -> Value {
    guard case .symbol(let symbol) = code.value else { return .unspecified }
    guard symbol.isBound else { throw SchemeError("unbound variable: \(name(symbol))") }
    return symbol.value
  }

  private func setGlobal(_ code: Ref<Code>, _ value: Value) throws {
    guard case .symbol(let symbol) = code.value else { return }
    guard code.takesRest || symbol.isBound else {
      throw SchemeError("set! of an unbound variable: \(name(symbol))")
    }
    symbol.value = value
    symbol.isBound = true
  }
}
