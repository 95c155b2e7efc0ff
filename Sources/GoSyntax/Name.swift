// Identifiers as numbers: equal spelling, equal number.
import Synchronization

/// An identifier, as a handle into a `NameTable`. Two names of one table are the same exactly
/// when their spelling is.
///
/// The names that the language itself knows have the same number in every table.
public struct Name: Hashable, Sendable {
  /// The index in the table. Zero is the empty name, which no source can spell.
  public let raw: UInt32

  /// Wraps a raw number, as stored in tree nodes.
  @inlinable
  public init(raw: UInt32) { self.raw = raw }

  /// No name at all.
  public static let empty = Name(raw: 0)
  /// `_`
  public static let blank = Name(raw: 1)
  /// `.`, the local name of a dot import.
  public static let dot = Name(raw: 2)
  /// `init`
  public static let initFunction = Name(raw: 3)
  /// `main`
  public static let main = Name(raw: 4)
  /// `unsafe`
  public static let unsafePackage = Name(raw: 5)
  /// `C`, the pseudo package of cgo.
  public static let cgo = Name(raw: 6)
  /// `iota`
  public static let iota = Name(raw: 7)
  /// `error`
  public static let error = Name(raw: 8)
  /// `Error`, the method.
  public static let errorMethod = Name(raw: 9)
  /// `any`
  public static let any = Name(raw: 10)
  /// `comparable`
  public static let comparable = Name(raw: 11)

  /// The spellings of the names above, in the order of their numbers.
  static let fixed: [String] = [
    "", "_", ".", "init", "main", "unsafe", "C", "iota", "error", "Error", "any", "comparable",
  ]
}

/// The spellings behind `Name`s, for the life of a checker. Safe to use from several threads.
public final class NameTable: Sendable {
  private struct State {
    var texts: [String] = []
    /// FNV-1a hashes of `texts`, so that growing does not read them again.
    var hashes: [UInt32] = []
    /// Open addressing: index + 1 of the name, or 0. The count is a power of two.
    var slots: [UInt32] = Array(repeating: 0, count: 4096)
  }
  private let state = Mutex<State>(State())

  /// A table that holds the fixed names.
  public init() {
    for text in Name.fixed { _ = intern(text) }
  }

  /// The name with this spelling; made when it is new. About 30 ns when known.
  public func intern(_ text: String) -> Name {
    var copy = text
    return copy.withUTF8 { intern($0) }
  }

  /// The name with this spelling, from the bytes of a source file (UTF-8).
  public func intern(_ bytes: UnsafeBufferPointer<UInt8>) -> Name {
    let hash: UInt32 = Self.hash(bytes)
    return state.withLock { state in
      var slot: Int = Int(hash) & (state.slots.count - 1)
      while true {
        let entry: UInt32 = state.slots[slot]
        if entry == 0 { break }
        let index = Int(entry) - 1
        if state.hashes[index] == hash, Self.equal(&state.texts[index], bytes) {
          return Name(raw: UInt32(index))
        }
        slot = (slot + 1) & (state.slots.count - 1)
      }
      let index = UInt32(state.texts.count)
      state.texts.append(String(decoding: bytes, as: UTF8.self))
      state.hashes.append(hash)
      state.slots[slot] = index + 1
      if state.texts.count * 2 > state.slots.count { Self.grow(&state) }
      return Name(raw: index)
    }
  }

  /// The spelling of a name of this table.
  public func text(_ name: Name) -> String {
    state.withLock { $0.texts[Int(name.raw)] }
  }

  /// The spelling of a name of this table.
  public subscript(name: Name) -> String { text(name) }

  /// How many names there are.
  public var count: Int { state.withLock { $0.texts.count } }

  static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
    var hash: UInt32 = 2_166_136_261
    for byte in bytes {
      hash = (hash ^ UInt32(byte)) &* 16_777_619
    }
    return hash
  }

  private static func equal(_ text: inout String, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    text.withUTF8 { stored in
      guard stored.count == bytes.count else { return false }
      for index in 0..<stored.count where stored[index] != bytes[index] { return false }
      return true
    }
  }

  private static func grow(_ state: inout State) {
    let count: Int = state.slots.count * 2
    var slots: [UInt32] = Array(repeating: 0, count: count)
    for (index, hash) in state.hashes.enumerated() {
      var slot: Int = Int(hash) & (count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (count - 1) }
      slots[slot] = UInt32(index) + 1
    }
    state.slots = slots
  }
}

extension NameTable {
  /// Whether other packages may see a name: its first letter is in upper case (Unicode Lu).
  public func isExported(_ name: Name) -> Bool {
    guard let first = text(name).unicodeScalars.first else { return false }
    if first.isASCII { return (0x41...0x5A).contains(first.value) }
    return first.properties.generalCategory == .uppercaseLetter
  }
}
