// The file with a program's tables: types, variables, the start, and the record of it all.
import GoIR
import Lowering

/// Writes the file of tables.
struct ProgramTablesWriter {
  let program: LoweredProgram
  let names: Naming
  let descriptors: TypeDescriptors
  let variables: ProgramVariables
  /// Those of this file, and of all.
  let sites: SiteTable
  let ranges: [SiteTable]
  /// Whether the program counts what it allocates.
  let isMetered: Bool

  /// - Parameter starts: the functions to call one after the other, the last of them main.
  func text(_ starts: [Int]) -> String {
    let globals = variables.globals(names, descriptors)
    var declarations = ""
    var definitions = ""
    descriptors.emitDeclarations(into: &declarations)
    globals.emitDeclarations(into: &declarations)
    names.strings.emitDeclarations(into: &declarations)
    names.strings.emitDefinitions(into: &definitions)
    globals.emitDefinitions(into: &definitions)
    descriptors.emitDefinitions(into: &definitions)
    let start = startSegment(starts)
    let record = programRecord(globals)
    let own = names.definitions()
    var text = CFile.heading + declarations
    text += names.declarations + "TC_HIDDEN const uint64_t tc_no_bytes = 0;\n" + Self.smallValues
    text += ranges.map(\.declaration).joined()
    text += own + start + sites.definitions + definitions + record
    if isMetered { text += MeterTable.list(ranges.compactMap(\.meters)) }
    return text
  }

  /// The numbers that interfaces need no memory for.
  private static let smallValues =
    "TC_HIDDEN const uint64_t tc_small_values[256] = {"
    + (0..<256).map(String.init).joined(separator: ",") + "};\n"

  /// The first goroutine's function: the initialisers one after the other, then main.
  private func startSegment(_ starts: [Int]) -> String {
    let list = starts.map { names.entry($0) }.joined(separator: ", ")
    return """
      static tc_segment *const tc_starts[] = {\(list), 0};
      static TC_SEGMENT tc_start(TC_PARAMETERS);
      static TC_SEGMENT tc_start_next(TC_PARAMETERS);
      static const tc_function tc_start_function = \
      {"runtime.main", "runtime/proc.go", 1, 0, 0, 0, 0, tc_start};
      static TC_SEGMENT tc_start_next(TC_PARAMETERS) {
        TC_SITE_LINE(tc_start_next, \(sites.name), 1);
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
        TC_SITE_LINE(tc_start, \(sites.name), 0);
        sp -= 16;
        *(tc_word *)sp = 0;
        TC_JUMP tc_start_next(TC_PASS);
      }


      """
  }

  private func programRecord(_ globals: GlobalVariables) -> String {
    func segment(_ name: String) -> String {
      program.runtimeFunction(name).map { names.entry($0) } ?? "0"
    }
    var text = "static const tc_site_range tc_site_ranges[] = {\n"
    for table in ranges { text += "  {\(table.name), \(table.siteCount)},\n" }
    return text + """
      };
      __attribute__((visibility("default"))) const tc_program tricolor_program = {
        .version = TC_PROGRAM_VERSION,
        .sites = tc_site_ranges,
        .site_range_count = \(ranges.count),
      \(globals.programFields)\(descriptors.programFields)  .start = tc_start,
        .leave = tc_leave,
        .enter = tc_enter,
        .run_closure = tc_run_closure,
        .unrecovered = \(segment("unrecovered")),
        .glue_sites = tc_glue_sites,
        .glue_site_count = &tc_glue_site_count,
        .fault = \(segment("panicChannel")),
        .finalizers = \(segment("runFinalizers")),
        TC_SITE_INDEX
      };

      """
  }
}
