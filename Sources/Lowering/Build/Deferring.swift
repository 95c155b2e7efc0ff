// go, defer, recover, and how a function ends.
//
// A function that defers has a record in its frame (tc_defer), which goes onto the goroutine's
// chain at the first defer statement, and a node (tc_deferred) for each statement: in the frame, or
// on the heap if one of the statements is in a loop. At the end it calls what is left, last first.
// Results are in memory, so that they are where they should be after a recovered panic.
import GoIR
import GoTypes

/// What a function that defers keeps.
final class DeferState {
  let record: FrameObject
  let onHeap: Bool
  /// Where the deferred calls are made, and then the function returns.
  let exit: BlockID

  init(record: FrameObject, onHeap: Bool, exit: BlockID) {
    self.record = record
    self.onHeap = onHeap
    self.exit = exit
  }
}

extension FunctionLowering {
  /// Looks for defer statements before anything is lowered.
  func findDefers() throws(LoweringFailure) {
    var isPresent = false
    var isRepeated = false
    scanDefers(function.body, inLoop: false, &isPresent, &isRepeated)
    guard isPresent else { return }
    let record = object(size: 24, pointers: [true, true, true], "deferring")
    let exit = newBlock()
    deferring = DeferState(record: record, onHeap: isRepeated, exit: exit)
    emit(.zero(Address(.frame(record, offset: 0)), bytes: 24))
    emit(.activate(record))
  }

  private func scanDefers(
    _ list: IRList, inLoop: Bool, _ isPresent: inout Bool, _ isRepeated: inout Bool
  ) {
    for node in unit.list(list) where node.isPresent {
      scanDefers(node, inLoop: inLoop, &isPresent, &isRepeated)
    }
  }

  private func scanDefers(
    _ node: IRNode, inLoop: Bool, _ isPresent: inout Bool, _ isRepeated: inout Bool
  ) {
    let operation = unit.operation(node)
    if operation == .deferCall {
      isPresent = true
      // A token means a frame further out, which other calls defer to as well.
      if inLoop || unit[node].b != 0 { isRepeated = true }
    }
    if operation == .label { isRepeated = isRepeated || hasBackwardGoto }
    let inner = inLoop || operation == .forLoop || operation == .rangeLoop
    var children: [IRNode] = []
    unit.forEachChild(node) { children.append($0) }
    for child in children { scanDefers(child, inLoop: inner, &isPresent, &isRepeated) }
  }

  /// Whether the function jumps at all: then a defer may be met again.
  private var hasBackwardGoto: Bool {
    var found = false
    for statement in unit.list(function.body) where statement.isPresent {
      if unit.any(statement, { node in unit.operation(node) == .goto }) { found = true }
    }
    return found
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
    if deferring.onHeap {
      let made = register(.pointer, "deferred")
      emit(.allocateWords(made, bytes: 16, pointers: [true, true]))
      emit(.storePointer(Address(.register(made), 8), closure))
      entry = .register(made)
    } else {
      let room = object(size: 16, pointers: [true, true], "deferred")
      emit(.zero(Address(.frame(room, offset: 0)), bytes: 16))
      emit(.activate(room))
      emit(.store(Address(.frame(room, offset: 8)), closure, .pointer))
      entry = .frame(room, offset: 0)
    }
    _ = native(
      deferring.onHeap ? "tc_defer_heap" : "tc_defer_frame", [record, entry], [])
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
  }
}
