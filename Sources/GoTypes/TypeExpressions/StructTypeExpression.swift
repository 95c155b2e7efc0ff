// Struct types.
import GoSyntax

extension Checker {
  /// The type of a `.structType` node.
  func structType(_ node: NodeID) -> GoType {
    let structure = StructType(fields: [], tags: [])
    var fields = FieldCollector()
    var previous: NodeID?
    var type: GoType = BasicType.invalid
    for fieldNode in tree.structType(node).fields {
      let syntax = tree.field(fieldNode)
      // Fields that are declared together share the type's node.
      if syntax.type != previous {
        previous = syntax.type
        type = variableType(syntax.type)
      }
      let tag = syntax.tag.map { fieldTag($0) } ?? []
      if let name = syntax.name {
        add(name, type, tag, isEmbedded: false, to: &fields)
        continue
      }
      let position = tree.start(of: syntax.type)
      guard let name = embeddedName(syntax.type) else {
        report(
          .invalidSyntaxTree, at: position, "invalid embedded field type \(string(syntax.type))")
        fields.addInvalid(at: position, in: package, names)
        continue
      }
      add(name, type, tag, isEmbedded: true, to: &fields)
      checkEmbedded(type, at: position)
    }
    structure.fields = fields.fields
    structure.tags = fields.tags
    return structure
  }

  /// Fields as they are collected. Names must differ, except blank ones.
  private struct FieldCollector {
    private(set) var fields: [VarObject] = []
    private(set) var tags: [[UInt8]] = []
    private var byName: [Name: VarObject] = [:]

    /// Adds a field, or answers the one that has its name.
    mutating func add(_ field: VarObject, tag: [UInt8]) -> VarObject? {
      if field.name != .blank, !fields.isEmpty, let other = other(field.name) { return other }
      if !tag.isEmpty && tags.isEmpty { tags = Array(repeating: [], count: fields.count) }
      fields.append(field)
      if !tags.isEmpty || !tag.isEmpty { tags.append(tag) }
      if fields.count > 16 { remember() }
      return nil
    }

    // Short lists are searched; a table is kept for long ones.
    private func other(_ name: Name) -> VarObject? {
      if byName.isEmpty { return fields.first { $0.name == name } }
      return byName[name]
    }

    private mutating func remember() {
      if byName.isEmpty {
        for field in fields { byName[field.name] = field }
      } else if let last = fields.last {
        byName[last.name] = last
      }
    }

    /// Keeps the number of fields right where an embedded one is wrong.
    mutating func addInvalid(
      at position: SourcePosition, in package: Package, _ names: NameTable
    ) {
      let name = ObjectName(.blank, in: names)
      let field = VarObject(
        .field, name, at: position, in: package, type: BasicType.invalid, isEmbedded: true)
      _ = add(field, tag: [])
    }
  }

  private func add(
    _ name: NodeID, _ type: GoType, _ tag: [UInt8], isEmbedded: Bool,
    to fields: inout FieldCollector
  ) {
    let field = VarObject(
      .field, objectName(name), at: tree.position(name), in: package, type: type,
      isEmbedded: isEmbedded)
    if let other = fields.add(field, tag: tag) {
      var complaint = Complaint(.duplicateDecl)
      complaint.add(field.position, "\(field.text) redeclared")
      complaint.addOtherDeclaration(of: other)
      report(complaint)
      return
    }
    recordDefinition(name, field)
  }

  private func fieldTag(_ literal: NodeID) -> [UInt8] {
    if tree.basicLiteral(literal).isBad { return [] }
    if let value = tree.stringValue(literal) { return value }
    let text = ConstantFormat.quoted(Array(tree.literalBytes(literal)))
    report(.invalidSyntaxTree, at: literal, "incorrect tag syntax: \(text)")
    return []
  }

  /// The identifier that names an embedded field: that of its type. Nil if the type cannot be
  /// embedded.
  private func embeddedName(_ type: NodeID) -> NodeID? {
    switch tree.kind(type) {
    case .name: return type
    case .selector: return tree.selector(type).selector
    case .index: return embeddedName(tree.index(type).operand)
    case .unary:
      guard let base = pointerBase(type), pointerBase(base) == nil else { return nil }
      return embeddedName(base)
    default: return nil
    }
  }

  /// Complains, when all types are known, about types that cannot be embedded.
  private func checkEmbedded(_ type: GoType, at position: SourcePosition) {
    later { [self] in
      let (base, isPointer) = dereferenced(type)
      let under = base.underlying
      switch under.kind {
      case .basic where under.asBasic?.basicKind == .unsafePointer:
        report(.invalidPtrEmbed, at: position, "embedded field type cannot be unsafe.Pointer")
      case .pointer:
        report(.invalidPtrEmbed, at: position, "embedded field type cannot be a pointer")
      case .interface where isTypeParameter(base):
        report(
          .misplacedTypeParam, at: position,
          "embedded field type cannot be a (pointer to a) type parameter")
      case .interface where isPointer:
        report(
          .invalidPtrEmbed, at: position,
          "embedded field type cannot be a pointer to an interface")
      default: break
      }
    }
  }
}
