// How the results of escape analysis are printed: as the compiler's lines, as JSON, or as the
// source with the verdicts beside it.
import Driver
import Escape
import Foundation
import GoIR
import GoSyntax

/// Prints one package after the other.
final class EscapePrinter {
  private let format: EscapeSession.Format
  private let sources: SourceSet
  /// Whether packages need headings to be told apart.
  var isOneOfSeveral = false

  init(_ format: EscapeSession.Format, _ sources: SourceSet) {
    self.format = format
    self.sources = sources
  }

  /// Prints what there is to say about a package.
  func show(_ unit: AnalyzedUnit, _ package: LoadedPackage) {
    switch format {
    case .messages:
      let lines: [String] = unit.report.map { unit.line($0) + "\n" }
      if isOneOfSeveral && !lines.isEmpty { Output.line("# \(package.importPath)") }
      Output.write(lines.joined())
    case .json:
      let lines: [String] = unit.report.map { message in
        JSONMessage(message, package.importPath, sources).text + "\n"
      }
      Output.write(lines.joined())
    case .listing(let hasColours):
      let listing = EscapeListing(unit, sources, hasColours: hasColours)
      for tree in package.files { Output.write(listing.text(of: tree.source)) }
    }
  }

  /// Prints a complaint about a function that must not allocate.
  func show(_ complaint: AllocationComplaint) {
    if format == .json {
      Output.line(JSONMessage(complaint, sources).text)
    } else {
      for line in complaint.lines(sources) { Output.error(line) }
    }
  }
}

/// A message for machines: one line.
private struct JSONMessage: Encodable {
  let package: String
  let file: String?
  let line: Int?
  let column: Int?
  /// `heap`, `stack`, `leak`, `no leak`, `inline`, `flow`, `note`, or `error` for an allocation
  /// that was forbidden.
  let kind: String
  let message: String

  init(_ message: EscapeMessage, _ package: String, _ sources: SourceSet) {
    let place: SourceLocation? = sources.location(of: message.position)
    self.package = package
    file = place?.file
    line = place?.line
    column = place?.column
    self.message = message.text
    switch message.subject {
    case .storage(let isHeap): kind = isHeap ? "heap" : "stack"
    case .parameter(let leaks): kind = leaks ? "leak" : "no leak"
    case .inlining: kind = "inline"
    case nil: kind = message.isExplanation ? "flow" : "note"
    }
  }

  init(_ complaint: AllocationComplaint, _ sources: SourceSet) {
    let place: SourceLocation? = sources.location(of: complaint.position)
    package = complaint.package
    file = place?.file
    line = place?.line
    column = place?.column
    kind = "error"
    message = complaint.message
  }

  /// The object's text.
  var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Strings and numbers can always be encoded.
    guard let data = try? encoder.encode(self) else { return "{}" }
    return String(decoding: data, as: UTF8.self)
  }
}
