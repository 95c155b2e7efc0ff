// A whole program as C files: what can be reached from main and from the packages' initialisers,
// lowered function by function, with the tables that the run time reads.
//
// ## The way through
//
// 1. What is reached is lowered, until nothing new is named.
// 2. Functions are put into files by package (`ProgramFiles`), sorted by name. A file's text
//    depends on the functions in it and on nothing else of the program: names are not numbered,
//    whatever it names of other files is declared in it. So its machine code serves every program
//    in which the same functions of a package are reached.
// 3. One file more has the tables: types, variables, the order of initialisation, the record by
//    which the run time finds everything. And one has the glue; it is the same for all programs.
import GoIR
import GoSyntax
import Lowering

/// A program as C.
public struct EmittedProgram: Sendable {
  /// The files, in an order in which they can also be joined to one.
  public let files: [CFile]

  /// One file with everything.
  public var joined: String { files.map(\.text).joined(separator: "\n") }
}

/// Turns an analysed program into C.
public final class ProgramEmitter {
  private let program: LoweredProgram
  private let sources: SourceSet
  private let folder: String
  private let metered: MeteredCode?
  private let descriptors: TypeDescriptors
  private var liveness: MethodLiveness
  private var lowered = 0
  private var planned: [PlannedFunction?] = []
  private var conversions: Set<TypeID> = []
  private var calls: Set<MethodOfInterface> = []
  private let names: ProgramNames
  private let tables: Naming
  private let variables: ProgramVariables
  /// What could not be lowered; the program cannot run then.
  public private(set) var failures: [LoweringFailure] = []

  /// Prepares a program.
  ///
  /// - Parameters:
  ///   - folder: what relative paths of source files are relative to.
  ///   - metered: whose allocations are counted; nil: nobody's.
  public init(
    _ program: LoweredProgram, sources: SourceSet, folder: String, metered: MeteredCode? = nil
  ) {
    self.program = program
    self.metered = metered
    self.sources = sources
    self.folder = folder
    let methods = MethodTables(types: program.types, units: program.units.map(\.unit))
    liveness = MethodLiveness(methods)
    names = ProgramNames(program)
    let naming = TableNaming()
    descriptors = TypeDescriptors(methods: methods, liveness: liveness, naming: naming)
    tables = Naming(names, descriptors, tag: "tables")
    naming.names = tables
    variables = ProgramVariables(program)
  }

  /// The C files.
  ///
  /// - Parameter main: the function to run after all packages are initialised.
  public func emit(main: FunctionSymbol) -> EmittedProgram {
    var starts: [Int] = []
    for analyzed in program.units {
      if let initializer = analyzed.unit.packageInit {
        starts.append(program.number(of: initializer.symbol))
      }
      for function in analyzed.unit.functions where function.symbol.name.hasPrefix("init.") {
        if function.symbol.kind == .declared, function.parent == nil {
          starts.append(program.number(of: function.symbol))
        }
      }
    }
    starts.append(program.number(of: main))
    for name in Self.neededByRuntime { _ = program.runtimeFunction(name) }
    lowerAll()
    for name in program.missingFunctions.sorted() {
      failures.append(
        LoweringFailure(position: .generated, text: "the run time has no \(name)"))
    }
    descriptors.liveness = liveness
    // In the order of their numbers, so that the same program is the same text.
    for type in sorted(program.namedTypes) { _ = descriptors.symbol(for: type) }
    let pairs = program.methodTables.sorted { ($0[0].raw, $0[1].raw) < ($1[0].raw, $1[1].raw) }
    for pair in pairs { _ = descriptors.itab(interface: pair[0], type: pair[1]) }
    return assemble(starts)
  }

  /// Functions of package runtime that the tables name.
  static let neededByRuntime = [
    "unrecovered", "panicChannel", "runFinalizers", "panicUncomparable", "panicUnhashable",
    "sigpanic",
  ]

  // MARK: - Reaching

  private func lowerAll() {
    while true {
      while lowered < program.functions.count {
        planned.append(lower(lowered))
        lowered += 1
      }
      for type in sorted(program.convertedTypes) where conversions.insert(type).inserted {
        liveness.convert(type)
      }
      let called = program.calledMethods.sorted {
        ($0.interface.raw, $0.index) < ($1.interface.raw, $1.index)
      }
      for call in called where calls.insert(call).inserted {
        liveness.call(interface: call.interface, method: call.index)
      }
      liveness.reflect(reflection())
      for live in liveness.drain() {
        _ = program.number(of: live.interfaceFunction)
        if let function = live.function { _ = program.number(of: function) }
      }
      let isGrowing = variables.visit()
      if lowered < program.functions.count || isGrowing { continue }
      let incomplete = program.initializersToComplete()
      if incomplete.isEmpty { return }
      for number in incomplete where planned[number] != nil { planned[number] = lower(number) }
    }
  }

  /// What the program can do by reflection, as far as it is lowered.
  private func reflection() -> Reflection {
    if program.isReferred("reflect.Value.Method") || program.isReferred("reflect.(*rtype).Method") {
      return .methods
    }
    return program.isReferred("reflect.ValueOf") ? .values : .none
  }

  /// Whether the segments of reflection are needed.
  private var usesReflection: Bool {
    program.functions.contains {
      guard case .segment(let name)? = $0.native else { return false }
      return name == "tc_reflect_call" || name == "tc_reflect_made"
    }
  }

  private func sorted(_ types: Set<TypeID>) -> [TypeID] { types.sorted { $0.raw < $1.raw } }

  private func lower(_ number: Int) -> PlannedFunction? {
    let entry = program.functions[number]
    let name = names.entry(number)
    guard entry.body != nil else {
      if case .segment? = entry.native { return nil }
      return PlannedFunction(name: name, content: .native(entry))
    }
    do {
      let function = try FunctionLowering.lower(number, in: program)
      return PlannedFunction(name: name, content: .body(function, SegmentPlan(function)))
    } catch {
      failures.append(error)
      return nil
    }
  }

  // MARK: - Files

  private func assemble(_ starts: [Int]) -> EmittedProgram {
    let glue = """
      /* Made by tricolor: what stands between compiled Go and the run time. */
      #define TC_GLUE
      \(usesReflection ? "#define TC_REFLECTION" : "")
      #include "library.h"
      #ifdef TC_LOADED
      #include "stubs.h"
      #else
      #include "program_main.h"
      #endif

      """
    var files = [CFile(name: "glue", text: glue)]
    var ranges: [SiteTable] = []
    for part in ProgramFiles.distribute(planned, program) {
      let sites = siteTable(part.tag, meters: meterTable(part))
      var writer = CFileWriter(program, Naming(names, descriptors, tag: part.tag), sites)
      for function in part.functions { writer.add(function) }
      files.append(CFile(name: part.tag, text: writer.text()))
      if sites.siteCount > 0 { ranges.append(sites) }
    }
    let sites = siteTable("tables")
    sites.addStart()
    ranges.append(sites)
    let writer = ProgramTablesWriter(
      program: program, names: tables, descriptors: descriptors, variables: variables,
      sites: sites, ranges: ranges, isMetered: metered != nil)
    files.append(CFile(name: "tables", text: writer.text(starts)))
    return EmittedProgram(files: files)
  }

  private func siteTable(_ tag: String, meters: MeterTable? = nil) -> SiteTable {
    SiteTable(sources, types: program.types, tag: tag, folder: folder, meters: meters)
  }

  private func meterTable(_ part: ProgramFiles.Part) -> MeterTable? {
    guard let metered, metered.units.contains(part.unit) else { return nil }
    return MeterTable(metered, program, sources, tag: part.tag)
  }
}

/// Hands questions of descriptors on to the names of the file that they are written to, which names
/// descriptors in turn.
private final class TableNaming: SymbolNaming {
  weak var names: Naming?

  func entry(of function: FunctionSymbol) -> String { names?.entry(of: function) ?? "" }
  var comparisonPanic: String { names?.comparisonPanic ?? "" }
  var hashPanic: String { names?.hashPanic ?? "" }
}
