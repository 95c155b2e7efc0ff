// Which registers an instruction or the end of a block reads and writes, which objects of the frame
// it needs, and where control goes.

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

extension Instruction {
  /// Calls `visit` for each frame object whose content or address the instruction needs. One that
  /// is only written to is not needed by that.
  /// - Parameter visit: the object, and whether its address goes on from here as a value.
  func visitObjects(_ visit: (FrameObject, _ isAddress: Bool) -> Void) {
    func take(_ operand: Operand) {
      if case .frame(let object, _) = operand { visit(object, true) }
    }
    func read(_ address: Address) {
      if case .frame(let object, _) = address.base { visit(object, false) }
    }
    switch self {
    case .move(_, let operand), .unary(_, _, let operand), .convert(_, let operand): take(operand)
    case .binary(_, _, let left, let right):
      take(left)
      take(right)
    case .load(_, let address), .zeroTyped(let address, _): read(address)
    case .address(_, let address): take(address.base)
    case .store(_, let operand, _): take(operand)
    case .storePointer(let address, let operand):
      read(address)
      take(operand)
    case .copy(_, let from, _): read(from)
    case .copyTyped(let to, let from, _):
      read(to)
      read(from)
    case .native(_, _, let operands): for operand in operands { take(operand) }
    case .zero, .allocate, .allocateWords, .activate, .position: break
    }
  }
}

extension Terminator {
  /// Calls `visit` for each frame object whose address the end of a block passes on.
  func visitObjects(_ visit: (FrameObject) -> Void) {
    func take(_ operand: Operand?) {
      if case .frame(let object, _)? = operand { visit(object) }
    }
    switch self {
    case .branch(let condition, _, _, _): take(condition)
    case .call(let call):
      for operand in call.arguments.words { take(operand) }
      switch call.target {
      case .closure(let operand), .method(table: let operand, _): take(operand)
      default: break
      }
    case .finish(let passed): for operand in passed.words { take(operand) }
    case .jump, .poll, .unreachable: break
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
