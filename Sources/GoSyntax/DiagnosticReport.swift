// Which diagnostics of a package are shown, and in which order: the rules of Go's compiler.

/// The diagnostics of one package, chosen and sorted for showing.
public struct DiagnosticReport: Sendable {
  /// What is shown, by position.
  public let diagnostics: [Diagnostic]
  /// Set when there were too many: where the last one counted stood.
  public let overflow: SourcePosition?

  /// How many errors of a package Go shows before it gives up.
  public static let usualLimit = 10

  /// Chooses from diagnostics in the order of discovery.
  ///
  /// A line shows one syntax error at most; the same message twice in a row on one line counts
  /// once. With the `limit`-th error the count ends; what was found before is sorted and shown.
  /// - Parameters:
  ///   - limit: nil for all.
  ///   - keepsRepetitions: shows also what is said twice on a line.
  public init(
    _ found: [Diagnostic], sources: SourceSet, limit: Int? = usualLimit,
    keepsRepetitions: Bool = false
  ) {
    if keepsRepetitions {
      overflow = nil
      diagnostics = found
      return
    }
    var kept: [Diagnostic] = []
    var lastSyntaxLine: Line?
    var lastOther: (line: Line?, message: String)?
    var errorCount = 0
    var overflow: SourcePosition?
    for diagnostic in found {
      let line = Line(diagnostic.position, sources)
      if diagnostic.message.hasPrefix("syntax error") {
        if line != nil && line == lastSyntaxLine { continue }
        lastSyntaxLine = line
      } else {
        let text: String = diagnostic.text(in: sources)
        if let lastOther, line == lastOther.line, text == lastOther.message { continue }
        lastOther = (line, text)
      }
      kept.append(diagnostic)
      if diagnostic.severity == .error { errorCount += 1 }
      if let limit, errorCount >= limit {
        overflow = diagnostic.position
        break
      }
    }
    self.overflow = overflow
    diagnostics = Self.sorted(kept, sources)
  }

  /// The lines to print: `file:line:column: message`, details indented below.
  public func lines(sources: SourceSet) -> [String] {
    var lines: [String] = diagnostics.map { Self.line($0.position, $0.text(in: sources), sources) }
    if let overflow { lines.append(Self.line(overflow, "too many errors", sources)) }
    return lines
  }

  private static func line(
    _ position: SourcePosition, _ text: String, _ sources: SourceSet
  ) -> String {
    position.isKnown ? "\(sources.describe(position)): \(text)" : text
  }

  /// By position, equal ones in the order of discovery, without repetitions.
  private static func sorted(_ kept: [Diagnostic], _ sources: SourceSet) -> [Diagnostic] {
    let order: [Int] = kept.indices.sorted { left, right in
      let (a, b) = (kept[left].position, kept[right].position)
      return a == b ? left < right : a < b
    }
    var result: [Diagnostic] = []
    for index in order {
      let next: Diagnostic = kept[index]
      if let last = result.last, last.position == next.position,
        last.text(in: sources) == next.text(in: sources)
      {
        continue
      }
      result.append(next)
    }
    return result
  }

  /// A line of a file, directives left aside.
  private struct Line: Equatable {
    let file: Int
    let number: Int

    init?(_ position: SourcePosition, _ sources: SourceSet) {
      guard let file = sources.file(of: position) else { return nil }
      self.file = file.index
      number = file.physicalLocation(of: position).line
    }
  }
}
