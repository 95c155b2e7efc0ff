// go, defer, recover, and how a function ends.
//
// A function that defers has a record in its frame (tc_defer), which goes onto the goroutine's
// chain at the first defer statement, and a node (tc_deferred) for each statement: in the frame, or
// on the heap if the statement is in a loop: the same question decides where escape analysis lets
// the closure live, so it is asked there. At the end it calls what is left, last first.
// Results are in memory, so that they are where they should be after a recovered panic.
//
// A defer statement in the body of a range over a function belongs to the function around the loop,
// whose body is a closure by then. That function has a node for the loop (tc_deferred_range), which
// holds a list; the closure has the node's address and puts what it defers there.
import GoIR
import GoTypes

/// What a function that defers keeps.
final class DeferState {
  let record: FrameObject
  /// Where the deferred calls are made, and then the function returns.
  let exit: BlockID

  init(record: FrameObject, exit: BlockID) {
    self.record = record
    self.exit = exit
  }
}

extension FunctionLowering {
  /// Looks for defer statements before anything is lowered.
  func findDefers() throws(LoweringFailure) {
    let isPresent = unit.list(function.body).contains { statement in
      statement.isPresent && unit.any(statement) { defersHere($0) }
    }
    guard isPresent else { return }
    let record = object(size: 32, pointers: [true, true, true, true], "deferring")
    let exit = newBlock()
    deferring = DeferState(record: record, exit: exit)
    emit(.zero(Address(.frame(record, offset: 0)), bytes: 32))
    emit(.activate(record))
  }

  /// Whether a node puts something on this function's own lists.
  private func defersHere(_ node: IRNode) -> Bool {
    switch unit.operation(node) {
    case .deferCall: unit[node].b == 0
    case .callFunction: isRangeDefers(unit.first(node))
    default: false
    }
  }

  // MARK: - go and defer

  func goOrDefer(_ node: IRNode) throws(LoweringFailure) {
    try initial(of: node)
    let call = unit.first(node)
    try initial(of: call)
    let callee = unit.first(call)
    let closure = try scalar(callee)
    if unit.operation(node) == .goCall {
      checkNilGo(closure)
      _ = native("tc_go_start", [closure], [])
      return
    }
    let called = calledLater(closure)
    if unit[node].b != 0 {
      let token = scalars(try value(IRNode(raw: unit[node].b)), types.emptyInterface)
      _ = native("tc_defer_outside", [token[1], deferredOnHeap(called)], [])
      return
    }
    guard let deferring else { throw failure("a deferred call outside of what defers", at: node) }
    let record = Operand.frame(deferring.record, offset: 0)
    let entry: Operand
    let isRepeated = !analysis.runsOnce(node)
    if isRepeated {
      entry = deferredOnHeap(called)
    } else {
      let room = object(size: 24, pointers: [true, true, true], "deferred")
      emit(.zero(Address(.frame(room, offset: 0)), bytes: 24))
      emit(.activate(room))
      emit(.store(Address(.frame(room, offset: 8)), called, .pointer))
      entry = .frame(room, offset: 0)
    }
    _ = native(isRepeated ? "tc_defer_heap" : "tc_defer_frame", [record, entry], [])
  }

  private func deferredOnHeap(_ closure: Operand) -> Operand {
    let made = register(.pointer, "deferred")
    emit(.allocateWords(made, bytes: 16, pointers: [true, true]))
    emit(.storePointer(Address(.register(made), 8), closure))
    return .register(made)
  }

  /// Whether a callee is what gives a loop over a function its list of deferred calls.
  func isRangeDefers(_ callee: IRNode) -> Bool {
    guard unit.operation(callee) == .functionName else { return false }
    let symbol = unit.codeSymbol(callee)
    return symbol?.kind == .runtime && symbol?.name == "deferrangefunc"
  }

  /// A node for the deferred calls of a loop over a function, as the `any` that is their token.
  func rangeDefers(_ node: IRNode) throws(LoweringFailure) -> Value {
    guard let deferring else { throw failure("a loop that defers to no function", at: node) }
    let made = register(.pointer, "deferred")
    emit(.allocateWords(made, bytes: 24, pointers: [true, false, true]))
    emit(.store(Address(.register(made), 8), .int(1), .int64))  // TC_DEFERRED_RANGE
    _ = native("tc_defer_heap", [.frame(deferring.record, offset: 0), .register(made)], [])
    return .scalars([.nilPointer, .register(made)])
  }

  /// A nil function panics when it is called, not where it is deferred: what panics is deferred in
  /// its place.
  private func calledLater(_ closure: Operand) -> Operand {
    if case .symbol = closure { return closure }
    if case .frame = closure { return closure }
    guard let panicker = program.runtimeFunction("sigpanic") else { return closure }
    let called = register(.pointer, "called")
    emit(.move(called, closure))
    let cold = newBlock()
    let warm = newBlock()
    branch(binary(.equal, closure, .nilPointer), cold, warm, .usuallyFalse)
    begin(cold)
    emit(.move(called, .symbol(.function(panicker), offset: 0)))
    jump(warm)
    begin(warm)
    return .register(called)
  }

  private func checkNilGo(_ closure: Operand) {
    guard case .register = closure else { return }
    let warm = newBlock()
    let cold = newBlock()
    branch(binary(.notEqual, closure, .nilPointer), warm, cold, .usuallyTrue)
    begin(cold)
    _ = native("tc_go_fatal", stringConstant(Array("go of nil func value".utf8)), [])
    end(.unreachable)
    begin(warm)
  }

  func recovered() -> [Operand] {
    let name = function.isWrapper ? "tc_caller_stack_of_adapter" : "tc_caller_stack"
    let results = makeCall(
      .glue("tc_recover"), [.scalars([native(name, [], [.uint64])[0]])],
      parameters: [types.uintptr], results: [types.emptyInterface])
    return scalars(results[0], types.emptyInterface)
  }

  // MARK: - The end

  func returnStatement(_ node: IRNode) throws(LoweringFailure) {
    try initial(of: node)
    let values = unit.list(operand: unit[node].a)
    if values.isEmpty {
      try finishFunction(values: nil)
      return
    }
    var held: [Value] = []
    for (index, value) in values.enumerated() {
      var one = try self.value(value)
      // Where calls are deferred the results are variables, which are written one after the other:
      // the last value may be one of those.
      let isLast = index == values.count - 1
      if values.count > 1 && (!isLast || deferring != nil) {
        one = settled(one, unit.type(value))
      }
      held.append(one)
    }
    try finishFunction(values: held)
  }

  /// Ends the function: with values, or with what the results are.
  func finishFunction(values: [Value]?) throws(LoweringFailure) {
    if let deferring {
      if let values {
        for (variable, value) in zip(function.results, values) {
          try write(value, to: variable)
        }
      }
      jump(deferring.exit)
      return
    }
    try leave(values)
  }

  /// Hands the results to the caller.
  private func leave(_ given: [Value]?) throws(LoweringFailure) {
    var passed = PassedScalars()
    passed.words = Array(repeating: nil, count: CallLayout.registers)
    passed.floats = Array(repeating: nil, count: CallLayout.registers)
    let resultTypes = types.results(function.symbol.type)
    for (index, passing) in layout.results.enumerated() {
      let value: Value
      if let given { value = given[index] } else { value = try read(function.results[index]) }
      switch passing {
      case .memory(let offset):
        store(value, resultTypes[index], to: incomingPlace(offset))
      case .registers(let parts):
        for (operand, part) in zip(scalars(value, resultTypes[index]), parts) {
          if part.component.scalar.isFloat {
            passed.floats[part.place] = operand
          } else {
            passed.words[part.place] = operand
          }
        }
      }
    }
    end(.finish(passed))
  }

  private func incomingPlace(_ offset: Int64) -> Address {
    let room = object(size: 0, pointers: [], "result")
    result.incomingObjects[room] = offset
    return Address(.frame(room, offset: 0))
  }

  /// The end of a function that defers: makes the calls that are left, then returns.
  func finishDefers() throws(LoweringFailure) {
    guard let deferring else { return }
    current = deferring.exit
    result.recovery = deferring.exit
    let record = Operand.frame(deferring.record, offset: 0)
    let closure = native("tc_next_deferred", [record], [.pointer])[0]
    let callIt = newBlock()
    let done = newBlock()
    branch(binary(.notEqual, closure, .nilPointer), callIt, done)
    begin(callIt)
    _ = makeCall(.closure(closure), [], parameters: [], results: [])
    jump(deferring.exit)
    begin(done)
    try leave(nil)
    keepForDeferred(deferring.record)
  }

  /// Deferred calls are made at a place that control reaches from anywhere, also from before the
  /// declaration of what they look at: so all objects with pointers mean something from the start.
  private func keepForDeferred(_ record: FrameObject) {
    for (index, known) in result.objects.enumerated() {
      let object = FrameObject(index)
      if object == record || object == result.outgoing { continue }
      if result.incomingObjects[object] != nil { continue }
      guard let last = known.pointers.lastIndex(of: true) else { continue }
      let place = Address(.frame(object, offset: 0))
      prologue.append(.zero(place, bytes: Int64(last + 1) * 8))
      prologue.append(.activate(object))
    }
  }
}
