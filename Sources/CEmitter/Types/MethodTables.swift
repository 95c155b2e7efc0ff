// Which methods the types of a program have, and which functions these are.
//
// A method is one function for each type that has it: the declared one, or an adapter that a unit
// made (GoIR's MethodLookup). Interfaces call methods with a data word as the receiver: that is the
// method of the pointer type, whose receiver is a word, unless the type itself is held directly.
import GoIR
import GoTypes

/// The methods of a program's types. Answers are remembered; confined to one thread, like the
/// units.
public final class MethodTables {
  /// The types of the run.
  public let types: TypeTable
  private let units: [Unit]
  private let unitsByPackage: [String: Unit]
  /// The first unit that names a type.
  private var users: [TypeID: Unit] = [:]
  private var sets: [TypeID: [MethodSetEntry]] = [:]
  private var homes: [TypeID: Unit] = [:]

  /// - Parameter units: all units of the program, complete: after `Unit.optimize`.
  public init(types: TypeTable, units: [Unit]) {
    self.types = types
    self.units = units
    var byPackage: [String: Unit] = [:]
    for unit in units {
      byPackage[unit.package.package.path] = unit
      for type in unit.namedTypes where users[type] == nil { users[type] = unit }
    }
    unitsByPackage = byPackage
  }

  /// The methods that values of a type have, exported ones first, by name, then by package path.
  public func methodSet(of type: TypeID) -> [MethodSetEntry] {
    let type = types.identity(type)
    if let known = sets[type] { return known }
    let found = types.methodSet(of: type)
    sets[type] = found
    return found
  }

  /// The method of a type that an interface's method means; nil if the type lacks it.
  public func method(of type: TypeID, named member: TypeMember) -> MethodSetEntry? {
    methodSet(of: type).first {
      $0.name == member.name && $0.package?.path == member.package?.path
        && types.identical($0.type, member.type)
    }
  }

  /// The function that a method of a type is, its receiver being a value of that very type.
  public func function(_ method: MethodSetEntry, receiver: TypeID) -> FunctionSymbol {
    guard let found = home(of: receiver).function(of: method, receiver: receiver) else {
      preconditionFailure("the method \(method.name) of a method set is not found by its name")
    }
    return found
  }

  /// The function that interfaces call for a method of a type: its receiver is the data word.
  public func interfaceFunction(_ method: MethodSetEntry, receiver: TypeID) -> FunctionSymbol {
    function(
      method, receiver: types.isDirectInterface(receiver) ? receiver : types.pointer(to: receiver))
  }

  /// The unit that has the adapters of a type's methods: the one that declares it, or for types
  /// without a declaration of their own any that names it.
  private func home(of type: TypeID) -> Unit {
    var base = types.identity(type)
    if types.named(base) == nil, types.form(base) == .pointer { base = types.element(base) }
    base = types.identity(base)
    if let known = homes[base] { return known }
    let named = types.named(base)
    var unit: Unit?
    if let named, named.environment == nil, let package = named.package {
      unit = unitsByPackage[package.path]
    }
    if unit == nil { unit = users[base] }
    guard let found = unit ?? units.last else {
      preconditionFailure("a program without units has no methods")
    }
    homes[base] = found
    return found
  }
}
