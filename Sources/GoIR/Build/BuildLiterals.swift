// Composite literals and function literals.
import GoSyntax
import GoTypes

extension BodyBuilder {
  // MARK: - Composite literals

  func compositeLiteral(_ node: NodeID) -> IRNode {
    let written = goType(node)
    let whole = type(written)
    var core = coreType(written)
    var literalType = whole
    if let pointer = core?.asPointer {
      // `{…}` that stands for `&T{…}` inside another literal.
      core = coreType(pointer.base)
      literalType = types.element(whole)
    }
    let position = place(node)
    let syntax = tree.compositeLiteral(node)
    let literal: IRNode
    switch core?.kind {
    case .array:
      literal = arrayLiteral(syntax, core?.asArray?.element, literalType, .arrayLiteral, position)
    case .slice:
      literal = arrayLiteral(syntax, core?.asSlice?.element, literalType, .sliceLiteral, position)
    case .map:
      needDictionary(written)
      literal = mapLiteral(syntax, core?.asMap, literalType, position)
    default:
      literal = structLiteral(syntax, core?.asStruct, literalType, position)
    }
    guard whole != literalType else { return literal }
    return unit.node(.pointerLiteral, whole, at: position, literal)
  }

  private func arrayLiteral(
    _ syntax: CompositeLiteralSyntax, _ element: GoType?, _ type: TypeID,
    _ operation: Operation, _ position: IRPosition
  ) -> IRNode {
    var items: [IRNode] = []
    var next = 0
    var length = 0
    for item in syntax.elements {
      if tree.kind(item) == .keyValue {
        let pair = tree.keyValue(item)
        let key = expression(pair.key)
        if let index = unit.integer(key) { next = Int(index) }
        let value = implicitConversion(of: pair.value, to: element)
        items.append(unit.node(.key, .none, at: place(pair.key), key, value))
      } else {
        items.append(implicitConversion(of: item, to: element))
      }
      next += 1
      length = max(length, next)
    }
    return unit.add(
      NodeRecord(
        operation, type: type, at: position, a: unit.makeList(items).raw,
        c: UInt32(truncatingIfNeeded: length)))
  }

  private func mapLiteral(
    _ syntax: CompositeLiteralSyntax, _ map: MapType?, _ type: TypeID, _ position: IRPosition
  ) -> IRNode {
    let items: [IRNode] = syntax.elements.map { item in
      let pair = tree.keyValue(item)
      let key = implicitConversion(of: pair.key, to: map?.key)
      let value = implicitConversion(of: pair.value, to: map?.element)
      return unit.node(.key, .none, at: place(pair.key), key, value)
    }
    return unit.add(
      NodeRecord(.mapLiteral, type: type, at: position, a: unit.makeList(items).raw))
  }

  // MARK: - Function literals

  func functionLiteral(_ node: NodeID) -> IRNode {
    let syntax = tree.functionLiteral(node)
    guard let signature = goType(node).asSignature else {
      preconditionFailure("a function literal has no signature")
    }
    literalCount += 1
    let closure = makeClosure(
      type(signature), at: tree.position(node), reason: .literal, number: literalCount)
    let source = LiteralSource(
      file: results, package: package, environment: environment, object: self.source,
      syntax: .literal(node))
    closure.source = .literal(source)
    let builder = BodyBuilder(
      unit: unit, file: file, package: package, environment: environment, function: closure,
      parent: self)
    builder.planRanges(syntax.body)
    builder.buildLiteral(signature) { builder.buildBody(syntax.body) }
    return closure.closureNode
  }

  /// Reads the body of a literal as a part of the function that calls it.
  func inlineLiteral(_ node: NodeID) {
    let syntax = tree.functionLiteral(node)
    guard let signature = goType(node).asSignature else {
      preconditionFailure("a function literal has no signature")
    }
    planRanges(syntax.body)
    declareParameters(signature)
    buildBody(syntax.body)
  }

  /// Builds the body of a literal and notes what it captures.
  func buildLiteral(_ signature: Signature, _ build: () -> Void) {
    declareParameters(signature)
    build()
    finishCaptures()
  }

  func finishCaptures() {
    // A literal in shaped code captures the dictionary, needed or not, and last.
    if environment?.isShaped == true {
      let isCaptured = dictionary.isPresent
      let view = dictionaryVariable(at: function.position)
      if isCaptured {
        function.captures.removeAll { $0 == view }
        function.captures.append(view)
      }
    }
    if case .literal(var source) = function.source {
      source.captured = capturedObjects
      function.source = .literal(source)
    }
  }

  /// Why a closure is made; it shows in the closure's name.
  enum ClosureReason {
    case literal, rangeBody, goCall, deferCall
  }

  /// A closure of the function, listed after it, with its node.
  ///
  /// - Parameter number: counts the closures of this kind; nil to go on counting in the function.
  func makeClosure(
    _ type: TypeID, at source: SourcePosition, reason: ClosureReason, number: Int?
  ) -> Function {
    let outer = inlining?.caller ?? function
    let position = IRPosition(source)
    let symbol = FunctionSymbol(
      kind: .closure, package: closurePackage(outer),
      name: closureName(outer, reason, number), type: type)
    let closure = unit.makeFunction(symbol, at: position, parent: outer)
    closure.isDuplicate = outer.isDuplicate
    symbol.function = closure
    unit.functions.append(closure)
    closure.closureNode = unit.add(
      NodeRecord(
        .closure, type: type, at: place(source), a: UInt32(bitPattern: closure.index)))
    return closure
  }

  private func closurePackage(_ outer: Function) -> Package? {
    if let index = inlining?.index { return unit.inlinedCalls[Int(index)].callee.package }
    return outer.symbol.package
  }

  private func closureName(_ outer: Function, _ reason: ClosureReason, _ number: Int?) -> String {
    var suffix = "."
    switch reason {
    case .literal: suffix = outer.isLiteral ? "." : ".func"
    case .rangeBody: suffix = "-range"
    case .goCall: suffix = ".gowrap"
    case .deferCall: suffix = ".deferwrap"
    }
    var base = outer.symbol.name
    if let index = inlining?.index { base = unit.inlinedCalls[Int(index)].callee.name }
    var count = number ?? 0
    if number == nil {
      outer.goDeferCount += 1
      count = outer.goDeferCount
    }
    return base + suffix + "\(count)"
  }
}
