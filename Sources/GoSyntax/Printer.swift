// Expressions and types as messages quote them: on one line, bodies and elements as `…`.

extension SyntaxTree {
  /// The text of an expression, type, field or simple statement in the short form of Go's
  /// messages. Parentheses around types are missing. Cost: linear in the text; the
  /// depth of the tree costs no call frames.
  public func text(of node: NodeID) -> String {
    var printer = Printer(tree: self)
    return printer.write(node)
  }

  /// As `text(of:)`, with a binary expression in parentheses.
  func emphasizedText(of node: NodeID) -> String {
    kind(node) == .binary ? "(\(text(of: node)))" : text(of: node)
  }
}

/// Writes nodes by working off a stack of what is still to be written, last things first.
private struct Printer {
  enum Item {
    case text(String)
    case node(NodeID)
  }

  let tree: SyntaxTree
  private var pending: [Item] = []
  private var output = ""

  init(tree: SyntaxTree) { self.tree = tree }

  mutating func write(_ root: NodeID) -> String {
    pending.append(.node(root))
    while let item = pending.popLast() {
      switch item {
      case .text(let text): output += text
      case .node(let node): expand(node)
      }
    }
    return output
  }

  /// Puts parts on the stack, so that the first is written first.
  private mutating func push(_ parts: [Item]) { pending.append(contentsOf: parts.reversed()) }

  private func joined(_ nodes: NodeList, _ separator: String) -> [Item] {
    var parts: [Item] = []
    for (index, node) in nodes.enumerated() {
      if index > 0 { parts.append(.text(separator)) }
      parts.append(.node(node))
    }
    return parts
  }

  private mutating func expand(_ node: NodeID) {
    let kind: NodeKind = tree.kind(node)
    switch kind {
    case .badExpression: output += "<bad expr>"
    case .name: output += tree.names.text(tree.name(node))
    case .basicLiteral: output += tree.literalText(node)
    case .arrayType, .sliceType, .dotsType, .structType, .interfaceType, .functionType, .mapType,
      .channelType, .field:
      expandType(node, kind)
    case .expressionStatement, .sendStatement, .assignment, .incrementDecrement, .rangeClause:
      expandStatement(node, kind)
    default:
      expandExpression(node, kind)
    }
  }

  private mutating func expandExpression(_ node: NodeID, _ kind: NodeKind) {
    switch kind {
    case .compositeLiteral:
      let view = tree.compositeLiteral(node)
      let body: Item = .text(view.elements.isEmpty ? "{}" : "{…}")
      push(view.type.map { [.node($0), body] } ?? [body])
    case .keyValue:
      let view = tree.keyValue(node)
      push([.node(view.key), .text(": "), .node(view.value)])
    case .functionLiteral:
      let view = tree.functionLiteral(node)
      let isEmpty: Bool = tree.block(view.body).statements.isEmpty
      push([.node(view.type), .text(isEmpty ? " {}" : " {…}")])
    case .parenthesized:
      push([.text("("), .node(tree.parenthesized(node)), .text(")")])
    case .selector:
      let view = tree.selector(node)
      push([.node(view.operand), .text("."), .node(view.selector)])
    case .index:
      let view = tree.index(node)
      push([.node(view.operand), .text("["), .node(view.index), .text("]")])
    case .slice:
      expandSlice(tree.slice(node))
    case .typeAssertion:
      let view = tree.typeAssertion(node)
      push([.node(view.operand), .text(".("), .node(view.type), .text(")")])
    case .typeSwitchGuard:
      let view = tree.typeSwitchGuard(node)
      let name: [Item] = view.name.map { [.node($0), .text(" := ")] } ?? []
      push(name + [.node(view.operand), .text(".(type)")])
    case .unary:
      let view = tree.unary(node)
      push([.text(view.op.spelling), .node(view.operand)])
    case .binary:
      let view = tree.binary(node)
      push([.node(view.left), .text(" \(view.op.spelling) "), .node(view.right)])
    case .call:
      let view = tree.call(node)
      let close: Item = .text(view.hasEllipsis ? "...)" : ")")
      push([.node(view.function), .text("(")] + joined(view.arguments, ", ") + [close])
    case .list:
      push(joined(tree.elements(node), ", "))
    default:
      // Messages quote nothing else.
      break
    }
  }

  private mutating func expandSlice(_ view: SliceSyntax) {
    var parts: [Item] = [.node(view.operand), .text("[")]
    if let low = view.low { parts.append(.node(low)) }
    parts.append(.text(":"))
    if let high = view.high { parts.append(.node(high)) }
    if let max = view.max { parts += [.text(":"), .node(max)] }
    push(parts + [.text("]")])
  }

  private mutating func expandStatement(_ node: NodeID, _ kind: NodeKind) {
    switch kind {
    case .expressionStatement:
      push([.node(tree.expressionStatement(node))])
    case .sendStatement:
      let view = tree.sendStatement(node)
      push([.node(view.channel), .text(" <- "), .node(view.value)])
    case .assignment:
      let view = tree.assignment(node)
      push([.node(view.left), .text(" \(view.op.spelling)= "), .node(view.right)])
    case .incrementDecrement:
      let view = tree.incrementDecrement(node)
      push([.node(view.operand), .text(view.op.spelling + view.op.spelling)])
    default:
      let view = tree.rangeClause(node)
      var parts: [Item] = []
      if let left = view.left {
        parts = [.node(left), .text(view.isDefinition ? " := " : " = ")]
      }
      push(parts + [.text("range "), .node(view.operand)])
    }
  }

  private mutating func expandType(_ node: NodeID, _ kind: NodeKind) {
    switch kind {
    case .arrayType:
      let view = tree.arrayType(node)
      let length: Item = view.length.map { .node($0) } ?? .text("...")
      push([.text("["), length, .text("]"), .node(view.element)])
    case .sliceType:
      push([.text("[]"), .node(tree.sliceType(node))])
    case .dotsType:
      push([.text("..."), .node(tree.dotsType(node))])
    case .structType:
      push([.text("struct{")] + fields(tree.structType(node).fields, "; ") + [.text("}")])
    case .interfaceType:
      let elements: [Item] = methods(tree.interfaceType(node).elements)
      push([.text("interface{")] + elements + [.text("}")])
    case .functionType:
      push([.text("func")] + signature(node))
    case .mapType:
      let view = tree.mapType(node)
      push([.text("map["), .node(view.key), .text("]"), .node(view.value)])
    case .channelType:
      expandChannel(tree.channelType(node))
    default:
      let view = tree.field(node)
      let name: [Item] = view.name.map { [.node($0), .text(" ")] } ?? []
      push(name + [.node(view.type)])
    }
  }

  private mutating func expandChannel(_ view: ChannelTypeSyntax) {
    switch view.direction {
    case .receiveOnly: push([.text("<-chan "), .node(view.element)])
    case .sendOnly: push([.text("chan<- "), .node(view.element)])
    case .both:
      // `chan (<-chan T)` without parentheses would be another type.
      let isArrow: Bool =
        tree.kind(view.element) == .channelType
        && tree.channelType(view.element).direction == .receiveOnly
      if isArrow {
        push([.text("chan ("), .node(view.element), .text(")")])
      } else {
        push([.text("chan "), .node(view.element)])
      }
    }
  }

  /// Fields or parameters; names that share a type are written before it.
  private func fields(_ list: NodeList, _ separator: String) -> [Item] {
    var parts: [Item] = []
    var isContinued = false
    for (index, node) in list.enumerated() {
      let view = tree.field(node)
      if index > 0 { parts.append(.text(isContinued ? ", " : separator)) }
      if let name = view.name { parts.append(.node(name)) }
      isContinued = view.sharesTypeWithNext
      if isContinued { continue }
      if view.name != nil { parts.append(.text(" ")) }
      parts.append(.node(view.type))
      if let tag = view.tag { parts += [.text(" "), .node(tag)] }
    }
    return parts
  }

  private func methods(_ list: NodeList) -> [Item] {
    var parts: [Item] = []
    for (index, node) in list.enumerated() {
      let view = tree.field(node)
      if index > 0 { parts.append(.text("; ")) }
      if let name = view.name, tree.kind(view.type) == .functionType {
        parts += [.node(name)] + signature(view.type)
      } else {
        parts.append(.node(view.type))
      }
    }
    return parts
  }

  private func signature(_ node: NodeID) -> [Item] {
    let view = tree.functionType(node)
    var parts: [Item] = [.text("(")] + fields(view.parameters, ", ") + [.text(")")]
    if view.results.count == 1, tree.field(view.results[0]).name == nil {
      parts += [.text(" "), .node(tree.field(view.results[0]).type)]
    } else if !view.results.isEmpty {
      parts += [.text(" (")] + fields(view.results, ", ") + [.text(")")]
    }
    return parts
  }
}
