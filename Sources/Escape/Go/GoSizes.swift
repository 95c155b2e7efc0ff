// What cannot be on the stack whatever flows where: too large, of unknown length, too aligned.
// And what can, because an expression turns out to be a constant.
import GoIR
import GoSyntax
import GoTypes

extension GroupWalk {
  /// Why a location must be on the heap; nil if it need not.
  func heapReason(_ location: LocationID) -> StaticString? {
    let site = graph.site(of: location)
    if let variable = variable(site) {
      let storage = unit[variable].storage
      if storage == .parameter || storage == .result { return nil }
      return tooLarge(unit[variable].type, analysis.options.largestVariable)
    }
    guard let node = node(site) else { return nil }
    let type = unit.type(node)
    guard type != .none else { return nil }
    if let reason = tooLarge(type, analysis.options.largestVariable) { return reason }
    let implicit = analysis.options.largestImplicit
    switch unit.operation(node) {
    case .new, .pointerLiteral: return tooLarge(types.element(type), implicit)
    case .closure: return closureSize(node) > implicit ? "too large for stack" : nil
    case .methodValue:
      return 8 + types.size(unit.type(unit.first(node))) > implicit ? "too large for stack" : nil
    case .makeSlice: return sliceReason(node, implicit)
    default: return nil
    }
  }

  private func tooLarge(_ type: TypeID, _ limit: Int64) -> StaticString? {
    let layout = types.layout(type)
    if layout.size > limit { return "too large for stack" }
    return layout.alignment > 8 ? "too aligned for stack" : nil
  }

  private func closureSize(_ node: IRNode) -> Int64 {
    var size: Int64 = 8
    for capture in unit.closureFunction(node).captures {
      let variable = unit.canonical(capture)
      if !unit[variable].flags.contains(.byValue) {
        size = (size + 7) / 8 * 8 + 8
        continue
      }
      let layout = types.layout(unit[variable].type)
      size = (size + layout.alignment - 1) / layout.alignment * layout.alignment + layout.size
    }
    return size
  }

  private func sliceReason(_ node: IRNode, _ limit: Int64) -> StaticString? {
    let bound = sizeOperand(node)
    let elementSize = types.size(types.element(unit.type(node)))
    guard analysis.options.allowsUnknownLengths else {
      guard let length = unit.integer(bound) else { return "non-constant size" }
      return elementSize != 0 && length >= limit / elementSize ? "too large for stack" : nil
    }
    if elementSize == 0 { return "zero-sized element" }
    // A length that is not known gets a small buffer, and the heap when it does not fit.
    guard let length = unit.integer(bound), length >= 0, length <= Int64(Int32.max) else {
      return nil
    }
    return length > limit / elementSize ? "too large for stack" : nil
  }

  private func sizeOperand(_ node: IRNode) -> IRNode {
    let capacity = unit.second(node)
    return capacity.isPresent ? capacity : unit.first(node)
  }

  /// Replaces the length of a slice, or the operand of an interface conversion, by the constant
  /// that it always is.
  func replaceByLiteral(_ location: LocationID) {
    guard let node = node(graph.site(of: location)) else { return }
    switch unit.operation(node) {
    case .makeSlice: replaceLength(node)
    case .convertInterface: replaceOperand(node)
    default: break
    }
  }

  private func replaceLength(_ node: IRNode) {
    let bound = sizeOperand(node)
    guard unit.operation(bound) != .literal else { return }
    let function = self.function(of: node)
    let value = analysis.staticValue(bound, in: function)
    switch unit.operation(value) {
    case .literal:
      guard unit.constant(value).sign >= 0 else { return }
      unit.replaceSize(of: node, by: unit.constant(value), type: unit.type(bound), in: function)
    case .length:
      let operand = analysis.staticValue(unit.first(value), in: function)
      guard unit.operation(operand) == .sliceLiteral else { return }
      unit.replaceSize(
        of: node, by: .int(Int64(unit[operand].c)), type: types.int, in: function)
    default: break
    }
  }

  private func replaceOperand(_ node: IRNode) {
    let operand = unit.first(node)
    guard unit.operation(operand) != .literal, !types.isInterface(unit.type(operand)) else {
      return
    }
    let function = self.function(of: node)
    let value = analysis.staticValue(operand, in: function)
    guard unit.operation(value) == .literal,
      isValid(unit.constant(value), for: types.form(unit.type(operand)))
    else { return }
    unit.replaceOperand(of: node, by: unit.constant(value), in: function)
  }

  private func isValid(_ value: Constant, for form: TypeForm) -> Bool {
    switch value.kind {
    case .bool: return form == .bool
    case .string: return form == .string
    case .int: return form.isInteger
    case .float: return form.isFloat
    case .complex: return form.isComplex
    case .unknown: return false
    }
  }

  private func function(of node: IRNode) -> Function {
    for location in graph.addedLocations where graph.site(of: location) == Self.site(node) {
      let index = Int32(bitPattern: graph.site(of: graph.frame(of: location)).raw)
      if let function = unit.function(index) { return function }
    }
    return function
  }
}
