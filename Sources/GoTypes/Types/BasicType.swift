// The predeclared basic types, typed and untyped.

/// Which basic type. The order of the typed numeric kinds is the language's table of types.
public enum BasicKind: UInt8, Sendable {
  case invalid
  case bool
  case int, int8, int16, int32, int64
  case uint, uint8, uint16, uint32, uint64, uintptr
  case float32, float64, complex64, complex128
  case string, unsafePointer
  case untypedBool, untypedInt, untypedRune, untypedFloat, untypedComplex, untypedString
  case untypedNil
}

/// Properties of a basic type.
public struct BasicInfo: OptionSet, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let boolean = BasicInfo(rawValue: 1)
  public static let integer = BasicInfo(rawValue: 2)
  public static let unsigned = BasicInfo(rawValue: 4)
  public static let float = BasicInfo(rawValue: 8)
  public static let complex = BasicInfo(rawValue: 16)
  public static let string = BasicInfo(rawValue: 32)
  public static let untyped = BasicInfo(rawValue: 64)
  /// Types with `<`.
  public static let ordered: BasicInfo = [.integer, .float, .string]
  public static let numeric: BasicInfo = [.integer, .float, .complex]
  /// Types that constants may have.
  public static let constant: BasicInfo = [.boolean, .integer, .float, .complex, .string]
}

/// A basic type. One object a kind, except that `byte` and `rune` are objects of their own with
/// the kinds of `uint8` and `int32`, so that messages can say what the source said.
public final class BasicType: GoType, @unchecked Sendable {
  public let basicKind: BasicKind
  public let info: BasicInfo
  /// The name as messages print it: `int`, `untyped rune`, `Pointer`, `invalid type`.
  public let name: String

  init(_ basicKind: BasicKind, _ info: BasicInfo, _ name: String) {
    self.basicKind = basicKind
    self.info = info
    self.name = name
    super.init(kind: .basic)
  }
}

// The predeclared types, as global constants.
extension BasicType {
  /// Stands for a type that could not be determined; an error was reported.
  public static let invalid = BasicType(.invalid, [], "invalid type")
  public static let bool = BasicType(.bool, .boolean, "bool")
  public static let int = BasicType(.int, .integer, "int")
  public static let int8 = BasicType(.int8, .integer, "int8")
  public static let int16 = BasicType(.int16, .integer, "int16")
  public static let int32 = BasicType(.int32, .integer, "int32")
  public static let int64 = BasicType(.int64, .integer, "int64")
  public static let uint = BasicType(.uint, [.integer, .unsigned], "uint")
  public static let uint8 = BasicType(.uint8, [.integer, .unsigned], "uint8")
  public static let uint16 = BasicType(.uint16, [.integer, .unsigned], "uint16")
  public static let uint32 = BasicType(.uint32, [.integer, .unsigned], "uint32")
  public static let uint64 = BasicType(.uint64, [.integer, .unsigned], "uint64")
  public static let uintptr = BasicType(.uintptr, [.integer, .unsigned], "uintptr")
  public static let float32 = BasicType(.float32, .float, "float32")
  public static let float64 = BasicType(.float64, .float, "float64")
  public static let complex64 = BasicType(.complex64, .complex, "complex64")
  public static let complex128 = BasicType(.complex128, .complex, "complex128")
  public static let string = BasicType(.string, .string, "string")
  public static let unsafePointer = BasicType(.unsafePointer, [], "Pointer")
  public static let untypedBool = BasicType(.untypedBool, [.boolean, .untyped], "untyped bool")
  public static let untypedInt = BasicType(.untypedInt, [.integer, .untyped], "untyped int")
  public static let untypedRune = BasicType(.untypedRune, [.integer, .untyped], "untyped rune")
  public static let untypedFloat = BasicType(.untypedFloat, [.float, .untyped], "untyped float")
  public static let untypedComplex =
    BasicType(.untypedComplex, [.complex, .untyped], "untyped complex")
  public static let untypedString =
    BasicType(.untypedString, [.string, .untyped], "untyped string")
  public static let untypedNil = BasicType(.untypedNil, .untyped, "untyped nil")
  /// `byte`: identical to `uint8`, printed as `byte`.
  public static let byte = BasicType(.uint8, [.integer, .unsigned], "byte")
  /// `rune`: identical to `int32`, printed as `rune`.
  public static let rune = BasicType(.int32, .integer, "rune")

  /// The typed basic types that the universe declares under their own names, and `unsafe.Pointer`
  /// not among them.
  static let predeclared: [BasicType] = [
    .bool, .int, .int8, .int16, .int32, .int64, .uint, .uint8, .uint16, .uint32, .uint64,
    .uintptr, .float32, .float64, .complex64, .complex128, .string, .byte, .rune,
  ]
}
