// Names in C that are the same in every program that contains the same thing: an object file that
// was compiled for one program serves another. So nothing here is numbered.

/// Names that have been given in one program: none is given twice.
struct UniqueNames {
  private var taken: Set<String> = []

  /// The name, or the name with the first number that makes it new.
  mutating func claim(_ name: String) -> String {
    var candidate = name
    var copy = 1
    while !taken.insert(candidate).inserted {
      copy += 1
      candidate = "\(name)_\(copy)"
    }
    return candidate
  }
}

/// Names made of what a thing is called.
enum StableNames {
  /// The longest readable part of a name.
  private static let readable = 48

  /// A name in C: a prefix, what can be read of the text, and the text's hash.
  static func make(_ prefix: String, _ text: String) -> String {
    "\(prefix)_\(CSpelling.identifier(String(text.prefix(readable))))_\(hash(text))"
  }

  /// FNV-1a of 64 bits, as 16 hexadecimal digits.
  static func hash(_ text: String) -> String {
    var value: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
