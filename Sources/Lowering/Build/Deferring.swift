// go, defer, recover, and how a function ends.
//
// A function that defers has a record in its frame (tc_defer), which goes onto the goroutine's
// chain at the first defer statement, and a node (tc_deferred) for each statement: in the frame, or
// on the heap if the statement is in a loop: the same question decides where escape analysis lets
// the closure live, so it is asked there. At the end it calls what is left, last first.
// Results are in memory, so that they are where they should be after a recovered panic.
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
      statement.isPresent && unit.any(statement) { unit.operation($0) == .deferCall }
    }
    guard isPresent else { return }
    let record = object(size: 32, pointers: [true, true, true, true], "deferring")
    let exit = newBlock()
    deferring = DeferState(record: record, exit: exit)
    emit(.zero(Address(.frame(record, offset: 0)), bytes: 32))
    emit(.activate(record))
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
    guard let deferring else { throw failure("a deferred call outside of what defers", at: node) }
    if unit[node].b != 0 { throw failure("defer in a range over a function", at: node) }
    let record = Operand.frame(deferring.record, offset: 0)
    let entry: Operand
    let called = calledLater(closure)
    let isRepeated = !analysis.runsOnce(node)
    if isRepeated {
      let made = register(.pointer, "deferred")
      emit(.allocateWords(made, bytes: 16, pointers: [true, true]))
      emit(.storePointer(Address(.register(made), 8), called))
      entry = .register(made)
    } else {
      let room = object(size: 24, pointers: [true, true, true], "deferred")
      emit(.zero(Address(.frame(room, offset: 0)), bytes: 24))
      emit(.activate(room))
      emit(.store(Address(.frame(room, offset: 8)), called, .pointer))
      entry = .frame(room, offset: 0)
    }
    _ = native(isRepeated ? "tc_defer_heap" : "tc_defer_frame", [record, entry], [])
  }

  /// A nil function panics when it is called, not where it is deferred: what panics is deferred in
  /// its place.
  private func calledLater(_ closure: Operand) -> Operand {
    if case .symbol = closure { return closure }
    if case .frame = closure { return closure }
    guard let panicker = program.runtimeFunction("panicNil") else { return closure }
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
      if values.count > 1 && index < values.count - 1 {
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
