// How deep types nest, and the bound on it.
//
// Invariant: no type that the checker hands on is deeper than the `depthLimit` of its instance
// table. So whatever follows the structure of a type with its own calls (identity, substitution,
// unification, printing, hashing, the later stages) ends before the stack does, and does not ask.
//
// A type's depth counts the types on the longest way down through literals, aliases and type
// arguments. The name of a declared type ends the way, since cycles lead through names only; what
// follows declarations has to ask the `StackGuard`.
//
// A literal of 10,000 levels is the most that the parser lets pass. More comes of names: aliases of
// aliases, generic aliases that double their depth at every step, calls of generic functions
// within each other, addresses of addresses.
import GoSyntax

extension GoType {
  /// The depth of a type around others.
  static func depth(around types: GoType...) -> UInt32 { depth(around: types) }

  /// The depth of a type around others. Linear.
  static func depth(around types: [GoType]) -> UInt32 {
    var deepest: UInt32 = 0
    for type in types { deepest = max(deepest, type.depth) }
    return deepest &+ 1
  }

  /// The depth of a type around the types of variables; those that have no type yet count as
  /// names.
  static func depth(around variables: [VarObject]) -> UInt32 {
    var deepest: UInt32 = 0
    for variable in variables { deepest = max(deepest, variable.type?.depth ?? 0) }
    return deepest &+ 1
  }
}

extension InterfaceType {
  /// Computes the depth, when methods and embedded elements are known.
  func measureDepth() {
    var deepest: UInt32 = 0
    for method in methods { deepest = max(deepest, method.type?.depth ?? 0) }
    depth = max(deepest &+ 1, GoType.depth(around: embedded))
  }
}

extension Checker {
  /// The type, or invalid after an error if it is too deep.
  func bounded(_ type: GoType, at position: @autoclosure () -> SourcePosition) -> GoType {
    if type.depth <= universe.instances.depthLimit { return type }
    universe.instances.refuse(self, at: position(), "type nests too deeply")
    return BasicType.invalid
  }
}
