// What the functions and variables of a program are called in C, in all of its files.
import GoIR
import Lowering

/// The names that files of a program share. A function's name tells its package and its own, so it
/// is the same in each program that reaches it.
final class ProgramNames {
  let program: LoweredProgram
  private var entries: [String?] = []
  private var variables: [String?] = []
  /// Several functions of a package may be called `init`.
  private var taken = UniqueNames()
  private var unitNumbers: [ObjectIdentifier: Int] = [:]

  init(_ program: LoweredProgram) {
    self.program = program
    for (number, analyzed) in program.units.enumerated() {
      unitNumbers[ObjectIdentifier(analyzed.unit)] = number
    }
  }

  /// The entry segment of a function.
  func entry(_ function: Int) -> String {
    while entries.count <= function { entries.append(nil) }
    if let known = entries[function] { return known }
    let record = program.functions[function]
    let name: String
    if case .segment(let native)? = record.native {
      name = native
    } else {
      name = taken.claim(StableNames.make("go", LoweredProgram.name(of: record.symbol)))
    }
    entries[function] = name
    return name
  }

  /// The array of words that a package-level variable is.
  func variable(_ number: Int) -> String {
    while variables.count <= number { variables.append(nil) }
    if let known = variables[number] { return known }
    let name = taken.claim(StableNames.make("var", program.variables[number].name))
    variables[number] = name
    return name
  }

  /// The number of a unit's variable in the program.
  func number(of variable: VariableID, in unit: GoIR.Unit) -> Int {
    let home = unitNumbers[ObjectIdentifier(unit)] ?? 0
    return program.number(of: unit[variable], unit: home)
  }
}
