// Nodes as Go source, the way the compiler's diagnostics quote them: implied conversions,
// dereferences and addresses are left out, long literals and bodies are shortened.
import GoSyntax
import GoTypes

/// Writes nodes of a unit as Go source.
public struct IRText {
  let unit: Unit
  private let typeText: TypeText

  /// A writer for the diagnostics of a unit.
  public init(_ unit: Unit) {
    self.unit = unit
    typeText = TypeText(unit.types, local: unit.package.package)
  }

  /// The text of a node.
  public func text(_ node: IRNode) -> String {
    guard node.isPresent else { return "<nil>" }
    if Self.precedence(unit.operation(node)) < 0 { return statement(node) }
    return expression(node, 0)
  }

  /// The text of a type.
  public func text(_ type: TypeID) -> String { typeText.text(type) }

  /// The name of a variable, qualified where it comes from another package's source.
  public func text(_ variable: VariableID) -> String {
    let record = unit[variable]
    guard let package = record.package, package !== unit.package.package else {
      return record.name
    }
    return package.name + "." + record.name
  }

  /// The name of a function, qualified unless it is of this package.
  public func text(_ symbol: FunctionSymbol) -> String {
    guard let package = symbol.package, package !== unit.package.package else {
      return symbol.name
    }
    return package.name + "." + symbol.name
  }

  /// The type of a function, the receiver of a method in front.
  func signature(of symbol: FunctionSymbol) -> String {
    guard symbol.hasReceiver, symbol.kind != .shaped,
      let receiver = unit.types.parameters(symbol.type).first
    else { return text(symbol.type) }
    let rest = unit.types.function(
      parameters: Array(unit.types.parameters(symbol.type).dropFirst()),
      results: unit.types.results(symbol.type), isVariadic: unit.types.isVariadic(symbol.type))
    return "method(\(text(receiver))) \(text(rest))"
  }

  /// Statements with semicolons between them.
  public func text(_ list: IRList) -> String {
    unit.list(list).map { text($0) }.joined(separator: "; ")
  }

  private func commas(_ raw: UInt32) -> String {
    unit.list(operand: raw).map { text($0) }.joined(separator: ", ")
  }

  // MARK: - Expressions

  private func expression(_ given: IRNode, _ precedence: Int) -> String {
    guard given.isPresent else { return "<nil>" }
    var node = given
    while unit[node].flags.contains(.implicit), skipsWhenImplicit(unit.operation(node)) {
      node = unit.first(node)
    }
    let record = unit[node]
    var own = Self.precedence(record.operation)
    if record.operation == .type, unit.types.form(record.type) == .pointer { own = 7 }
    if precedence > own { return "(" + text(node) + ")" }
    return unparenthesized(node, record, own)
  }

  private func skipsWhenImplicit(_ operation: Operation) -> Bool {
    switch operation {
    case .address, .dereference, .convert, .convertNop, .convertInterface: return true
    default: return false
    }
  }

  private func unparenthesized(_ node: IRNode, _ record: NodeRecord, _ own: Int) -> String {
    let a = IRNode(raw: record.a)
    let b = IRNode(raw: record.b)
    switch record.operation {
    case .name: return text(unit.variable(node))
    case .functionName: return unit.symbol(node).map { text($0) } ?? "<S>"
    case .blank: return "_"
    case .nilValue: return "nil"
    case .literal: return literal(node, record)
    case .type: return text(record.type)
    case .linkSymbol: return "(\(text(record.type)))(@0)"
    case .closure: return "func literal"
    case .methodExpression: return methodExpression(node, TypeID(raw: record.c))
    case .dot, .dotPointer, .dotInterface, .methodValue:
      return expression(a, own) + "." + unit.selection(node).name
    case .pointerLiteral: return "&" + text(a)
    case .structLiteral, .arrayLiteral, .sliceLiteral, .mapLiteral:
      if record.flags.contains(.implicit) { return "... argument" }
      return text(record.type) + (record.a != 0 ? "{...}" : "{}")
    case .key: return text(a) + ":" + text(b)
    case .structKey: return text(a)
    case .typeAssert, .typeAssert2: return expression(a, own) + ".(\(text(record.type)))"
    case .index, .indexMap: return expression(a, own) + "[\(text(b))]"
    case .convert, .convertNop, .convertInterface, .bytesToString, .runesToString,
      .stringToBytes, .stringToRunes, .runeToString, .sliceToArray, .sliceToArrayPointer:
      let type = text(record.type)
      return (unit.types.hasName(record.type) ? type : "(\(type))") + "(\(text(a)))"
    case .addString:
      return unit.list(operand: record.a).map { expression($0, own) }.joined(separator: " + ")
    case .new: return "new(\(text(a)))"
    case .inlinedCall:
      let results = unit.list(operand: record.b)
      if results.count == 1 { return text(results[0]) }
      return "(." + results.map { text($0) }.joined(separator: "; ") + ")"
    default: break
    }
    if record.operation.isSlicing { return slicing(record, own) }
    return callOrOperator(node, record, own)
  }

  private func methodExpression(_ node: IRNode, _ receiver: TypeID) -> String {
    let type = text(receiver)
    let isPointer = unit.types.form(receiver) == .pointer
    return (isPointer ? "(\(type))" : type) + "." + unit.selection(node).name
  }

  private func slicing(_ record: NodeRecord, _ own: Int) -> String {
    let bounds = unit.list(operand: record.b)
    func bound(_ index: Int) -> String {
      index < bounds.count && bounds[index].isPresent ? text(bounds[index]) : ""
    }
    var inner = bound(0) + ":" + bound(1)
    if record.operation == .slice3 || record.operation == .slice3Array {
      inner += ":" + bound(2)
    }
    return expression(IRNode(raw: record.a), own) + "[" + inner + "]"
  }

  private func callOrOperator(_ node: IRNode, _ record: NodeRecord, _ own: Int) -> String {
    let a = IRNode(raw: record.a)
    let b = IRNode(raw: record.b)
    let name = Self.spelling(record.operation)
    switch record.operation {
    case .callFunction, .callInterface, .tailCall:
      let dots = record.flags.contains(.ellipsis) ? "..." : ""
      return expression(a, own) + "(" + commas(record.b) + dots + ")"
    case .append, .delete, .min, .max, .recover, .print, .println:
      let dots = record.flags.contains(.ellipsis) ? "..." : ""
      return name + "(" + commas(record.b) + dots + ")"
    case .complex, .copy, .unsafeAdd, .unsafeSlice:
      return "\(name)(\(text(a)), \(text(b)))"
    case .real, .imaginary, .capacity, .clear, .close, .length, .panic:
      return "\(name)(\(text(a)))"
    case .makeSlice, .makeMap, .makeChannel: return make(record, a, b)
    case .plus, .negate, .complement, .not, .receive, .address:
      let gap = unit.operation(a) == record.operation ? " " : ""
      return name + gap + expression(a, own + 1)
    case .dereference: return name + expression(a, own + 1)
    case .getG: return expression(a, own)
    case .add, .subtract, .multiply, .divide, .remainder, .and, .or, .exclusiveOr, .andNot,
      .shiftLeft, .shiftRight, .equal, .notEqual, .less, .lessEqual, .greater, .greaterEqual,
      .logicalAnd, .logicalOr, .send:
      return expression(a, own) + " \(name) " + expression(b, own + 1)
    default: return "<node \(Self.debugName(record.operation))>"
    }
  }

  private func make(_ record: NodeRecord, _ length: IRNode, _ capacity: IRNode) -> String {
    let type = text(record.type)
    if capacity.isPresent { return "make(\(type), \(text(length)), \(text(capacity)))" }
    if length.isPresent, !unit[length].flags.contains(.implicit) {
      return "make(\(type), \(text(length)))"
    }
    return "make(\(type))"
  }

  private func literal(_ node: IRNode, _ record: NodeRecord) -> String {
    let value = unit.constant(node)
    if record.type == unit.types.rune, let number = value.uint64Value, number <= 0x10FFFF {
      return goQuotedRune(UInt32(number))
    }
    let text = value.description
    let types = unit.types
    let isDefault: Bool
    switch value.kind {
    case .bool: isDefault = record.type == types.bool
    case .string: isDefault = record.type == types.string
    case .int: isDefault = record.type == types.int
    case .float: isDefault = record.type == types.float64
    case .complex: isDefault = record.type == types.complex128
    case .unknown: isDefault = true
    }
    return isDefault ? text : "\(self.text(record.type))(\(text))"
  }
}
