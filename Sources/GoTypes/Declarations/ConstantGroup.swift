// `iota`, and the expressions that constants of a group inherit.
import GoSyntax

/// Follows a list of declarations and knows for each constant declaration what its `iota` is and
/// which expressions it has.
struct ConstantGroup {
  /// What one constant declaration means.
  struct Member {
    /// The value of `iota`: how many declarations of the group are above it.
    let iota: Int
    let type: NodeID?
    let values: NodeID?
    /// Type and values are those of a declaration above.
    let isInherited: Bool
  }

  private var group = 0
  private var isInside = false
  private var iota = 0
  private var last: (type: NodeID?, values: NodeID?)?

  /// The next declaration is of another kind.
  mutating func leave() { isInside = false }

  /// The next declaration is this one.
  mutating func next(_ declaration: ConstDeclarationSyntax) -> Member {
    if isInside, declaration.group != 0, declaration.group == group {
      iota += 1
    } else {
      iota = 0
      last = nil
    }
    isInside = true
    group = declaration.group
    var isInherited = true
    if declaration.type != nil || declaration.values != nil {
      last = (declaration.type, declaration.values)
      isInherited = false
    } else if last == nil {
      last = (nil, nil)
      isInherited = false
    }
    return Member(
      iota: iota, type: last?.type, values: last?.values, isInherited: isInherited)
  }
}

extension Checker {
  /// Checks that a declaration has as many names as values.
  /// - Parameters:
  ///   - position: of the declaration, for values that are written elsewhere.
  ///   - isConstant: one value cannot stand for several names.
  func checkArity(
    at position: SourcePosition, _ names: NodeList, _ values: NodeList, isConstant: Bool,
    isInherited: Bool
  ) {
    if names.count < values.count {
      let extra = values[names.count]
      if isInherited {
        let place = string(tree.position(extra))
        report(.wrongAssignCount, at: position, "extra init expr at \(place)")
      } else {
        report(.wrongAssignCount, at: extra, "extra init expr \(string(extra))")
      }
    } else if names.count > values.count, isConstant || values.count != 1 {
      let name = names[values.count]
      let text = self.names.text(tree.name(name))
      report(.wrongAssignCount, at: name, "missing init expr for \(text)")
    }
  }
}
