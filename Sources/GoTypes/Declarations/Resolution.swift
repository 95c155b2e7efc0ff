// Resolving objects: determining the type of what a name denotes.

extension Checker {
  /// Makes sure that an object's type is known.
  func resolve(_ object: Object) {
    if object.type != nil { return }
  }

  /// Whether a type is a constraint interface of another package.
  func isImportedConstraint(_ type: GoType) -> Bool {
    guard let named = type.asNamed, let other = named.object.package, other !== package else {
      return false
    }
    guard let interface = named.underlying.asInterface else { return false }
    return !interface.isMethodSet
  }
}
