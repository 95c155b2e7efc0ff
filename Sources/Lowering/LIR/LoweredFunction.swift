// A function in lowered form: blocks over registers and frame objects, and the program that
// functions, strings and constants are numbered in.
import GoIR
import GoSyntax

/// What is known of a register.
public struct RegisterRecord: Sendable {
  public let scalar: Scalar
  /// The variable that it is, or what it is made for: only for readers of the C text.
  public let name: String
}

/// What is known of a frame object.
public struct FrameObjectRecord: Sendable {
  /// Bytes.
  public let size: Int64
  /// Which words hold pointers, from the first on.
  public let pointers: [Bool]
  public let name: String
}

/// One function in lowered form.
public final class LoweredFunction: @unchecked Sendable {
  /// Its number in the program.
  public let number: Int
  public let function: Function
  public let unit: Unit
  public internal(set) var registers: [RegisterRecord] = []
  public internal(set) var objects: [FrameObjectRecord] = []
  public internal(set) var blocks: [Block] = []
  /// Where the arguments arrive.
  public internal(set) var parameters = ResultRegisters()
  /// The register that gets the closure's address; nil if it is not looked at.
  public internal(set) var closure: Register?
  /// Bytes of arguments and results that arrive in the caller's frame.
  public internal(set) var incomingBytes: Int64 = 0
  /// Which words of them are arguments that hold pointers.
  public internal(set) var incomingPointers: [Bool] = []
  /// Bytes that the function's own calls need for theirs.
  public internal(set) var outgoingBytes: Int64 = 0
  /// Objects whose place is in the caller's frame: offset from the caller's stack pointer.
  public internal(set) var incomingObjects: [FrameObject: Int64] = [:]
  /// The object at the bottom of the frame for outgoing arguments.
  public internal(set) var outgoing: FrameObject?
  /// Where it goes on after a recovered panic; nil if it defers nothing.
  public internal(set) var recovery: BlockID?

  /// Calls that lowering replaced by bodies: positions number them behind those of the unit.
  private var ownInlinedCalls: [(position: IRPosition, callee: FunctionSymbol)] = []

  init(number: Int, function: Function, unit: Unit) {
    self.number = number
    self.function = function
    self.unit = unit
  }

  static let entry = BlockID(0)

  /// The place in the source that a block begins with.
  public func position(of block: BlockID) -> IRPosition {
    for instruction in blocks[block.index].instructions {
      if case .position(let position) = instruction { return position }
    }
    return function.position
  }

  /// Notes a call that a body took the place of; answers its number.
  func noteInlinedCall(_ position: IRPosition, _ callee: FunctionSymbol) -> Int32 {
    ownInlinedCalls.append((position, callee))
    return Int32(truncatingIfNeeded: unit.inlinedCalls.count + ownInlinedCalls.count - 1)
  }

  /// Where a call stood that a body took the place of, and whose body it was.
  ///
  /// - Parameter index: `inlining` of a position in this function, not negative.
  public func inlinedCall(_ index: Int32) -> (position: IRPosition, callee: FunctionSymbol) {
    let count = unit.inlinedCalls.count
    if index >= count { return ownInlinedCalls[Int(index) - count] }
    let call = unit.inlinedCalls[Int(index)]
    return (call.position, call.callee)
  }

  /// Whether a call of that number is one of the unit's: others are this function's alone.
  public func isOfUnit(inlinedCall index: Int32) -> Bool { index < unit.inlinedCalls.count }

  /// The scalar of an operand.
  public func scalar(of operand: Operand) -> Scalar {
    switch operand {
    case .register(let register): return registers[register.index].scalar
    case .integer(_, let scalar), .float(_, let scalar): return scalar
    case .symbol, .frame: return .pointer
    }
  }
}
