// Large map literals of package-level variables (GoIR/Build/OutlineMaps) are made only in programs
// in which something names the variable: the tables of package unicode are 70 KB of code, and time
// and memory in every program that prints.
//
// The initialiser of a package is lowered without the calls first, and once more with the call of
// each map whose variable came up. Go's linker does the same.
import GoIR

/// The initialising functions of maps, as far as package initialisers have been lowered.
struct MapInitializers {
  /// Calls that were left out: the number of the package initialiser, the function, its variable.
  fileprivate var leftOut: [(caller: Int, function: FunctionSymbol, variable: String)] = []
  fileprivate var wanted: Set<ObjectIdentifier> = []
}

extension LoweredProgram {
  /// Whether a call is one of a map's initialiser that nobody needs, as far as is known.
  ///
  /// - Parameter caller: the number of the function that calls.
  func leavesOut(_ symbol: FunctionSymbol, caller: Int) -> Bool {
    guard symbol.kind == .packageInit, symbol.name.hasPrefix("map.init."),
      !maps.wanted.contains(ObjectIdentifier(symbol)), let variable = mapVariable(of: symbol)
    else { return false }
    maps.leftOut.append((caller, symbol, variable))
    return true
  }

  /// The numbers of package initialisers that are to be lowered again, since variables came up
  /// whose maps they left out. In the order in which they were lowered.
  public func initializersToComplete() -> [Int] {
    var callers: [Int] = []
    for call in maps.leftOut where isReferred(variable: call.variable) {
      maps.wanted.insert(ObjectIdentifier(call.function))
      if !callers.contains(call.caller) { callers.append(call.caller) }
    }
    maps.leftOut.removeAll { callers.contains($0.caller) }
    return callers
  }

  /// The variable that an initialising function assigns to.
  private func mapVariable(of symbol: FunctionSymbol) -> String? {
    guard let function = symbol.function, let number = unit(of: function) else { return nil }
    let unit = units[number].unit
    guard let statement = unit.list(function.body).first else { return nil }
    return name(of: unit[unit.variable(unit.first(statement))], unit: number)
  }
}
