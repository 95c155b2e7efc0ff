// sync's semaphores: a word counts; who finds it zero waits in a line for the word's address.
//
// Lines hang from a table of roots by a hash of the address. A release that finds a waiter takes
// the count on his behalf and wakes him: he need not look again, and nobody can pass him for ever.
import CGoRuntime
import CTricolor

/// A root: all waiters whose address has its hash, first come first.
struct SemaphoreRoot {
  var lock: UInt32 = 0
  /// How many wait here. Atomic for those who release.
  var waiting: UInt32 = 0
  var line = WaiterLine()
  var padding: [3 of UInt64] = .init(repeating: 0)

  static let count = 256
}

extension UnsafeMutablePointer where Pointee == Scheduler {
  @inline(__always)
  private func root(_ address: UInt) -> UnsafeMutablePointer<SemaphoreRoot> {
    pointee.semaphores + Int((address &* 0x9e37_79b9_7f4a_7c15) &>> 56)
  }

  /// Takes one off the count if it is not zero.
  @inline(__always)
  private func take(_ count: UnsafeMutablePointer<UInt32>) -> Bool {
    while true {
      let seen = tc_u32_load_acquire(count)
      if seen == 0 { return false }
      if tc_u32_cas(count, seen, seen - 1) { return true }
    }
  }

  func acquire(
    _ record: GoroutinePointer, _ count: UnsafeMutablePointer<UInt32>, lifo: Bool, reason: UInt32
  ) -> UInt32 {
    if take(count) { return UInt32(TC_DONE) }
    let address = UInt(bitPattern: count)
    let root = root(address)
    tc_lock(&root.pointee.lock)
    _ = tc_u32_add(&root.pointee.waiting, 1)
    // A release adds to the count first and then looks for waiters: one of the two sees the other.
    tc_full_fence()
    if take(count) {
      _ = tc_u32_sub(&root.pointee.waiting, 1)
      tc_unlock(&root.pointee.lock)
      return UInt32(TC_DONE)
    }
    let waiter = record.ownWaiter
    waiter.pointee.goroutine = record
    waiter.pointee.channel = nil
    waiter.pointee.element = nil
    waiter.pointee.address = address
    waiter.pointee.index = -1
    waiter.pointee.sibling = nil
    record.pointee.waiters = waiter
    if lifo { root.pointee.line.prepend(waiter) } else { root.pointee.line.append(waiter) }
    record.park(Int32(reason == 0 ? UInt32(TC_WAIT_SEMACQUIRE) : reason))
    tc_unlock(&root.pointee.lock)
    return UInt32(TC_PARKED)
  }

  func release(_ count: UnsafeMutablePointer<UInt32>, _ processor: ProcessorPointer) {
    _ = tc_u32_add(count, 1)
    let address = UInt(bitPattern: count)
    let root = root(address)
    tc_full_fence()
    if tc_u32_load_acquire(&root.pointee.waiting) == 0 { return }
    tc_lock(&root.pointee.lock)
    var waiter = root.pointee.line.first
    while let here = waiter, here.pointee.address != address { waiter = here.pointee.next }
    guard let waiter, take(count) else {
      tc_unlock(&root.pointee.lock)
      return
    }
    root.pointee.line.remove(waiter)
    _ = tc_u32_sub(&root.pointee.waiting, 1)
    // Invariant: a waiter in a line belongs to a goroutine.
    let record = waiter.pointee.goroutine.unsafelyUnwrapped
    tc_unlock(&root.pointee.lock)
    ready(record, processor)
  }
}
