// The segments of one function as C: prologues, what is loaded and kept, instructions, and ends.
import GoIR
import Lowering

/// Writes the segments of one function.
struct SegmentWriter {
  let function: LoweredFunction
  let plan: SegmentPlan
  let names: any StaticNames
  let sites: SiteTable
  /// The stem of the segments' names.
  let name: String
  private(set) var text = ""
  /// What was written last as the place in the source.
  private var line = ""
  /// What the block that is written has allocated.
  var fresh = FreshObjects()
  /// Where what is written now comes from.
  var position = IRPosition.generated

  init(
    _ function: LoweredFunction, _ plan: SegmentPlan, _ names: any StaticNames,
    _ sites: SiteTable
  ) {
    self.function = function
    self.plan = plan
    self.names = names
    self.sites = sites
    name = names.entry(function.number)
  }

  func segmentName(_ head: Int) -> String { head == 0 ? name : "\(name)_\(head)" }

  /// The declarations of the segments behind the entry, which no other file knows.
  var declarations: String {
    plan.heads.indices.dropFirst().map {
      "static TC_SEGMENT \(segmentName($0))(TC_PARAMETERS);\n"
    }.joined()
  }

  /// Writes all segments.
  ///
  /// - Parameter firstSite: the number of the entry's site; those of the others follow it.
  mutating func write(firstSite: Int) {
    for index in plan.heads.indices { writeSegment(index, site: firstSite + index) }
  }

  mutating func put(_ line: String) {
    text += "  " + line + "\n"
  }

  // MARK: - A segment

  private mutating func writeSegment(_ index: Int, site: Int) {
    let head = plan.heads[index]
    text += index == 0 ? "TC_HIDDEN " : "static "
    text += "TC_SEGMENT \(segmentName(index))(TC_PARAMETERS) {\n"
    line = ""
    put(sites.line(of: segmentName(index), site: site))
    put("const intptr_t tc_frame = \(plan.frame); (void)tc_frame;")
    put("tc_word none; double nothing;")
    declareRegisters(head)
    if index == 0 { writePrologue() } else { writeArrival(head) }
    let targets = jumpTargets(head)
    for (position, block) in head.region.enumerated() {
      if targets.contains(block) || position == 0 { text += "B\(block.raw):;\n" }
      let next = position + 1 < head.region.count ? head.region[position + 1] : nil
      writeBlock(block, next: next, head: index)
    }
    text += "}\n\n"
  }

  private func jumpTargets(_ head: SegmentHead) -> Set<BlockID> {
    var targets: Set<BlockID> = []
    for block in head.region {
      switch function.blocks[block.index].terminator {
      case .jump(let next), .poll(let next, _): targets.insert(next)
      case .branch(_, let then, let otherwise, _):
        targets.insert(then)
        targets.insert(otherwise)
      default: break
      }
    }
    return targets
  }

  private mutating func declareRegisters(_ head: SegmentHead) {
    var used: Set<Register> = []
    for block in head.region {
      for instruction in function.blocks[block.index].instructions {
        instruction.visitUses { used.insert($0) }
        instruction.visitDefinitions { used.insert($0) }
      }
      function.blocks[block.index].terminator.visitUses { used.insert($0) }
      for kept in keptRegisters(block) { used.insert(kept) }
    }
    used.formUnion(head.live)
    used.formUnion(head.call?.results.all ?? [])
    if head.block.raw == 0 && head.call == nil {
      used.formUnion(function.parameters.all)
      if let closure = function.closure { used.insert(closure) }
    }
    var byScalar: [Scalar: [Register]] = [:]
    for register in used.sorted(by: { $0.raw < $1.raw }) {
      byScalar[function.registers[register.index].scalar, default: []].append(register)
    }
    for scalar in byScalar.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
      for register in byScalar[scalar] ?? [] {
        put("\(CSpelling.type(scalar)) \(variable(register));")
      }
    }
  }

  /// Registers that some way out of a block keeps.
  private func keptRegisters(_ block: BlockID) -> [Register] {
    switch function.blocks[block.index].terminator {
    case .call(let call):
      return call.next.map { plan.live(at: $0) } ?? plan.liveAfterPanic(function)
    case .poll(let next, _), .jump(let next): return plan.live(at: next)
    case .branch(_, let then, let otherwise, _):
      return plan.live(at: then) + plan.live(at: otherwise)
    default: return []
    }
  }

  private mutating func writePrologue() {
    // Also where nothing is called: a loop relies on it that what it calls looks.
    put("sp -= \(plan.frame);")
    put("if (TC_UNLIKELY((uintptr_t)sp < __atomic_load_n(&g->guard, __ATOMIC_RELAXED))) {")
    put("  g->resume = \(name);")
    put("  g->wanted = \(plan.frame);")
    put("  sp += \(plan.frame);")
    put("  TC_JUMP tc_more(TC_PASS);")
    put("}")
    writeArguments(function.parameters)
    if let closure = function.closure { put("\(variable(closure)) = (char *)ctx;") }
  }

  private mutating func writeArrival(_ head: SegmentHead) {
    if let call = head.call { writeArguments(call.results) }
    for register in head.live {
      guard let slot = plan.slots[register] else { continue }
      let scalar = function.registers[register.index].scalar
      put("\(variable(register)) = *(\(CSpelling.type(scalar)) *)(sp + \(slot));")
    }
  }

  private mutating func writeArguments(_ registers: ResultRegisters) {
    for (place, register) in registers.words.enumerated() {
      guard let register else { continue }
      let scalar = function.registers[register.index].scalar
      put("\(variable(register)) = (\(CSpelling.type(scalar)))a\(place);")
    }
    for (place, register) in registers.floats.enumerated() {
      guard let register else { continue }
      let scalar = function.registers[register.index].scalar
      put("\(variable(register)) = (\(CSpelling.type(scalar)))f\(place);")
    }
  }

  // MARK: - Ends of blocks

  private mutating func writeBlock(_ block: BlockID, next: BlockID?, head: Int) {
    fresh.reset()
    for instruction in function.blocks[block.index].instructions {
      write(instruction)
      fresh.note(instruction)
    }
    switch function.blocks[block.index].terminator {
    case .jump(let target): go(to: target, next: next, head: head)
    case .branch(let condition, let then, let otherwise, let hint):
      let test: String
      switch hint {
      case .none: test = operand(condition)
      case .usuallyTrue: test = "TC_LIKELY(\(operand(condition)))"
      case .usuallyFalse: test = "TC_UNLIKELY(\(operand(condition)))"
      }
      if otherwise == next && !leaves(then, head) {
        put("if (\(test)) goto B\(then.raw);")
      } else {
        put("if (\(test)) {")
        go(to: then, next: nil, head: head)
        put("}")
        go(to: otherwise, next: next, head: head)
      }
    case .poll(let target, _):
      if plan.polls.contains(block), let resume = plan.headOfBlock[target] {
        put("if (TC_UNLIKELY((uintptr_t)sp < __atomic_load_n(&g->guard, __ATOMIC_RELAXED))) {")
        keep(plan.live(at: target), head)
        put("  g->resume = \(segmentName(resume));")
        put("  g->wanted = 0;")
        put("  \(jump("tc_poll", context: nil, PassedScalars(), sp: "sp"))")
        put("}")
      }
      go(to: target, next: next, head: head)
    case .call(let call): writeCall(call, block, head)
    case .finish(let passed):
      put("{ tc_segment *back = *(tc_segment **)(sp + \(plan.frame - 8));")
      put("  \(jump("back", context: nil, passed, sp: "sp + \(plan.frame)")) }")
    // Not __builtin_unreachable: a segment without code would have its neighbour's address.
    case .unreachable: put("__builtin_trap();")
    }
  }

  private func leaves(_ target: BlockID, _ head: Int) -> Bool {
    plan.isJoin(target) && plan.heads[head].block != target
  }

  private mutating func go(to target: BlockID, next: BlockID?, head: Int) {
    if leaves(target, head), let join = plan.headOfBlock[target] {
      keep(plan.live(at: target), head)
      put(jump(segmentName(join), context: nil, PassedScalars(), sp: "sp"))
      return
    }
    if target != next { put("goto B\(target.raw);") }
  }

  private mutating func writeCall(_ call: Call, _ block: BlockID, _ head: Int) {
    put("{")
    let context: String?
    let target: String
    switch call.target {
    case .function(let number):
      target = names.entry(number)
      context = nil
    case .closure(let closure):
      put("tc_segment *code = *(tc_segment **)\(operand(closure));")
      target = "code"
      context = "(tc_word)\(operand(closure))"
    case .method(let table, let index):
      put("tc_segment *code = ((tc_itab *)\(operand(table)))->methods[\(index)];")
      target = "code"
      context = nil
    case .glue(let glue):
      target = glue
      context = nil
    }
    if !countsItself(call.target) { putMeter(call.position, .call) }
    // Arguments are read before anything is kept: both only read registers.
    if let next = call.next, let resume = plan.headOfBlock[next] {
      keep(plan.live(at: next), head)
      put("*(tc_segment **)(sp - 8) = \(segmentName(resume));")
    } else {
      keep(plan.liveAfterPanic(function), head)
      let site = sites.add(
        function, plan, code: nil, position: call.position,
        pointers: plan.pointers(atEndOf: block, function), flags: 0)
      put("*(tc_word *)(sp - 8) = (tc_word)&\(sites.name)[\(site)] | 1;")
    }
    put("\(jump(target, context: context, call.arguments, sp: "sp")) }")
  }

  /// Whether whoever is called says by itself where what it allocates counts.
  private func countsItself(_ target: CallTarget) -> Bool {
    guard case .function(let number) = target else { return false }
    return sites.meters?.covers(number) ?? true
  }

  /// Stores registers that are not in the frame as they are.
  private mutating func keep(_ registers: [Register], _ head: Int) {
    let unchanged = unchangedRegisters(head)
    for register in registers where !unchanged.contains(register) {
      guard let slot = plan.slots[register] else { continue }
      let scalar = function.registers[register.index].scalar
      put("*(\(CSpelling.type(scalar)) *)(sp + \(slot)) = \(variable(register));")
    }
  }

  /// Registers that a segment loads and never writes.
  private func unchangedRegisters(_ head: Int) -> Set<Register> {
    guard head != 0 else { return [] }
    var unchanged = Set(plan.heads[head].live)
    for block in plan.heads[head].region {
      for instruction in function.blocks[block.index].instructions {
        instruction.visitDefinitions { unchanged.remove($0) }
      }
    }
    return unchanged
  }

  private func jump(
    _ target: String, context: String?, _ passed: PassedScalars, sp: String
  ) -> String {
    var arguments = ["g", sp, context ?? "none"]
    for place in 0..<8 {
      if place < passed.words.count, let value = passed.words[place] {
        arguments.append("(tc_word)\(operand(value))")
      } else {
        arguments.append("none")
      }
    }
    for place in 0..<8 {
      if place < passed.floats.count, let value = passed.floats[place] {
        arguments.append("(double)\(operand(value))")
      } else {
        arguments.append("nothing")
      }
    }
    return "TC_JUMP \(target)(\(arguments.joined(separator: ", ")));"
  }
}
