// Events of one heap, from where they happen to whoever wants them.
//
//   1. `emit` asks whether anyone wants the kind (one load, one branch when nobody does), writes
//      the event into a ring, and asks the host for background work: nobody polls.
//   2. `deliver`, in the background, reads the ring and calls the subscribers, one event at a
//      time, in order; what the ring lost because delivery was too slow is an event of its own.
//
// The ring has one writer at a time: whoever holds `writeLock`, which is innermost and held for ten
// stores. Events come at most some thousands a second, so a lock costs nothing that matters.
import CTricolor
import TricolorTelemetry

/// One subscriber.
struct EventSubscriber {
  var callback: tc_event_callback?
  var context: UnsafeMutableRawPointer?
  /// Bits of the kinds that it wants; 0: the place is free.
  var kinds: UInt64 = 0
}

/// One heap's events. Lives in raw memory that never moves.
struct EventHub {
  /// The bits of all kinds that anyone wants. Atomic, read wherever something happens.
  var wanted: UInt64 = 0
  /// Asks for background work (TC_WORK_*): set by whoever has threads; nil: the host is asked.
  /// Fixed once set.
  var wake: (@convention(c) (UnsafeMutablePointer<tc_heap>?, UInt32) -> Void)?
  /// 1 while events wait and the host was asked for work. Atomic.
  fileprivate var isPending: UInt32 = 0
  fileprivate var writeLock: UInt32 = 0
  /// Guards everything below, and is held while subscribers are called.
  fileprivate var deliverLock: UInt32 = 0
  fileprivate let ring: EventRing
  fileprivate var reader = EventRing.Reader()
  fileprivate var told: UInt64 = 0
  fileprivate var subscribers = (
    EventSubscriber(), EventSubscriber(), EventSubscriber(), EventSubscriber()
  )
  /// Where lines of JSON go, and of which kinds.
  fileprivate var descriptor: Int32 = -1
  fileprivate var descriptorKinds: UInt64 = 0

  /// Events that the ring holds: more bridge longer waits for a background thread.
  static let capacity = 4096
  /// Bytes of storage for the ring.
  static var ringBytes: Int { EventRing.storageBytes(capacity: capacity) }

  /// - Parameter ring: `ringBytes` bytes, 8-byte aligned, that outlive the hub.
  init(ring: UnsafeMutableRawPointer) {
    self.ring = EventRing(storage: ring, capacity: Self.capacity)
  }
}

typealias EventHubPointer = UnsafeMutablePointer<EventHub>

extension UnsafeMutablePointer where Pointee == EventHub {
  /// Whether anyone wants events of a kind: ask before gathering arguments that cost something.
  @inline(__always)
  func wants(_ kind: EventKind) -> Bool {
    tc_u64_load(&pointee.wanted) & (1 &<< UInt64(kind.rawValue)) != 0
  }

  /// Records an event. Any thread, world stopped or not, whatever locks it holds.
  ///
  /// - Parameter heap: whose host is asked for background work.
  func emit(_ event: Event, _ heap: UnsafeMutablePointer<tc_heap>) {
    tc_lock(&pointee.writeLock)
    pointee.ring.write(event)
    tc_unlock(&pointee.writeLock)
    guard tc_u32_load(&pointee.isPending) == 0, tc_u32_swap(&pointee.isPending, 1) == 0 else {
      return
    }
    ask(for: UInt32(TC_WORK_EVENTS), heap)
  }

  /// Asks for background work. Any thread, world stopped or not, whatever locks it holds.
  func ask(for kinds: UInt32, _ heap: UnsafeMutablePointer<tc_heap>) {
    if let wake = pointee.wake { return wake(heap, kinds) }
    heap.pointee.world?.pointee.wake_workers?(heap.pointee.world_context, heap, kinds)
  }

  /// Whether events wait for delivery.
  var isPending: Bool { tc_u32_load(&pointee.isPending) != 0 }

  /// Calls the subscribers with what has happened. False when another thread is at it.
  @discardableResult
  func deliver(waiting: Bool = false) -> Bool {
    if waiting {
      tc_lock(&pointee.deliverLock)
    } else if !tc_try_lock(&pointee.deliverLock) {
      return false
    }
    tc_u32_store_release(&pointee.isPending, 0)
    while let event = pointee.reader.next(pointee.ring) {
      if pointee.reader.lost > pointee.told {
        let lost = pointee.reader.lost &- pointee.told
        pointee.told = pointee.reader.lost
        hand(Event(.dropped, time: event.time, cycle: event.cycle, lost))
      }
      hand(event)
    }
    tc_unlock(&pointee.deliverLock)
    return true
  }

  /// Adds a subscriber. Its number, 0 when every place is taken.
  func subscribe(
    _ kinds: UInt64, _ callback: tc_event_callback, _ context: UnsafeMutableRawPointer?
  ) -> UInt32 {
    deliver(waiting: true)
    tc_lock(&pointee.deliverLock)
    defer { tc_unlock(&pointee.deliverLock) }
    for place in 0..<Int(TC_SUBSCRIBERS) where subscribers[place].kinds == 0 {
      subscribers[place] = EventSubscriber(callback: callback, context: context, kinds: kinds)
      settleWanted()
      return UInt32(place + 1)
    }
    return 0
  }

  /// Takes a subscriber away, when it has been called with what happened before.
  func unsubscribe(_ number: UInt32) {
    guard number > 0, number <= UInt32(TC_SUBSCRIBERS) else { return }
    deliver(waiting: true)
    tc_lock(&pointee.deliverLock)
    subscribers[Int(number) - 1] = EventSubscriber()
    settleWanted()
    tc_unlock(&pointee.deliverLock)
  }

  /// Lines of JSON to a descriptor; a negative one ends it.
  func writeLines(to descriptor: Int32, _ kinds: UInt64) {
    deliver(waiting: true)
    tc_lock(&pointee.deliverLock)
    pointee.descriptor = descriptor
    pointee.descriptorKinds = descriptor < 0 ? 0 : kinds
    settleWanted()
    tc_unlock(&pointee.deliverLock)
  }

  /// The places; the hub never moves, so neither do they.
  private var subscribers: UnsafeMutablePointer<EventSubscriber> {
    withUnsafeMutablePointer(to: &pointee.subscribers) { tuple in
      UnsafeMutableRawPointer(tuple).assumingMemoryBound(to: EventSubscriber.self)
    }
  }

  private func settleWanted() {
    var all = pointee.descriptorKinds
    for place in 0..<Int(TC_SUBSCRIBERS) { all |= subscribers[place].kinds }
    // Whoever wants anything is told what was lost.
    tc_u64_store(&pointee.wanted, all)
  }

  private func hand(_ event: Event) {
    let bit: UInt64 = event.kind < 64 ? 1 &<< UInt64(event.kind) : 0
    var words = tc_event(event)
    for place in 0..<Int(TC_SUBSCRIBERS) {
      let subscriber = subscribers[place]
      let wants = subscriber.kinds & bit != 0
      let isLoss = subscriber.kinds != 0 && event.kind == EventKind.dropped.rawValue
      if wants || isLoss { subscriber.callback?(subscriber.context, &words) }
    }
    if pointee.descriptorKinds & bit != 0 || bit == 1 &<< UInt64(EventKind.dropped.rawValue) {
      writeLine(event)
    }
  }

  private func writeLine(_ event: Event) {
    guard pointee.descriptor >= 0 else { return }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Event.maximumLine) { bytes -> Void in
      var text = TextBuffer(bytes)
      event.writeLine(into: &text)
      _ = tc_os_write(pointee.descriptor, text.text.baseAddress, UInt(text.count))
    }
  }
}

extension tc_event {
  /// The same in C's words.
  init(_ event: Event) {
    self.init(
      time: event.time, kind: event.kind, source: event.source, cycle: event.cycle,
      first: event.first, second: event.second, third: event.third)
  }
}

extension Event {
  /// The same in Swift's words. A kind that this version does not know stays a number.
  public init(_ event: tc_event) {
    self.init(
      .dropped, time: event.time, cycle: event.cycle, source: event.source, event.first,
      event.second, event.third)
    kind = event.kind
  }
}

extension UnsafeMutablePointer where Pointee == tc_heap {
  /// The heap's events.
  @inline(__always)
  var events: EventHubPointer { pointee.events.assumingMemoryBound(to: EventHub.self) }
}
