// The meters of one C file of a program that is compiled for `tricolor explain`: which places of
// the user's source count what is allocated (CGoRuntime/include/metered.h).
import GoIR
import GoSyntax
import Lowering

/// Which code is the user's own.
public struct MeteredCode: Sendable {
  /// The units whose functions have meters, by their places in the program.
  public let units: Set<Int>
  /// Their files, by index.
  public let files: Set<Int>

  /// Code with meters.
  public init(units: Set<Int>, files: Set<Int>) {
    self.units = units
    self.files = files
  }
}

/// What a place allocates, as the program's tables name it.
enum MeteredKind: String {
  /// A value that has an address, a closure, a value in an interface.
  case object
  /// What an append has no room for.
  case append
  /// What `make` makes, but for maps.
  case make
  case map
  case string
  /// The bytes or runes of a string.
  case copy
  case goroutine
  /// A number in an interface.
  case number
  /// Whatever a function allocates that is called there and has no places of its own.
  case call
  /// What the run time keeps for itself.
  case other

  /// What an instruction may allocate; nil: nothing.
  init?(_ instruction: Instruction) {
    switch instruction {
    case .allocate, .allocateWords: self = .object
    case .native(_, let name, _):
      guard let kind = Self.kind(ofNative: name) else { return nil }
      self = kind
    default: return nil
    }
  }

  private static func kind(ofNative name: String) -> MeteredKind? {
    switch name {
    case "tc_go_grow": return .append
    case "tc_go_make_array", "tc_go_make_channel": return .make
    case "tc_go_concat", "tc_go_string_of_bytes", "tc_go_string_of_rune", "tc_go_string_of_runes":
      return .string
    case "tc_go_bytes_of_string", "tc_go_runes_of_string": return .copy
    case "tc_go_start": return .goroutine
    case "tc_defer_outside": return .other
    default: break
    }
    if name.hasPrefix("tc_box_") { return .number }
    if name.hasPrefix("tc_go_map_") || name == "tc_go_make_map" { return .map }
    return name.hasPrefix("tc_go_") && !name.hasPrefix("tc_go_print") ? .other : nil
  }
}

/// The places of one file.
final class MeterTable {
  private let tag: String
  private let sources: SourceSet
  private let code: MeteredCode
  private let program: LoweredProgram
  private var numbers: [Place: Int] = [:]
  private var text = ""

  private struct Place: Hashable {
    let source: SourcePosition
    let function: String
    let kind: MeteredKind
  }

  init(_ code: MeteredCode, _ program: LoweredProgram, _ sources: SourceSet, tag: String) {
    self.code = code
    self.program = program
    self.sources = sources
    self.tag = tag
  }

  var count: Int { numbers.count }

  /// The variable with the meters' address.
  private var meters: String { "tc_meters_\(tag)" }

  private var places: String { "tc_metered_\(tag)" }

  /// The statement that makes a place's meter the one that counts; nil if the place is nobody's.
  func statement(
    at position: IRPosition, in function: LoweredFunction, _ kind: MeteredKind
  ) -> String? {
    guard let place = place(position, function, kind) else { return nil }
    let number = numbers[place] ?? add(place)
    return "TC_METER(\(meters), \(number));"
  }

  /// Whether a function's own places count what it allocates.
  func covers(_ number: Int) -> Bool {
    code.units.contains(program.functions[number].unit)
  }

  /// The innermost place that is in the user's files: where a function of the library has taken
  /// the place of its call, that call.
  private func place(
    _ position: IRPosition, _ function: LoweredFunction, _ kind: MeteredKind
  ) -> Place? {
    var position = position
    while true {
      let file = sources.file(of: position.source)
      if let file, code.files.contains(file.index) {
        let isOwn = position.inlining < 0
        let symbol =
          isOwn ? function.function.symbol : function.inlinedCall(position.inlining).callee
        return Place(
          source: position.source, function: LoweredProgram.tracebackName(of: symbol), kind: kind)
      }
      guard position.inlining >= 0 else { return nil }
      position = function.inlinedCall(position.inlining).position
    }
  }

  private func add(_ place: Place) -> Int {
    let number = numbers.count
    numbers[place] = number
    let location = sources.location(of: place.source)
    text += """
        {"\(place.kind.rawValue)", \(CSpelling.quoted(place.function)), \
      \(CSpelling.quoted(location?.file ?? "")), \(location?.line ?? 0), \(location?.column ?? 0)},

      """
    return number
  }

  // MARK: - Text

  /// What the file's code needs before it, and the file of tables.
  var declaration: String {
    """
    extern tc_meter *\(meters) TC_HIDDEN;
    extern const tc_metered_place \(places)[] TC_HIDDEN;

    """
  }

  /// What follows the code.
  var definitions: String {
    "tc_meter *\(meters);\nconst tc_metered_place \(places)[] = {\n\(text)};\n"
  }

  /// The file's entry in the program's list.
  private var entry: String { "  {\(places), &\(meters), \(count)},\n" }

  /// The list of a program's files, as the file of tables has it.
  static func list(_ tables: [MeterTable]) -> String {
    let used = tables.filter { $0.count > 0 }
    return used.map(\.declaration).joined() + """
      __attribute__((visibility("default"))) const tc_metered_file tricolor_metered[] = {
      \(used.map(\.entry).joined())  {0, 0, 0},
      };

      """
  }
}
