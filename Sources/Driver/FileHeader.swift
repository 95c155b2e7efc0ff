// The comments above a package clause, read without parsing: do they let the file into the build?
import GoSyntax

/// The build constraints of one file.
struct FileHeader {
  /// Why a header makes no sense.
  struct HeaderError: Error {
    var message: String
  }

  /// The `//go:build` line, if there is one.
  private var constraint: String?
  /// The `// +build` lines, which count only without the other form.
  private var oldConstraints: [String] = []

  /// Reads the header of a file.
  init(_ bytes: [UInt8]) throws(HeaderError) {
    var pendingOld: [String] = []
    var isPastLineComments = false
    var isInBlockComment = false
    var start = 0
    while start < bytes.count {
      let end: Int = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      let line: Substring = Self.trimmed(bytes[start..<end])
      start = end + 1
      if line.isEmpty && !isPastLineComments {
        // Only a blank line makes the `+build` lines above it count.
        oldConstraints += pendingOld
        pendingOld = []
        continue
      }
      if !line.hasPrefix("//") { isPastLineComments = true }
      if !isInBlockComment && line.hasPrefix("//") {
        if BuildConstraint.isConstraint(String(line)) {
          if constraint != nil { throw HeaderError(message: "multiple //go:build comments") }
          constraint = String(line)
        } else if !isPastLineComments && Self.isOldConstraint(line) {
          pendingOld.append(String(line))
        }
      }
      if !Self.skipComments(line, &isInBlockComment) { return }
    }
  }

  /// Whether a target takes the file.
  func isSatisfied(by target: BuildTarget) throws(HeaderError) -> Bool {
    if let constraint {
      do {
        return try BuildConstraint(line: constraint).isSatisfied { target.matches($0) }
      } catch {
        throw HeaderError(message: "parsing //go:build line: \(error.message)")
      }
    }
    return oldConstraints.allSatisfy { Self.isOldSatisfied($0, target) }
  }

  /// Goes over the comments of a line; false when it has other text, and the header ends.
  private static func skipComments(_ line: Substring, _ isInBlock: inout Bool) -> Bool {
    var rest: Substring = line
    while !rest.isEmpty {
      if isInBlock {
        guard let end = rest.firstRange(of: "*/") else { return true }
        isInBlock = false
        rest = trimmed(rest[end.upperBound...])
      } else if rest.hasPrefix("//") {
        return true
      } else if rest.hasPrefix("/*") {
        isInBlock = true
        rest = rest.dropFirst(2)
      } else {
        return false
      }
    }
    return true
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> Substring {
    trimmed(String(decoding: bytes, as: UTF8.self)[...])
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text: Substring = text.drop(while: { $0.isWhitespace })
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  private static func isOldConstraint(_ line: Substring) -> Bool {
    let text: Substring = trimmed(line.dropFirst(2))
    return text == "+build" || text.hasPrefix("+build ") || text.hasPrefix("+build\t")
  }

  /// `// +build a,b !c`: options separated by spaces, any of which suffices; terms separated by
  /// commas, all of which must hold.
  private static func isOldSatisfied(_ line: String, _ target: BuildTarget) -> Bool {
    let text: Substring = trimmed(line.dropFirst(2)).dropFirst("+build".count)
    let options: [Substring] = text.split(whereSeparator: { $0.isWhitespace })
    return options.contains { option in
      option.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { term in
        let isNegated: Bool = term.hasPrefix("!")
        let tag = String(isNegated ? term.dropFirst() : term)
        if tag.isEmpty || tag.hasPrefix("!") { return false }
        return target.matches(tag) != isNegated
      }
    }
  }
}
