// One C file of a program, with functions of one package: the code in the middle, what it names
// before it, its tables behind it.
import GoIR
import GoSyntax
import Lowering

/// A file of generated C.
public struct CFile: Sendable {
  /// What it contains, as part of a file's name.
  public let name: String
  /// The text.
  public let text: String

  /// How the files of compiled code begin: with the header alone, so that it can be parsed once for
  /// all of them.
  static let heading = "/* Made by tricolor from Go. */\n#include \"library.h\"\n\n"

  /// Whether the text begins with library.h, and with nothing that the header reads.
  public var beginsWithHeader: Bool { text.hasPrefix(Self.heading) }
}

/// A function that was lowered and is not written yet.
struct PlannedFunction {
  let name: String
  /// Whose code it is: the text, or what stands for it.
  let content: Content

  enum Content {
    case body(LoweredFunction, SegmentPlan)
    /// A plain C function as a value, or nothing at all.
    case native(ProgramFunction)
  }

  /// A measure of the C text.
  var size: Int {
    switch content {
    case .native: return 1
    case .body(let function, let plan):
      return plan.heads.reduce(0) { sum, head in
        sum + head.region.reduce(4) { $0 + 2 + function.blocks[$1.index].instructions.count }
      }
    }
  }
}

/// Writes one file.
struct CFileWriter {
  let program: LoweredProgram
  let names: Naming
  let sites: SiteTable
  private var prototypes = ""
  private var code = ""

  init(_ program: LoweredProgram, _ names: Naming, _ sites: SiteTable) {
    self.program = program
    self.names = names
    self.sites = sites
  }

  /// Adds a function.
  mutating func add(_ planned: PlannedFunction) {
    switch planned.content {
    case .native(let entry): writeMissing(entry, planned.name)
    case .body(let function, let plan):
      _ = names.entry(function.number)
      var writer = SegmentWriter(function, plan, names, sites)
      prototypes += writer.declarations
      writer.write(firstSite: addSites(function, plan, writer))
      code += "/* \(LoweredProgram.tracebackName(of: function.function.symbol)) */\n"
      code += writer.text
    }
  }

  /// The text of the file.
  func text() -> String {
    let definitions = names.definitions()
    var text = CFile.heading
    text += names.declarations + prototypes
    names.strings.emitDeclarations(into: &text)
    names.strings.emitDefinitions(into: &text)
    text += sites.tables + definitions
    guard let meters = sites.meters, meters.count > 0 else {
      return text + code + sites.definitions
    }
    return text + meters.declaration + code + sites.definitions + meters.definitions
  }

  // MARK: - Functions without a body

  /// A function of the run time as a value; one that has neither body nor binding panics when it is
  /// called.
  private mutating func writeMissing(_ entry: ProgramFunction, _ name: String) {
    prototypes += "TC_SEGMENT \(name)(TC_PARAMETERS) TC_HIDDEN;\n"
    code += "TC_SEGMENT \(name)(TC_PARAMETERS) {\n"
    switch entry.native {
    case .call(let native): code += adapter(native, entry, name)
    case .intrinsic(let native): code += adapter("tc_intrinsic_" + native, entry, name)
    default:
      let text = "missing function body: \(LoweredProgram.name(of: entry.symbol))"
      code += "  a0 = (tc_word)\(CSpelling.quoted(text)), a1 = \(text.utf8.count);\n"
      code += "  TC_JUMP tc_fatal(TC_PASS);\n"
    }
    code += "}\n\n"
  }

  /// A plain function as a value: its words from registers. Like any function that is called by
  /// value it is a safepoint: the loop that calls it counts on that.
  private func adapter(_ native: String, _ entry: ProgramFunction, _ name: String) -> String {
    let symbol = entry.symbol
    let layout = CallLayout(
      parameters: program.types.parameters(symbol.type),
      results: program.types.results(symbol.type), program.shapes)
    var arguments = ["g"]
    var pointers = 0
    for passing in layout.parameters {
      guard case .registers(let parts) = passing else { continue }
      for part in parts {
        arguments.append(part.component.scalar.isFloat ? "f\(part.place)" : "a\(part.place)")
        if part.component.scalar == .pointer { pointers |= 1 << part.place }
      }
    }
    let site = sites.add(
      bodiless: program.number(of: symbol), symbol, entry: name, words: pointers)
    let call = "\(native)(\(arguments.joined(separator: ", ")))"
    var text = """
        \(sites.line(of: name, site: site))
        const intptr_t tc_frame = 0; (void)tc_frame;
        if (TC_UNLIKELY((uintptr_t)sp < __atomic_load_n(&g->guard, __ATOMIC_RELAXED))) {
          g->resume = \(name);
          g->wanted = 0;
          TC_JUMP tc_more(TC_PASS);
        }

      """
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

  // MARK: - Sites

  /// One for each segment; answers the entry's number, which the others follow.
  private func addSites(
    _ function: LoweredFunction, _ plan: SegmentPlan, _ writer: SegmentWriter
  ) -> Int {
    var words = 0
    for (place, register) in function.parameters.words.enumerated() {
      if let register, function.registers[register.index].scalar == .pointer {
        words |= 1 << place
      }
    }
    if function.closure != nil { words |= 1 << 8 }
    let first = sites.add(
      function, plan, code: writer.name, position: function.function.position, pointers: nil,
      flags: 1, words: words, isEntry: true)
    for (index, head) in plan.heads.enumerated() where index > 0 {
      _ = sites.add(
        function, plan, code: writer.segmentName(index),
        position: head.call?.position ?? function.position(of: head.block),
        pointers: plan.pointers(at: index, function), flags: head.isPoll ? 2 : 0)
    }
    // Knows by now which objects its sites speak of.
    sites.add(function, plan, entry: writer.name)
    return first
  }
}
