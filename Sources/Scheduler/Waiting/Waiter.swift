// A goroutine in somebody's line: of a channel, or of a semaphore's address.
import CGoRuntime
import CTricolor

typealias WaiterPointer = UnsafeMutablePointer<Waiter>

/// A record of waiting. The first of a goroutine lies in its record, those of a select with several
/// cases come from a pool. Guarded by the lock of what is waited for.
struct Waiter {
  var goroutine: GoroutinePointer?
  var channel: ChannelPointer?
  /// The semaphore's address.
  var address: UInt = 0
  /// Where the element comes from or goes to; nil: it is dropped.
  var element: UnsafeMutableRawPointer?
  var next: WaiterPointer?
  var previous: WaiterPointer?
  /// The goroutine's next record; channels in the order of their addresses.
  var sibling: WaiterPointer?
  /// Which case of a select it is; -1: of none.
  var index: Int32 = -1
  var isSend = false
  /// Whether it stands in the line.
  var isQueued = false
}

/// A line of waiters, first come first served.
struct WaiterLine {
  var first: WaiterPointer?
  var last: WaiterPointer?

  mutating func append(_ waiter: WaiterPointer) {
    waiter.pointee.next = nil
    waiter.pointee.previous = last
    waiter.pointee.isQueued = true
    if let last { last.pointee.next = waiter } else { first = waiter }
    last = waiter
  }

  mutating func prepend(_ waiter: WaiterPointer) {
    waiter.pointee.previous = nil
    waiter.pointee.next = first
    waiter.pointee.isQueued = true
    if let first { first.pointee.previous = waiter } else { last = waiter }
    first = waiter
  }

  mutating func remove(_ waiter: WaiterPointer) {
    if let previous = waiter.pointee.previous {
      previous.pointee.next = waiter.pointee.next
    } else {
      first = waiter.pointee.next
    }
    if let next = waiter.pointee.next {
      next.pointee.previous = waiter.pointee.previous
    } else {
      last = waiter.pointee.previous
    }
    waiter.pointee.next = nil
    waiter.pointee.previous = nil
    waiter.pointee.isQueued = false
  }

  /// Takes the first waiter that is still to be had: a select takes one of its cases only.
  mutating func take() -> WaiterPointer? {
    while let waiter = first {
      remove(waiter)
      if waiter.pointee.index < 0 { return waiter }
      // Invariant: a waiter in a line belongs to a goroutine.
      let record = waiter.pointee.goroutine.unsafelyUnwrapped
      if tc_u32_cas(&record.pointee.selected, 0, 1) { return waiter }
    }
    return nil
  }
}

extension UnsafeMutablePointer where Pointee == Goroutine {
  /// The waiter record that lies in the goroutine's own.
  @inline(__always)
  var ownWaiter: WaiterPointer {
    // Records never move, so neither does this address.
    withUnsafeMutablePointer(to: &pointee.waiter) { $0 }
  }

  /// Parks: from here on whoever holds what it waits for may make it run elsewhere.
  @inline(__always)
  func park(_ reason: Int32) {
    // Invariant: what runs has a cache.
    let cache = pointee.g.cache.unsafelyUnwrapped
    pointee.reason = UInt32(reason)
    pointee.meter = cache.pointee.meter
    pointee.g.cache = nil
    changeHere(from: GoroutineState.running, to: GoroutineState.waiting, cache)
  }

  /// Leaves all lines that it still stands in, and gives its waiter records back. On its own
  /// processor, before it runs.
  func leaveQueues(_ processor: ProcessorPointer) {
    var waiter = pointee.waiters
    pointee.waiters = nil
    while let here = waiter {
      waiter = here.pointee.sibling
      if let channel = here.pointee.channel, here.pointee.index >= 0 {
        channel.lock()
        if here.pointee.isQueued {
          channel.line(ofSenders: here.pointee.isSend).pointee.remove(here)
        }
        channel.unlock()
      }
      here.pointee.channel = nil
      here.pointee.element = nil
      here.pointee.address = 0
      here.pointee.sibling = nil
      if here != ownWaiter { scheduler.giveWaiter(here, processor) }
    }
  }
}

extension UnsafeMutablePointer where Pointee == Scheduler {
  /// Waiter records in a chunk.
  private static var chunk: Int { 64 }

  func takeWaiter(_ processor: ProcessorPointer) -> WaiterPointer {
    if let waiter = processor.pointee.freeWaiters {
      processor.pointee.freeWaiters = waiter.pointee.next
      waiter.pointee.next = nil
      return waiter
    }
    let bytes = UInt(MemoryLayout<Waiter>.stride * Self.chunk)
    guard let memory = tc_metadata_allocate(heap, bytes) else { outOfMetadata() }
    let first = memory.assumingMemoryBound(to: Waiter.self)
    for place in 0..<Self.chunk {
      (first + place).initialize(to: Waiter())
      first[place].next = place + 1 < Self.chunk ? first + place + 1 : nil
    }
    processor.pointee.freeWaiters = first[0].next
    first[0].next = nil
    return first
  }

  func giveWaiter(_ waiter: WaiterPointer, _ processor: ProcessorPointer) {
    waiter.pointee.next = processor.pointee.freeWaiters
    processor.pointee.freeWaiters = waiter
  }
}
