// Telling keywords from identifiers with one table look-up.

/// A hash table of the 25 keywords without collisions, made once.
struct KeywordTable: @unchecked Sendable {
  /// For each hash the raw value of the keyword that has it, or zero.
  let slots: UnsafePointer<UInt8>
  /// The spellings, by raw value of the kind.
  private let spellings: [[UInt8]]

  static let shared = KeywordTable()

  private static let size = 64

  private init() {
    let table = UnsafeMutablePointer<UInt8>.allocate(capacity: Self.size)
    table.initialize(repeating: 0, count: Self.size)
    var spellings: [[UInt8]] = []
    for raw in 0..<UInt8(TokenKind.spellings.count) {
      let spelling: [UInt8] = Array(TokenKind.spellings[Int(raw)].utf8)
      spellings.append(spelling)
      guard let kind = TokenKind(rawValue: raw), kind.isKeyword else { continue }
      let slot: Int = spelling.withUnsafeBufferPointer { Self.hash($0.baseAddress!, $0.count) }
      precondition(table[slot] == 0, "two keywords with one hash")
      table[slot] = raw
    }
    slots = UnsafePointer(table)
    self.spellings = spellings
  }

  /// A number below 64 from the first two bytes and the length (at least 2); different for all
  /// keywords.
  static func hash(_ bytes: UnsafePointer<UInt8>, _ length: Int) -> Int {
    (Int(bytes[0]) &+ Int(bytes[1]) &* 4 &+ length &* 6) & (size - 1)
  }

  /// Whether the bytes spell the keyword.
  static func matches(_ kind: TokenKind, _ bytes: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    shared.spellings[Int(kind.rawValue)].withUnsafeBufferPointer { spelling in
      guard spelling.count == length else { return false }
      for index in 0..<length where spelling[index] != bytes[index] { return false }
      return true
    }
  }
}
