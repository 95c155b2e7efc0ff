// The source with verdicts beside it: what people read.
import Escape
import GoIR
import GoSyntax

/// Lists the files of one package.
struct EscapeListing {
  /// Where verdicts begin, in characters from the source's left edge; long lines push theirs
  /// further to the right.
  static let verdictColumn = 64
  /// What a tab is shown as, since a terminal's own tabs would not line up behind line numbers.
  private static let tab = "    "

  private let verdicts: [LineKey: [EscapeMessage]]
  private let sources: SourceSet
  private let hasColours: Bool

  private struct LineKey: Hashable {
    let file: Int
    let line: Int
  }

  init(_ unit: AnalyzedUnit, _ sources: SourceSet, hasColours: Bool) {
    self.sources = sources
    self.hasColours = hasColours
    var found: [LineKey: [EscapeMessage]] = [:]
    for message in unit.report where message.position.isKnown && message.subject != nil {
      guard let file = sources.file(of: message.position),
        let place = sources.physicalLocation(of: message.position)
      else { continue }
      let key = LineKey(file: file.index, line: place.line)
      let isKnown: Bool =
        found[key]?.contains { $0.text == message.text && $0.position == message.position } ?? false
      if !isKnown { found[key, default: []].append(message) }
    }
    verdicts = found.mapValues { messages in
      messages.enumerated().sorted { left, right in
        left.element.position == right.element.position
          ? left.offset < right.offset : left.element.position < right.element.position
      }.map(\.element)
    }
  }

  /// A file's name and its lines.
  func text(of file: SourceFile) -> String {
    var lines: [String] = [emphasized(file.path)]
    let source = String(decoding: file.bytes, as: UTF8.self)
    var texts: [Substring] = source.split(separator: "\n", omittingEmptySubsequences: false)
    if texts.last?.isEmpty == true { texts.removeLast() }
    let width = String(texts.count).count
    for (index, text) in texts.enumerated() {
      let number = String(index + 1)
      let margin = String(repeating: " ", count: width - number.count) + number + "  "
      let shown = String(text).replacing("\t", with: Self.tab).replacing("\r", with: "")
      let found = verdicts[LineKey(file: file.index, line: index + 1)] ?? []
      lines.append(line(margin, shown, found))
    }
    return lines.joined(separator: "\n") + "\n\n"
  }

  private func line(_ margin: String, _ source: String, _ found: [EscapeMessage]) -> String {
    guard !found.isEmpty else { return dimmed(margin) + source }
    let gap = max(2, Self.verdictColumn - source.count)
    let all = found.map { coloured($0) }.joined(separator: "; ")
    return dimmed(margin) + source + String(repeating: " ", count: gap) + "// " + all
  }

  // MARK: Colours

  private func coloured(_ message: EscapeMessage) -> String {
    switch message.subject {
    case .storage(isHeap: true): wrap(message.text, "31")
    case .storage(isHeap: false), .parameter(leaks: false): wrap(message.text, "32")
    case .parameter(leaks: true): wrap(message.text, "33")
    case .inlining, nil: wrap(message.text, "2")
    }
  }

  private func dimmed(_ text: String) -> String { wrap(text, "2") }

  private func emphasized(_ text: String) -> String { wrap(text, "1") }

  private func wrap(_ text: String, _ code: String) -> String {
    hasColours ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
