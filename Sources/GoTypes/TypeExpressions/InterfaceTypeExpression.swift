// Interface types and unions.
import GoSyntax

extension Checker {
  /// The type of an `.interfaceType` node.
  /// - Parameter name: the type that is declared to be this interface; the receivers of the methods
  ///   get its type.
  func interfaceType(_ node: NodeID, of name: TypeNameObject?) -> GoType {
    let interface = InterfaceType()
    interface.checker = self
    typesToFinish.append(interface)
    for element in tree.interfaceType(node).elements {
      let syntax = tree.field(element)
      guard let identifier = syntax.name else {
        interface.embedded.append(unionExpression(syntax.type))
        interface.embeddedPositions.append(tree.start(of: syntax.type))
        continue
      }
      addMethod(identifier, syntax.type, to: interface, of: name)
    }
    interface.isComplete = true
    interface.measureDepth()
    if interface.methods.isEmpty && interface.embedded.isEmpty {
      interface.computedTypeSet = .all
      return interface
    }
    interface.methods.sort { $0.precedes($1) }
    let position = tree.position(node)
    later { [self] in computeTypeSet(of: interface, checker: self, at: position) }
    return interface
  }

  private func addMethod(
    _ identifier: NodeID, _ type: NodeID, to interface: InterfaceType, of name: TypeNameObject?
  ) {
    if tree.name(identifier) == .blank {
      report(.blankIfaceMethod, at: identifier, "methods must have a unique non-blank name")
      return
    }
    let methodType = typeExpression(type)
    guard let signature = methodType.asSignature else {
      if isValid(methodType) {
        report(
          .invalidSyntaxTree, at: type, "\(string(methodType)) is not a method signature")
      }
      return
    }
    let position = tree.position(identifier)
    let receiverType: GoType = name?.type?.asNamed ?? interface
    signature.receiver = VarObject(
      .receiver, .anonymous, at: position, in: package, type: receiverType)
    let method = FuncObject(
      objectName(identifier), at: position, in: package, signature: signature)
    recordDefinition(identifier, method)
    interface.methods.append(method)
  }

  /// The type of an embedded element or constraint: `T`, `~T`, `A | B`.
  func unionExpression(_ node: NodeID) -> GoType {
    // The operators of `A | B | C`, and its operands.
    var operators: [NodeID] = []
    var operands: [NodeID] = []
    var current = node
    while tree.kind(current) == .binary, tree.binary(current).op == .or {
      operators.append(current)
      let syntax = tree.binary(current)
      operands.append(syntax.right)
      current = syntax.left
    }
    operands.append(current)
    operators.reverse()
    operands.reverse()
    var terms: [UnionTerm] = []
    var union: GoType = BasicType.invalid
    var isTooLong = false
    for (index, operand) in operands.enumerated() {
      let term = unionTerm(operand)
      if operands.count == 1 && !term.hasTilde { return term.type }
      if terms.count < maximumUnionTerms {
        terms.append(term)
        union = UnionType(terms: terms)
      } else if !isTooLong {
        isTooLong = true
        report(
          .invalidUnion, at: operand,
          "cannot handle more than \(maximumUnionTerms) union terms (implementation limitation)")
        union = BasicType.invalid
      }
      if index > 0 { record(operators[index - 1], mode: .type, type: union) }
    }
    if isTooLong { return union }
    later { [self, terms] in checkTerms(terms, operands) }
    return union
  }

  private func unionTerm(_ node: NodeID) -> UnionTerm {
    var inner = node
    var hasTilde = false
    if tree.kind(node) == .unary, tree.unary(node).op == .tilde {
      inner = tree.unary(node).operand
      hasTilde = true
    }
    var type = typeExpression(inner)
    if isTypeParameter(type) {
      let text =
        hasTilde
        ? "type in term \(string(node)) cannot be a type parameter"
        : "term cannot be a type parameter"
      report(.misplacedTypeParam, at: inner, text)
      type = BasicType.invalid
    }
    let term = UnionTerm(hasTilde: hasTilde, type: type)
    if hasTilde { record(node, mode: .type, type: UnionType(terms: [term])) }
    return term
  }

  /// Complains about terms that have no meaning. Quadratic in their number.
  private func checkTerms(_ terms: [UnionTerm], _ nodes: [NodeID]) {
    for (index, term) in terms.enumerated() where isValid(term.type) {
      let under = term.type.underlying
      let interface = under.asInterface
      let node = nodes[index]
      if term.hasTilde {
        if interface != nil {
          report(
            .invalidUnion, at: node, "invalid use of ~ (\(string(term.type)) is an interface)")
          continue
        }
        if !identical(under, term.type) {
          let types = "underlying type of \(string(term.type)) is \(string(under))"
          report(.invalidUnion, at: node, "invalid use of ~ (\(types))")
          continue
        }
      }
      if let interface {
        checkInterfaceTerm(term, interface.typeSet, node)
      } else if let other = overlapping(term, terms[..<index]) {
        reportSoft(
          .invalidUnion, at: node, "overlapping terms \(string(term)) and \(string(other))")
      }
    }
  }

  private func checkInterfaceTerm(_ term: UnionTerm, _ set: TypeSet, _ node: NodeID) {
    let name = string(term)
    if !set.methods.isEmpty {
      report(
        .invalidUnion, at: node, "cannot use \(name) in union (\(name) contains methods)")
    } else if term.type === universe.comparableType {
      report(.invalidUnion, at: node, "cannot use comparable in union")
    } else if set.isComparableOnly {
      report(
        .invalidUnion, at: node, "cannot use \(name) in union (\(name) embeds comparable)")
    }
  }

  /// A term before another one that has types in common with it.
  private func overlapping(
    _ term: UnionTerm, _ others: ArraySlice<UnionTerm>
  ) -> UnionTerm? {
    let own = TypeTerm(term.type, hasTilde: term.hasTilde)
    return others.first { other in
      if isInterface(other.type) { return false }
      let candidate = TypeTerm(other.type, hasTilde: other.hasTilde)
      return !candidate.isDisjoint(other.type, own, term.type)
    }
  }

  /// A term as messages print it: by its full path, as Go does.
  private func string(_ term: UnionTerm) -> String {
    (term.hasTilde ? "~" : "") + typeString(term.type)
  }
}
