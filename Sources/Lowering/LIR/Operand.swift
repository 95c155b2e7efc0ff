// What instructions of lowered code work on: registers without number limits, memory of the frame,
// constants and the addresses of what the program contains. No Go types but for descriptors.
import GoIR
import GoTypes

/// What fits one machine register, and how it is read.
public enum Scalar: UInt8, Sendable {
  case int8, int16, int32, int64
  case uint8, uint16, uint32, uint64
  case float32, float64
  /// An address that the collector follows, wherever it points to.
  case pointer

  /// The size in bytes.
  public var size: Int64 {
    switch self {
    case .int8, .uint8: return 1
    case .int16, .uint16: return 2
    case .int32, .uint32, .float32: return 4
    default: return 8
    }
  }

  /// Whether it travels in float registers.
  public var isFloat: Bool { self == .float32 || self == .float64 }

  /// Whether it is an integer with a sign.
  public var isSigned: Bool { rawValue <= Scalar.int64.rawValue }
}

/// A register of one lowered function.
public struct Register: Hashable, Sendable {
  /// The index of its record.
  public let raw: UInt32

  init(_ index: Int) { raw = UInt32(truncatingIfNeeded: index) }

  /// The index of its record.
  public var index: Int { Int(raw) }
}

/// Memory in the frame of one lowered function.
public struct FrameObject: Hashable, Sendable {
  /// The index of its record.
  public let raw: UInt32

  init(_ index: Int) { raw = UInt32(truncatingIfNeeded: index) }

  /// The index of its record.
  public var index: Int { Int(raw) }
}

/// The address of something that the program contains from the start.
public enum StaticSymbol: Hashable, Sendable {
  /// A package-level variable, by number in the program.
  case variable(Int)
  /// The closure of a function that captures nothing, by its number in the program.
  case function(Int)
  /// The entry of a function, by its number in the program.
  case code(Int)
  /// A type's descriptor.
  case type(TypeID)
  /// The method table of a type (second) for an interface (first).
  case methodTable(TypeID, TypeID)
  /// A function that calls a method of the interface that is its first argument.
  case interfaceMethod(MethodOfInterface)
  /// The bytes of a string, by number in the program.
  case text(Int)
  /// Read-only memory that holds a constant value of a type, by number in the program.
  case constant(Int)
  /// Where all values of no size are.
  case zeroBase
}

/// An operand.
public enum Operand: Hashable, Sendable {
  case register(Register)
  /// An integer, or a pointer that is nil.
  case integer(Int64, Scalar)
  /// A float, by its bits as a float64.
  case float(UInt64, Scalar)
  case symbol(StaticSymbol, offset: Int64)
  /// The address of a place in the frame.
  case frame(FrameObject, offset: Int64)

  static let nilPointer = Operand.integer(0, .pointer)

  static func int(_ value: Int64) -> Operand { .integer(value, .int64) }

  static func bool(_ value: Bool) -> Operand { .integer(value ? 1 : 0, .uint8) }
}

/// A place in memory.
public struct Address: Hashable, Sendable {
  /// Where it counts from: a pointer.
  public var base: Operand
  /// Bytes from there.
  public var offset: Int64

  init(_ base: Operand, _ offset: Int64 = 0) {
    switch base {
    case .symbol(let symbol, let inner):
      self.base = .symbol(symbol, offset: 0)
      self.offset = inner + offset
    case .frame(let object, let inner):
      self.base = .frame(object, offset: 0)
      self.offset = inner + offset
    default:
      self.base = base
      self.offset = offset
    }
  }

  func advanced(by bytes: Int64) -> Address { Address(base, offset + bytes) }

  /// Whether it is in the function's own frame: no barrier, no nil.
  public var isInFrame: Bool {
    if case .frame = base { return true }
    return false
  }

  /// The address as an operand; nil where it takes an instruction to have it.
  var operand: Operand? {
    switch base {
    case .symbol(let symbol, _): return .symbol(symbol, offset: offset)
    case .frame(let object, _): return .frame(object, offset: offset)
    default: return offset == 0 ? base : nil
    }
  }
}
