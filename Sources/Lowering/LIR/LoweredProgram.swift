// What the functions of a program refer to by number: each other, strings, constants; and the
// work list of what can be reached. Escape analysis is asked through here.
import Escape
import GoIR
import GoTypes

/// How a function without a body in Go is provided.
public enum NativeBinding: Hashable, Sendable {
  /// A plain C function.
  case call(String)
  /// A segment of the glue.
  case segment(String)
  /// Known to the emitter.
  case intrinsic(String)
}

/// A method by its place in an interface.
public struct MethodOfInterface: Hashable, Sendable {
  public let interface: TypeID
  public let index: Int
}

/// A read-only value.
public struct ConstantValue: Hashable, Sendable {
  public let type: TypeID
  /// Its scalars with their offsets, all constants.
  public let parts: [ConstantPart]
}

/// A scalar of a read-only value.
public struct ConstantPart: Hashable, Sendable {
  public let offset: Int64
  public let value: Operand
  public let scalar: Scalar
}

/// A package-level variable of the program.
public struct ProgramVariable: Sendable {
  /// Package path and name.
  public let name: String
  public let type: TypeID
}

/// A function of the program that something refers to.
public struct ProgramFunction {
  public let symbol: FunctionSymbol
  /// The body, and the number of its unit; nil for natives and missing functions.
  public let body: Function?
  public let unit: Int
  public let native: NativeBinding?
}

/// The program while it is lowered.
public final class LoweredProgram: @unchecked Sendable {
  public let units: [AnalyzedUnit]
  public let types: TypeTable
  public let shapes: TypeShapes
  /// Whether bodies may take the place of calls.
  let inlines: Bool
  /// All functions that were referred to, by number.
  public private(set) var functions: [ProgramFunction] = []
  public private(set) var texts: [[UInt8]] = []
  public private(set) var constants: [ConstantValue] = []
  /// Types that compiled code names: descriptors are needed.
  public internal(set) var namedTypes: Set<TypeID> = []
  /// Conversions to interfaces: pairs of interface and type whose method tables are needed.
  public internal(set) var methodTables: Set<[TypeID]> = []
  /// Types whose values are put into interfaces.
  public internal(set) var convertedTypes: Set<TypeID> = []
  /// Methods that are called through interfaces: the interface and the method's place in it.
  public internal(set) var calledMethods: Set<MethodOfInterface> = []

  /// Functions that the compiler calls and the run time's package lacks.
  public internal(set) var missingFunctions: Set<String> = []

  private var numbers: [ObjectIdentifier: Int] = [:]
  private var names: [String: Int] = [:]
  private var textNumbers: [[UInt8]: Int] = [:]
  private var constantNumbers: [ConstantValue: Int] = [:]
  private var unitsOfBodies: [ObjectIdentifier: Int] = [:]
  private var bodiesByName: [String: (Function, Int)] = [:]
  /// Declarations without a body, by name: one of those of a name may be bound.
  private var bodilessByName: [String: [FunctionSymbol]] = [:]
  /// The package-level variables that were referred to, by number.
  public private(set) var variables: [ProgramVariable] = []
  private var variableNumbers: [String: Int] = [:]
  private let bindings: (FunctionSymbol) -> NativeBinding?
  var maps = MapInitializers()

  /// A program of units, imports first.
  ///
  /// - Parameters:
  ///   - inlines: whether bodies may take the place of calls.
  ///   - bindings: how functions without a body are provided.
  public init(
    units: [AnalyzedUnit], types: TypeTable, inlines: Bool = true,
    bindings: @escaping (FunctionSymbol) -> NativeBinding?
  ) {
    self.units = units
    self.types = types
    self.inlines = inlines
    self.bindings = bindings
    shapes = TypeShapes(types)
    for (index, analyzed) in units.enumerated() {
      for function in analyzed.unit.functions {
        guard function.hasBody else {
          bodilessByName[Self.name(of: function.symbol), default: []].append(function.symbol)
          continue
        }
        unitsOfBodies[ObjectIdentifier(function)] = index
        let name = Self.name(of: function.symbol)
        if bodiesByName[name] == nil { bodiesByName[name] = (function, index) }
      }
    }
  }

  /// The name of a function in the whole program.
  public static func name(of symbol: FunctionSymbol) -> String {
    if let linkName = symbol.linkName { return linkName }
    // Also where a package below runtime was the first to ask for it.
    if symbol.kind == .runtime { return "runtime." + symbol.name }
    guard let package = symbol.package else { return symbol.name }
    return package.path + "." + symbol.name
  }

  /// The name of a function as tracebacks print it: without the types that a generic one is for.
  public static func tracebackName(of symbol: FunctionSymbol) -> String {
    var name = ""
    var depth = 0
    for character in symbol.name {
      if character == "]" { depth -= 1 }
      if depth == 0 { name.append(character) }
      if character == "[" {
        if depth == 0 { name += "..." }
        depth += 1
      }
    }
    return (symbol.package.map { $0.path + "." } ?? "") + name
  }

  /// The number of a function.
  public func number(of symbol: FunctionSymbol) -> Int {
    let key = ObjectIdentifier(symbol)
    if let known = numbers[key] { return known }
    let name = Self.name(of: symbol)
    var number = names[name]
    let isShared = symbol.kind != .declared || !symbol.name.hasPrefix("init.")
    if number == nil || !isShared {
      let own = symbol.function.flatMap { function in
        unitsOfBodies[ObjectIdentifier(function)].map { (function, $0) }
      }
      let found = own ?? bodiesByName[name]
      number = functions.count
      functions.append(
        ProgramFunction(
          symbol: symbol, body: found?.0, unit: found?.1 ?? -1,
          native: found == nil ? binding(symbol, name) : nil))
      if isShared { names[name] = number }
    }
    let result = number ?? 0
    numbers[key] = result
    return result
  }

  /// What stands for a function without a body: its own directive, or that of a declaration which
  /// a linkname directive connects with it.
  private func binding(_ symbol: FunctionSymbol, _ name: String) -> NativeBinding? {
    if let own = bindings(symbol) { return own }
    for other in bodilessByName[name] ?? [] {
      if let found = bindings(other) { return found }
    }
    return nil
  }

  /// The number of a package-level function of the run time that the compiler calls by name.
  public func runtimeFunction(_ name: String) -> Int? {
    if let known = names["runtime." + name] { return known }
    guard let (function, _) = bodiesByName["runtime." + name] else { return nil }
    return number(of: function.symbol)
  }

  /// Whether anything refers to a function, by its name in the program.
  public func isReferred(_ name: String) -> Bool { names[name] != nil }

  /// The number of a function with a body, by its name in the program; nil if there is none.
  func number(named name: String) -> Int? {
    if let known = names[name] { return known }
    return bodiesByName[name].map { number(of: $0.0.symbol) }
  }

  /// The name of a package-level variable in the program.
  public func name(of variable: Variable, unit: Int) -> String {
    let home = units[unit].unit
    return home.session.linkName(of: variable)
      ?? "\(home.package.package.path)·.\(variable.name)"
  }

  /// Whether anything refers to a package-level variable, by its name in the program.
  func isReferred(variable name: String) -> Bool { variableNumbers[name] != nil }

  /// The unit of a function with a body.
  func unit(of function: Function) -> Int? { unitsOfBodies[ObjectIdentifier(function)] }

  /// Notes that a value of a type becomes one of an interface.
  public func noteConversion(of type: TypeID, to interface: TypeID) {
    convertedTypes.insert(types.identity(type))
    namedTypes.insert(types.identity(type))
    if !types.isEmptyInterface(interface) {
      methodTables.insert([types.identity(interface), types.identity(type)])
      namedTypes.insert(types.identity(interface))
    }
  }

  /// The number of a package-level variable.
  public func number(of variable: Variable, unit: Int) -> Int {
    let name = name(of: variable, unit: unit)
    if let known = variableNumbers[name] { return known }
    variables.append(ProgramVariable(name: name, type: variable.type))
    variableNumbers[name] = variables.count - 1
    return variables.count - 1
  }

  /// The number of a string.
  public func text(_ value: [UInt8]) -> Int {
    if let known = textNumbers[value] { return known }
    texts.append(value)
    textNumbers[value] = texts.count - 1
    return texts.count - 1
  }

  /// The number of a read-only value.
  func constant(_ value: ConstantValue) -> Int {
    if let known = constantNumbers[value] { return known }
    constants.append(value)
    constantNumbers[value] = constants.count - 1
    return constants.count - 1
  }
}
