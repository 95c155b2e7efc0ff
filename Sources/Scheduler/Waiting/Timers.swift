// Timers, in a heap of four children a node by the time when they are due. Whoever passes with a
// processor fires those that are due; when all are idle or busy the monitor does. What each kind of
// timer does when it fires is in TimerFiring.swift.
import CGoRuntime
import CTricolor

typealias TimerPointer = UnsafeMutablePointer<tc_timer>

/// All timers that are set. A timer's fields are guarded by the lock, but for those of
/// channels (see ChannelTimers.swift).
struct TimerHeap {
  var lock: UInt32 = 0
  var count: UInt32 = 0
  var capacity: UInt32 = 0
  /// When the first is due; all ones: there is none. Atomic.
  var firstDue: UInt64 = .max
  var entries: UnsafeMutablePointer<Entry>?
  /// How Go's package time makes a Time.
  var clock = tc_go_clock()

  struct Entry {
    var due: UInt64
    var timer: TimerPointer
  }

  /// Swift's own subscripts on optional memory would check; entries exist below `count`.
  @inline(__always)
  subscript(_ place: Int) -> Entry {
    get { entries.unsafelyUnwrapped[place] }
    nonmutating set {
      entries.unsafelyUnwrapped[place] = newValue
      newValue.timer.pointee.place = UInt32(place) + 1
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
    self[place].timer.pointee.place = 0
    count -= 1
    if place < Int(count) {
      let last = self[Int(count)]
      self[place] = last
      siftDown(place)
      siftUp(Int(last.timer.pointee.place) - 1)
    }
    noteFirst()
  }

  /// The first one becomes due later.
  mutating func postponeFirst(to due: UInt64) {
    let timer = self[0].timer
    timer.pointee.due = due
    self[0] = Entry(due: due, timer: timer)
    siftDown(0)
    noteFirst()
  }

  mutating func noteFirst() {
    tc_u64_store_release(&firstDue, count == 0 ? .max : self[0].due)
  }
}

extension UnsafeMutablePointer where Pointee == Scheduler {
  /// Sets a timer, whose kind and target are filled in.
  func addTimer(_ timer: TimerPointer, _ due: UInt64) {
    tc_lock(&pointee.timers.lock)
    let isFirst = addTimerLocked(timer, due)
    tc_unlock(&pointee.timers.lock)
    startMonitor()
    if isFirst { wakeMonitor(for: due) }
  }

  /// The same with the timers' lock held. True: it is the first one now, and the monitor is to know
  /// of it once the lock is left.
  func addTimerLocked(_ timer: TimerPointer, _ due: UInt64) -> Bool {
    if pointee.timers.count == pointee.timers.capacity { growTimers() }
    let due = min(due, .max - 1)
    timer.pointee.due = due
    timer.pointee.fired = 0
    let place = Int(pointee.timers.count)
    pointee.timers.count += 1
    pointee.timers[place] = TimerHeap.Entry(due: due, timer: timer)
    pointee.timers.siftUp(place)
    guard timer.pointee.place == 1 else { return false }
    pointee.timers.noteFirst()
    return true
  }

  /// Takes a timer back. False: it was not set, or has fired.
  @discardableResult
  func cancelTimer(_ timer: TimerPointer) -> Bool {
    tc_lock(&pointee.timers.lock)
    defer { tc_unlock(&pointee.timers.lock) }
    return cancelTimerLocked(timer)
  }

  func cancelTimerLocked(_ timer: TimerPointer) -> Bool {
    let place = timer.pointee.place
    if place == 0 { return false }
    pointee.timers.remove(Int(place) - 1)
    return true
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

  /// Reports the objects of the heap that timers lie in: what is set is alive.
  func scanTimers(_ visitor: UnsafeMutablePointer<tc_visitor>?) -> UInt {
    tc_lock(&pointee.timers.lock)
    defer { tc_unlock(&pointee.timers.lock) }
    for place in 0..<Int(pointee.timers.count) {
      let timer = pointee.timers[place].timer
      let kind = Int(timer.pointee.kind)
      if kind == TC_TIMER_CHANNEL || kind == TC_TIMER_FUNCTION {
        tc_visit_word(visitor, UInt(bitPattern: timer))
      }
    }
    return UInt(pointee.timers.count) * UInt(MemoryLayout<TimerHeap.Entry>.stride)
  }

  /// Sleep.
  func sleep(_ record: GoroutinePointer, _ nanoseconds: Int64) -> UInt32 {
    if nanoseconds <= 0 { return UInt32(TC_DONE) }
    let (due, overflow) = tc_os_now().addingReportingOverflow(UInt64(nanoseconds))
    record.park(Int32(TC_WAIT_SLEEP))
    addTimer(record.ownTimer(TC_TIMER_SLEEPER), overflow ? .max : due)
    return UInt32(TC_PARKED)
  }
}

extension UnsafeMutablePointer where Pointee == Goroutine {
  /// The goroutine's own timer, to be set as one of `kind`; at most one is set at a time.
  @inline(__always)
  func ownTimer(_ kind: Int) -> TimerPointer {
    // Records never move, so neither does this address.
    let timer = withUnsafeMutablePointer(to: &pointee.timer) { $0 }
    timer.pointee.kind = UInt8(kind)
    timer.pointee.target = UnsafeMutableRawPointer(self)
    return timer
  }
}
