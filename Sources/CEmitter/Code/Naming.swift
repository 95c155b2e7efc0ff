// What functions, variables, strings and constants of a program are called in C, and their
// definitions.
import GoIR
import Lowering

final class Naming: StaticNames, SymbolNaming {
  private let program: LoweredProgram
  weak var descriptors: TypeDescriptors?
  private var byteArrays = ""
  private var byteArrayCount = 0
  private var closures: Set<Int> = []
  private var interfaceMethods: [MethodOfInterface] = []
  private var wordCounts: Set<Int> = []

  init(_ program: LoweredProgram) { self.program = program }

  // MARK: - Functions

  func entry(_ function: Int) -> String {
    let entry = program.functions[function]
    if case .segment(let name)? = entry.native { return name }
    return "go_\(function)_" + CSpelling.identifier(LoweredProgram.name(of: entry.symbol))
  }

  func entry(of function: FunctionSymbol) -> String { entry(program.number(of: function)) }

  var comparisonPanic: String { runtime("panicUncomparable") }

  var hashPanic: String { runtime("panicUnhashable") }

  private func runtime(_ name: String) -> String {
    program.runtimeFunction(name).map { entry($0) } ?? "tc_leave"
  }

  // MARK: - Symbols

  func address(of symbol: StaticSymbol) -> String {
    switch symbol {
    case .variable(let number):
      return "((char *)&\(variable(number)))"
    case .function(let number):
      closures.insert(number)
      return "((char *)&tc_closure_\(number))"
    case .code(let number): return "((char *)\(entry(number)))"
    case .type(let type): return "((char *)\(descriptor(of: type)))"
    case .methodTable(let interface, let type):
      guard let descriptors else { return "0" }
      return "((char *)&\(descriptors.itab(interface: interface, type: type)))"
    case .text(let number): return "((char *)tc_text_\(number))"
    case .constant(let number): return "((char *)&tc_constant_\(number))"
    case .interfaceMethod(let method):
      let known = interfaceMethods.firstIndex(of: method)
      if known == nil { interfaceMethods.append(method) }
      return "((char *)&tc_method_closure_\(known ?? interfaceMethods.count - 1))"
    case .zeroBase: return "((char *)&tc_no_bytes)"
    }
  }

  func descriptor(of type: TypeID) -> String { descriptors?.reference(to: type) ?? "0" }

  func size(of type: TypeID) -> Int64 { program.types.size(type) }

  func pointers(of type: TypeID) -> [Bool] { program.shapes.pointerMap(type) }

  private func variable(_ number: Int) -> String {
    "var_\(number)_" + CSpelling.identifier(program.variables[number].name)
  }

  // MARK: - Definitions

  struct Statics {
    var declarations = ""
    var definitions = ""
    var globals = ""
  }

  /// What was named: variables, strings, constants, closures.
  func staticData(_ sites: SiteTable, _ image: StaticImage) -> Statics {
    var result = Statics()
    var variableText = ""
    var forward = ""
    for number in program.variables.indices {
      let size = max(program.types.size(program.variables[number].type), 1)
      let words = Int((size + 7) / 8)
      let structName = "struct tc_words_\(words)"
      wordCounts.insert(words)
      forward += "static \(structName) \(variable(number));\n"
      if let first = image.initializer(of: number, words: words, self) {
        variableText += "static \(structName) \(variable(number)) = {{\(first)}};\n"
      }
    }
    for words in wordCounts.sorted() {
      result.declarations +=
        "struct tc_words_\(words) { uint64_t w[\(words)]; } __attribute__((aligned(16)));\n"
    }
    result.declarations += forward + byteArrays
    result.definitions += variableText
    result.declarations += "static const uint64_t tc_no_bytes;\n"
    for (number, bytes) in program.texts.enumerated() {
      result.declarations +=
        "static const char tc_text_\(number)[\(bytes.count + 1)] = \(CSpelling.quoted(bytes));\n"
    }
    for (number, method) in interfaceMethods.enumerated() {
      result.declarations += """
        static TC_SEGMENT tc_method_\(number)(TC_PARAMETERS) {
          const tc_itab *table = (const tc_itab *)a0;
          if (table == 0) TC_JUMP \(runtime("panicNil"))(TC_PASS);
          TC_JUMP table->methods[\(method.index)](g, sp, ctx, a1, a2, a3, a4, a5, a6, a7, a7, f0, f1, \
        f2, f3, f4, f5, f6, f7);
        }
        static const tc_closure tc_method_closure_\(number) = {tc_method_\(number)};

        """
    }
    for number in closures.sorted() {
      result.declarations +=
        "static const tc_closure tc_closure_\(number) = {\(entry(number))};\n"
    }
    for (number, value) in program.constants.enumerated() {
      result.declarations += constant(number, value)
    }
    result.globals = globalRanges(sites)
    return result
  }

  /// Bytes that the program may change.
  func bytes(_ bytes: [UInt8]) -> String {
    byteArrayCount += 1
    let name = "tc_bytes_\(byteArrayCount)"
    byteArrays += "static char \(name)[\(bytes.count + 1)] = \(CSpelling.quoted(bytes));\n"
    return name
  }

  /// What an interface begins with that holds a value of a type.
  func interfaceWord(_ type: TypeID, _ interface: TypeID) -> String {
    if program.types.isEmptyInterface(interface) { return address(of: .type(type)) }
    return address(of: .methodTable(interface, type))
  }

  private func constant(_ number: Int, _ value: ConstantValue) -> String {
    var fields = ""
    var values: [String] = []
    var end: Int64 = 0
    for (index, part) in value.parts.enumerated() {
      if part.offset > end { fields += "char gap\(index)[\(part.offset - end)]; " }
      fields += "\(CSpelling.type(part.scalar))\(part.scalar == .pointer ? "" : " ")p\(index); "
      end = part.offset + part.scalar.size
      values.append(".p\(index) = \(spelling(part))")
    }
    return "static const struct __attribute__((packed, aligned(8))) { \(fields)} "
      + "tc_constant_\(number) = {\(values.joined(separator: ", "))};\n"
  }

  private func spelling(_ part: ConstantPart) -> String {
    switch part.value {
    case .integer(let value, _): return CSpelling.integer(value, part.scalar)
    case .float(let bits, _): return CSpelling.float(bits, part.scalar)
    case .symbol(let symbol, let offset): return "\(address(of: symbol)) + \(offset)"
    default: return "0"
    }
  }

  private func globalRanges(_ sites: SiteTable) -> String {
    var text = "static const tc_globals tc_global_ranges[] = {\n"
    for number in program.variables.indices {
      let pointers = program.shapes.pointerMap(program.variables[number].type)
      guard pointers.contains(true) else { continue }
      text +=
        "  {&\(variable(number)), \(pointers.count * 8), \(sites.globalMask(pointers))},\n"
    }
    return text + "  {0, 0, 0},\n};\n"
  }
}
