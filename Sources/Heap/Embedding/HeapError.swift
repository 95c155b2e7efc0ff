// What can go wrong when a heap is asked for something by Swift code. Go programs get Go's own
// wording instead, through their host.

/// An error of the heap's Swift interface. The heap stays as it was before the call.
public enum HeapError: Error, Equatable, Sendable {
  /// The operating system, or the heap's own limit, refused memory for a request of so many bytes.
  case outOfMemory(bytes: UInt)
  /// The request is larger than any machine's address space.
  case tooLarge(bytes: UInt)
  /// A configuration that cannot be: which field, and what it must be instead.
  case badConfiguration(field: String, mustBe: String)
  /// The size is no multiple of the type's size, or the type's fields contradict each other.
  case badType(String)
  /// The address is none of an object of this heap.
  case notAnObject(Address)
}

extension HeapError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .outOfMemory(let bytes):
      return "out of memory: cannot allocate \(bytes)-byte block"
    case .tooLarge(let bytes):
      return "a request of \(bytes) bytes is beyond the address space"
    case .badConfiguration(let field, let mustBe):
      return "heap configuration: \(field) must be \(mustBe)"
    case .badType(let why):
      return "type descriptor: \(why)"
    case .notAnObject(let address):
      return "0x\(String(address, radix: 16)) is not the address of an object of this heap"
    }
  }
}
