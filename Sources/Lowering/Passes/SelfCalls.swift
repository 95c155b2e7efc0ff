// Calls of a small function by itself, replaced by its body: once, so that a recursion makes a
// third of the calls, or half. Go does not do this; its inliner takes no recursive function, and
// what it reports of inlining stays as it is, since this comes behind the typed tree.
//
// What is copied keeps its meaning: registers are new, nothing has a place in the frame yet, and
// traces tell each copied call as one of the function (`LoweredFunction.inlinedCall`). A function
// that asks for its own frame, defers, recovers or has objects in the frame is left alone.
import GoIR

extension LoweredFunction {
  /// The most instructions of a function whose calls of itself are replaced: beyond, what a call
  /// costs matters less than the code that is made.
  static let mostInstructions = 48
  /// The most calls of itself.
  static let mostSelfCalls = 3

  /// Replaces the calls of the function by itself, if it is small and they are few.
  func unrollSelfCalls() {
    let calls = selfCalls
    guard !calls.isEmpty, calls.count <= Self.mostSelfCalls, canBeCopied else { return }
    let body = blocks
    let registerCount = registers.count
    for (block, call) in calls { place(body, registerCount, at: block, call) }
  }

  /// The blocks that end with a call of this function, and the calls.
  private var selfCalls: [(block: Int, call: Call)] {
    blocks.enumerated().compactMap { index, block in
      guard case .call(let call) = block.terminator, call.target == .function(number),
        call.next != nil
      else { return nil }
      return (index, call)
    }
  }

  private var canBeCopied: Bool {
    guard objects.isEmpty, closure == nil, recovery == nil, incomingBytes == 0,
      outgoingBytes == 0, !function.symbol.pragma.contains(.noInline)
    else { return false }
    var count = 0
    for block in blocks {
      if case .call(let call) = block.terminator, case .glue = call.target { return false }
      for instruction in block.instructions {
        switch instruction {
        case .position: continue
        // It may ask who called.
        case .native(_, let name, _) where name.hasPrefix("tc_intrinsic_"): return false
        case .native(_, let name, _) where name.hasPrefix("tc_caller_"): return false
        default: count += 1
        }
      }
    }
    return count <= Self.mostInstructions
  }

  /// Puts a copy of a body in place of the call at the end of a block.
  private func place(_ body: [Block], _ registerCount: Int, at block: Int, _ call: Call) {
    // Invariant: `selfCalls` answers only calls that go on.
    let next = call.next.unsafelyUnwrapped
    var copy = BodyCopy(
      registerOffset: registers.count, blockOffset: blocks.count,
      site: noteInlinedCall(call.position, function.symbol))
    registers += registers[..<registerCount]
    let arguments =
      moves(call.arguments.words, to: parameters.words) { copy.register($0) }
      + moves(call.arguments.floats, to: parameters.floats) { copy.register($0) }
    blocks[block].instructions += arguments
    blocks[block].terminator = .jump(copy.block(Self.entry))
    for original in body {
      var copied = Block()
      copied.instructions = original.instructions.map { copy.instruction($0, self) }
      if case .finish(let passed) = original.terminator {
        let results = copy.passed(passed)
        copied.instructions +=
          moves(results.words, to: call.results.words) { $0 }
          + moves(results.floats, to: call.results.floats) { $0 }
        copied.terminator = .jump(next)
      } else {
        copied.terminator = copy.terminator(original.terminator, self)
      }
      blocks.append(copied)
    }
  }

  /// Moves of what is passed to the registers that want it. One side is the copy's and the other is
  /// not: no move overwrites what another reads.
  private func moves(
    _ sources: [Operand?], to targets: [Register?], _ rename: (Register) -> Register
  ) -> [Instruction] {
    zip(sources, targets).compactMap { source, target in
      guard let source, let target else { return nil }
      return .move(rename(target), source)
    }
  }
}

/// How the parts of a body are called in a copy of it.
private struct BodyCopy {
  let registerOffset: Int
  let blockOffset: Int
  /// The call that the copy stands for.
  let site: Int32
  /// Calls within the body that had been replaced already, for the copy.
  private var inner: [Int32: Int32] = [:]

  init(registerOffset: Int, blockOffset: Int, site: Int32) {
    self.registerOffset = registerOffset
    self.blockOffset = blockOffset
    self.site = site
  }

  func register(_ register: Register) -> Register { Register(register.index + registerOffset) }

  func block(_ block: BlockID) -> BlockID { BlockID(block.index + blockOffset) }

  func operand(_ operand: Operand) -> Operand {
    if case .register(let register) = operand { return .register(self.register(register)) }
    return operand
  }

  func address(_ address: Address) -> Address {
    var copy = address
    copy.base = operand(address.base)
    return copy
  }

  func passed(_ passed: PassedScalars) -> PassedScalars {
    var copy = passed
    copy.words = passed.words.map { $0.map(operand) }
    copy.floats = passed.floats.map { $0.map(operand) }
    return copy
  }

  private func results(_ results: ResultRegisters) -> ResultRegisters {
    var copy = results
    copy.words = results.words.map { $0.map(register) }
    copy.floats = results.floats.map { $0.map(register) }
    return copy
  }

  /// A position in the body, as one in the copy.
  mutating func position(_ position: IRPosition, _ function: LoweredFunction) -> IRPosition {
    IRPosition(position.source, inlining: call(position.inlining, function))
  }

  private mutating func call(_ index: Int32, _ function: LoweredFunction) -> Int32 {
    guard index >= 0 else { return site }
    if let known = inner[index] { return known }
    let original = function.inlinedCall(index)
    let number = function.noteInlinedCall(position(original.position, function), original.callee)
    inner[index] = number
    return number
  }

  mutating func instruction(
    _ instruction: Instruction, _ function: LoweredFunction
  ) -> Instruction {
    switch instruction {
    case .move(let target, let source): return .move(register(target), operand(source))
    case .unary(let target, let operation, let source):
      return .unary(register(target), operation, operand(source))
    case .binary(let target, let operation, let left, let right):
      return .binary(register(target), operation, operand(left), operand(right))
    case .convert(let target, let source): return .convert(register(target), operand(source))
    case .load(let target, let from): return .load(register(target), address(from))
    case .store(let to, let source, let scalar):
      return .store(address(to), operand(source), scalar)
    case .storePointer(let to, let source): return .storePointer(address(to), operand(source))
    case .zero(let to, let bytes): return .zero(address(to), bytes: bytes)
    case .copy(let to, let from, let bytes):
      return .copy(to: address(to), from: address(from), bytes: bytes)
    case .copyTyped(let to, let from, let type):
      return .copyTyped(to: address(to), from: address(from), type)
    case .zeroTyped(let to, let type): return .zeroTyped(address(to), type)
    case .address(let target, let from): return .address(register(target), address(from))
    case .allocate(let target, let type): return .allocate(register(target), type)
    case .allocateWords(let target, let bytes, let pointers):
      return .allocateWords(register(target), bytes: bytes, pointers: pointers)
    case .native(let targets, let name, let operands):
      return .native(targets.map(register), name: name, operands.map(operand))
    case .activate: return instruction
    case .position(let place): return .position(position(place, function))
    }
  }

  /// The end of a block, other than the function's.
  mutating func terminator(_ terminator: Terminator, _ function: LoweredFunction) -> Terminator {
    switch terminator {
    case .jump(let target): return .jump(block(target))
    case .branch(let condition, let then, let otherwise, let hint):
      return .branch(operand(condition), then: block(then), otherwise: block(otherwise), hint)
    case .call(let call): return .call(self.call(call, function))
    case .poll(let target, let place): return .poll(block(target), position(place, function))
    case .finish, .unreachable: return terminator
    }
  }

  private mutating func call(_ call: Call, _ function: LoweredFunction) -> Call {
    var copy = call
    switch call.target {
    case .closure(let code): copy.target = .closure(operand(code))
    case .method(let table, let index): copy.target = .method(table: operand(table), index: index)
    case .function, .glue: break
    }
    copy.arguments = passed(call.arguments)
    copy.results = results(call.results)
    copy.next = call.next.map(block)
    copy.position = position(call.position, function)
    return copy
  }
}
