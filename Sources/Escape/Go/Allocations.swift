// What a function may allocate, and whom it calls: what is asked of a function that must not
// allocate. The answer is on the safe side: what only sometimes allocates, such as an append or a
// map that grows, counts.
import GoIR
import GoSyntax
import GoTypes

/// One place that may allocate.
public struct AllocationSite: Sendable {
  /// Where: in the function itself, for code that was inlined.
  public let position: SourcePosition
  /// What, such as "&T{...} escapes to heap".
  public let text: String
  /// The flow to the heap in lines, if explanations are kept and there is one.
  public let explanation: [String]

  /// A place.
  public init(position: SourcePosition, text: String, explanation: [String]) {
    self.position = position
    self.text = text
    self.explanation = explanation
  }
}

/// One call.
public struct CallSite: Sendable {
  /// Where: in the function itself, for code that was inlined.
  public let position: SourcePosition
  /// The call's text.
  public let text: String
  /// The functions that it may lead to; empty if they are not known.
  public let callees: [FunctionSymbol]
}

/// What is known of one function.
public struct FunctionAllocations: Sendable {
  /// The function.
  public let symbol: FunctionSymbol
  /// Where it is declared.
  public let position: SourcePosition
  /// What it may allocate itself, in the order of the source.
  public let sites: [AllocationSite]
  /// What it calls.
  public let calls: [CallSite]
}

extension AnalyzedUnit {
  /// What the functions of the unit may allocate, adapters and literals included.
  public func allocations() -> [FunctionAllocations] {
    unit.functions.filter(\.hasBody).map { function in
      var collector = AllocationCollector(self, function)
      return collector.run()
    }
  }
}

private struct AllocationCollector {
  private let unit: Unit
  private let escapes: EscapeAnalysis
  private let text: IRText
  private let function: Function
  private var sites: [AllocationSite] = []
  private var calls: [CallSite] = []

  init(_ analyzed: AnalyzedUnit, _ function: Function) {
    unit = analyzed.unit
    escapes = analyzed.escapes
    text = IRText(analyzed.unit)
    self.function = function
  }

  mutating func run() -> FunctionAllocations {
    for variable in function.locals where unit[variable].flags.contains(.heap) {
      add(
        unit[variable].position, "moved to heap: \(text.text(variable))",
        escapes.explanation(of: variable))
    }
    var nodes: [IRNode] = []
    unit.forEachNode(in: function) { nodes.append($0) }
    for node in nodes { visit(node) }
    return FunctionAllocations(
      symbol: function.symbol, position: function.position.source,
      sites: sites.sorted { $0.position < $1.position }, calls: calls)
  }

  private mutating func add(
    _ position: IRPosition, _ what: String, _ explanation: [String] = []
  ) {
    sites.append(
      AllocationSite(
        position: unit.outermost(position), text: what, explanation: explanation))
  }

  private mutating func visit(_ node: IRNode) {
    let record = unit[node]
    switch record.operation {
    case .callFunction, .callInterface:
      guard !isSubstituted(record) else { return }
      calls.append(
        CallSite(
          position: unit.outermost(record.position), text: text.text(node),
          callees: escapes.callees(of: node, in: function)))
    case .goCall: add(record.position, "a goroutine is started")
    case .makeChannel: add(record.position, "\(text.text(node)) is made on the heap")
    case .append: add(record.position, "append may need a larger array")
    case .addString, .runeToString, .bytesToString, .runesToString, .stringToRunes:
      addUnlessConstant(node, "may need memory for its result")
    case .stringToBytes:
      // Bytes that nobody writes are the string's own.
      if escapes.verdict(node)?.mutates != false {
        addUnlessConstant(node, "may need memory for its result")
      }
    case .makeMap: add(record.position, "\(text.text(node)) may need memory for its entries")
    case .assign, .assignOperation:
      let target = IRNode(raw: record.a)
      if target.isPresent, unit.operation(target) == .indexMap {
        add(record.position, "\(text.text(target)) may need memory for a new entry")
      }
    case .assignList, .assignFunction, .assignMap, .assignReceive, .assignTypeAssert,
      .selectReceive:
      for target in unit.list(operand: record.a)
      where target.isPresent && unit.operation(target) == .indexMap {
        add(record.position, "\(text.text(target)) may need memory for a new entry")
      }
    default: storage(node, record)
    }
  }

  private func isSubstituted(_ record: NodeRecord) -> Bool {
    record.flags.contains(.keepsAlive)
  }

  private mutating func addUnlessConstant(_ node: IRNode, _ what: String) {
    let operand = unit.first(node)
    if unit[node].operation != .addString, unit.operation(operand) == .literal { return }
    add(unit[node].position, "\(text.text(node)) \(what)", escapes.explanation(of: node))
  }

  /// What makes storage of its own and escapes.
  private mutating func storage(_ node: IRNode, _ record: NodeRecord) {
    if record.operation == .makeSlice, escapes.livesOnStack(node) {
      let bound = unit.second(node).isPresent ? unit.second(node) : unit.first(node)
      if unit.integer(bound) == nil {
        add(record.position, "\(text.text(node)) may be too long for the stack")
      }
      return
    }
    guard let verdict = escapes.verdict(node), verdict.escapes else { return }
    switch record.operation {
    case .closure:
      // Without captured variables there is one for the whole run.
      guard !unit.closureFunction(node).captures.isEmpty else { return }
    case .convertInterface:
      // Constants are boxed at compile time, values without size in nothing at all.
      let operand = unit.first(node)
      if unit.operation(operand) == .literal { return }
      if unit.types.size(unit.type(operand)) == 0 { return }
    default: break
    }
    add(
      record.position, "\(text.text(node)) escapes to heap", escapes.explanation(of: node))
  }
}
