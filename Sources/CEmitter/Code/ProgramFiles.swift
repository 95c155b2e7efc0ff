// Which function goes to which file.
import GoIR
import Lowering

/// The distribution of a program's functions to C files.
enum ProgramFiles {
  /// Functions for one file.
  struct Part {
    /// Tells the file's names from those of others.
    let tag: String
    /// The unit whose they are; negative: none's.
    let unit: Int
    /// Sorted by name.
    let functions: [PlannedFunction]
  }

  /// About as much as the compiler does in a second (`PlannedFunction.size`); less makes more
  /// files, each of which costs the headers' text again, more makes parts that others wait for.
  private static let wanted = 4_000

  /// By package; large packages by hashes of the functions' names, in a power of two parts, so that
  /// what one edit touches is one part.
  static func distribute(_ functions: [PlannedFunction?], _ program: LoweredProgram) -> [Part] {
    var byUnit: [Int: [PlannedFunction]] = [:]
    for (number, function) in functions.enumerated() {
      guard let function else { continue }
      byUnit[program.functions[number].unit, default: []].append(function)
    }
    var parts: [Part] = []
    for unit in byUnit.keys.sorted() {
      guard let members = byUnit[unit] else { continue }
      let path = unit < 0 ? "natives" : program.units[unit].unit.package.package.path
      parts += split(members, path: path, unit: unit)
    }
    return parts
  }

  private static func split(
    _ functions: [PlannedFunction], path: String, unit: Int
  ) -> [Part] {
    let size = functions.reduce(0) { $0 + $1.size }
    var count = 1
    while count * wanted < size { count *= 2 }
    var parts = [[PlannedFunction]](repeating: [], count: count)
    for function in functions {
      // The last digits of a name are those of its hash.
      let digits = UInt64(function.name.suffix(8), radix: 16) ?? 0
      parts[Int(digits % UInt64(count))].append(function)
    }
    let tag = StableNames.make("p", path)
    return parts.enumerated().filter { !$0.element.isEmpty }.map { index, members in
      Part(
        tag: count == 1 ? tag : "\(tag)_\(index)of\(count)", unit: unit,
        functions: members.sorted { $0.name < $1.name })
    }
  }
}
