// The bytes of constant strings, in one read-only object. Equal strings are there once.

/// The constant strings of a program.
public struct StringTable {
  private var offsets: [[UInt8]: Int] = [:]
  private var bytes: [UInt8] = []
  private let name: String

  /// No strings.
  ///
  /// - Parameter name: what the object is called in C.
  public init(name: String = "tc_strings") { self.name = name }

  /// A constant expression for the address of a string's bytes, a `const char *`; a null pointer
  /// for the empty string.
  public mutating func address(of text: [UInt8]) -> String {
    guard !text.isEmpty else { return "(const char *)0" }
    if let known = offsets[text] { return "(\(name) + \(known))" }
    let offset = bytes.count
    offsets[text] = offset
    bytes += text
    return "(\(name) + \(offset))"
  }

  /// The declaration, in front of code.
  public func emitDeclarations(into text: inout String) {
    text += "extern const char \(name)[] TC_HIDDEN;\n"
  }

  /// The definition: a line of C for each 64 bytes.
  public func emitDefinitions(into text: inout String) {
    text += "TC_HIDDEN const char \(name)[\(max(bytes.count, 1))] =\n"
    var start = 0
    repeat {
      let end = min(start + 64, bytes.count)
      text += "  \"\(CText.literal(bytes[start..<end]))\"\n"
      start = end
    } while start < bytes.count
    text += "  ;\n"
  }
}
