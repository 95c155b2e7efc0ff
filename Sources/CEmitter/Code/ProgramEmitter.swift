// A whole program as one C file: what can be reached from main and from the packages' initialisers,
// lowered function by function, with the tables that the run time reads.
import GoIR
import GoSyntax
import Lowering

/// Turns an analysed program into C.
public final class ProgramEmitter {
  private let program: LoweredProgram
  private let sources: SourceSet
  private let descriptors: TypeDescriptors
  private let methods: MethodTables
  private var liveness: MethodLiveness
  private let sites: SiteTable
  private var code = ""
  private var prototypes = ""
  private var lowered = 0
  private var conversions: Set<TypeID> = []
  private var calls: Set<MethodOfInterface> = []
  private let naming: Naming
  private let variables: ProgramVariables
  /// What could not be lowered; the program cannot run then.
  public private(set) var failures: [LoweringFailure] = []

  /// Prepares a program.
  ///
  /// - Parameter folder: what relative paths of source files are relative to.
  public init(_ program: LoweredProgram, sources: SourceSet, folder: String) {
    self.program = program
    self.sources = sources
    let units = program.units.map(\.unit)
    methods = MethodTables(types: program.types, units: units)
    liveness = MethodLiveness(methods)
    naming = Naming(program)
    descriptors = TypeDescriptors(methods: methods, liveness: liveness, naming: naming)
    naming.descriptors = descriptors
    sites = SiteTable(sources, folder: folder)
    variables = ProgramVariables(program)
  }

  /// The C text.
  ///
  /// - Parameters:
  ///   - main: the function to run after all packages are initialised.
  ///   - headers: where the run time's headers are.
  public func emit(main: FunctionSymbol) -> String {
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
    defer {
      for name in program.missingFunctions.sorted() {
        failures.append(
          LoweringFailure(position: .generated, text: "the run time has no \(name)"))
      }
    }
    for name in Self.neededByRuntime { _ = program.runtimeFunction(name) }
    lowerAll()
    descriptors.liveness = liveness
    // In the order of their numbers, so that the same program is the same text.
    for type in sorted(program.namedTypes) { _ = descriptors.symbol(for: type) }
    let tables = program.methodTables.sorted { ($0[0].raw, $0[1].raw) < ($1[0].raw, $1[1].raw) }
    for pair in tables { _ = descriptors.itab(interface: pair[0], type: pair[1]) }
    return assemble(starts)
  }

  /// Functions of package runtime that the tables name.
  static let neededByRuntime = [
    "unrecovered", "panicChannel", "runFinalizers", "panicUncomparable", "panicUnhashable",
  ]

  // MARK: - Reaching

  private func lowerAll() {
    while true {
      while lowered < program.functions.count {
        lower(lowered)
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
      for live in liveness.drain() {
        _ = program.number(of: live.interfaceFunction)
        if let function = live.function { _ = program.number(of: function) }
      }
      let isGrowing = variables.visit()
      liveness.reflect(reflection())
      if lowered == program.functions.count && !isGrowing { return }
    }
  }

  /// What the program can do by reflection, as far as it is lowered.
  private func reflection() -> Reflection {
    if program.isReferred("reflect.Value.Method") || program.isReferred("reflect.(*rtype).Method") {
      return .methods
    }
    return program.isReferred("reflect.ValueOf") ? .values : .none
  }

  private func sorted(_ types: Set<TypeID>) -> [TypeID] { types.sorted { $0.raw < $1.raw } }

  private func lower(_ number: Int) {
    let entry = program.functions[number]
    let name = naming.entry(number)
    guard entry.body != nil else {
      if case .segment? = entry.native { return }
      prototypes += "static TC_SEGMENT \(name)(TC_PARAMETERS);\n"
      writeMissing(entry, name)
      return
    }
    do {
      let function = try FunctionLowering.lower(number, in: program)
      let plan = SegmentPlan(function)
      var writer = SegmentWriter(function, plan, naming, sites)
      prototypes += writer.declarations
      addSites(function, plan, writer)
      writer.write()
      code += "/* \(LoweredProgram.tracebackName(of: entry.symbol)) */\n" + writer.text
    } catch {
      failures.append(error)
    }
  }

  /// A function that has neither body nor binding panics when it is called.
  private func writeMissing(_ entry: ProgramFunction, _ name: String) {
    if case .call(let native)? = entry.native {
      code += "static TC_SEGMENT \(name)(TC_PARAMETERS) {\n"
      code += adapter(native, entry.symbol)
      code += "}\n\n"
      return
    }
    let text = "missing function body: \(LoweredProgram.name(of: entry.symbol))"
    code += """
      static TC_SEGMENT \(name)(TC_PARAMETERS) {
        a0 = (tc_word)\(CSpelling.quoted(text)), a1 = \(text.utf8.count);
        TC_JUMP tc_fatal(TC_PASS);
      }


      """
  }

  /// A plain function as a value: its words from registers.
  private func adapter(_ native: String, _ symbol: FunctionSymbol) -> String {
    let layout = CallLayout(
      parameters: program.types.parameters(symbol.type),
      results: program.types.results(symbol.type), program.shapes)
    var arguments = ["g"]
    for passing in layout.parameters {
      guard case .registers(let parts) = passing else { continue }
      for part in parts {
        arguments.append(part.component.scalar.isFloat ? "f\(part.place)" : "a\(part.place)")
      }
    }
    let call = "\(native)(\(arguments.joined(separator: ", ")))"
    var text = ""
    let results = layout.results.flatMap { passing in
      if case .registers(let parts) = passing { return parts }
      return []
    }
    if results.isEmpty {
      text += "  \(call);\n"
    } else if results.count == 1 {
      text +=
        results[0].component.scalar.isFloat ? "  f0 = \(call);\n" : "  a0 = (tc_word)\(call);\n"
    } else {
      text += "  __auto_type several = \(call);\n  __builtin_memcpy(&a0, &several, "
      text += "sizeof several < 8 ? sizeof several : 8);\n"
      text += "  if (sizeof several > 8) __builtin_memcpy(&a1, (char *)&several + 8, 8);\n"
      text += "  if (sizeof several > 16) __builtin_memcpy(&a2, (char *)&several + 16, 8);\n"
    }
    return text + "  TC_JUMP (*(tc_segment **)(sp - 8))(TC_PASS);\n"
  }

  private func addSites(_ function: LoweredFunction, _ plan: SegmentPlan, _ writer: SegmentWriter) {
    sites.add(function, plan, entry: writer.name)
    var words = 0
    for (place, register) in function.parameters.words.enumerated() {
      if let register, function.registers[register.index].scalar == .pointer {
        words |= 1 << place
      }
    }
    if function.closure != nil { words |= 1 << 8 }
    _ = sites.add(
      function, plan, code: writer.name, position: function.function.position, pointers: [],
      flags: 1, words: words, isEntry: true)
    for (index, head) in plan.heads.enumerated() where index > 0 {
      _ = sites.add(
        function, plan, code: writer.segmentName(index),
        position: head.call?.position ?? function.position(of: head.block),
        pointers: plan.pointers(at: index, function), flags: head.isPoll ? 2 : 0)
    }
  }

  // MARK: - The file

  private func assemble(_ starts: [Int]) -> String {
    let globals = variables.globals(naming, descriptors)
    let constants = naming.definitions()
    var declarations = ""
    var definitions = ""
    descriptors.emitDeclarations(into: &declarations)
    naming.strings.emitDeclarations(into: &declarations)
    globals.emitDeclarations(into: &declarations)
    naming.strings.emitDefinitions(into: &definitions)
    globals.emitDefinitions(into: &definitions)
    descriptors.emitDefinitions(into: &definitions)
    var text = """
      /* Made by tricolor from Go. */
      #define TC_GLUE
      \(usesReflection ? "#define TC_REFLECTION" : "")
      #include "library.h"
      #ifdef TC_LOADED
      #include "stubs.h"
      #endif


      """
    text += declarations + prototypes + sites.declarations
    text += sites.tables + constants
    text += code
    text += startSegment(starts)
    sites.addStart()
    text += sites.definitions
    text += definitions
    text += programRecord(globals)
    return text
  }

  /// Whether the segments of reflection are needed.
  private var usesReflection: Bool {
    program.functions.contains {
      guard case .segment(let name)? = $0.native else { return false }
      return name == "tc_reflect_call" || name == "tc_reflect_made"
    }
  }

  /// The first goroutine's function: the initialisers one after the other, then main.
  private func startSegment(_ starts: [Int]) -> String {
    let list = starts.map { naming.entry($0) }.joined(separator: ", ")
    return """
      static tc_segment *const tc_starts[] = {\(list), 0};
      static const tc_function tc_start_function = {"runtime.main", "", 0, 2, 0, 0, 0, 0};
      static TC_SEGMENT tc_start_next(TC_PARAMETERS) {
        tc_segment *next = tc_starts[*(tc_word *)sp];
        if (next == 0) {
          tc_segment *back = *(tc_segment **)(sp + 8);
          sp += 16;
          TC_JUMP back(TC_PASS);
        }
        *(tc_word *)sp += 1;
        *(tc_segment **)(sp - 8) = tc_start_next;
        TC_JUMP next(TC_PASS);
      }
      static TC_SEGMENT tc_start(TC_PARAMETERS) {
        sp -= 16;
        *(tc_word *)sp = 0;
        TC_JUMP tc_start_next(TC_PASS);
      }


      """
  }

  private func programRecord(_ globals: GlobalVariables) -> String {
    func segment(_ name: String) -> String {
      program.runtimeFunction(name).map { naming.entry($0) } ?? "0"
    }
    return """
      __attribute__((visibility("default"))) const tc_program tricolor_program = {
        .version = TC_PROGRAM_VERSION,
        .sites = tc_sites,
        .site_count = \(sites.siteCount),
      \(globals.programFields)\(descriptors.programFields)  .start = tc_start,
        .leave = tc_leave,
        .enter = tc_enter,
        .run_closure = tc_run_closure,
        .unrecovered = \(segment("unrecovered")),
        .glue_sites = tc_glue_sites,
        .glue_site_count = &tc_glue_site_count,
        .fault = \(segment("panicChannel")),
        .finalizers = \(segment("runFinalizers")),
      };

      """
  }
}
