// Composite literals of structs. Since Go 1.27 a key may name a promoted field; then two keys
// collide also if one names an embedded field and the other a field inside of it.

import GoSyntax

/// The fields that a literal sets, by their paths of field indices.
private struct FieldPaths {
  private final class Branch {
    var field: VarObject?
    var branches: [Int: Branch] = [:]
  }
  private let root = Branch()

  /// Adds a path.
  /// - Returns: a field whose path is equal, a prefix, or a continuation, and how many indices its
  ///   path has (one more than `path` for any continuation); nil if there is none and the path was
  ///   added.
  func insert(_ path: [Int], _ field: VarObject) -> (field: VarObject, length: Int)? {
    var current = root
    for (depth, index) in path.enumerated() {
      if let taken = current.field { return (taken, depth) }
      if let next = current.branches[index] {
        current = next
      } else {
        let next = Branch()
        current.branches[index] = next
        current = next
      }
    }
    if let taken = current.field { return (taken, path.count) }
    var inner = current
    while let next = inner.branches.min(by: { $0.key < $1.key })?.value {
      inner = next
      if let taken = inner.field { return (taken, path.count + 1) }
    }
    current.field = field
    return nil
  }
}

extension Checker {
  /// Checks the elements of a struct literal.
  func structLiteral(
    _ node: NodeID, _ syntax: CompositeLiteralSyntax, _ structure: StructType, _ base: GoType
  ) {
    guard let first = syntax.elements.first else { return }
    if tree.kind(first) == .keyValue {
      keyedFields(syntax, structure, base)
    } else {
      positionalFields(node, syntax, structure, base)
    }
  }

  private func keyedFields(
    _ syntax: CompositeLiteralSyntax, _ structure: StructType, _ base: GoType
  ) {
    let paths = FieldPaths()
    var x = Operand()
    for element in syntax.elements {
      guard tree.kind(element) == .keyValue else {
        report(
          .mixedStructLit, at: element,
          "mixture of field:value and value elements in struct literal")
        continue
      }
      let pair = tree.keyValue(element)
      genericExpression(pair.value, into: &x)
      guard tree.kind(pair.key) == .name else {
        report(
          .invalidLitField, at: element,
          "invalid field name \(string(pair.key)) in struct literal")
        continue
      }
      guard let (field, path) = literalField(pair.key, structure, base) else { continue }
      environment.file.uses[pair.key] = field
      assign(&x, to: field.type ?? BasicType.invalid, context: "struct literal")
      if let (other, length) = paths.insert(path, field) {
        reportDuplicate(element, field, other, isEnclosing: length < path.count)
      }
    }
  }

  /// The field that a key names, and the way to it; nil after an error was reported.
  private func literalField(
    _ key: NodeID, _ structure: StructType, _ base: GoType
  ) -> (VarObject, [Int])? {
    let name = tree.name(key)
    // Most keys name a field of the struct itself.
    for (index, field) in structure.fields.enumerated() where field.isNamed(name, in: package) {
      if name == .blank { break }
      return (field, [index])
    }
    let found = lookupFieldOrMethod(structure, isAddressable: false, name)
    guard case .found(let object, let path, let isIndirect) = found else {
      let other = GoTypes.lookupFieldOrMethod(
        structure, isAddressable: false,
        MemberName(anyCaseOf: names.text(name), name, in: package))
      report(
        .missingLitField, at: key,
        lookupError(base, name, alternative: other.object, inLiteral: true))
      return nil
    }
    guard let field = object.asVariable else {
      report(.missingLitField, at: key, "\(string(key)) is not a field")
      return nil
    }
    if path.count > 1 {
      let feature = fieldPath(structure, path)
      guard
        verify(
          .go1_27, at: tree.start(of: key),
          "use of promoted field \(feature) in struct literal of type \(string(base))")
      else { return nil }
    }
    if isIndirect {
      report(
        .invalidLitField, at: key,
        "invalid implicit pointer indirection to reach \(string(key))")
      return nil
    }
    return (field, path)
  }

  private func reportDuplicate(
    _ element: NodeID, _ field: VarObject, _ other: VarObject, isEnclosing: Bool
  ) {
    let text: String
    if field === other {
      text = "duplicate field name \(field.text) in struct literal"
    } else if isEnclosing {
      text =
        "cannot specify promoted field \(field.text) and enclosing embedded field \(other.text)"
    } else {
      text =
        "cannot specify embedded field \(field.text) and enclosed promoted field \(other.text)"
    }
    report(.duplicateLitField, at: element, text)
  }

  private func positionalFields(
    _ node: NodeID, _ syntax: CompositeLiteralSyntax, _ structure: StructType, _ base: GoType
  ) {
    let fields = structure.fields
    var x = Operand()
    for (index, element) in syntax.elements.enumerated() {
      if tree.kind(element) == .keyValue {
        report(
          .mixedStructLit, at: element,
          "mixture of field:value and value elements in struct literal")
        continue
      }
      genericExpression(element, into: &x)
      guard index < fields.count else {
        report(
          .invalidStructLit, at: x, "too many values in struct literal of type \(string(base))")
        break
      }
      let field = fields[index]
      if !isAccessible(field) {
        report(
          .unexportedLitField, at: x,
          "implicit assignment to unexported field \(field.text) in struct literal of type "
            + string(base))
        continue
      }
      assign(&x, to: field.type ?? BasicType.invalid, context: "struct literal")
    }
    guard syntax.elements.count < fields.count else { return }
    let hint =
      fields.allSatisfy { isAccessible($0) }
      ? "" : " (type has unexported fields - use key:value pairs)"
    report(
      .invalidStructLit, at: syntax.rightBrace,
      "too few values in struct literal of type \(string(base))\(hint)")
  }

  private func isAccessible(_ field: VarObject) -> Bool {
    field.isExported || field.package === package
  }
}
