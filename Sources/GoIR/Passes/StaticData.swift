// What package-level variables hold before any code runs.
import GoTypes

/// A value that a variable, or a part of one, has from the start.
public enum StaticValue: Sendable {
  /// A constant of a type.
  case constant(Constant, TypeID)
  /// The address of a place in another variable.
  case address(VariableID, offset: Int64)
  /// A function without captured variables.
  case function(FunctionSymbol)
  /// A slice of a whole array.
  case slice(VariableID, length: Int64)
  /// A slice of bytes with the contents of a string.
  case bytes(ConstantString)
  /// The first word of an interface of a type (the second one) that holds a value of the first.
  case interfaceWord(TypeID, TypeID)
}

/// One static value and its place.
public struct StaticDatum: Sendable {
  /// The variable.
  public let variable: VariableID
  /// The offset in bytes in the variable.
  public let offset: Int64
  /// The value.
  public let value: StaticValue
}
