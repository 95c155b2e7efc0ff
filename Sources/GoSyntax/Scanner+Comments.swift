// Comments: skipped, except those that begin like a directive, which become events.

extension Scanner {
  /// Behind `//`: takes the rest of the line, without its newline.
  mutating func lineComment() {
    let isDirective: Bool = startsWith("go:") || startsWith("line ") || startsWith("tricolor:")
    while character >= 0 && character != 0x0A { advance() }
    if isDirective {
      events.append(.directive(range: start..<offset, isAloneOnLine: isAloneOnLine))
    }
  }

  /// Behind `/*`: takes everything to the closing `*/`. Whether there was a newline.
  mutating func fullComment() -> Bool {
    let isDirective: Bool = startsWith("line ")
    var hasNewline = false
    while character >= 0 {
      if character == 0x2A {
        advance()
        if character == 0x2F {
          advance()
          if isDirective {
            events.append(.directive(range: start..<offset, isAloneOnLine: isAloneOnLine))
          }
          return hasNewline
        }
        continue
      }
      if character == 0x0A { hasNewline = true }
      advance()
    }
    error(at: start, "comment not terminated")
    return hasNewline
  }

  /// Whether these ASCII characters come next, the current one included.
  private func startsWith(_ prefix: StaticString) -> Bool {
    let length: Int = prefix.utf8CodeUnitCount
    guard offset + length <= count else { return false }
    for index in 0..<length where bytes[offset + index] != prefix.utf8Start[index] {
      return false
    }
    return true
  }
}
