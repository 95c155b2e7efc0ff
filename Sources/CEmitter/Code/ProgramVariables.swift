// The package-level variables that a program uses: found from those that code names by following
// what their first values refer to, and then written with these values.
import GoIR
import Lowering

final class ProgramVariables {
  private let program: LoweredProgram
  /// By unit.
  private let data: [StaticData]
  /// Where the first value of a variable is told, by the variable's name in the program.
  private let homes: [String: (unit: Int, variable: VariableID)]
  private var visited = 0

  init(_ program: LoweredProgram) {
    self.program = program
    data = program.units.map { StaticData($0.unit) }
    var homes: [String: (unit: Int, variable: VariableID)] = [:]
    for (unit, data) in data.enumerated() {
      for variable in data.variables {
        homes[program.name(of: data.unit[variable], unit: unit)] = (unit, variable)
      }
    }
    self.homes = homes
  }

  /// Looks at what the variables that were named since the last call hold, and names that in turn.
  /// False: there were none.
  func visit() -> Bool {
    guard visited < program.variables.count else { return false }
    while visited < program.variables.count {
      if let (unit, variable) = homes[program.variables[visited].name] {
        for reference in data[unit].references(of: variable) { name(reference, unit) }
      }
      visited += 1
    }
    return true
  }

  private func name(_ reference: StaticReference, _ unit: Int) {
    switch reference {
    case .variable(let variable):
      _ = program.number(of: data[unit].unit[variable], unit: unit)
    case .function(let symbol): _ = program.number(of: symbol)
    case .conversion(let type, let interface): program.noteConversion(of: type, to: interface)
    }
  }

  /// All variables with their contents. Names closures, strings, types and method tables.
  func globals(_ naming: Naming, _ descriptors: TypeDescriptors) -> GlobalVariables {
    var globals = GlobalVariables(types: program.types, naming: naming)
    for (number, variable) in program.variables.enumerated() {
      let home = homes[variable.name].map { (data[$0.unit], $0.variable) }
      globals.add(
        naming.variable(number), variable.type, comment: variable.name, initial: home,
        strings: &naming.strings, descriptors: descriptors)
    }
    return globals
  }
}
