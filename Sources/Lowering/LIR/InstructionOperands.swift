// Which registers an instruction or the end of a block reads and writes, and where control goes.

extension Instruction {
  /// Calls `visit` for each register that is read.
  public func visitUses(_ visit: (Register) -> Void) {
    func use(_ operand: Operand) {
      if case .register(let register) = operand { visit(register) }
    }
    func use(_ address: Address) { use(address.base) }
    switch self {
    case .move(_, let operand), .unary(_, _, let operand), .convert(_, let operand): use(operand)
    case .binary(_, _, let left, let right):
      use(left)
      use(right)
    case .load(_, let address), .address(_, let address): use(address)
    case .store(let address, let operand, _), .storePointer(let address, let operand):
      use(address)
      use(operand)
    case .zero(let address, _), .zeroTyped(let address, _): use(address)
    case .copy(let to, let from, _), .copyTyped(let to, let from, _):
      use(to)
      use(from)
    case .native(_, _, let operands): for operand in operands { use(operand) }
    case .allocate, .allocateWords, .activate, .position: break
    }
  }

  /// Calls `visit` for each register that is written.
  public func visitDefinitions(_ visit: (Register) -> Void) {
    switch self {
    case .move(let target, _), .unary(let target, _, _), .binary(let target, _, _, _),
      .convert(let target, _), .load(let target, _), .address(let target, _),
      .allocate(let target, _), .allocateWords(let target, _, _):
      visit(target)
    case .native(let targets, _, _): for target in targets { visit(target) }
    default: break
    }
  }
}

extension PassedScalars {
  public func visitUses(_ visit: (Register) -> Void) {
    for operand in words + floats {
      if case .register(let register)? = operand { visit(register) }
    }
  }
}

extension ResultRegisters {
  /// All that get a value.
  public var all: [Register] { (words + floats).compactMap { $0 } }
}

extension Terminator {
  public func visitUses(_ visit: (Register) -> Void) {
    switch self {
    case .branch(.register(let register), _, _, _): visit(register)
    case .call(let call):
      call.arguments.visitUses(visit)
      switch call.target {
      case .closure(.register(let register)), .method(table: .register(let register), _):
        visit(register)
      default: break
      }
    case .finish(let passed): passed.visitUses(visit)
    default: break
    }
  }

  /// Where control goes without leaving the segment.
  var localSuccessors: [BlockID] {
    switch self {
    case .jump(let next), .poll(let next, _): return [next]
    case .branch(_, let then, let otherwise, _): return [then, otherwise]
    default: return []
    }
  }
}
