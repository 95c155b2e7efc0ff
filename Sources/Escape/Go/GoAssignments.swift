// The walk's assignments: what a target is, and which assignments change nothing.
import GoIR
import GoSyntax
import GoTypes

extension GroupWalk {
  /// The hole that stores into a target.
  func target(_ node: IRNode) -> Hole {
    guard node.isPresent else { return .discard }
    let record = unit[node]
    statements(record.initial)
    let a = IRNode(raw: record.a)
    switch record.operation {
    case .blank: return .discard
    case .name:
      let variable = unit.variable(node)
      if unit[variable].storage == .global { return Hole(.heap) }
      return Hole(location(variable))
    case .dot, .convertNop: return target(a)
    case .index:
      discard(IRNode(raw: record.b))
      if types.form(unit.type(a)) == .array { return target(a) }
      mutate(a)
    case .dereference, .dotPointer: mutate(a)
    case .indexMap:
      discard(a)
      assignHeap(IRNode(raw: record.b), "key of map put", node)
    default: break
    }
    return Hole(.heap)
  }

  /// Memory that a pointer leads to is written.
  func mutate(_ pointer: IRNode) { expression(Hole(.mutator), pointer) }

  func assignHeap(_ source: IRNode, _ reason: StaticString, _ place: IRNode) {
    expression(noted(Hole(.heap), place, reason), source)
  }

  /// `targets = sources`; sources may be fewer, where one gives several values.
  func assignList(
    _ targets: [IRNode], _ sources: [IRNode], _ reason: StaticString, _ place: IRNode
  ) {
    assignValues(targets.map { target($0) }, targets, sources, reason, place)
  }

  func assignValues(
    _ holes: [Hole], _ targets: [IRNode], _ sources: [IRNode], _ reason: StaticString,
    _ place: IRNode
  ) {
    for (index, hole) in holes.enumerated() {
      let source: IRNode = index < sources.count ? sources[index] : .none
      var goal = hole
      if index < targets.count, targets[index].isPresent {
        let target = targets[index]
        if unit.operation(target) == .dotPointer, isReflectHeaderData(target) {
          unsafeValue(noted(Hole(.heap), place, reason), source)
          continue
        }
        if source.isPresent, isSelfAssignment(target, source) {
          if analysis.options.verbosity > 0 {
            let name = analysis.text.text(function.symbol)
            analysis.say(
              unit[place].position,
              "\(name) ignoring self-assignment in \(analysis.text.text(place))")
          }
          goal = .discard
        }
      }
      expression(noted(goal, place, reason), source)
    }
    reassigned(holes, place)
  }

  /// Marks what is assigned, unless the statement is the one that defines it.
  func reassigned(_ holes: [Hole], _ place: IRNode) {
    let record = unit[place]
    if record.operation == .assign && record.b == 0 {
      let target = IRNode(raw: record.a)
      if unit.operation(target) == .name, unit[unit.variable(target)].definition == .none {
        return
      }
    }
    for hole in holes {
      let site = graph.site(of: hole.target)
      if let variable = variable(site), unit[variable].definition == .node(place),
        record.operation != .rangeLoop
      {
        continue
      }
      graph.setReassigned(hole.target)
    }
  }

  // MARK: - Assignments that change nothing

  /// Whether a value comes from where it goes, so that no pointer gets to a new place.
  private func isSelfAssignment(_ target: IRNode, _ source: IRNode) -> Bool {
    if isSliceOfItself(target, source) { return true }
    guard unit.operation(target) == unit.operation(source) else { return false }
    switch unit.operation(target) {
    case .dot, .dotPointer: return isSame(unit.first(target), unit.first(source))
    case .index:
      if mayChangeMemory(unit.second(target)) || mayChangeMemory(unit.second(source)) {
        return false
      }
      return isSame(unit.first(target), unit.first(source))
    default: return false
    }
  }

  /// `b.buf = b.buf[n:m]`
  private func isSliceOfItself(_ target: IRNode, _ source: IRNode) -> Bool {
    func pointer(_ node: IRNode) -> VariableID? {
      guard unit.operation(node) == .dereference || unit.operation(node) == .dotPointer else {
        return nil
      }
      let operand = unit.first(node)
      return unit.operation(operand) == .name ? unit.variable(operand) : nil
    }
    guard let holder = pointer(target) else { return false }
    let operand = unit.first(source)
    switch unit.operation(source) {
    case .slice, .slice3, .sliceString: break
    case .sliceArray, .slice3Array:
      // A slice of an array inside the value is a new pointer into it.
      if unit.operation(operand) == .address { return false }
    default: return false
    }
    return pointer(operand) == holder
  }

  private func mayChangeMemory(_ node: IRNode) -> Bool {
    let record = unit[node]
    let a = IRNode(raw: record.a)
    let b = IRNode(raw: record.b)
    switch record.operation {
    case .name, .functionName, .literal, .nilValue: return false
    case .add, .subtract, .or, .exclusiveOr, .multiply, .shiftLeft, .shiftRight, .and, .andNot,
      .divide, .remainder, .index:
      return mayChangeMemory(a) || mayChangeMemory(b)
    case .convertNop, .convert, .length, .capacity, .not, .complement, .plus, .negate, .dot,
      .dotPointer, .dereference:
      return mayChangeMemory(a)
    default: return true
    }
  }

  /// Whether two expressions are the same and can be evaluated once for both.
  private func isSame(_ left: IRNode, _ right: IRNode) -> Bool {
    var l = left
    var r = right
    while unit.operation(l) == .convertNop { l = unit.first(l) }
    while unit.operation(r) == .convertNop { r = unit.first(r) }
    let first = unit[l]
    let second = unit[r]
    guard first.operation == second.operation, types.identical(first.type, second.type) else {
      return false
    }
    switch first.operation {
    case .name, .functionName: return first.a == second.a
    case .dot, .dotPointer:
      return unit.selection(l).name == unit.selection(r).name
        && unit.selection(l).packagePath == unit.selection(r).packagePath
        && isSame(unit.first(l), unit.first(r))
    case .dereference, .not, .complement, .plus, .negate:
      return isSame(unit.first(l), unit.first(r))
    case .convert:
      let form = types.form(first.type)
      return (form.isInteger || form.isFloat || form.isComplex || form == .bool)
        && isSame(unit.first(l), unit.first(r))
    case .index, .indexMap, .add, .subtract, .or, .exclusiveOr, .multiply, .shiftLeft,
      .shiftRight, .and, .andNot, .divide, .remainder:
      return isSame(unit.first(l), unit.first(r)) && isSame(unit.second(l), unit.second(r))
    case .literal: return Constant.compare(unit.constant(l), .equal, unit.constant(r))
    case .nilValue: return true
    default: return false
    }
  }
}
