// Comments that the compiler listens to: `//line`, `//go:build` above the package clause, and
// `//go:` directives, which wait for the declaration that follows them.

extension Parser {
  /// A comment that begins with `//go:`, `//tricolor:`, `//line ` or `/*line `.
  mutating func directive(_ range: Range<Int>, isAloneOnLine: Bool) {
    var text: String = file.text(from: range.lowerBound, count: range.count)
    let isLineComment: Bool = text.hasPrefix("//")
    let whole: String = text
    text = String(text.dropFirst(2))
    if isLineComment {
      if text.unicodeScalars.last == "\r" { text.unicodeScalars.removeLast() }
    } else {
      text = String(text.dropLast(2))
    }
    let isAtLineStart: Bool =
      range.lowerBound == 0 || file.bytes[range.lowerBound - 1] == 0x0A
    if text.hasPrefix("line ") && (isAtLineStart || !isLineComment) {
      lineDirective(String(text.dropFirst(5)), range, isLineComment: isLineComment)
    } else if text.hasPrefix("go:") {
      if isAtTop, let constraint = try? BuildConstraint(line: whole) {
        goVersion = constraint.goVersion
      }
      let at: SourcePosition = file.position(at: range.lowerBound + 2)
      goDirective(text, at: at, isAloneOnLine: isAloneOnLine)
    } else if text.hasPrefix("tricolor:") && isLineComment {
      tricolorDirective(text, at: file.position(at: range.lowerBound + 2))
    }
  }

  /// Directives of this tool: one that it does not know is a mistake, since it would do nothing.
  private mutating func tricolorDirective(_ text: String, at: SourcePosition) {
    let verb: Substring = text.prefix(while: { $0 != " " })
    // What binds functions without a body is read where they are lowered.
    if DirectiveText.nativeVerbs.contains(verb) { return }
    let flags: PragmaFlags = DirectiveText.flags(verb)
    if flags.isEmpty {
      error(at: at, "//\(verb): unknown directive", code: .directive)
      return
    }
    if pragma == nil { pragma = Pragma() }
    pragma?.flags.formUnion(flags)
    pragma?.places.append(Pragma.Place(flags: flags, position: at))
  }

  // MARK: //line

  /// `filename:line` or `filename:line:column`; anything without a colon is no directive.
  private mutating func lineDirective(
    _ text: String, _ range: Range<Int>, isLineComment: Bool
  ) {
    let bytes: [UInt8] = Array(text.utf8)
    let textStart: Int = range.lowerBound + 7
    guard let last = Self.trailingNumber(bytes[...]) else { return }
    func complain(_ what: String, _ start: Int, _ parser: inout Parser) {
      let shown = String(decoding: bytes[start...], as: UTF8.self)
      let at: SourcePosition = parser.file.position(at: textStart + start)
      parser.error(at: at, "invalid \(what) number: \(shown)")
    }
    guard let lastValue = last.value else { return complain("line", last.start, &self) }
    var lineStart: Int = last.start
    var line: Int = lastValue
    var column: Int = 0
    if let first = Self.trailingNumber(bytes[..<(last.start - 1)]), let value = first.value {
      guard lastValue > 0, lastValue <= Self.largestLine else {
        return complain("column", last.start, &self)
      }
      lineStart = first.start
      (line, column) = (value, lastValue)
    }
    guard line > 0, line <= Self.largestLine else {
      let end: Int = column > 0 ? last.start - 1 : bytes.count
      let shown = String(decoding: bytes[lineStart..<end], as: UTF8.self)
      error(at: file.position(at: textStart + lineStart), "invalid line number: \(shown)")
      return
    }
    let name = String(decoding: bytes[..<(lineStart - 1)], as: UTF8.self)
    // A line comment ends with its newline: what follows is the next line.
    let next: Int = isLineComment ? min(range.upperBound + 1, file.bytes.count) : range.upperBound
    file.add(
      LineDirective(
        offset: next, file: fileName(name, hasColumn: column > 0, at: next), line: line,
        column: column))
  }

  private static let largestLine = 1 << 30

  /// The name that a directive means: relative names are relative to the directory of the file,
  /// and with a column an empty name is the name so far.
  private func fileName(_ name: String, hasColumn: Bool, at offset: Int) -> String {
    if name.isEmpty { return hasColumn ? file.fileName(at: offset) : "" }
    let clean: String = PathText.clean(name)
    if clean.hasPrefix("/") { return clean }
    let directory: String = PathText.directory(file.path)
    return directory == "." ? clean : PathText.clean("\(directory)/\(clean)")
  }

  /// What follows the last colon: where, and its value if it is a number. Nil without a colon.
  private static func trailingNumber(_ text: ArraySlice<UInt8>) -> (start: Int, value: Int?)? {
    guard let colon = text.lastIndex(of: 0x3A) else { return nil }
    let digits: ArraySlice<UInt8> = text[(colon + 1)...]
    let isNumber: Bool = !digits.isEmpty && digits.allSatisfy { (0x30...0x39).contains($0) }
    guard isNumber else { return (colon + 1, nil) }
    return (colon + 1, Int(String(decoding: digits, as: UTF8.self)))
  }

  // MARK: Waiting directives

  /// Takes the directives that wait, for a declaration. Returns what the declaration stores.
  mutating func takePragma() -> UInt32 {
    guard let waiting = pragma else { return 0 }
    pragma = nil
    pragmas.append(waiting)
    return UInt32(pragmas.count)
  }

  /// Complains about directives that wait where no declaration takes them.
  mutating func clearPragma() {
    guard let waiting = pragma else { return }
    pragma = nil
    for place in waiting.places where !place.flags.isEmpty {
      error(at: place.position, "misplaced compiler directive", code: .directive)
    }
    for embed in waiting.embeds {
      error(at: embed.position, "misplaced go:embed directive", code: .directive)
    }
  }

  // MARK: //go:

  private mutating func goDirective(_ text: String, at: SourcePosition, isAloneOnLine: Bool) {
    if pragma == nil { pragma = Pragma() }
    guard isAloneOnLine else {
      error(at: at, "misplaced compiler directive", code: .directive)
      return
    }
    if text.hasPrefix("go:linkname ") || text.hasPrefix("go:linknamestd ") {
      linkname(text, at)
    } else if text == "go:embed" || text.hasPrefix("go:embed ") {
      embed(String(text.dropFirst("go:embed".count)), at)
    } else if text.hasPrefix("go:wasmimport ") || text.hasPrefix("go:wasmexport ") {
      wasm(text, at)
    } else {
      if text.hasPrefix("go:cgo_") { cgo(text, at) }
      flag(text, at)
    }
  }

  private mutating func linkname(_ text: String, _ at: SourcePosition) {
    let fields: [Substring] = DirectiveText.fields(text)
    guard fields.count == 2 || fields.count == 3 else {
      error(at: at, "usage: //\(fields[0]) localname [linkname]", code: .directive)
      return
    }
    linknames.append(
      Linkname(
        position: at, isStandard: fields[0] == "go:linknamestd", local: String(fields[1]),
        target: fields.count == 3 ? String(fields[2]) : nil))
  }

  private mutating func embed(_ text: String, _ at: SourcePosition) {
    do {
      let patterns: [DirectiveText.EmbedPattern] = try DirectiveText.embedPatterns(text)
      if patterns.isEmpty {
        error(at: at, "usage: //go:embed pattern...", code: .directive)
      } else {
        let start: SourcePosition = at.advanced(by: "go:embed".utf8.count)
        pragma?.embeds.append(
          Pragma.Embed(
            position: at, patterns: patterns.map(\.text),
            places: patterns.map { start.advanced(by: $0.offset) }))
      }
    } catch {
      self.error(at: at, error.message, code: .directive)
      self.error(at: at, "usage: //go:embed pattern...", code: .directive)
    }
  }

  /// Directives for WebAssembly, which is no target: only their form is checked.
  private mutating func wasm(_ text: String, _ at: SourcePosition) {
    let fields: [Substring] = DirectiveText.fields(text)
    let isImport: Bool = fields[0] == "go:wasmimport"
    if fields.count != (isImport ? 3 : 2) {
      let usage: String = isImport ? "importmodule importname" : "exportname"
      error(at: at, "usage: //\(fields[0]) \(usage)", code: .directive)
    }
  }

  private mutating func cgo(_ text: String, _ at: SourcePosition) {
    let fields: [String] = DirectiveText.quotedFields(text)
    let mayImport: Bool = text.hasPrefix("go:cgo_import_dynamic ") && fields.count >= 4
    if mayImport {
      let library: String = fields[3].filter { $0 != "\"" }
      if !library.isEmpty && !DirectiveText.isSafeArgument(library) {
        error(
          at: at, "invalid library name \"\(library)\" in cgo_import_dynamic directive",
          code: .directive)
      }
    } else if !options.isStandardLibrary {
      error(at: at, "//\(text) only allowed in cgo-generated code", code: .directive)
    }
    let verb = String(fields[0].dropFirst(3))
    if let usage = DirectiveText.cgoUsage(verb, fields) {
      error(at: at, "usage: //go:\(verb) \(usage)", code: .directive)
      return
    }
    cgoDirectives.append(
      CgoDirective(position: at, fields: [verb] + fields.dropFirst()))
  }

  private mutating func flag(_ text: String, _ at: SourcePosition) {
    let verb: Substring = text.prefix(while: { $0 != " " })
    let flags: PragmaFlags = DirectiveText.flags(verb)
    let runtimeOnly: PragmaFlags = [
      .systemStack, .noWriteBarrier, .noWriteBarrierRecursive, .yesWriteBarrierRecursive,
    ]
    if !options.isRuntime && !flags.isDisjoint(with: runtimeOnly) {
      error(at: at, "//\(verb) only allowed in runtime", code: .directive)
    }
    if flags == .uintptrKeepAlive && !options.isStandardLibrary {
      error(at: at, "//\(verb) is only allowed in the standard library", code: .directive)
    }
    if flags.isEmpty && options.isStandardLibrary && !DirectiveText.allowedInLibrary.contains(verb)
    {
      error(at: at, "//\(verb) is not allowed in the standard library", code: .directive)
    }
    pragma?.flags.formUnion(flags)
    pragma?.places.append(Pragma.Place(flags: flags, position: at))
  }
}
