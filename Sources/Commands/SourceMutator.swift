// Turning Go sources into texts that are nearly Go: the inputs of the front end's fuzzer.

/// A small random generator whose numbers follow from its seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed: UInt64 = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Changes a text at random places.
struct SourceMutator {
  private var random: SeededGenerator
  /// Texts from which pieces are taken.
  private let donors: [[UInt8]]

  init(seed: UInt64, donors: [[UInt8]]) {
    random = SeededGenerator(seed: seed)
    self.donors = donors
  }

  /// The longest text that comes out, in bytes.
  static let sizeLimit = 100_000

  /// A number below a bound; zero for a bound of zero.
  mutating func below(_ bound: Int) -> Int {
    bound > 0 ? Int.random(in: 0..<bound, using: &random) : 0
  }

  /// A text with one to six changes.
  mutating func mutate(_ original: [UInt8]) -> [UInt8] {
    var text: [UInt8] = original
    for _ in 0...below(6) {
      change(&text)
      if text.count > Self.sizeLimit { text.removeLast(text.count - Self.sizeLimit) }
    }
    return text
  }

  private mutating func change(_ text: inout [UInt8]) {
    switch below(12) {
    case 0: text.removeSubrange(range(in: text, atMost: 40))
    case 1: text.insert(contentsOf: text[range(in: text, atMost: 200)], at: below(text.count))
    case 2: if !text.isEmpty { text[below(text.count)] = UInt8(below(256)) }
    case 3, 4: text.insert(contentsOf: token(), at: below(text.count))
    case 5, 6: replaceWord(&text)
    case 7: moveLine(&text, keep: true)
    case 8: moveLine(&text, keep: false)
    case 9: splice(&text)
    case 10: nest(&text)
    default: if below(10) == 0 { text.removeLast(text.count - below(text.count)) }
    }
  }

  private mutating func range(in text: [UInt8], atMost limit: Int) -> Range<Int> {
    let start: Int = below(text.count)
    return start..<min(text.count, start + below(limit))
  }

  private mutating func token() -> [UInt8] {
    Array(" \(Self.tokens[below(Self.tokens.count)]) ".utf8)
  }

  private static let tokens: [String] = [
    "(", ")", "[", "]", "{", "}", ",", ";", ":", ".", "...", "=", ":=", "<-", "*", "&", "|", "~",
    "+", "-", "!", "==", "<", "<<", "&^=", "++", "break", "case", "chan", "const", "continue",
    "default", "defer", "else", "fallthrough", "for", "func", "go", "goto", "if", "import",
    "interface", "map", "package", "range", "return", "select", "struct", "switch", "type", "var",
    "nil", "iota", "any", "error", "comparable", "int", "string", "_", "x", "T", "0", "1", "-1",
    "1<<100", "0x1p1000", "1e99999", "1i", "'a'", "\"s\"", "`r`", "\"", "'", "`", "/*", "//", "\n",
    "[...]", "[]", "[T any]", "[P *Q,]", "interface{ ~int|string }", "struct{}{}", "func() {}",
    "x.(type)", "unsafe.Sizeof(x)", "len(x)", "make([]T)", "append(x...)", "type A = A",
    "type B[P any] B[[]P]", "\u{0}", "\u{FEFF}", "//line :1", "//go:embed x", "//go:linkname",
  ]

  /// Puts one word of the text in the place of another.
  private mutating func replaceWord(_ text: inout [UInt8]) {
    guard let target = word(in: text, near: below(text.count)),
      let source = word(in: text, near: below(text.count))
    else { return }
    text.replaceSubrange(target, with: Array(text[source]))
  }

  private func word(in text: [UInt8], near start: Int) -> Range<Int>? {
    func isWord(_ index: Int) -> Bool {
      let byte: UInt8 = text[index]
      return (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || (byte >= 0x30 && byte <= 0x39)
    }
    guard var low = (start..<text.count).first(where: isWord) else { return nil }
    var high: Int = low
    while low > 0 && isWord(low - 1) { low -= 1 }
    while high < text.count && isWord(high) { high += 1 }
    return low..<high
  }

  /// Copies or moves a line to another place.
  private mutating func moveLine(_ text: inout [UInt8], keep: Bool) {
    guard !text.isEmpty else { return }
    let middle: Int = below(text.count)
    let start: Int = text[..<middle].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let end: Int = text[middle...].firstIndex(of: 0x0A).map { $0 + 1 } ?? text.count
    let line: [UInt8] = Array(text[start..<max(start, end)])
    if !keep { text.removeSubrange(start..<max(start, end)) }
    var place: Int = below(text.count)
    place = text[..<place].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    text.insert(contentsOf: line, at: place)
  }

  /// Puts a piece of another text in.
  private mutating func splice(_ text: inout [UInt8]) {
    guard !donors.isEmpty else { return }
    let donor: [UInt8] = donors[below(donors.count)]
    text.insert(contentsOf: donor[range(in: donor, atMost: 400)], at: below(text.count))
  }

  /// Repeats a token many times.
  private mutating func nest(_ text: inout [UInt8]) {
    let piece: [UInt8] = token()
    let count: Int = 1 << below(13)
    let repeated: [UInt8] = Array(repeatElement(piece, count: count).joined())
    text.insert(contentsOf: repeated.prefix(Self.sizeLimit), at: below(text.count))
  }
}
