// The initial values of package-level variables, by variable, and what they refer to.
import GoIR
import GoTypes

/// Something that a variable's initial value refers to.
public enum StaticReference {
  /// Another variable of the unit, by address.
  case variable(VariableID)
  /// A function, as a value.
  case function(FunctionSymbol)
  /// A value of a type in an interface: a conversion.
  case conversion(of: TypeID, to: TypeID)
}

/// The initial values of one unit's package-level variables.
public struct StaticData {
  /// The unit.
  public let unit: GoIR.Unit
  /// The variables that have an initial value other than zero, each once.
  public let variables: [VariableID]
  private let byVariable: [VariableID: [StaticDatum]]

  /// Sorts a unit's data (`Unit.staticData`) by variable.
  public init(_ unit: GoIR.Unit) {
    self.unit = unit
    byVariable = Dictionary(grouping: unit.staticData, by: \.variable)
    variables = byVariable.keys.sorted { $0.raw < $1.raw }
  }

  /// What a variable's initial value refers to, for whoever finds out what a program needs.
  public func references(of variable: VariableID) -> [StaticReference] {
    data(of: variable).compactMap { datum in
      switch datum.value {
      case .constant, .bytes: return nil
      case .address(let target, _), .slice(let target, _): return .variable(target)
      case .function(let symbol): return .function(symbol)
      case .interfaceWord(let held, let type): return .conversion(of: held, to: type)
      }
    }
  }

  func data(of variable: VariableID) -> [StaticDatum] { byVariable[variable] ?? [] }
}
