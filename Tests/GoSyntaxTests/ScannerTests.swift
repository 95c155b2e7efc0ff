// Tokens: automatic semicolons, literals, and what is wrong with malformed text.
import GoSyntax
import Testing

@Suite struct ScannerTests {
  @Test(
    "a malformed number is told in Go's words, at the offending byte",
    arguments: [
      ("08", "2:10: invalid digit '8' in octal literal"),
      ("0b12", "2:12: invalid digit '2' in binary literal"),
      ("0o8", "2:11: invalid digit '8' in octal literal"),
      ("0x", "2:11: hexadecimal literal has no digits"),
      ("0b", "2:11: binary literal has no digits"),
      ("1_", "2:10: '_' must separate successive digits"),
      ("1__0", "2:11: '_' must separate successive digits"),
      ("0_x", "2:10: '_' must separate successive digits"),
      ("1e", "2:11: exponent has no digits"),
      ("0x1.0", "2:14: hexadecimal mantissa requires a 'p' exponent"),
      ("1p1", "2:10: 'p' exponent requires hexadecimal mantissa"),
      ("0b1e1", "2:12: 'e' exponent requires decimal mantissa"),
      ("0b1.0", "2:12: invalid radix point in binary literal"),
    ])
  func badNumbers(_ literal: String, _ message: String) throws {
    let parsed = try ParsedFile(expression: literal)
    #expect(parsed.messages.first == message)
  }

  @Test(
    "every form of number is one literal",
    arguments: [
      "0", "017", "0o17", "0b101", "0xFF", "1_000", "0x_1F", "1.", ".5", "1.5e-3", "0x1p-2",
      "0x1.8p1", "1i", "0b1i", "0123i", "1e5i", "08.5", "09i", "0_1",
    ])
  func numbers(_ literal: String) throws {
    let parsed = try ParsedFile(expression: literal)
    #expect(parsed.messages.isEmpty)
    #expect(parsed.nodes(.basicLiteral).map { parsed.tree.literalText($0) } == [literal])
  }

  @Test(
    "a malformed string or rune is told in Go's words",
    arguments: [
      (#""a\qb""#, "2:12: unknown escape"),
      (#""\x4g""#, "2:13: invalid character 'g' in hexadecimal escape"),
      (#""\400""#, "2:14: octal escape value 256 > 255"),
      (#""\uD800""#, "2:16: escape is invalid Unicode code point U+D800"),
      (#""\U00110000""#, "2:20: escape is invalid Unicode code point U+110000"),
      ("\"abc", "2:13: newline in string"),
      ("'ab'", "2:9: more than one character in rune literal"),
      ("''", "2:10: empty rune literal or unescaped '"),
      ("'a", "2:11: newline in rune literal"),
      ("`abc", "2:9: string not terminated"),
    ])
  func badText(_ literal: String, _ message: String) throws {
    let parsed = try ParsedFile(expression: literal)
    #expect(parsed.messages.first == message)
  }

  @Test("the values of strings and runes are those of the specification")
  func values() throws {
    let strings = try ParsedFile(
      expression: #"x("a\n\x41\101é\U0001F600\"", `r\n"# + "\r" + #"`, 'é', '\'', '\377')"#)
    #expect(strings.messages.isEmpty)
    let literals: [NodeID] = strings.nodes(.basicLiteral)
    #expect(literals.count == 5)
    #expect(
      strings.tree.stringValue(literals[0]) == Array("a\nAAé\u{1F600}\"".utf8))
    #expect(strings.tree.stringValue(literals[1]) == Array("r\\n".utf8))
    #expect(strings.tree.runeValue(literals[2]) == 0xE9)
    #expect(strings.tree.runeValue(literals[3]) == 0x27)
    #expect(strings.tree.runeValue(literals[4]) == 0xFF)
    #expect(strings.tree.stringValue(literals[2]) == nil)
  }

  @Test(
    "a line end is a semicolon behind what can end a statement, and nowhere else",
    arguments: [
      ("x\ny", 2), ("x()\n(y)", 2), ("x = a\n+b", 2), ("return\nx", 2), ("x++\ny", 2),
      ("x = a +\nb", 1), ("x(\ny)", 1), ("x = a.\nb", 1), ("x /* \n */ y", 2),
      ("x(a, // comment\nb)", 1), ("{}\n{}", 2), ("x = 1\ny = 'a'\nz = \"b\"\nw = `c`\nv", 5),
    ])
  func semicolons(_ statements: String, _ count: Int) throws {
    let parsed = try ParsedFile(body: statements)
    #expect(parsed.messages.isEmpty)
    let body = try #require(parsed.nodes(.block).first)
    #expect(parsed.tree.block(body).statements.count == count)
  }

  @Test("text that is no Go is told and skipped")
  func badBytes() throws {
    let nul = try ParsedFile(bytes: Array("package p\nvar a\0b = 1\n".utf8))
    #expect(nul.messages == ["2:6: invalid NUL character"])
    let invalid = try ParsedFile(bytes: Array("package p\nvar x = \"a".utf8) + [0xFF, 0x22, 0x0A])
    #expect(invalid.messages == ["2:11: invalid UTF-8 encoding"])
    let surrogate = try ParsedFile(bytes: Array("package p // ".utf8) + [0xED, 0xA0, 0x80])
    #expect(surrogate.messages.count == 3)
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    #expect(try ParsedFile(bytes: mark + Array("package p".utf8)).messages.isEmpty)
    let late = try ParsedFile(bytes: Array("package p\n".utf8) + mark)
    #expect(late.messages == ["2:1: invalid BOM in the middle of the file"])
    let other = try ParsedFile("package p\nvar x = 1 # 2\n")
    #expect(other.messages.first == "2:11: invalid character U+0023 '#'")
    let quote = try ParsedFile("package p\nvar x = “a”\n")
    #expect(quote.messages.first == "2:9: invalid character U+201C '“' in identifier")
    let digit = try ParsedFile("package p\nvar ١x = 1\n")
    #expect(digit.messages.first == "2:5: identifier cannot begin with digit U+0661 '١'")
    #expect(try ParsedFile("package p\nvar été, 世界 = 1, 2\n").messages.isEmpty)
    let open = try ParsedFile("package p\n/* open")
    #expect(open.messages == ["2:1: comment not terminated"])
  }

  @Test("all keywords are keywords, and nothing else is")
  func keywords() throws {
    let keywords: [String] = [
      "break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough",
      "for", "func", "go", "goto", "if", "import", "interface", "map", "package", "range",
      "return", "select", "struct", "switch", "type", "var",
    ]
    for keyword in keywords {
      let parsed = try ParsedFile("package \(keyword)\n")
      #expect(
        parsed.messages == ["1:9: syntax error: unexpected keyword \(keyword), expected name"])
      #expect(try ParsedFile("package \(keyword)x\n").messages.isEmpty)
      #expect(try ParsedFile("package x\(keyword)\n").messages.isEmpty)
    }
  }

  @Test("a byte of NUL at the very end is no end of the file")
  func trailingNul() throws {
    #expect(
      try ParsedFile(bytes: Array("package p\n\0".utf8)).messages == ["2:1: invalid NUL character"])
    #expect(
      try ParsedFile(bytes: []).messages == [
        "1:1: syntax error: package statement must be first"
      ])
  }
}
