// From text to values.
import Tricolor

/// Reads one datum after another from a program's text.
struct Reader {
  private let bytes: [UInt8]
  private var at = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  /// The next datum, or nil at the end of the text.
  mutating func next(_ scheme: borrowing Interpreter) throws -> Value? {
    skipBlanks()
    guard at < bytes.count else { return nil }
    return try datum(scheme)
  }

  private mutating func skipBlanks() {
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: ";") {
        while at < bytes.count, bytes[at] != 10 { at += 1 }
      } else if bytes[at] <= 32 {
        at += 1
      } else {
        return
      }
    }
  }

  private mutating func datum(_ scheme: borrowing Interpreter) throws -> Value {
    skipBlanks()
    guard at < bytes.count else { throw SchemeError("the text ends inside a list") }
    switch bytes[at] {
    case UInt8(ascii: "("), UInt8(ascii: "["):
      at += 1
      return try list(scheme)
    case UInt8(ascii: ")"), UInt8(ascii: "]"):
      throw SchemeError("a closing parenthesis without its opening one")
    case UInt8(ascii: "'"):
      return try quoted(scheme, as: "quote")
    case UInt8(ascii: "`"):
      return try quoted(scheme, as: "quasiquote")
    case UInt8(ascii: ","):
      return try quoted(scheme, as: "unquote")
    case UInt8(ascii: "\""):
      at += 1
      return try string(scheme)
    case UInt8(ascii: "#"):
      return try hash(scheme)
    default:
      return atom(scheme)
    }
  }

  private mutating func quoted(
    _ scheme: borrowing Interpreter, as name: String
  ) throws -> Value {
    at += 1
    let value = try datum(scheme)
    return scheme.list([scheme.symbol(name), value])
  }

  private mutating func list(_ scheme: borrowing Interpreter) throws -> Value {
    var first: Value = .null
    var last: Ref<Pair>?
    while true {
      skipBlanks()
      guard at < bytes.count else { throw SchemeError("a list is not closed") }
      if bytes[at] == UInt8(ascii: ")") || bytes[at] == UInt8(ascii: "]") {
        at += 1
        return first
      }
      if let last, bytes[at] == UInt8(ascii: "."), at + 1 < bytes.count, bytes[at + 1] <= 32 {
        at += 1
        last.rest = try datum(scheme)
        continue
      }
      let cell = scheme.pair(try datum(scheme), .null)
      if let last { last.rest = .pair(cell) } else { first = .pair(cell) }
      last = cell
    }
  }

  private mutating func string(_ scheme: borrowing Interpreter) throws -> Value {
    var text: [UInt8] = []
    while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
      if bytes[at] == UInt8(ascii: "\\"), at + 1 < bytes.count {
        at += 1
        text.append(bytes[at] == UInt8(ascii: "n") ? 10 : bytes[at])
      } else {
        text.append(bytes[at])
      }
      at += 1
    }
    guard at < bytes.count else { throw SchemeError("a string is not closed") }
    at += 1
    return scheme.string(String(decoding: text, as: UTF8.self))
  }

  private mutating func hash(_ scheme: borrowing Interpreter) throws -> Value {
    at += 1
    if at < bytes.count, bytes[at] == UInt8(ascii: "(") {
      at += 1
      let items = scheme.array(try list(scheme))
      return .vector(scheme.vector(items))
    }
    let word = self.word()
    switch word {
    case "t", "true": return .boolean(true)
    case "f", "false": return .boolean(false)
    case "\\space": return .character(32)
    case "\\newline": return .character(10)
    default:
      guard word.hasPrefix("\\"), let scalar = word.dropFirst().unicodeScalars.first else {
        throw SchemeError("no such datum: #\(word)")
      }
      return .character(scalar.value)
    }
  }

  private mutating func word() -> String {
    let start = at
    if at < bytes.count, bytes[at] == UInt8(ascii: "\\") { at += 2 }
    while at < bytes.count, bytes[at] > 32, !Self.isDelimiter(bytes[at]) { at += 1 }
    return String(decoding: bytes[start..<min(at, bytes.count)], as: UTF8.self)
  }

  private mutating func atom(_ scheme: borrowing Interpreter) -> Value {
    let word = self.word()
    if let integer = Int(word) { return .integer(integer) }
    if let first = word.utf8.first, first < UInt8(ascii: "A"), let real = Double(word) {
      return .real(real)
    }
    return scheme.symbol(word)
  }

  private static func isDelimiter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"),
      UInt8(ascii: "\""), UInt8(ascii: ";"), UInt8(ascii: "'"):
      return true
    default:
      return false
    }
  }
}
