// What functions, variables, strings and constants of a program are called in C, and their
// definitions.
import GoIR
import Lowering

final class Naming: StaticNames, SymbolNaming, StaticDataNaming {
  private let program: LoweredProgram
  weak var descriptors: TypeDescriptors?
  /// The constant strings that were named.
  var strings = StringTable()
  private var closures: Set<Int> = []
  private var interfaceMethods: [MethodOfInterface] = []
  private var unitNumbers: [ObjectIdentifier: Int] = [:]

  init(_ program: LoweredProgram) {
    self.program = program
    for (number, analyzed) in program.units.enumerated() {
      unitNumbers[ObjectIdentifier(analyzed.unit)] = number
    }
  }

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
    case .variable(let number): return "((char *)\(variable(number)))"
    case .function(let number): return "((char *)&\(closure(number)))"
    case .code(let number): return "((char *)\(entry(number)))"
    case .type(let type): return "((char *)\(descriptor(of: type)))"
    case .methodTable(let interface, let type):
      guard let descriptors else { return "0" }
      return "((char *)&\(descriptors.itab(interface: interface, type: type)))"
    case .text(let number): return "((char *)\(strings.address(of: program.texts[number])))"
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

  func variable(_ number: Int) -> String {
    "var_\(number)_" + CSpelling.identifier(program.variables[number].name)
  }

  func variable(_ variable: VariableID, in unit: GoIR.Unit) -> String {
    let number = unitNumbers[ObjectIdentifier(unit)] ?? 0
    return self.variable(program.number(of: unit[variable], unit: number))
  }

  private func closure(_ number: Int) -> String {
    closures.insert(number)
    return "tc_closure_\(number)"
  }

  func closure(of function: FunctionSymbol) -> String { closure(program.number(of: function)) }

  // MARK: - Definitions

  /// What was named and is no variable: closures and constants. In front of code.
  func definitions() -> String {
    var text = "static const uint64_t tc_no_bytes;\n"
    for (number, method) in interfaceMethods.enumerated() {
      text += """
        static TC_SEGMENT tc_method_\(number)(TC_PARAMETERS) {
          const tc_itab *table = (const tc_itab *)a0;
          if (table == 0) TC_JUMP \(runtime("panicNil"))(TC_PASS);
          TC_JUMP table->methods[\(method.index)](g, sp, ctx, a1, a2, a3, a4, a5, a6, a7, a7, f0, \
        f1, f2, f3, f4, f5, f6, f7);
        }
        static const tc_closure tc_method_closure_\(number) = {tc_method_\(number)};

        """
    }
    // A constant may be the first to name a closure.
    let constants = program.constants.enumerated().map { constant($0, $1) }
    for number in closures.sorted() {
      text += "static const tc_closure tc_closure_\(number) = {\(entry(number))};\n"
    }
    return text + constants.joined()
  }

  private func constant(_ number: Int, _ value: ConstantValue) -> String {
    var image = WordImage(size: program.types.size(value.type))
    for part in value.parts {
      switch part.value {
      case .integer(let bits, _):
        image.put(UInt64(bitPattern: bits), bytes: part.scalar.size, at: part.offset)
      case .float(let bits, _):
        let single = Float(Double(bitPattern: bits)).bitPattern
        image.put(
          part.scalar == .float32 ? UInt64(single) : bits, bytes: part.scalar.size,
          at: part.offset)
      case .symbol(let symbol, let offset):
        let base = address(of: symbol)
        image.put(address: offset == 0 ? base : "\(base) + \(offset)", at: part.offset)
      case .register, .frame: preconditionFailure("a constant that is not constant")
      }
    }
    return "static const tc_word tc_constant_\(number)[\(image.wordCount)] = "
      + image.initializer + ";\n"
  }
}
