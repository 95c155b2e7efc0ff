// Variables of a unit: locals, parameters, results, captured variables and globals.
import GoTypes

/// Where a variable lives.
public enum VariableClass: UInt8, Sendable {
  /// A local variable.
  case local
  /// A parameter or receiver.
  case parameter
  /// A result.
  case result
  /// A closure's view of a variable of the function around it.
  case closure
  /// A package-level variable.
  case global
}

/// What defines a variable: the one place that gives it its first value.
public enum VariableDefinition: Hashable, Sendable {
  /// None, or several.
  case none
  /// An assignment, range loop, receive or type switch guard.
  case node(IRNode)
}

/// Facts about a variable that passes find out.
public struct VariableFlags: OptionSet, Sendable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Made by the compiler.
  public static let temporary = VariableFlags(rawValue: 1)
  /// Its address is taken somewhere, captures by reference included.
  public static let addressTaken = VariableFlags(rawValue: 2)
  /// Captured by value.
  public static let byValue = VariableFlags(rawValue: 4)
  /// A parameter of a function that was inlined.
  public static let inlinedParameter = VariableFlags(rawValue: 8)
  /// Its storage is in the heap.
  public static let heap = VariableFlags(rawValue: 16)
  /// The dictionary parameter of a shaped function.
  public static let dictionary = VariableFlags(rawValue: 32)
}

/// A variable of a unit.
public struct Variable: Sendable {
  /// The name; ".autotmp_3" for temporaries, "~r0" for unnamed results.
  public let name: String
  /// The package whose source the name stands in; nil for names without one.
  public let package: Package?
  /// The type.
  public var type: TypeID
  /// Where it lives.
  public var storage: VariableClass
  /// Where it is declared.
  public var position: IRPosition
  /// The function it belongs to, by index; -1 for globals.
  public var function: Int32
  /// What defines it.
  public var definition: VariableDefinition = .none
  /// For a closure's view: the variable of the function directly around.
  public var outer: VariableID = .none
  /// For a closure's view: the variable itself.
  public var canonical: VariableID = .none
  /// What is known of it.
  public var flags: VariableFlags = []

  init(
    _ name: String, package: Package?, type: TypeID, storage: VariableClass,
    position: IRPosition, function: Int32
  ) {
    self.name = name
    self.package = package
    self.type = type
    self.storage = storage
    self.position = position
    self.function = function
  }
}
