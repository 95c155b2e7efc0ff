// Instructions and the ends of blocks. What each does to memory and registers is told beside it;
// how it is written in C is the emitter's business.
import GoIR
import GoSyntax

/// Operations on one operand.
public enum UnaryOperation: UInt8, Sendable {
  case negate
  case complement
  case not
}

/// Operations on two operands of one scalar. Comparisons give 0 or 1 in a uint8.
public enum BinaryOperation: UInt8, Sendable {
  case add, subtract, multiply
  /// The divisor is not zero; the smallest integer by -1 gives itself.
  case divide, remainder
  case and, or, exclusiveOr, andNot
  /// The count is any unsigned number: bits that are shifted out are gone.
  case shiftLeft, shiftRight
  case equal, notEqual, less, lessEqual, greater, greaterEqual

  /// Whether it compares.
  public var isComparison: Bool { rawValue >= Self.equal.rawValue }
}

/// An instruction.
public enum Instruction: Sendable {
  case move(Register, Operand)
  case unary(Register, UnaryOperation, Operand)
  case binary(Register, BinaryOperation, Operand, Operand)
  /// To the register's scalar, by Go's rules.
  case convert(Register, Operand)
  case load(Register, Address)
  /// Of the scalar's width. Pointers into the heap or package-level variables take `storePointer`.
  case store(Address, Operand, Scalar)
  /// With the write barrier.
  case storePointer(Address, Operand)
  /// Clears bytes that hold nothing: no barrier.
  case zero(Address, bytes: Int64)
  /// Copies bytes, which may overlap, to memory that needs no barrier.
  case copy(to: Address, from: Address, bytes: Int64)
  /// Copies a value of a type with pointers, with barriers.
  case copyTyped(to: Address, from: Address, TypeID)
  /// Clears a value of a type with pointers, with barriers.
  case zeroTyped(Address, TypeID)
  /// The address of a place.
  case address(Register, Address)
  /// A new zeroed value of a type on the heap.
  case allocate(Register, TypeID)
  /// New zeroed memory on the heap, with pointers where it is said.
  case allocateWords(Register, bytes: Int64, pointers: [Bool])
  /// A plain call into the run time, or an inline helper, by its name. Results by position.
  case native([Register], name: String, [Operand])
  /// From here on the object's pointers mean something.
  case activate(FrameObject)
  /// The place in the source that what follows comes from.
  case position(IRPosition)
}

/// How a branch usually goes.
public enum BranchHint: UInt8, Sendable {
  case none, usuallyTrue, usuallyFalse
}

/// A block of one lowered function.
public struct BlockID: Hashable, Sendable {
  /// The index of its record.
  public let raw: UInt32

  init(_ index: Int) { raw = UInt32(truncatingIfNeeded: index) }

  /// The index of its record.
  public var index: Int { Int(raw) }
}

/// What a call calls.
public enum CallTarget: Hashable, Sendable {
  /// A function of the program, by its number.
  case function(Int)
  /// The closure at an address, whose code is its first word.
  case closure(Operand)
  /// A method of an interface: the method table and the method's place in it.
  case method(table: Operand, index: Int)
  /// A segment of the glue.
  case glue(String)
}

/// Where the scalars of arguments or results travel.
public struct PassedScalars: Sendable {
  /// The words in registers; nil: means nothing.
  public var words: [Operand?] = []
  /// The floats in registers.
  public var floats: [Operand?] = []

  /// Nothing travels.
  public init() {}
}

/// Where the results of a call arrive.
public struct ResultRegisters: Sendable {
  public var words: [Register?] = []
  public var floats: [Register?] = []
}

/// A call: the end of a block, and of a segment.
public struct Call: Sendable {
  public var target: CallTarget
  public var arguments: PassedScalars
  public var results: ResultRegisters
  /// Where it goes on; nil if it never returns.
  public var next: BlockID?
  public var position: IRPosition
}

/// How a block ends.
public enum Terminator: Sendable {
  case jump(BlockID)
  case branch(Operand, then: BlockID, otherwise: BlockID, BranchHint)
  case call(Call)
  /// Asks at the end of a loop's body whether to stop for a moment, then goes on.
  case poll(BlockID, IRPosition)
  case finish(PassedScalars)
  /// Never reached.
  case unreachable
}

/// A straight piece of code.
public struct Block: Sendable {
  public var instructions: [Instruction] = []
  public var terminator: Terminator = .unreachable
}
