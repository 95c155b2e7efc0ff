// Channels: what may wait is a call of the glue; elements travel through the frame.
import GoIR

extension FunctionLowering {
  func makeChannel(_ node: IRNode) throws(LoweringFailure) -> Operand {
    let size = asWord(try scalar(unit.first(node)))
    let made = native("tc_go_make_channel", [typeSymbol(unit.type(node)), size], [.pointer])[0]
    checkFault("panicMakeChan")
    return made
  }

  func send(_ node: IRNode) throws(LoweringFailure) {
    let channelNode = unit.first(node)
    let element = types.element(unit.type(channelNode))
    let values = try evaluate([channelNode, unit.second(node)], [unit.type(channelNode), element])
    let channel = scalars(values[0], unit.type(channelNode))[0]
    let room = temporaryObject(element, "sent")
    let place = Address(.frame(room, offset: 0))
    store(values[1], element, to: place)
    at(unit[node].position)
    _ = makeCall(
      .glue("tc_send"), [.scalars([channel]), .scalars([.frame(room, offset: 0)])],
      parameters: [types.unsafePointer, types.unsafePointer], results: [])
  }

  /// `<-c`: the element, and whether there was one.
  func receive(_ node: IRNode) throws(LoweringFailure) -> (Value, Operand) {
    let channelNode = unit.first(node)
    return receive(
      from: try scalar(channelNode), element: types.element(unit.type(channelNode)))
  }

  func receive(from channel: Operand, element: TypeID) -> (Value, Operand) {
    let room = object(element, "received")
    let place = Address(.frame(room, offset: 0))
    emit(.zero(place, bytes: types.size(element)))
    emit(.activate(room))
    let results = makeCall(
      .glue("tc_receive"), [.scalars([channel]), .scalars([.frame(room, offset: 0)])],
      parameters: [types.unsafePointer, types.unsafePointer], results: [types.bool])
    return (load(element, from: place), scalars(results[0], types.bool)[0])
  }

  // MARK: - select

  private struct SelectCase {
    var clause: IRNode
    var communication: IRNode
    var isSend: Bool
    var element: TypeID
    var room: FrameObject
    var channel: Operand
  }

  func selectStatement(_ node: IRNode) throws(LoweringFailure) {
    try initial(of: node)
    let clauses = unit.list(operand: unit[node].b)
    let label = LabelID(raw: unit[node].c)
    var cases: [SelectCase] = []
    var defaultClause: IRNode?
    for clause in clauses {
      let communication = unit.first(clause)
      if communication.isPresent {
        cases.append(try selectCase(clause, communication))
      } else {
        defaultClause = clause
      }
    }
    let table = object(
      size: Int64(max(cases.count, 1)) * 24,
      pointers: (0..<max(cases.count, 1)).flatMap { _ in [true, true, false] }, "cases")
    emit(
      .zero(Address(.frame(table, offset: 0)), bytes: Int64(max(cases.count, 1)) * 24))
    emit(.activate(table))
    for (index, item) in cases.enumerated() {
      let place = Address(.frame(table, offset: Int64(index) * 24))
      emit(.store(place, item.channel, .pointer))
      emit(.store(place.advanced(by: 8), .frame(item.room, offset: 0), .pointer))
      emit(.store(place.advanced(by: 16), .int(item.isSend ? 1 : 0), .int64))
    }
    at(unit[node].position)
    let results = makeCall(
      .glue("tc_select"),
      [
        .scalars([.frame(table, offset: 0)]), .scalars([.int(Int64(cases.count))]),
        .scalars([.int(defaultClause == nil ? 0 : 1)]),
      ], parameters: [types.unsafePointer, types.int, types.int],
      results: [types.int, types.bool])
    let chosen = scalars(results[0], types.int)[0]
    let success = scalars(results[1], types.bool)[0]
    let done = newBlock()
    loops.append(LoopTargets(label: label, breakTo: done, continueTo: nil))
    for (index, item) in cases.enumerated() {
      let body = newBlock()
      let next = newBlock()
      branch(binary(.equal, chosen, .int(Int64(index))), body, next)
      begin(body)
      at(unit[item.clause].position)
      try initialOfReceive(item, success)
      try statements(IRList(raw: unit[item.clause].b))
      jump(done)
      begin(next)
    }
    if let defaultClause { try statements(IRList(raw: unit[defaultClause].b)) }
    jump(done)
    loops.removeLast()
    begin(done)
  }

  private func selectCase(
    _ clause: IRNode, _ communication: IRNode
  ) throws(LoweringFailure) -> SelectCase {
    at(unit[clause].position)
    if unit.operation(communication) == .send {
      try initial(of: communication)
      let channelNode = unit.first(communication)
      let type = unit.type(channelNode)
      let element = types.element(type)
      let values = try evaluate([channelNode, unit.second(communication)], [type, element])
      let room = temporaryObject(element, "sent")
      store(values[1], element, to: Address(.frame(room, offset: 0)))
      return SelectCase(
        clause: clause, communication: communication, isSend: true, element: element, room: room,
        channel: scalars(settled(values[0], type), type)[0])
    }
    guard let source = unit.list(operand: unit[communication].b).first else {
      throw failure("a select case receives nothing", at: clause)
    }
    try initial(of: source)
    let channelNode = unit.first(source)
    let type = unit.type(channelNode)
    let element = types.element(type)
    let channel = scalars(settled(try value(channelNode), type), type)[0]
    let room = object(element, "received")
    emit(.zero(Address(.frame(room, offset: 0)), bytes: types.size(element)))
    emit(.activate(room))
    return SelectCase(
      clause: clause, communication: communication, isSend: false, element: element, room: room,
      channel: channel)
  }

  /// What a receiving case assigns: declarations come here, when it was chosen.
  private func initialOfReceive(
    _ item: SelectCase, _ success: Operand
  ) throws(LoweringFailure) {
    guard !item.isSend else { return }
    try initial(of: item.communication)
    let targets = unit.list(operand: unit[item.communication].a)
    let received = load(item.element, from: Address(.frame(item.room, offset: 0)))
    if let target = targets.first, !unit.isBlank(target) {
      try assign(received, item.element, to: target)
    }
    if targets.count > 1, !unit.isBlank(targets[1]) {
      try assign(.scalars([success]), types.bool, to: targets[1])
    }
  }
}
