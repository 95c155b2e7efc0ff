// The source of a package-level declaration, kept from collection until the end of the check.
import GoSyntax

/// Where a package-level object's declaration stands, and what its initialisation depends on.
/// One object a declaration, or one for all variables of `var a, b = f()`.
final class DeclarationInfo {
  /// What was declared.
  enum Source {
    /// A constant or variable.
    case value(type: NodeID?, initial: NodeID?)
    /// A `.typeDeclaration` node.
    case type(NodeID)
    /// A `.functionDeclaration` node.
    case function(NodeID)
  }

  let file: FileTypes
  let source: Source
  /// All variables on the left, if one expression initialises several.
  var variables: [VarObject] = []
  /// A constant whose expression was written for a constant above it.
  let isInherited: Bool
  /// The package-level objects to which the initial value or function body refers, in the order
  /// of the first reference.
  private(set) var dependencies: [Object] = []
  private var dependencySet: Set<ObjectIdentifier> = []

  init(file: FileTypes, source: Source, isInherited: Bool = false) {
    self.file = file
    self.source = source
    self.isInherited = isInherited
  }

  /// Notes a reference to a package-level object.
  func addDependency(_ object: Object) {
    if dependencySet.insert(ObjectIdentifier(object)).inserted { dependencies.append(object) }
  }

  /// The `.typeDeclaration` node, for a type.
  var typeDeclaration: NodeID? {
    if case .type(let node) = source { return node }
    return nil
  }

  /// The `.functionDeclaration` node, for a function or method.
  var functionDeclaration: NodeID? {
    if case .function(let node) = source { return node }
    return nil
  }

  /// Whether something is computed: an initial value, or a body.
  var hasInitializer: Bool {
    switch source {
    case .value(_, let initial): return initial != nil
    case .type: return false
    case .function(let node): return file.tree.functionDeclaration(node).body != nil
    }
  }
}
