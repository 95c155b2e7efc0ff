// Which methods a program can call through an interface: the others are not compiled.
//
// A method of a type is live if a value of the type can be in an interface, and a method of the
// same name and type is called through some interface. Which interface does not matter, because
// values pass from one to another at run time. Each function that becomes live may convert more
// types and call more methods, so whoever walks the program alternates: report, drain, compile,
// until nothing is drained. What is live depends on what was reported, not on the order.
//
// Reflection loosens this: with it every value reachable from one in an interface can be put into
// one itself, and methods can be called by name.
import GoIR

/// What the program can do with values by way of package reflect.
public enum Reflection: Comparable, Sendable {
  /// Nothing: it is not linked.
  case none
  /// Take values apart and make new ones.
  case values
  /// Also call any exported method.
  case methods
}

/// A method that became live.
public struct LiveMethod {
  /// The type of which it is a method.
  public let receiver: TypeID
  /// The method.
  public let method: MethodSetEntry
  /// The function that interfaces call.
  public let interfaceFunction: FunctionSymbol
  /// The function for a receiver of the type itself; nil unless reflection may call it.
  public let function: FunctionSymbol?
}

/// The live methods, as far as the program was looked at.
public struct MethodLiveness {
  private struct Call: Hashable {
    let name: String
    let package: String
    let type: TypeID
  }

  private struct Key: Hashable {
    let receiver: TypeID
    let name: String
    let package: String
  }

  private let tables: MethodTables
  private var types: TypeTable { tables.types }
  private var reflection = Reflection.none
  private var converted: [TypeID] = []
  private var isConverted: Set<TypeID> = []
  private var called: Set<Call> = []
  private var calledNames: Set<String> = []
  private var live: Set<Key> = []
  /// Those whose plain function was asked for, too.
  private var livePlain: Set<Key> = []
  private var fresh: [LiveMethod] = []

  /// Nothing is live yet.
  public init(_ tables: MethodTables) { self.tables = tables }

  // MARK: - Reports

  /// A value of a type that is no interface may be in an interface.
  public mutating func convert(_ type: TypeID) {
    var waiting = [types.identity(type)]
    while let next = waiting.popLast() {
      guard isConverted.insert(next).inserted else { continue }
      if reflection >= .values {
        waiting += DescriptorShape(next, tables).references.map { types.identity($0) }
      }
      guard !tables.methodSet(of: next).isEmpty else { continue }
      converted.append(next)
      revive(next)
    }
  }

  /// A method of an interface type is called, or made a function value. `index` is its place among
  /// the members of the interface.
  public mutating func call(interface: TypeID, method index: Int) {
    let member = types.members(interface)[index]
    let call = Call(
      name: member.name, package: member.package?.path ?? "", type: types.identity(member.type))
    if called.insert(call).inserted { converted.forEach { revive($0) } }
  }

  /// A method is called by a name that is known before the program runs.
  public mutating func call(named name: String) {
    if calledNames.insert(name).inserted { converted.forEach { revive($0) } }
  }

  /// The program can do as much as this by reflection.
  public mutating func reflect(_ use: Reflection) {
    guard use > reflection else { return }
    let spreads = reflection < .values
    reflection = use
    if spreads {
      let before = isConverted
      isConverted = []
      converted = []
      // In the order of the numbers, so that what is drained next has an order, too.
      for type in before.sorted(by: { $0.raw < $1.raw }) { convert(type) }
    }
    converted.forEach { revive($0) }
  }

  // MARK: - Answers

  /// The methods that became live since the last question.
  public mutating func drain() -> [LiveMethod] {
    defer { fresh = [] }
    return fresh
  }

  /// Whether a method of a type can be called through an interface.
  public func isLive(_ method: MethodSetEntry, of type: TypeID) -> Bool {
    live.contains(key(method, types.identity(type)))
  }

  /// Whether functions for receivers of the type itself are in method tables.
  public var keepsPlainFunctions: Bool { reflection == .methods || !calledNames.isEmpty }

  // MARK: - Rules

  /// Whether a method is called through some interface.
  private func isCalled(_ method: MethodSetEntry) -> Bool {
    if method.isExported, reflection == .methods || calledNames.contains(method.name) {
      return true
    }
    return called.contains(
      Call(
        name: method.name, package: method.package?.path ?? "", type: types.identity(method.type)))
  }

  private func key(_ method: MethodSetEntry, _ type: TypeID) -> Key {
    Key(receiver: type, name: method.name, package: method.package?.path ?? "")
  }

  private mutating func revive(_ type: TypeID) {
    let plain = keepsPlainFunctions
    for method in tables.methodSet(of: type) where isCalled(method) {
      let key = key(method, type)
      let isNew = live.insert(key).inserted
      guard isNew || plain && !livePlain.contains(key) else { continue }
      if plain { livePlain.insert(key) }
      fresh.append(
        LiveMethod(
          receiver: type, method: method,
          interfaceFunction: tables.interfaceFunction(method, receiver: type),
          function: plain ? tables.function(method, receiver: type) : nil))
    }
  }
}
