// The words of `//go:` directives: what they ask for, and how their arguments are cut.

enum DirectiveText {
  /// Why the arguments of a directive make no sense.
  struct ArgumentError: Error {
    var message: String
  }

  /// `//tricolor:` directives that say what a function without a body is, by name.
  static let nativeVerbs: Set<Substring> = [
    "tricolor:call", "tricolor:segment", "tricolor:intrinsic",
  ]

  /// What a directive asks of the declaration; empty when nothing that this compiler knows.
  static func flags(_ verb: Substring) -> PragmaFlags {
    switch verb {
    case "go:build": return .build
    case "go:noescape": return .noEscape
    case "go:norace": return .noRace
    case "go:nosplit": return [.noSplit, .noCheckPointer]
    case "go:noinline": return .noInline
    case "go:nocheckptr": return .noCheckPointer
    case "go:systemstack": return .systemStack
    case "go:nowritebarrier": return .noWriteBarrier
    case "go:nowritebarrierrec": return [.noWriteBarrierRecursive, .noWriteBarrier]
    case "go:yeswritebarrierrec": return .yesWriteBarrierRecursive
    case "go:cgo_unsafe_args": return [.cgoUnsafeArguments, .noCheckPointer]
    case "go:uintptrkeepalive": return .uintptrKeepAlive
    case "go:uintptrescapes": return [.uintptrEscapes, .uintptrKeepAlive]
    case "go:registerparams": return .registerParameters
    case "tricolor:noalloc": return .noAllocation
    default: return []
    }
  }

  /// Directives without flags that the standard library may use.
  static let allowedInLibrary: Set<Substring> = [
    "go:cgo_export_static", "go:cgo_export_dynamic", "go:cgo_import_static",
    "go:cgo_import_dynamic", "go:cgo_ldflag", "go:cgo_dynamic_linker", "go:embed", "go:fix",
    "go:generate",
  ]

  /// The words between white space.
  static func fields(_ text: String) -> [Substring] {
    text.split(whereSeparator: { $0.isWhitespace })
  }

  /// The words between white space, where a quoted part is a word of its own with its quotes. A
  /// quote that is not closed loses what follows it.
  static func quotedFields(_ text: String) -> [String] {
    var fields: [String] = []
    var word = ""
    var isQuoted = false
    func finish() {
      if !word.isEmpty { fields.append(word) }
      word = ""
    }
    for character in text {
      if character == "\"" {
        if isQuoted {
          word.append(character)
          finish()
        } else {
          finish()
          word.append(character)
        }
        isQuoted.toggle()
      } else if !isQuoted && character.isWhitespace {
        finish()
      } else {
        word.append(character)
      }
    }
    if !isQuoted { finish() }
    return fields
  }

  /// Whether a word cannot be taken for an option of a linker.
  static func isSafeArgument(_ word: String) -> Bool {
    guard let first = word.unicodeScalars.first else { return false }
    if first.value >= 0x80 { return true }
    return first.properties.isAlphabetic || first.properties.numericType != nil || first == "."
      || first == "_" || first == "/"
  }

  /// The arguments that a cgo directive should have had; nil when it has them.
  static func cgoUsage(_ verb: String, _ fields: [String]) -> String? {
    func isQuoted(_ index: Int) -> Bool {
      let word: String = fields[index]
      return word.count >= 2 && word.hasPrefix("\"") && word.hasSuffix("\"")
    }
    let count: Int = fields.count
    switch verb {
    case "cgo_export_static", "cgo_export_dynamic":
      let isGood: Bool =
        (count == 2 && !isQuoted(1)) || (count == 3 && !isQuoted(1) && !isQuoted(2))
      return isGood ? nil : "local [remote]"
    case "cgo_import_dynamic":
      let isShort: Bool =
        (count == 2 && !isQuoted(1)) || (count == 3 && !isQuoted(1) && !isQuoted(2))
      let isLong: Bool = count == 4 && !isQuoted(1) && !isQuoted(2) && isQuoted(3)
      return isShort || isLong ? nil : "local [remote [\"library\"]]"
    case "cgo_import_static":
      return count == 2 && !isQuoted(1) ? nil : "local"
    case "cgo_dynamic_linker":
      return count == 2 && isQuoted(1) ? nil : "\"path\""
    case "cgo_ldflag":
      return count == 2 && isQuoted(1) ? nil : "\"arg\""
    default:
      return nil
    }
  }

  /// A pattern of a `//go:embed` line, unquoted, and how many bytes stand before it.
  struct EmbedPattern {
    var text: String
    var offset: Int
  }

  /// The patterns of a `//go:embed` line: words, or Go strings in either kind of quotes.
  static func embedPatterns(_ text: String) throws(ArgumentError) -> [EmbedPattern] {
    var patterns: [EmbedPattern] = []
    var rest: Substring = text[...]
    while true {
      rest = rest.drop(while: { $0.isWhitespace })
      guard let first = rest.first else { return patterns }
      let whole: Substring = rest
      let offset: Int = text.utf8.distance(from: text.startIndex, to: rest.startIndex)
      let bad = ArgumentError(message: "invalid quoted string in //go:embed: \(whole)")
      let literal: Substring
      switch first {
      case "`":
        guard let end = rest.dropFirst().firstIndex(of: "`") else { throw bad }
        literal = rest[...end]
      case "\"":
        guard let end = closingQuote(rest) else { throw bad }
        literal = rest[...end]
      default:
        literal = rest.prefix(while: { !$0.isWhitespace })
        patterns.append(EmbedPattern(text: String(literal), offset: offset))
        rest = rest[literal.endIndex...]
        continue
      }
      rest = rest[literal.endIndex...]
      let bytes: [UInt8] = Array(literal.utf8)
      guard let value = bytes.withUnsafeBufferPointer({ LiteralValue.string($0) }) else {
        throw ArgumentError(message: "invalid quoted string in //go:embed: \(literal)")
      }
      if let next = rest.first, !next.isWhitespace {
        throw ArgumentError(message: "invalid quoted string in //go:embed: \(rest)")
      }
      patterns.append(
        EmbedPattern(text: String(decoding: value, as: UTF8.self), offset: offset))
    }
  }

  /// The index of the quote that ends the string that `text` begins with.
  private static func closingQuote(_ text: Substring) -> Substring.Index? {
    var isEscaped = false
    for index in text.indices.dropFirst() {
      if isEscaped {
        isEscaped = false
      } else if text[index] == "\\" {
        isEscaped = true
      } else if text[index] == "\"" {
        return index
      }
    }
    return nil
  }
}
