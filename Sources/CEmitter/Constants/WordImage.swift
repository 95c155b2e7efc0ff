// The contents of memory that the program contains from the start: words that are numbers, or
// addresses that the linker puts in.

/// The initial contents of a place in memory, zero where nothing was put.
public struct WordImage: Sendable {
  private enum Word: Sendable {
    case number(UInt64)
    /// A constant expression of type `tc_word`.
    case address(String)
  }

  /// The size in bytes.
  public let size: Int64
  private var words: [Int64: Word] = [:]

  /// All zero.
  public init(size: Int64) { self.size = size }

  /// The number of words that the place takes, one at least: every place has an address.
  public var wordCount: Int64 { max((size + 7) / 8, 1) }

  /// Whether nothing but zero was put.
  public var isZero: Bool { words.isEmpty }

  /// Puts the lowest bytes of a number, least significant first. They do not cross a word, nor
  /// cover an address.
  public mutating func put(_ bits: UInt64, bytes: Int64, at offset: Int64) {
    precondition(offset >= 0 && offset + bytes <= size && offset % 8 + bytes <= 8)
    let shift = UInt64(offset % 8) * 8
    let mask: UInt64 = bytes == 8 ? .max : (1 << (UInt64(bytes) * 8)) - 1
    var word: UInt64 = 0
    if case .number(let known)? = words[offset / 8] { word = known }
    word = word & ~(mask << shift) | (bits & mask) << shift
    words[offset / 8] = word == 0 ? nil : .number(word)
  }

  /// Puts an address, on a word's boundary.
  ///
  /// - Parameter address: an address constant in C, a pointer of any type.
  public mutating func put(address: String, at offset: Int64) {
    precondition(offset >= 0 && offset % 8 == 0 && offset + 8 <= size)
    words[offset / 8] = .address("(tc_word)(\(address))")
  }

  /// The initialiser of an array of words.
  public var initializer: String {
    if words.isEmpty { return "{0}" }
    var items: [String] = []
    var next: Int64 = 0
    for index in words.keys.sorted() {
      let place = index == next ? "" : "[\(index)] = "
      next = index + 1
      switch words[index] {
      case .number(let value):
        items.append(place + (value < 10 ? "\(value)" : "0x" + String(value, radix: 16)))
      case .address(let address): items.append(place + address)
      case nil: break
      }
    }
    return "{" + items.joined(separator: ", ") + "}"
  }
}
