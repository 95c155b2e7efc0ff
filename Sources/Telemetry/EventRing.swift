// A ring of events: fixed storage, one producer that never waits, any number of readers that never
// hold it up. A reader that is too slow loses the oldest events and is told how many.
//
// Invariants, with positions counted from 0 and never wrapped:
//   1. `finished ≤ begun ≤ finished + 1`; events below `finished` were written wholly.
//   2. Slot p mod capacity holds event p as long as begun ≤ p + capacity.
// A writer raises `begun`, writes the words, raises `finished`. A reader copies the words below
// `finished` and believes them if `begun` shows afterwards that none can have been overwritten.
import Synchronization

/// One producer's ring. A handle: copies share the storage, which whoever made the ring owns.
public struct EventRing: @unchecked Sendable {
  private typealias Word = Atomic<UInt64>
  private let storage: UnsafeMutablePointer<Atomic<UInt64>>
  private let mask: UInt64

  private static let begun = 0
  private static let finished = 1
  private static let firstSlot = 2

  /// Bytes of storage for a ring of `capacity` events.
  public static func storageBytes(capacity: Int) -> Int {
    (firstSlot + capacity * Event.words) * MemoryLayout<UInt64>.stride
  }

  /// Lays a ring over memory, whose first words are written to.
  ///
  /// - Parameters:
  ///   - storage: `storageBytes(capacity:)` bytes, 8-byte aligned, that outlive every copy.
  ///   - capacity: a power of two, in events.
  public init(storage: UnsafeMutableRawPointer, capacity: Int) {
    precondition(capacity > 0 && capacity & (capacity - 1) == 0, "ring: not a power of two")
    let words = Self.firstSlot + capacity * Event.words
    self.storage = storage.bindMemory(to: Atomic<UInt64>.self, capacity: words)
    mask = UInt64(capacity - 1)
    // No slot is read before it is written, and any bits are a word: so those are left alone, and
    // cost no memory before there are events.
    for index in 0..<Self.firstSlot { (self.storage + index).initialize(to: Word(0)) }
  }

  /// Events that it holds at most.
  public var capacity: Int { Int(mask + 1) }

  /// Events ever written.
  public var written: UInt64 { storage[Self.finished].load(ordering: .acquiring) }

  /// Writes an event over the oldest. The producer only; some ten stores, no loop, no call.
  public func write(_ event: Event) {
    let position = storage[Self.begun].load(ordering: .relaxed)
    storage[Self.begun].store(position &+ 1, ordering: .relaxed)
    let slot = storage + Self.slot(position & mask)
    // Releasing: whoever sees one of these words sees `begun` raised too.
    slot[0].store(UInt64(bitPattern: event.time), ordering: .releasing)
    slot[1].store(event.header, ordering: .releasing)
    slot[2].store(event.first, ordering: .releasing)
    slot[3].store(event.second, ordering: .releasing)
    slot[4].store(event.third, ordering: .releasing)
    storage[Self.finished].store(position &+ 1, ordering: .releasing)
  }

  /// A reader's place in a ring.
  public struct Reader: Sendable {
    /// Position of the next event to read.
    public private(set) var position: UInt64
    /// Events that were overwritten before they were read, since the reader was made.
    public private(set) var lost: UInt64 = 0

    /// A reader that starts with the oldest event of a ring (or whatever is still there of it).
    public init(position: UInt64 = 0) { self.position = position }

    /// The next event, or nil when all are read.
    public mutating func next(_ ring: EventRing) -> Event? {
      while true {
        let finished = ring.storage[EventRing.finished].load(ordering: .acquiring)
        guard position < finished else { return nil }
        skip(to: finished, capacity: ring.mask + 1)
        let event = ring.copy(position)
        let begun = ring.storage[EventRing.begun].load(ordering: .acquiring)
        if begun <= position + ring.mask + 1 {
          position += 1
          return event
        }
      }
    }

    private mutating func skip(to finished: UInt64, capacity: UInt64) {
      guard finished > position + capacity else { return }
      lost += finished - capacity - position
      position = finished - capacity
    }
  }

  private static func slot(_ index: UInt64) -> Int { firstSlot + Int(index) * Event.words }

  private func copy(_ position: UInt64) -> Event {
    let slot = storage + Self.slot(position & mask)
    return Event(
      time: slot[0].load(ordering: .acquiring), header: slot[1].load(ordering: .acquiring),
      first: slot[2].load(ordering: .acquiring), second: slot[3].load(ordering: .acquiring),
      third: slot[4].load(ordering: .acquiring))
  }
}
