// Escape analysis of a unit of Go: the groups of its call graph from the bottom up, and what is
// said about them. The walk over a group is in GroupWalk and its chapters.
import GoIR
import GoSyntax
import GoTypes

/// What decides sizes on the stack and how much is said.
public struct EscapeOptions: Sendable {
  /// How much to explain: 1 for verdicts, 2 for the flows behind them, 0 for nothing.
  public var verbosity = 1
  /// Keeps the flows behind what is on the heap, for `explanation(of:)`.
  public var keepsExplanations = false
  /// The largest variable that may be on the stack, in bytes. Higher keeps more off the heap and
  /// makes deep stacks more likely.
  public var largestVariable: Int64 = 128 << 10
  /// The largest storage that an expression may have on the stack, in bytes.
  public var largestImplicit: Int64 = 64 << 10
  /// Slices whose length is not known may have a small buffer on the stack.
  public var allowsUnknownLengths = true

  /// The rules of the newest language version.
  public init() {}

  /// The rules of a language version: up to Go 1.21 variables may take 10 MiB, and up to Go 1.24
  /// a slice of unknown length is always on the heap.
  public init(version: GoVersion) {
    guard version != .unspecified else { return }
    if version < GoVersion(minor: 22) { largestVariable = 10 << 20 }
    allowsUnknownLengths = version >= GoVersion(minor: 25)
  }
}

/// The verdict on a variable, or on the storage of an expression.
public struct EscapeVerdict: Sendable {
  /// It is on the heap.
  public let escapes: Bool
  /// Its storage can be reused as soon as its statement is done.
  public let isTransient: Bool
  /// Memory reachable from it may be written.
  public let mutates: Bool
}

/// The analysis of one unit, and its results.
public final class EscapeAnalysis {
  let unit: Unit
  let options: EscapeOptions
  let text: IRText
  let values: StaticValues
  /// Writes a position as diagnostics show it.
  let place: (SourcePosition) -> String
  /// The lines so far.
  public private(set) var messages: [EscapeMessage] = []
  /// The functions whose parameters have their leaks.
  var tagged: Set<Int32> = []

  private var explanations: [SiteID: [String]] = [:]
  private var variableVerdicts: [VariableID: EscapeVerdict] = [:]
  private var nodeVerdicts: [IRNode: EscapeVerdict] = [:]
  /// Defer statements that a call of their function runs at most once.
  private var singleDefers: Set<IRNode> = []

  /// Prepares the analysis of a unit.
  ///
  /// - Parameter place: writes a position as diagnostics show it, for explanations.
  public init(
    _ unit: Unit, options: EscapeOptions = EscapeOptions(),
    place: @escaping (SourcePosition) -> String
  ) {
    self.unit = unit
    self.options = options
    self.place = place
    text = IRText(unit)
    values = StaticValues(unit)
  }

  /// Analyses all functions of the unit; afterwards symbols have their parameters' leaks.
  public func run() {
    if options.verbosity > 0 {
      for note in unit.notes { say(note.position, note.text, .inlining) }
    }
    unit.visitBottomUp(unit.functions) { group, _ in
      let walk = GroupWalk(self, group)
      walk.run()
    }
    let bounded = unit.markBoundedIndexes()
    if options.verbosity > 0 {
      for position in bounded { say(position, "index bounds check elided") }
    }
  }

  func noteRunsOnce(_ node: IRNode) { singleDefers.insert(node) }

  /// Whether a defer statement is in no loop, so that its closure may be on the stack.
  public func runsOnce(_ node: IRNode) -> Bool { singleDefers.contains(node) }

  /// Whether a variable lives on the stack of its function: the answer for those who generate
  /// code. A captured variable has one answer, whichever of its views is asked for. Globals and
  /// variables that were not analysed do not.
  ///
  /// The same is in `unit[unit.canonical(variable)].flags`: `.heap` where it does not. Whether a
  /// closure captures the variable by value is there too: `.byValue`.
  public func livesOnStack(_ variable: VariableID) -> Bool {
    verdict(variable).map { !$0.escapes } ?? false
  }

  /// Whether the storage that a node makes may be on the stack: of `new`, `make`, `&T{}`, slice
  /// and map literals (the slice of variadic arguments among them), closures and bound methods,
  /// values converted to interfaces, `append`, and conversions and concatenations of strings.
  ///
  /// A `makeSlice` of unknown length, a `makeMap`, an `append` and a string operation that do not
  /// escape may use a buffer in the frame, and the heap where it does not suffice.
  public func livesOnStack(_ node: IRNode) -> Bool {
    verdict(node).map { !$0.escapes } ?? false
  }

  /// The verdict on a variable; nil for globals and for functions that were not analysed.
  public func verdict(_ variable: VariableID) -> EscapeVerdict? {
    variableVerdicts[unit.canonical(variable)]
  }

  /// The verdict on the storage that a node makes; nil if it makes none.
  public func verdict(_ node: IRNode) -> EscapeVerdict? { nodeVerdicts[node] }

  /// The flow by which a variable gets to the heap, in lines; empty unless explanations are kept.
  public func explanation(of variable: VariableID) -> [String] {
    explanations[GroupWalk.site(unit.canonical(variable))] ?? []
  }

  /// The same for the storage that a node makes.
  public func explanation(of node: IRNode) -> [String] {
    explanations[GroupWalk.site(node)] ?? []
  }

  func keep(_ lines: [String], for site: SiteID) { explanations[site] = lines }

  /// The functions that a call may lead to, if all of them are known; empty otherwise.
  ///
  /// - Parameter function: the function that the call stands in.
  public func callees(of call: IRNode, in function: Function) -> [FunctionSymbol] {
    guard unit.operation(call) == .callFunction else { return [] }
    let value = staticValue(unit.first(call), in: function)
    if let symbol = unit.staticCallee(value) { return [symbol] }
    guard unit.operation(value) == .name,
      let assignments = values.plainAssignments(unit.variable(value))
    else { return [] }
    var result: [FunctionSymbol] = []
    for assignment in assignments {
      let source = unit.second(assignment)
      if unit.isZero(source) { continue }
      guard let symbol = unit.staticCallee(source),
        symbol.pragma.isDisjoint(with: [.uintptrKeepAlive, .uintptrEscapes])
      else { return [] }
      result.append(symbol)
    }
    return result
  }

  /// The expression that always has the value of a node of a function. Literals of package-level
  /// variables do not know what the initialising function around them does.
  func staticValue(_ node: IRNode, in function: Function) -> IRNode {
    var outermost = function
    while let parent = outermost.parent, parent.symbol.kind != .packageInit { outermost = parent }
    let excluded = outermost.parent?.index ?? -1
    return values.staticValue(node, excluding: excluded)
  }

  func record(_ verdict: EscapeVerdict, variable: VariableID) {
    variableVerdicts[variable] = verdict
    if verdict.escapes { unit[variable].flags.insert(.heap) }
  }

  func record(_ verdict: EscapeVerdict, node: IRNode) { nodeVerdicts[node] = verdict }

  func say(_ position: IRPosition, _ text: String, _ subject: EscapeSubject? = nil) {
    messages.append(
      EscapeMessage(position: unit.outermost(position), text: text, subject: subject))
  }

  /// Says a line of an explanation, which carries its position in the text.
  func say(line: String) {
    messages.append(EscapeMessage(position: .unknown, text: line, isExplanation: true))
  }
}
