// Leaks: all that a caller needs to know about a parameter, in eight bytes. A count of
// dereferences saturates at 254, which is the same as never for every use that reads it.

/// Where the value of a parameter flows, and after how many dereferences.
///
/// Byte 0 is the heap, 1 the mutator, 2 the callee, 3 to 7 the first five results; each holds the
/// least number of dereferences plus one, and zero for no such flow.
public struct Leaks: Hashable, Sendable {
  /// The eight bytes; a stable encoding that a cache may store.
  public private(set) var bits: UInt64

  /// The results that are told apart; a flow to a later one counts as a flow to the heap.
  public static let trackedResults = 5

  private static let heapSlot = 0
  private static let mutatorSlot = 1
  private static let calleeSlot = 2
  private static let firstResultSlot = 3
  private static let slotCount = 8

  /// A parameter that flows nowhere.
  public init() { bits = 0 }

  /// Leaks from their encoding.
  public init(bits: UInt64) { self.bits = bits }

  /// A parameter about which nothing is known: it flows straight to the heap.
  public static var unknown: Leaks {
    var leaks = Leaks()
    leaks.addHeap(0)
    return leaks
  }

  /// The least dereferences after which the value is in the heap.
  public var heap: Int? { self[Self.heapSlot] }
  /// The least dereferences after which the value is written through.
  public var mutator: Int? { self[Self.mutatorSlot] }
  /// The least dereferences after which the value is called.
  public var callee: Int? { self[Self.calleeSlot] }

  /// The least dereferences after which the value is in a result.
  ///
  /// - Parameter index: 0 up to `trackedResults`.
  public func result(_ index: Int) -> Int? { self[Self.firstResultSlot + index] }

  /// Whether the value flows nowhere at all.
  public var isEmpty: Bool { bits == 0 }

  /// Adds a flow to the heap.
  public mutating func addHeap(_ dereferences: Int) { add(Self.heapSlot, dereferences) }
  /// Adds a flow to the pointer of an indirect assignment.
  public mutating func addMutator(_ dereferences: Int) { add(Self.mutatorSlot, dereferences) }
  /// Adds a flow to the function of an indirect call.
  public mutating func addCallee(_ dereferences: Int) { add(Self.calleeSlot, dereferences) }
  /// Adds a flow to a tracked result.
  public mutating func addResult(_ index: Int, _ dereferences: Int) {
    add(Self.firstResultSlot + index, dereferences)
  }

  /// Drops every flow that a flow to the heap at the same or a lesser depth already covers.
  public mutating func dropWhatTheHeapCovers() {
    guard let heap else { return }
    for slot in 1..<Self.slotCount {
      if let depth = self[slot], depth >= heap { self[raw: slot] = 0 }
    }
  }

  private subscript(slot: Int) -> Int? {
    let value = self[raw: slot]
    return value == 0 ? nil : Int(value) - 1
  }

  private subscript(raw slot: Int) -> UInt8 {
    get { UInt8(truncatingIfNeeded: bits >> UInt64(8 * slot)) }
    set {
      let shift = UInt64(8 * slot)
      bits = (bits & ~(0xff << shift)) | (UInt64(newValue) << shift)
    }
  }

  private mutating func add(_ slot: Int, _ dereferences: Int) {
    precondition(dereferences >= 0, "a leak has a negative depth")
    if let old = self[slot], old <= dereferences { return }
    self[raw: slot] = UInt8(min(dereferences, 254) + 1)
  }
}
