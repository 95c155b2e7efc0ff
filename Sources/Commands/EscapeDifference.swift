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
  private struct Verdict {
    var lines: [(place: String, text: String)] = []
    var texts: [String] { lines.map(\.text) }
    var isHeap = false
  }

  private typealias Verdicts = [Subject: Verdict]

  init(_ configuration: PackageLoader.Configuration, _ options: EscapeSession.Options) {
    self.configuration = configuration
    self.options = options
  }

  /// Prints the differences; false when there are some, or when a tree does not check.
  func compare(_ old: String, _ new: String) -> Bool {
    var order: [Subject] = []
    guard let before = verdicts(of: old, &order), let after = verdicts(of: new, &order) else {
      return false
    }
    var toHeap = 0
    var toStack = 0
    var others = 0
    var seen: Set<Subject> = []
    for subject in order where seen.insert(subject).inserted {
      let was = before[subject] ?? Verdict()
      let now = after[subject] ?? Verdict()
      guard was.texts != now.texts else { continue }
      if was.isHeap == now.isHeap {
        others += 1
      } else if now.isHeap {
        toHeap += 1
      } else {
        toStack += 1
      }
      show(subject, was, now)
    }
    if options.format != .json {
      Output.line(
        "\(toHeap) more on the heap, \(toStack) no longer there, \(others) other differences")
    }
    return toHeap + toStack + others == 0
  }

  private func show(_ subject: Subject, _ was: Verdict, _ now: Verdict) {
    if options.format == .json {
      Output.line(
        JSONDifference(
          file: subject.file, function: subject.function, old: was.texts, new: now.texts
        ).text)
      return
    }
    Output.line("\(subject.file): \(subject.function)")
    for line in was.lines { Output.line("- \(line.place): \(line.text)") }
    for line in now.lines { Output.line("+ \(line.place): \(line.text)") }
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
