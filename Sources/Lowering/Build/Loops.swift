// Loops, ranges, and the branches that leave them.
import GoIR
import GoTypes

/// The parts of a range loop.
struct RangeParts {
  var operand: IRNode
  var key: IRNode
  var element: IRNode
  var body: IRList
  var label: LabelID
  var node: IRNode
}

extension FunctionLowering {
  // MARK: - for

  func forLoop(_ node: IRNode) throws(LoweringFailure) {
    try initial(of: node)
    let record = unit[node]
    let extra = unit.list(operand: record.c)
    let post = extra[0]
    let label = LabelID(raw: extra[1].raw)
    let condition = IRNode(raw: record.a)
    let head = newBlock()
    let body = newBlock()
    let postBlock = newBlock()
    let done = newBlock()
    jump(head)
    begin(head)
    if condition.isPresent { try test(condition, body, done) } else { jump(body) }
    begin(body)
    try loopBody(IRList(raw: record.b), label: label, continueTo: postBlock, breakTo: done)
    begin(postBlock)
    if post.isPresent { try statement(post) }
    poll(head)
    begin(done)
  }

  /// A loop's body; control goes on at `continueTo`.
  func loopBody(
    _ body: IRList, label: LabelID, continueTo: BlockID, breakTo: BlockID
  ) throws(LoweringFailure) {
    loops.append(LoopTargets(label: label, breakTo: breakTo, continueTo: continueTo))
    loopDepth += 1
    try statements(body)
    loopDepth -= 1
    loops.removeLast()
    jump(continueTo)
  }

  /// Back to a loop's head, with a look at whether to stop.
  func poll(_ head: BlockID) {
    end(.poll(head, position))
  }

  // MARK: - Branches

  func branchStatement(_ node: IRNode) throws(LoweringFailure) {
    let record = unit[node]
    let label = LabelID(raw: record.a)
    switch record.operation {
    case .breakLoop:
      guard let target = loops.last(where: { label == .none || $0.label == label }) else {
        throw failure("break leaves nothing", at: node)
      }
      jump(target.breakTo)
    case .continueLoop:
      let target = loops.last {
        $0.continueTo != nil && (label == .none || $0.label == label)
      }
      guard let next = target?.continueTo else {
        throw failure("continue continues nothing", at: node)
      }
      jump(next)
    case .goto:
      let target = block(of: label)
      if startedLabels.contains(label) { poll(target) } else { jump(target) }
    case .label:
      let target = block(of: label)
      startedLabels.insert(label)
      jump(target)
      begin(target)
    default:
      guard let fallthroughTarget else { throw failure("fallthrough leads nowhere", at: node) }
      jump(fallthroughTarget)
    }
  }

  private func block(of label: LabelID) -> BlockID {
    if let known = labels[label] { return known }
    let made = newBlock()
    labels[label] = made
    return made
  }

  // MARK: - range

  func rangeLoop(_ node: IRNode) throws(LoweringFailure) {
    let record = unit[node]
    let extra = unit.list(operand: record.c)
    let loop = RangeParts(
      operand: IRNode(raw: record.a), key: extra[0], element: extra[1],
      body: IRList(raw: record.b), label: LabelID(raw: extra[2].raw), node: node)
    if unit.operation(loop.operand) != .name || types.form(unit.type(loop.operand)) != .array {
      try initial(of: loop.operand)
    }
    switch types.form(unit.type(loop.operand)) {
    case .map: try rangeMap(loop)
    case .channel: try rangeChannel(loop)
    case .string: try rangeString(loop)
    case .slice, .array, .pointer: try rangeElements(loop)
    default: try rangeInteger(loop)
    }
  }

  /// Gives the loop's variables, which come into being in each iteration, their values.
  func assignRange(
    _ loop: RangeParts, _ values: [Value], _ valueTypes: [TypeID]
  ) throws(LoweringFailure) {
    try initial(of: loop.node)
    let targets = [loop.key, loop.element]
    var places: [(Int, Target)] = []
    for (index, target) in targets.enumerated()
    where target.isPresent && !unit.isBlank(target) && index < values.count {
      places.append((index, try resolve(target)))
    }
    for (index, place) in places { try store(values[index], valueTypes[index], in: place) }
  }

  private func rangeInteger(_ loop: RangeParts) throws(LoweringFailure) {
    let type = unit.type(loop.operand)
    let limit = try scalar(loop.operand)
    let scalar = result.scalar(of: limit)
    let bound = move(limit, scalar)
    let counter = register(scalar, "i")
    emit(.move(counter, .integer(0, scalar)))
    try countedLoop(loop, counter, bound, scalar) { (self) throws(LoweringFailure) in
      try self.assignRange(loop, [.scalars([.register(counter)])], [type])
    }
  }

  /// `for i := 0; i < bound; i++`, with a hidden counter.
  private func countedLoop(
    _ loop: RangeParts, _ counter: Register, _ bound: Operand, _ scalar: Scalar,
    _ assign: (FunctionLowering) throws(LoweringFailure) -> Void
  ) throws(LoweringFailure) {
    let head = newBlock()
    let body = newBlock()
    let post = newBlock()
    let done = newBlock()
    jump(head)
    begin(head)
    branch(binary(.less, .register(counter), bound), body, done)
    begin(body)
    try assign(self)
    try loopBody(loop.body, label: loop.label, continueTo: post, breakTo: done)
    begin(post)
    emit(.binary(counter, .add, .register(counter), .integer(1, scalar)))
    poll(head)
    begin(done)
  }

  private func rangeElements(_ loop: RangeParts) throws(LoweringFailure) {
    let type = unit.type(loop.operand)
    var base: Operand = .nilPointer
    var length: Operand
    let element: TypeID
    let usesElement = loop.element.isPresent && !unit.isBlank(loop.element)
    switch types.form(type) {
    case .slice:
      let slice = try parts(loop.operand)
      base = move(slice[0], .pointer)
      length = move(slice[1], .int64)
      element = types.element(type)
    case .pointer:
      base = move(try scalar(loop.operand), .pointer)
      length = .int(types.length(types.element(type)))
      element = types.element(types.element(type))
      if usesElement { checkNil(base) }
    default:
      length = .int(types.length(type))
      element = types.element(type)
      if usesElement {
        // The range is over a copy of the array.
        base = pointer(inMemory(settled(try value(loop.operand), type), type))
      } else if hasCall(loop.operand) {
        _ = try value(loop.operand)
      }
    }
    let size = types.size(element)
    let counter = register(.int64, "i")
    emit(.move(counter, .int(0)))
    try countedLoop(loop, counter, length, .int64) { (self) throws(LoweringFailure) in
      var values: [Value] = [.scalars([.register(counter)])]
      if usesElement {
        let place = self.elementAddress(base, .register(counter), size)
        values.append(self.load(element, from: place))
      }
      try self.assignRange(loop, values, [self.types.int, element])
    }
  }

  private func rangeString(_ loop: RangeParts) throws(LoweringFailure) {
    let operands = try parts(loop.operand)
    let base = move(operands[0], .pointer)
    let length = move(operands[1], .int64)
    let index = register(.int64, "at")
    emit(.move(index, .int(0)))
    let next = register(.int64, "next")
    let head = newBlock()
    let body = newBlock()
    let post = newBlock()
    let done = newBlock()
    jump(head)
    begin(head)
    branch(binary(.less, .register(index), length), body, done)
    begin(body)
    let decoded = native(
      "tc_next_rune", [base, length, .register(index)], [.int32, .int64])
    emit(.move(next, decoded[1]))
    try assignRange(
      loop, [.scalars([.register(index)]), .scalars([decoded[0]])], [types.int, types.rune])
    try loopBody(loop.body, label: loop.label, continueTo: post, breakTo: done)
    begin(post)
    emit(.move(index, .register(next)))
    poll(head)
    begin(done)
  }

  private func rangeChannel(_ loop: RangeParts) throws(LoweringFailure) {
    let type = unit.type(loop.operand)
    let channel = move(try scalar(loop.operand), .pointer)
    let head = newBlock()
    let body = newBlock()
    let done = newBlock()
    jump(head)
    begin(head)
    let (value, success) = receive(from: channel, element: types.element(type))
    branch(success, body, done)
    begin(body)
    try assignRange(loop, [value], [types.element(type)])
    try loopBody(loop.body, label: loop.label, continueTo: head, breakTo: done)
    begin(done)
  }
}
