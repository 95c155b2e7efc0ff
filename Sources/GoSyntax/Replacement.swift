// Declarations that other files of the same package take the place of: the tree of a file is made
// without them. This is how functions of Go's library that are tied to its run time are replaced
// by ours, while the rest of the package stays as it is.

/// What other files of a package declare in place of a file's own declarations.
public struct Replacement: Sendable {
  /// Functions, types, constants and variables by name; methods as "T.m", whatever the receiver.
  public private(set) var names: Set<String> = []
  /// The local names of `//go:linkname` directives.
  public private(set) var linknames: Set<String> = []

  /// Nothing is replaced.
  public init() {}

  /// Whether nothing is replaced.
  public var isEmpty: Bool { names.isEmpty && linknames.isEmpty }

  /// Adds what a file declares. Imports and blank names take nothing's place.
  public mutating func add(_ tree: SyntaxTree) {
    for declaration in tree.declarations {
      names.formUnion(tree.declaredNames(declaration).filter { $0 != "_" && $0 != "init" })
    }
    linknames.formUnion(tree.linknames.map(\.local))
  }
}

extension SyntaxTree {
  /// The names that a declaration at the top of the file declares; methods as "T.m".
  func declaredNames(_ declaration: NodeID) -> [String] {
    func text(_ node: NodeID) -> String { names.text(name(node)) }
    switch kind(declaration) {
    case .functionDeclaration:
      let view = functionDeclaration(declaration)
      guard let receiver = view.receiver else { return [text(view.name)] }
      guard let base = receiverBase(receiver) else { return [] }
      return [base + "." + text(view.name)]
    case .typeDeclaration: return [text(typeDeclaration(declaration).name)]
    case .varDeclaration: return varDeclaration(declaration).names.map(text)
    case .constDeclaration: return constDeclaration(declaration).names.map(text)
    default: return []
    }
  }

  /// The name of a receiver's type, without pointer and type parameters.
  private func receiverBase(_ receiver: NodeID) -> String? {
    var node = unparenthesized(field(receiver).type)
    while true {
      switch kind(node) {
      case .name: return names.text(name(node))
      case .unary: node = unparenthesized(unary(node).operand)
      case .index: node = unparenthesized(index(node).operand)
      default: return nil
      }
    }
  }

  /// Whether a declaration gives way: functions, types and variables do, if all their names are
  /// replaced. Constants stay in their group, since the values of others count them; they lose
  /// their names instead.
  func givesWay(_ declaration: NodeID, to replacement: Replacement) -> Bool {
    guard kind(declaration) != .constDeclaration else { return false }
    let names = declaredNames(declaration)
    return !names.isEmpty && names.allSatisfy { replacement.names.contains($0) }
  }

  /// The name nodes of a declaration of constants or variables that are to become blank: single
  /// ones of several.
  func namesGivingWay(_ declaration: NodeID, to replacement: Replacement) -> [NodeID] {
    let nodes: NodeList
    switch kind(declaration) {
    case .constDeclaration: nodes = constDeclaration(declaration).names
    case .varDeclaration: nodes = varDeclaration(declaration).names
    default: return []
    }
    return nodes.filter { replacement.names.contains(names.text(name($0))) }
  }
}
