// String constants: bytes, concatenated lazily. A chain `a + b + c + …` builds one node a plus sign
// and copies bytes once, when somebody first asks for them. Nothing here recurses, so a chain of
// any length neither overflows the stack when it is read nor when it is released.

import Synchronization

/// An immutable string of bytes (a Go string need not be UTF-8).
///
/// Thread-safe: the first reader of a concatenation flattens it under a lock.
public final class ConstantString: Sendable {
  private enum Storage: Sendable {
    case bytes([UInt8])
    case sum(ConstantString, ConstantString)
  }

  /// The length in bytes.
  public let count: Int
  private let storage: Mutex<Storage>

  /// The string of the given bytes.
  public init(_ bytes: [UInt8]) {
    count = bytes.count
    storage = Mutex(.bytes(bytes))
  }

  /// The concatenation of two strings. Constant time.
  public init(_ left: ConstantString, _ right: ConstantString) {
    count = left.count + right.count
    storage = Mutex(.sum(left, right))
  }

  /// The bytes. The first call on a concatenation takes time linear in its length and parts.
  public var bytes: [UInt8] {
    if case .bytes(let bytes) = storage.withLock({ $0 }) { return bytes }
    let flat = flattened()
    storage.withLock { $0 = .bytes(flat) }
    return flat
  }

  /// The bytes as text; ill-formed UTF-8 becomes U+FFFD.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  private func flattened() -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(count)
    var pending: [ConstantString] = [self]
    while let part = pending.popLast() {
      switch part.storage.withLock({ $0 }) {
      case .bytes(let bytes):
        result.append(contentsOf: bytes)
      case .sum(let left, let right):
        pending.append(right)
        pending.append(left)
      }
    }
    return result
  }

  /// Moves the parts of a concatenation that is about to be released into `pending`, which then
  /// holds the only references that this node held.
  private func moveParts(into pending: inout [ConstantString]) {
    storage.withLock { (current: inout Storage) in
      guard case .sum(let left, let right) = current else { return }
      current = .bytes([])
      pending.append(left)
      pending.append(right)
    }
  }

  deinit {
    var pending: [ConstantString] = []
    moveParts(into: &pending)
    while !pending.isEmpty {
      var last = pending.removeLast()
      if isKnownUniquelyReferenced(&last) { last.moveParts(into: &pending) }
    }
  }
}

extension ConstantString: Equatable {
  /// Whether two strings have the same bytes.
  public static func == (a: ConstantString, b: ConstantString) -> Bool {
    a === b || (a.count == b.count && a.bytes == b.bytes)
  }

  /// Whether `a` comes before `b` byte by byte.
  static func precedes(_ a: ConstantString, _ b: ConstantString) -> Bool {
    a.bytes.lexicographicallyPrecedes(b.bytes)
  }
}
