// The predeclared functions: their names and the shape of their calls.

/// A function that the language declares.
public enum Builtin: UInt8, CaseIterable, Sendable {
  case append, cap, clear, close, complex, copy, delete, imag, len, make, max, min, new, panic
  case print, println, real, recover
  // Package unsafe.
  case add, alignof, offsetof, sizeof, slice, sliceData, string, stringData
  // Only in the universe of the checker's own tests.
  case assert, trace

  /// How a call of the function may stand in a program.
  enum Use { case expression, statement }

  /// The spelling in Go.
  public var spelling: String { shape.name }
  /// The least number of arguments.
  var minimumArguments: Int { shape.arguments }
  /// Takes more arguments than the least number.
  var isVariadic: Bool { shape.variadic }
  /// `expression`: the result must be used.
  var use: Use { shape.use }
  /// Declared in package `unsafe` rather than in the universe.
  public var isUnsafe: Bool {
    (Builtin.add.rawValue...Builtin.stringData.rawValue).contains(rawValue)
  }
  /// Declared for the checker's own tests only.
  var isForTesting: Bool { self == .assert || self == .trace }

  private var shape: (name: String, arguments: Int, variadic: Bool, use: Use) {
    switch self {
    case .append: return ("append", 1, true, .expression)
    case .cap: return ("cap", 1, false, .expression)
    case .clear: return ("clear", 1, false, .statement)
    case .close: return ("close", 1, false, .statement)
    case .complex: return ("complex", 2, false, .expression)
    case .copy: return ("copy", 2, false, .statement)
    case .delete: return ("delete", 2, false, .statement)
    case .imag: return ("imag", 1, false, .expression)
    case .len: return ("len", 1, false, .expression)
    case .make: return ("make", 1, true, .expression)
    case .max: return ("max", 1, true, .expression)
    case .min: return ("min", 1, true, .expression)
    case .new: return ("new", 1, false, .expression)
    case .panic: return ("panic", 1, false, .statement)
    case .print: return ("print", 0, true, .statement)
    case .println: return ("println", 0, true, .statement)
    case .real: return ("real", 1, false, .expression)
    case .recover: return ("recover", 0, false, .statement)
    case .add: return ("Add", 2, false, .expression)
    case .alignof: return ("Alignof", 1, false, .expression)
    case .offsetof: return ("Offsetof", 1, false, .expression)
    case .sizeof: return ("Sizeof", 1, false, .expression)
    case .slice: return ("Slice", 2, false, .expression)
    case .sliceData: return ("SliceData", 1, false, .expression)
    case .string: return ("String", 2, false, .expression)
    case .stringData: return ("StringData", 1, false, .expression)
    case .assert: return ("assert", 1, false, .statement)
    case .trace: return ("trace", 0, true, .statement)
    }
  }
}
