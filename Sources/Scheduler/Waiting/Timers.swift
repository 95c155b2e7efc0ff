// Timers: goroutines that wait for a time, in a heap of four children a node by that time. Whoever
// passes with a processor wakes those that are due; when all are idle or busy the monitor does.
import CGoRuntime
import CTricolor

/// A goroutine's timer; at most one a goroutine. Guarded by the heap's lock.
struct Timer {
  /// When it is due: monotonic nanoseconds.
  var due: UInt64 = 0
  /// Its place in the heap plus one; 0: not there.
  var place: UInt32 = 0
  var wakes = Wakes.sleeper
  /// Whether the time came while nobody was parked yet.
  var hasFired = false

  /// What waits.
  enum Wakes: UInt8 {
    /// A goroutine that sleeps.
    case sleeper
    /// One that parked with a deadline.
    case parked
  }
}

/// All timers.
struct TimerHeap {
  var lock: UInt32 = 0
  var count: UInt32 = 0
  var capacity: UInt32 = 0
  /// When the first is due; all ones: there is none. Atomic.
  var firstDue: UInt64 = .max
  var entries: UnsafeMutablePointer<Entry>?

  struct Entry {
    var due: UInt64
    var record: GoroutinePointer
  }

  /// Swift's own subscripts on optional memory would check; entries exist below `count`.
  @inline(__always)
  subscript(_ place: Int) -> Entry {
    get { entries.unsafelyUnwrapped[place] }
    nonmutating set {
      entries.unsafelyUnwrapped[place] = newValue
      newValue.record.pointee.timer.place = UInt32(place) + 1
    }
  }

  /// Moves the entry at `start` towards the root as far as it belongs.
  func siftUp(_ start: Int) {
    let entry = self[start]
    var at = start
    while at > 0 {
      let parent = (at - 1) / 4
      if self[parent].due <= entry.due { break }
      self[at] = self[parent]
      at = parent
    }
    self[at] = entry
  }

  func siftDown(_ start: Int) {
    let entry = self[start]
    let end = Int(count)
    var at = start
    while 4 * at + 1 < end {
      var least = 4 * at + 1
      for child in 4 * at + 2..<max(4 * at + 2, min(4 * at + 5, end))
      where self[child].due < self[least].due { least = child }
      if entry.due <= self[least].due { break }
      self[at] = self[least]
      at = least
    }
    self[at] = entry
  }

  /// Takes the entry at `place` out.
  mutating func remove(_ place: Int) {
    self[place].record.pointee.timer.place = 0
    count -= 1
    if place < Int(count) {
      let last = self[Int(count)]
      self[place] = last
      siftDown(place)
      siftUp(Int(last.record.pointee.timer.place) - 1)
    }
    noteFirst()
  }

  mutating func noteFirst() {
    tc_u64_store_release(&firstDue, count == 0 ? .max : self[0].due)
  }
}

extension UnsafeMutablePointer where Pointee == Scheduler {
  /// The goroutine, which is waiting, goes on at `due`.
  func addTimer(_ record: GoroutinePointer, _ due: UInt64, wakes: Timer.Wakes) {
    tc_lock(&pointee.timers.lock)
    if pointee.timers.count == pointee.timers.capacity { growTimers() }
    record.pointee.timer.due = due
    record.pointee.timer.wakes = wakes
    record.pointee.timer.hasFired = false
    let place = Int(pointee.timers.count)
    pointee.timers.count += 1
    pointee.timers[place] = TimerHeap.Entry(due: due, record: record)
    pointee.timers.siftUp(place)
    let isFirst = record.pointee.timer.place == 1
    if isFirst { pointee.timers.noteFirst() }
    tc_unlock(&pointee.timers.lock)
    startMonitor()
    if isFirst { wakeMonitor(for: due) }
  }

  /// The goroutine goes on for another reason.
  func cancelTimer(_ record: GoroutinePointer) {
    tc_lock(&pointee.timers.lock)
    let place = record.pointee.timer.place
    if place != 0 { pointee.timers.remove(Int(place) - 1) }
    tc_unlock(&pointee.timers.lock)
  }

  private func growTimers() {
    let capacity = max(64, 2 * pointee.timers.capacity)
    let bytes = UInt(capacity) * UInt(MemoryLayout<TimerHeap.Entry>.stride)
    guard let memory = tc_metadata_allocate(heap, bytes) else { outOfMetadata() }
    let entries = memory.bindMemory(to: TimerHeap.Entry.self, capacity: Int(capacity))
    for place in 0..<Int(pointee.timers.count) {
      (entries + place).initialize(to: pointee.timers[place])
    }
    pointee.timers.entries = entries
    pointee.timers.capacity = capacity
  }

  /// Wakes the goroutines whose time has come. `processor` nil: the monitor asks.
  @inline(__always)
  func fireTimers(_ processor: ProcessorPointer?) {
    if tc_u64_load(&pointee.timers.firstDue) == .max { return }
    fireDue(processor)
  }

  @inline(never)
  private func fireDue(_ processor: ProcessorPointer?) {
    let now = tc_os_now()
    // What is between the heap and a queue counts as being outside: it is no deadlock.
    while tc_u64_load_acquire(&pointee.timers.firstDue) <= now {
      _ = tc_u32_add(&pointee.outside, 1)
      if let record = takeDue(now) { ready(record, processor) }
      _ = tc_u32_sub(&pointee.outside, 1)
    }
  }

  /// Takes one goroutine whose time has come, and that still waits.
  private func takeDue(_ now: UInt64) -> GoroutinePointer? {
    tc_lock(&pointee.timers.lock)
    defer { tc_unlock(&pointee.timers.lock) }
    while pointee.timers.count > 0, pointee.timers[0].due <= now {
      let record = pointee.timers[0].record
      pointee.timers.remove(0)
      if record.pointee.timer.wakes == .sleeper { return record }
      if tc_u32_cas(&record.pointee.token, ParkToken.isParked, ParkToken.none) {
        record.pointee.g.words.0 = 0
        return record
      }
      record.pointee.timer.hasFired = true
      _ = tc_u32_cas(&record.pointee.token, ParkToken.none, ParkToken.isReady)
    }
    return nil
  }

  /// Sleep.
  func sleep(_ record: GoroutinePointer, _ nanoseconds: Int64) -> UInt32 {
    if nanoseconds <= 0 { return UInt32(TC_DONE) }
    let (due, overflow) = tc_os_now().addingReportingOverflow(UInt64(nanoseconds))
    record.park(Int32(TC_WAIT_SLEEP))
    addTimer(record, overflow ? .max - 1 : min(due, .max - 1), wakes: .sleeper)
    return UInt32(TC_PARKED)
  }
}
