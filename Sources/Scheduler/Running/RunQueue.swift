// A processor's queue of runnable goroutines, and the global one.
//
// The local queue is a ring that its owner fills at `tail` and anybody empties at `head`; beside it
// `runNext` holds the goroutine that goes first, usually one that was just made ready. What does
// not fit goes to the global queue, half of the ring at a time, and comes back in shares.
import CGoRuntime
import CTricolor

extension UnsafeMutablePointer where Pointee == Processor {
  /// Whether nothing waits here.
  var isQueueEmpty: Bool {
    tc_u32_load_acquire(&pointee.head) == tc_u32_load_acquire(&pointee.tail)
      && tc_word_load_acquire(&pointee.runNext) == 0
  }

  /// How many wait in the ring.
  @inline(__always)
  var waiting: UInt32 {
    let head = tc_u32_load_acquire(&pointee.head)
    return tc_u32_load_acquire(&pointee.tail) &- head
  }

  @inline(__always)
  private func slot(_ index: UInt32) -> UnsafeMutablePointer<UInt> {
    pointee.queue + Int(index & (Processor.capacity - 1))
  }

  /// Puts a goroutine at the front; whichever was there goes to the back. Owner.
  func putNext(_ record: GoroutinePointer) {
    if let seed = scheduler.pointee.options.seed, seed != 0 {
      put(record)
      shuffle()
      return
    }
    let old = tc_word_swap(&pointee.runNext, UInt(bitPattern: record))
    if let old = GoroutinePointer(bitPattern: old) { put(old) }
  }

  /// Puts a goroutine at the back. Owner.
  func put(_ record: GoroutinePointer) {
    while true {
      let head = tc_u32_load_acquire(&pointee.head)
      let tail = tc_u32_load(&pointee.tail)
      if tail &- head < Processor.capacity {
        tc_word_store(slot(tail), UInt(bitPattern: record))
        tc_u32_store_release(&pointee.tail, tail &+ 1)
        return
      }
      if spill(record, head) { return }
    }
  }

  /// Random order, from the seed: the last one changes places with any. Owner.
  private func shuffle() {
    let head = tc_u32_load_acquire(&pointee.head)
    let tail = tc_u32_load(&pointee.tail)
    guard tail &- head > 1 else { return }
    // Only one who runs with a seed does this, on one processor: nobody steals meanwhile.
    let other = head &+ UInt32(nextRandom() % UInt64(tail &- head))
    let word = slot(other).pointee
    slot(other).pointee = slot(tail &- 1).pointee
    slot(tail &- 1).pointee = word
  }

  /// Moves half of the full ring, and `record`, to the global queue. False: the ring changed.
  private func spill(_ record: GoroutinePointer, _ head: UInt32) -> Bool {
    let count = Processor.capacity / 2
    guard tc_u32_cas(&pointee.head, head, head &+ count) else { return false }
    // The slots are the owner's now. Invariant: the ring was full, so none of them is empty.
    let first = GoroutinePointer(bitPattern: tc_word_load(slot(head))).unsafelyUnwrapped
    var last = first
    for index in 1..<count {
      let next = GoroutinePointer(bitPattern: tc_word_load(slot(head &+ index))).unsafelyUnwrapped
      last.pointee.next = next
      last = next
    }
    last.pointee.next = record
    scheduler.putGlobal(first, record, count + 1)
    return true
  }

  /// Takes the next goroutine. Owner.
  /// - Parameter inherits: set if it was made ready by the one before it.
  func take(_ inherits: inout Bool) -> GoroutinePointer? {
    let next = tc_word_load(&pointee.runNext)
    if next != 0, pointee.passed < Processor.mostPassed, tc_word_cas(&pointee.runNext, next, 0) {
      inherits = true
      pointee.passed &+= 1
      return GoroutinePointer(bitPattern: next)
    }
    inherits = false
    pointee.passed = 0
    while true {
      let head = tc_u32_load_acquire(&pointee.head)
      if head == tc_u32_load(&pointee.tail) { break }
      let word = tc_word_load(slot(head))
      if tc_u32_cas(&pointee.head, head, head &+ 1) { return GoroutinePointer(bitPattern: word) }
    }
    guard next != 0, tc_word_cas(&pointee.runNext, next, 0) else { return nil }
    inherits = true
    return GoroutinePointer(bitPattern: next)
  }

  /// Lets a processor come to the few that wait in its queue: 3 µs, half of a thread's waking.
  /// - Returns: whether it does. What they run is so short that running it on another core, with
  ///   all that they share, costs more than their waiting.
  private func comesToFew() -> Bool {
    guard tc_u32_load(&pointee.status) == ProcessorStatus.running else { return false }
    let before = tc_u32_load(&pointee.switches)
    let end = tc_os_now() &+ 3000
    repeat { tc_cpu_pause() } while tc_os_now() < end
    return tc_u32_load(&pointee.switches) &- before > Processor.fewWaiting
  }

  /// Takes half of `victim`'s queue, the first of them to run at once. Owner of this one.
  /// - Parameters:
  ///   - takesFew: also if only a few wait, the front one among them.
  ///   - leavesFew: set if a few are left to the victim.
  func steal(
    from victim: ProcessorPointer, takesFew: Bool, _ leavesFew: inout Bool
  ) -> GoroutinePointer? {
    if victim.waiting <= Processor.fewWaiting {
      guard takesFew, !victim.isQueueEmpty else { return nil }
      if victim.comesToFew() {
        tc_u64_store(&victim.pointee.leftAt, tc_os_now())
        leavesFew = true
        return nil
      }
    }
    while true {
      let head = tc_u32_load_acquire(&victim.pointee.head)
      let tail = tc_u32_load_acquire(&victim.pointee.tail)
      let waiting = tail &- head
      if waiting == 0 {
        guard takesFew else { return nil }
        let next = tc_word_load_acquire(&victim.pointee.runNext)
        guard next != 0, tc_word_cas(&victim.pointee.runNext, next, 0) else { return nil }
        tc_u32_store(&victim.pointee.handOffs, 0)
        return GoroutinePointer(bitPattern: next)
      }
      if waiting > Processor.capacity { continue }
      let count = waiting &- waiting / 2
      let own = tc_u32_load(&pointee.tail)
      for index in 0..<count {
        tc_word_store(slot(own &+ index), tc_word_load(victim.slot(head &+ index)))
      }
      guard tc_u32_cas(&victim.pointee.head, head, head &+ count) else { continue }
      let last = tc_word_load(slot(own &+ count &- 1))
      if count > 1 { tc_u32_store_release(&pointee.tail, own &+ count &- 1) }
      return GoroutinePointer(bitPattern: last)
    }
  }
}

extension UnsafeMutablePointer where Pointee == Scheduler {
  /// Puts a chain of goroutines, linked by `next`, at the back of the global queue.
  func putGlobal(_ first: GoroutinePointer, _ last: GoroutinePointer, _ count: UInt32) {
    tc_lock(&pointee.lock)
    last.pointee.next = nil
    if let tail = pointee.globalLast {
      tail.pointee.next = first
    } else {
      pointee.globalFirst = first
    }
    pointee.globalLast = last
    tc_u32_store_release(&pointee.globalCount, pointee.globalCount + count)
    tc_unlock(&pointee.lock)
  }

  /// Takes a processor's share of the global queue: one to run now, the others into its queue.
  func takeGlobal(_ processor: ProcessorPointer, most: UInt32) -> GoroutinePointer? {
    if tc_u32_load_acquire(&pointee.globalCount) == 0 { return nil }
    tc_lock(&pointee.lock)
    let first = takeGlobalLocked()
    guard let first else {
      tc_unlock(&pointee.lock)
      return nil
    }
    var share = min(pointee.globalCount / processorCount, most - 1)
    var more: GoroutinePointer?
    var last: GoroutinePointer?
    while share > 0, let next = takeGlobalLocked() {
      if let last { last.pointee.next = next } else { more = next }
      last = next
      share -= 1
    }
    tc_unlock(&pointee.lock)
    while let record = more {
      more = record.pointee.next
      record.pointee.next = nil
      processor.put(record)
    }
    return first
  }

  /// The first of the global queue. The lock is held.
  func takeGlobalLocked() -> GoroutinePointer? {
    guard let record = pointee.globalFirst else { return nil }
    pointee.globalFirst = record.pointee.next
    if pointee.globalFirst == nil { pointee.globalLast = nil }
    record.pointee.next = nil
    tc_u32_store_release(&pointee.globalCount, pointee.globalCount - 1)
    return record
  }
}
