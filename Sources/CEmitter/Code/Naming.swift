// What one C file of a program names: everything that is asked for here is declared in front of the
// file's code, or defined there if it is the file's own (strings, closures, constants).
import GoIR
import Lowering

/// The names that one file uses. Confined to one thread.
final class Naming: StaticNames, SymbolNaming, StaticDataNaming {
  private let names: ProgramNames
  private var program: LoweredProgram { names.program }
  private unowned let descriptors: TypeDescriptors
  /// Tells the file's own names from those of others, so that files can be joined.
  let tag: String
  /// The constant strings that were named.
  var strings: StringTable
  private var closures: [Int: String] = [:]
  private var constants: [Int] = []
  private var constantPlaces: [Int: Int] = [:]
  private var interfaceMethods: [MethodOfInterface] = []
  private var declared: Set<String> = []

  init(_ names: ProgramNames, _ descriptors: TypeDescriptors, tag: String) {
    self.names = names
    self.descriptors = descriptors
    self.tag = tag
    strings = StringTable(name: "tc_strings_\(tag)")
  }

  // MARK: - Functions

  func entry(_ function: Int) -> String {
    let name = names.entry(function)
    if case .segment? = program.functions[function].native { return name }
    declare("TC_SEGMENT \(name)(TC_PARAMETERS)")
    return name
  }

  func entry(of function: FunctionSymbol) -> String { entry(program.number(of: function)) }

  var comparisonPanic: String { runtime("panicUncomparable") }

  var hashPanic: String { runtime("panicUnhashable") }

  /// A function of package runtime; what ends a goroutine where the program has none.
  func runtime(_ name: String) -> String {
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
      let name = descriptors.itab(interface: interface, type: type)
      declare("extern const tc_itab \(name)")
      return "((char *)&\(name))"
    case .text(let number): return "((char *)\(strings.address(of: program.texts[number])))"
    case .constant(let number):
      return "((char *)&tc_constant_\(tag)_\(place(ofConstant: number)))"
    case .interfaceMethod(let method):
      let known = interfaceMethods.firstIndex(of: method)
      if known == nil { interfaceMethods.append(method) }
      return "((char *)&tc_method_closure_\(tag)_\(known ?? interfaceMethods.count - 1))"
    case .zeroBase:
      declare("extern const uint64_t tc_no_bytes")
      return "((char *)&tc_no_bytes)"
    }
  }

  func descriptor(of type: TypeID) -> String {
    declare("extern const tc_descriptor \(descriptors.symbol(for: type))")
    return descriptors.reference(to: type)
  }

  func size(of type: TypeID) -> Int64 { program.types.size(type) }

  func pointers(of type: TypeID) -> [Bool] { program.shapes.pointerMap(type) }

  func variable(_ number: Int) -> String {
    let name = names.variable(number)
    declare("extern tc_word \(name)[]")
    return name
  }

  func variable(_ variable: VariableID, in unit: GoIR.Unit) -> String {
    self.variable(names.number(of: variable, in: unit))
  }

  private func closure(_ number: Int) -> String {
    if let known = closures[number] { return known }
    let name = "tc_closure_\(tag)_\(entry(number))"
    closures[number] = name
    return name
  }

  func closure(of function: FunctionSymbol) -> String { closure(program.number(of: function)) }

  private func place(ofConstant number: Int) -> Int {
    if let known = constantPlaces[number] { return known }
    constants.append(number)
    constantPlaces[number] = constants.count - 1
    return constants.count - 1
  }

  private func declare(_ text: String) { declared.insert(text) }

  // MARK: - Text

  /// Whatever other files define. After everything was named.
  var declarations: String {
    declared.sorted().map { "\($0) TC_HIDDEN;\n" }.joined()
  }

  /// What was named and is the file's own: closures and constants. In front of code, and asked for
  /// before `declarations`.
  func definitions() -> String {
    var text = ""
    for (number, method) in interfaceMethods.enumerated() {
      text += """
        static TC_SEGMENT tc_method_\(tag)_\(number)(TC_PARAMETERS) {
          const tc_itab *table = (const tc_itab *)a0;
          if (table == 0) TC_JUMP \(runtime("sigpanic"))(TC_PASS);
          TC_JUMP table->methods[\(method.index)](g, sp, ctx, a1, a2, a3, a4, a5, a6, a7, a7, f0, \
        f1, f2, f3, f4, f5, f6, f7);
        }
        static const tc_closure tc_method_closure_\(tag)_\(number) = {tc_method_\(tag)_\(number)};

        """
    }
    // A constant may be the first to name a closure, or another constant.
    var values: [String] = []
    var next = 0
    while next < constants.count {
      values.append(constant(next, program.constants[constants[next]]))
      next += 1
    }
    for (number, name) in closures.sorted(by: { $0.value < $1.value }) {
      text += "static const tc_closure \(name) = {\(entry(number))};\n"
    }
    // What is named by another one comes first.
    return text + values.reversed().joined()
  }

  private func constant(_ place: Int, _ value: ConstantValue) -> String {
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
    return "static const tc_word tc_constant_\(tag)_\(place)[\(image.wordCount)] = "
      + image.initializer + ";\n"
  }
}
