// `tricolor escape --diff OLD NEW`: what lives elsewhere in the new source than in the old one.
//
// Verdicts are matched by what they are about: the file's place in its tree, the function, the
// words of the expression or the variable's name, and, where a function has several of the same
// words, their order. So lines that only moved make no difference.
import Driver
import Escape
import Foundation
import GoIR
import GoSyntax

/// Compares two source trees.
final class EscapeDifference {
  private let configuration: PackageLoader.Configuration
  private let options: EscapeSession.Options

  /// What verdicts are about.
  private struct Subject: Hashable {
    let file: String
    let function: String
    /// The words without the verdict.
    let words: String
    let ordinal: Int
  }

  /// The verdicts on a subject, as printed.
  struct Verdict {
    var lines: [(place: String, text: String)] = []
    var texts: [String] { lines.map(\.text) }
    var isHeap = false
  }

  /// A subject that the two trees disagree on.
  struct Change {
    let file: String
    let function: String
    let old: Verdict
    let new: Verdict

    /// Whether it is on the heap now and was not.
    var isNewOnHeap: Bool { new.isHeap && !old.isHeap }
    /// Whether it was on the heap and is not any more.
    var isGoneFromHeap: Bool { old.isHeap && !new.isHeap }
  }

  private typealias Verdicts = [Subject: Verdict]

  init(_ configuration: PackageLoader.Configuration, _ options: EscapeSession.Options) {
    self.configuration = configuration
    self.options = options
  }

  /// Prints the differences; false when there are some, or when a tree does not check.
  func compare(_ old: String, _ new: String) -> Bool {
    guard let changes = changes(from: old, to: new) else { return false }
    for change in changes { show(change) }
    if options.format != .json {
      let more = changes.filter(\.isNewOnHeap).count
      let less = changes.filter(\.isGoneFromHeap).count
      Output.line(
        "\(more) more on the heap, \(less) no longer there, "
          + "\(changes.count - more - less) other differences")
    }
    return changes.isEmpty
  }

  /// The differences, in the order of the old tree, then of what is new; nil when a tree does not
  /// load or check.
  func changes(from old: String, to new: String) -> [Change]? {
    var order: [Subject] = []
    guard let before = verdicts(of: old, &order), let after = verdicts(of: new, &order) else {
      return nil
    }
    var seen: Set<Subject> = []
    var result: [Change] = []
    for subject in order where seen.insert(subject).inserted {
      let change = Change(
        file: subject.file, function: subject.function, old: before[subject] ?? Verdict(),
        new: after[subject] ?? Verdict())
      if change.old.texts != change.new.texts { result.append(change) }
    }
    return result
  }

  private func show(_ change: Change) {
    if options.format == .json {
      Output.line(
        JSONDifference(
          file: change.file, function: change.function, old: change.old.texts,
          new: change.new.texts
        ).text)
      return
    }
    Output.line(change.file.isEmpty ? change.function : "\(change.file): \(change.function)")
    for line in change.old.lines { Output.line("- \(line.place): \(line.text)") }
    for line in change.new.lines { Output.line("+ \(line.place): \(line.text)") }
  }

  // MARK: - One tree

  /// The verdicts on a tree; nil when it does not load or check.
  private func verdicts(of path: String, _ order: inout [Subject]) -> Verdicts? {
    let files = FileSystem()
    let absolute = FileSystem.absolute(path, in: configuration.directory)
    let isDirectory = files.isDirectory(absolute)
    let root = isDirectory ? absolute : URL(filePath: absolute).deletingLastPathComponent().path
    var result: Verdicts = [:]
    var subjects: [Subject] = []
    let session = EscapeSession(configuration, options)
    let isGood = session.analyze([isDirectory ? absolute + "/..." : absolute]) { unit, _ in
      add(unit, root, isDirectory, &result, &subjects)
    }
    order += subjects
    return isGood ? result : nil
  }

  private func add(
    _ unit: AnalyzedUnit, _ root: String, _ isTree: Bool, _ result: inout Verdicts,
    _ order: inout [Subject]
  ) {
    let sources = unit.unit.session.sources
    let functions = declaredFunctions(unit)
    var counts: [Subject: Int] = [:]
    var last: (key: Subject, position: SourcePosition)?
    for message in unit.report {
      guard let words = Self.words(message), let file = sources.file(of: message.position) else {
        continue
      }
      let name = isTree ? relative(file.path, below: root) : ""
      let function =
        functions.last { $0.position <= message.position && $0.file === file }?.name ?? ""
      let key = Subject(file: name, function: function, words: words, ordinal: 0)
      // Several lines about one parameter belong together.
      if last?.key != key || last?.position != message.position {
        counts[key, default: 0] += 1
      }
      last = (key, message.position)
      let subject = Subject(
        file: name, function: function, words: words, ordinal: counts[key] ?? 1)
      if result[subject] == nil { order.append(subject) }
      result[subject, default: Verdict()].lines.append(
        (sources.compilerPlace(message.position), message.text))
      if case .storage(isHeap: true) = message.subject {
        result[subject, default: Verdict()].isHeap = true
      }
    }
  }

  private func relative(_ path: String, below root: String) -> String {
    let absolute = FileSystem.absolute(path, in: configuration.directory)
    return absolute.hasPrefix(root + "/") ? String(absolute.dropFirst(root.count + 1)) : absolute
  }

  private func declaredFunctions(
    _ unit: AnalyzedUnit
  ) -> [(position: SourcePosition, file: SourceFile?, name: String)] {
    let sources = unit.unit.session.sources
    let all = unit.unit.functions.filter { !$0.isLiteral && $0.position.source.isKnown }
    return all.map {
      ($0.position.source, sources.file(of: $0.position.source), $0.symbol.name)
    }.sorted { $0.0 < $1.0 }
  }

  /// What a message is about, without the verdict; nil if it is no verdict.
  private static func words(_ message: EscapeMessage) -> String? {
    switch message.subject {
    case .inlining, nil: return nil
    case .storage, .parameter: break
    }
    var text = message.text
    for prefix in ["moved to heap: ", "leaking param content: ", "leaking param: "]
    where text.hasPrefix(prefix) {
      text = String(text.dropFirst(prefix.count))
      if let end = text.firstRange(of: " to result ") { text = String(text[..<end.lowerBound]) }
      return text
    }
    for suffix in [" escapes to heap", " does not escape"] where text.hasSuffix(suffix) {
      return String(text.dropLast(suffix.count))
    }
    return text
  }
}

/// A difference for machines: one line.
private struct JSONDifference: Encodable {
  let file: String
  let function: String
  let old: [String]
  let new: [String]

  /// The object's text.
  var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Strings can always be encoded.
    guard let data = try? encoder.encode(self) else { return "{}" }
    return String(decoding: data, as: UTF8.self)
  }
}
