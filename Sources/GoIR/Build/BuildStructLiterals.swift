// Composite literals of structs. A key may name a field of an embedded struct (Go 1.27); in the
// tree that is a literal within the literal.
import GoSyntax
import GoTypes

/// Values for the fields of one struct, in the order of the source.
private struct FieldValues {
  /// A field by its index, with its value, or with the values of its own fields.
  enum Content {
    case value(IRNode, IRPosition)
    case nested(Int)
  }
  var items: [(field: Int, content: Content)] = []
  var nested: [FieldValues] = []

  /// Puts a value in its place. False: values of an embedded struct are interrupted by others, so
  /// the tree no longer has the order of the source.
  mutating func put(_ value: IRNode, at path: ArraySlice<Int>, _ position: IRPosition) -> Bool {
    // Invariant: a path has at least one index.
    guard let field = path.first else { return true }
    if path.count == 1 {
      items.append((field, .value(value, position)))
      return true
    }
    for (place, item) in items.enumerated() {
      guard item.field == field, case .nested(let index) = item.content else { continue }
      let isOrdered: Bool = nested[index].put(value, at: path.dropFirst(), position)
      return isOrdered && place == items.count - 1
    }
    nested.append(FieldValues())
    items.append((field, .nested(nested.count - 1)))
    return nested[nested.count - 1].put(value, at: path.dropFirst(), position)
  }
}

extension BodyBuilder {
  func structLiteral(
    _ syntax: CompositeLiteralSyntax, _ structure: StructType?, _ type: TypeID,
    _ position: IRPosition
  ) -> IRNode {
    var written: [(value: IRNode, path: [Int], position: IRPosition)] = []
    for (index, item) in syntax.elements.enumerated() {
      var path = [index]
      var valueNode = item
      var keyNode = item
      if tree.kind(item) == .keyValue {
        let pair = tree.keyValue(item)
        keyNode = pair.key
        valueNode = pair.value
        path = fieldPath(results.use(pair.key)?.asVariable, in: structure) ?? [0]
      }
      let value = implicitConversion(of: valueNode, to: field(path, of: structure)?.type)
      written.append((value, path, place(keyNode)))
    }
    var values = FieldValues()
    var isOrdered = true
    for item in written where !values.put(item.value, at: item.path[...], item.position) {
      isOrdered = false
    }
    guard !isOrdered else { return structLiteral(values, structure, type, position) }
    // The values are computed in their order before.
    var initial: [IRNode] = []
    values = FieldValues()
    for item in written {
      let copy = temporaryCopy(of: item.value, at: item.position, initial: &initial)
      _ = values.put(name(copy, at: item.position), at: item.path[...], item.position)
    }
    let literal = structLiteral(values, structure, type, position)
    unit.prependInitial(initial, to: literal)
    return literal
  }

  private func structLiteral(
    _ values: FieldValues, _ structure: StructType?, _ type: TypeID, _ position: IRPosition
  ) -> IRNode {
    let items: [IRNode] = values.items.map { field, content in
      let value: IRNode
      let place: IRPosition
      switch content {
      case .value(let written, let position): (value, place) = (written, position)
      case .nested(let index):
        // Invariant: the embedded field was found there.
        let inner = structure?.fields[field].type
        value = structLiteral(
          values.nested[index], inner?.underlying.asStruct,
          inner.map { self.type($0) } ?? .none, position)
        place = position
      }
      return unit.add(
        NodeRecord(
          .structKey, at: place, a: value.raw, b: UInt32(truncatingIfNeeded: field)))
    }
    return unit.add(
      NodeRecord(.structLiteral, type: type, at: position, a: unit.makeList(items).raw))
  }

  /// The way to a field: through embedded structs, if it is none of the struct's own.
  private func fieldPath(_ object: VarObject?, in structure: StructType?) -> [Int]? {
    guard let object, let structure else { return nil }
    for (index, field) in structure.fields.enumerated()
    where field === object || field.origin === object.origin { return [index] }
    for (index, field) in structure.fields.enumerated() where field.isEmbedded {
      guard let inner = field.type?.underlying.asStruct,
        let rest = fieldPath(object, in: inner)
      else { continue }
      return [index] + rest
    }
    return nil
  }

  private func field(_ path: [Int], of structure: StructType?) -> VarObject? {
    var structure = structure
    var found: VarObject?
    for index in path {
      found = structure?.fields[index]
      structure = found?.type?.underlying.asStruct
    }
    return found
  }
}
