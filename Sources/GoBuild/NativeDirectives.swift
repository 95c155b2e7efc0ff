// How functions without a body are provided: the `//tricolor:` directive in the line above.
import GoIR
import GoSyntax
import Lowering

/// Reads directives from the sources.
final class NativeDirectives {
  private let sources: SourceSet
  private var lines: [Int: [Substring]] = [:]

  init(_ sources: SourceSet) { self.sources = sources }

  /// The binding of a function; nil if it has none.
  func binding(_ symbol: FunctionSymbol) -> NativeBinding? {
    guard let declaration = symbol.declaration else { return nil }
    let position = declaration.file.tree.position(declaration.node)
    guard let file = sources.file(of: position) else { return nil }
    let text = lines(of: file)
    var line = file.physicalLocation(of: position).line - 2
    // Other directives and words may stand between.
    while line >= 0, line < text.count, text[line].hasPrefix("//") {
      let words = text[line].split(separator: " ")
      if words.count == 2 {
        switch words[0] {
        case "//tricolor:call": return .call(String(words[1]))
        case "//tricolor:segment": return .segment(String(words[1]))
        case "//tricolor:intrinsic": return .intrinsic(String(words[1]))
        default: break
        }
      }
      line -= 1
    }
    return nil
  }

  private func lines(of file: SourceFile) -> [Substring] {
    if let known = lines[file.index] { return known }
    let text = String(decoding: file.bytes, as: UTF8.self)
    let split = text.split(separator: "\n", omittingEmptySubsequences: false)
    lines[file.index] = split
    return split
  }
}
