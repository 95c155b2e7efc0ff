// Unification: making two types alike by finding types for type parameters.
//
// The unifier knows a list of *bound* type parameters, for which it seeks types. Parameters that
// were matched with each other share a slot, so that a type found for one is found for both.
// Two types unify inexactly if one is a defined type and the other is its underlying type, if
// channel directions differ, and if an interface meets a type that has its methods; exactly if they
// can be made identical. In an assignment only the top is inexact.
import GoSyntax

/// How alike two types must become.
struct UnificationMode: OptionSet {
  let rawValue: UInt8
  /// The types meet in an assignment: what they consist of must match exactly.
  static let assignment = UnificationMode(rawValue: 1)
  /// The types must become identical.
  static let exact = UnificationMode(rawValue: 2)
}

/// Finds types for type parameters.
final class Unifier {
  let checker: Checker
  /// Methods that types share with interfaces take part.
  let usesInterfaces: Bool
  private let parameters: [TypeParameter]
  /// By parameter: its slot.
  private var slots: [Int]
  /// By slot: the type, if one was found.
  private var types: [GoType?]
  /// How deep the recursion is: matching types that are built from each other may not end.
  private var depth = 0
  private static let maximumDepth = 50

  /// - Parameter arguments: the types that are known; may be shorter than the list of parameters.
  init(
    _ checker: Checker, _ parameters: [TypeParameter], _ arguments: [GoType?],
    usesInterfaces: Bool
  ) {
    self.checker = checker
    self.parameters = parameters
    self.usesInterfaces = usesInterfaces
    slots = Array(parameters.indices)
    types = arguments + Array(repeating: nil, count: parameters.count - arguments.count)
  }

  /// The number of parameters without a type.
  var unknownCount: Int { slots.count { types[$0] == nil } }

  /// The types found so far, one a parameter.
  var inferred: [GoType?] { slots.map { types[$0] } }

  /// The type found for a parameter.
  func type(of parameter: TypeParameter) -> GoType? {
    index(of: parameter).flatMap { types[slots[$0]] }
  }

  /// Sets the type of a parameter.
  func set(_ parameter: TypeParameter, to type: GoType) {
    if let index = index(of: parameter) { types[slots[index]] = type }
  }

  private func index(of parameter: TypeParameter) -> Int? {
    parameters.firstIndex { $0 === parameter }
  }

  /// The bound type parameter that a type is, if it is one.
  private func bound(_ type: GoType) -> TypeParameter? {
    guard let parameter = type.asTypeParameter, index(of: parameter) != nil else { return nil }
    return parameter
  }

  /// Makes two bound parameters share a slot. False if both have types already.
  private func join(_ x: TypeParameter, _ y: TypeParameter) -> Bool {
    guard let xIndex = index(of: x), let yIndex = index(of: y) else { return false }
    let xSlot = slots[xIndex]
    let ySlot = slots[yIndex]
    if xSlot == ySlot { return true }
    if types[xSlot] != nil && types[ySlot] != nil { return false }
    let (from, to) = types[xSlot] != nil ? (ySlot, xSlot) : (xSlot, ySlot)
    for (index, slot) in slots.enumerated() where slot == from { slots[index] = to }
    return true
  }

  /// Unifies two types; finds types for parameters on the way.
  /// - Returns: whether they unify. If not, the types found so far are of no use.
  func unify(_ x: GoType, _ y: GoType, _ mode: UnificationMode) -> Bool {
    unify(x, y, mode, nil)
  }

  func unify(
    _ x: GoType, _ y: GoType, _ mode: UnificationMode, _ pairs: TypeComparison.Pair?
  ) -> Bool {
    var x = x
    var y = y
    if x.unaliased === y.unaliased { return true }
    depth += 1
    defer { depth -= 1 }
    if depth > Self.maximumDepth { return false }
    // A defined type shall be in y, a bound type parameter in x.
    if x.asNamed != nil || bound(y) != nil { swap(&x, &y) }
    if !mode.contains(.exact), let named = y.asNamed, isTypeLiteral(x),
      !(usesInterfaces && isInterface(x))
    {
      y = named.underlying
      if x.unaliased === y.unaliased { return true }
    }
    if let parameter = bound(x) {
      if let other = bound(y) {
        if join(parameter, other) { return true }
        guard let left = type(of: parameter), let right = type(of: other) else { return false }
        return unify(left, right, mode, pairs)
      }
      return unify(bound: parameter, y, mode, pairs)
    }
    if usesInterfaces && !mode.contains(.exact) {
      if let result = unifyInterfaces(x, y, pairs) { return result }
    }
    if isTypeParameter(y) { swap(&x, &y) }
    return unifyStructure(x, y, mode, pairs)
  }

  /// A bound parameter with a type that is not one.
  private func unify(
    bound parameter: TypeParameter, _ y: GoType, _ mode: UnificationMode,
    _ pairs: TypeComparison.Pair?
  ) -> Bool {
    guard let x = type(of: parameter) else {
      set(parameter, to: y)
      return true
    }
    guard unify(x, y, mode, pairs) else { return false }
    let xInterface = interface(x)
    let yInterface = interface(y)
    let xIsNamed = x.asNamed != nil
    let yIsNamed = y.asNamed != nil
    if let xInterface, let yInterface {
      // Nothing says which of two defined interfaces is meant, or which of two method sets.
      if xIsNamed && yIsNamed { return identical(x, y) }
      if xInterface.typeSet.methods.count != yInterface.typeSet.methods.count { return false }
    } else if xInterface != nil || yInterface != nil {
      return false
    }
    // Of several types that match inexactly a defined one wins, then a directed channel, so that
    // the order in which they come does not matter.
    if !mode.contains(.exact) && !xIsNamed {
      if yIsNamed {
        set(parameter, to: y)
      } else if let channel = y.underlying.asChannel, channel.direction != .both {
        set(parameter, to: y)
      }
    }
    return true
  }

  /// The underlying interface of a type that is no type parameter.
  private func interface(_ type: GoType) -> InterfaceType? {
    isTypeParameter(type) ? nil : type.underlying.asInterface
  }

  /// Inexact unification where an interface is involved: common methods must unify. Nil if neither
  /// type is an interface.
  private func unifyInterfaces(
    _ x: GoType, _ y: GoType, _ pairs: TypeComparison.Pair?
  ) -> Bool? {
    let xInterface = interface(x)
    let yInterface = interface(y)
    if let xInterface, let yInterface {
      return unifyMethods(xInterface, yInterface, pairs)
    }
    guard let wanted = xInterface ?? yInterface else { return nil }
    let type = xInterface == nil ? x : y
    for method in wanted.typeSet.methods {
      let member = MemberName(method.name, in: method.package)
      let found = lookupFieldOrMethod(type, isAddressable: false, member).object
      guard let own = found?.asFunction else { return false }
      checker.resolve(own)
      // A generic method satisfies no interface.
      guard let signature = own.signature, signature.typeParameters.isEmpty,
        let wantedType = method.type, unify(wantedType, signature, .exact, pairs)
      else { return false }
    }
    return true
  }

  /// Two interfaces: the methods of one are among those of the other.
  private func unifyMethods(
    _ x: InterfaceType, _ y: InterfaceType, _ pairs: TypeComparison.Pair?
  ) -> Bool {
    let left = x.typeSet
    let right = y.typeSet
    guard left.isComparableOnly == right.isComparableOnly, left.terms.equals(right.terms) else {
      return false
    }
    if let pairs, pairs.contains(x, y) { return true }
    let inner = TypeComparison.Pair(x, y, outer: pairs)
    let (few, many) = left.methods.count <= right.methods.count ? (left, right) : (right, left)
    for method in few.methods {
      guard let other = many.lookup(method.name, in: method.package)?.method,
        let type = method.type, let otherType = other.type,
        unify(type, otherType, .exact, inner)
      else { return false }
    }
    return true
  }
}
