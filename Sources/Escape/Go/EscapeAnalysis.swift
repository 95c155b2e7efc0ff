// Escape analysis of a unit of Go: the groups of its call graph from the bottom up, and what is
// said about them. The walk over a group is in GroupWalk and its chapters.
import GoIR
import GoSyntax
import GoTypes

/// What decides sizes on the stack and how much is said.
public struct EscapeOptions: Sendable {
  /// How much to explain: 1 for verdicts, 2 for the flows behind them, 0 for nothing.
  public var verbosity = 1
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

/// One line of a report.
public struct EscapeMessage: Sendable {
  /// Where: in the function itself, for code that was inlined.
  public let position: SourcePosition
  /// What, in the words of Go's compiler.
  public let text: String

  /// A line.
  public init(position: SourcePosition, text: String) {
    self.position = position
    self.text = text
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

  private var variableVerdicts: [VariableID: EscapeVerdict] = [:]
  private var nodeVerdicts: [IRNode: EscapeVerdict] = [:]

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
      for note in unit.notes { say(note.position, note.text) }
    }
    unit.visitBottomUp(unit.functions) { group, _ in
      let walk = GroupWalk(self, group)
      walk.run()
    }
  }

  /// The verdict on a variable; nil for globals and for functions that were not analysed.
  public func verdict(_ variable: VariableID) -> EscapeVerdict? {
    variableVerdicts[unit.canonical(variable)]
  }

  /// The verdict on the storage that a node makes; nil if it makes none.
  public func verdict(_ node: IRNode) -> EscapeVerdict? { nodeVerdicts[node] }

  func record(_ verdict: EscapeVerdict, variable: VariableID) {
    variableVerdicts[variable] = verdict
    if verdict.escapes { unit[variable].flags.insert(.heap) }
  }

  func record(_ verdict: EscapeVerdict, node: IRNode) { nodeVerdicts[node] = verdict }

  func say(_ position: IRPosition, _ text: String) {
    messages.append(EscapeMessage(position: unit.outermost(position), text: text))
  }

  func say(line: String) {
    // Explanations carry their position in the text.
    messages.append(EscapeMessage(position: .unknown, text: line))
  }
}
