// What escape analysis says about lines of the source, for whoever has something to add to it.
import Escape
import GoSyntax

/// The reasons why something on a line is on the heap.
struct EscapeVerdicts {
  private var byLine: [Line: [Verdict]] = [:]

  private struct Line: Hashable {
    let file: String
    let line: Int
  }

  /// A verdict, and the flows behind it if they were asked for.
  struct Verdict {
    let column: Int
    let text: String
    let flows: [String]
  }

  /// Adds what was said about a package.
  mutating func add(_ unit: AnalyzedUnit, _ sources: SourceSet) {
    let flows = Self.flows(unit.report)
    for message in unit.report where message.subject == .storage(isHeap: true) {
      guard let place = sources.location(of: message.position) else { continue }
      let line = Line(file: place.file, line: place.line)
      let isKnown = byLine[line]?.contains { $0.column == place.column && $0.text == message.text }
      if isKnown == true { continue }
      byLine[line, default: []].append(
        Verdict(
          column: place.column, text: message.text,
          flows: flows[sources.compilerPlace(message.position)] ?? []))
    }
  }

  /// The steps of explanations by the place that they explain, which each line begins with.
  private static func flows(_ messages: [EscapeMessage]) -> [String: [String]] {
    var flows: [String: [String]] = [:]
    for message in messages where message.isExplanation {
      // A step is set off by three blanks, what an explanation begins with by one.
      guard let gap = message.text.firstRange(of: ":   ") else { continue }
      let place = String(message.text[..<gap.lowerBound])
      let step = String(message.text[gap.upperBound...])
      if flows[place]?.contains(step) != true { flows[place, default: []].append(step) }
    }
    return flows
  }

  /// The verdicts on a place: those at its column, or else those on its line.
  func verdicts(on place: MeteredPlace) -> [Verdict] {
    let all = byLine[Line(file: place.file, line: place.line)] ?? []
    let exact = all.filter { $0.column == place.column }
    return exact.isEmpty ? all : exact
  }
}
