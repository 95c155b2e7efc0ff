// Timers of Go's package time: those that send on a channel and those that call a function.
//
// A timer's channel looks as if it had no buffer, though it keeps one value for whoever comes: its
// length and capacity are 0 for the program, and `timed` says whether the place is taken. So after
// Stop or Reset no old value can be received: they empty the place.
//
// ORDER: channel lock, then the timers' lock. A timer that fires is first taken out of the heap,
// under the timers' lock, and marked `fired`; then the channel's lock is taken, and the value is
// sent if `fired` is still set: Stop takes both locks, in order, and clears it.
import CGoRuntime
import CTricolor

/// What stands in the hidden place of a timer's channel.
enum TimedPlace {
  /// The channel is not a timer's.
  static let none: UInt32 = 0
  static let empty: UInt32 = 1
  static let full: UInt32 = 2
}

/// Go's time.Time, as its package lays it out.
private struct GoTime {
  var wall: UInt64
  var extra: Int64
  var location: UnsafeMutableRawPointer?
}

extension UnsafeMutablePointer where Pointee == Scheduler {
  /// Sets a timer of the program for the first time.
  func startTimer(
    _ timer: TimerPointer, due: UInt64, period: Int64, _ cache: UnsafeMutablePointer<tc_cache>
  ) {
    // While marking is on, a goroutine whose stack is still to be scanned may forget the timer
    // before that, and the list of timers has perhaps been looked at already.
    if tc_u32_load(&heap.pointee.marking) != 0 { tc_shade(cache, UnsafeMutableRawPointer(timer)) }
    timer.pointee.period = period
    addTimer(timer, due)
  }

  /// Stops a timer of the program.
  /// - Returns: whether it was set, or its value still waited to be received.
  func stopTimer(_ timer: TimerPointer) -> Bool {
    guard Int(timer.pointee.kind) == TC_TIMER_CHANNEL, let target = timer.pointee.target else {
      return cancelTimer(timer)
    }
    let channel = target.assumingMemoryBound(to: Channel.self)
    channel.lock()
    defer { channel.unlock() }
    tc_lock(&pointee.timers.lock)
    var wasPending = cancelTimerLocked(timer)
    if timer.pointee.fired != 0 {
      timer.pointee.fired = 0
      wasPending = true
    }
    tc_unlock(&pointee.timers.lock)
    if channel.emptyTimedPlace() { wasPending = true }
    return wasPending
  }

  /// Sends the time on a timer's channel, unless the timer was stopped or nobody took the last one.
  func sendTime(
    _ timer: TimerPointer, _ channel: ChannelPointer, _ processor: ProcessorPointer?
  ) {
    channel.lock()
    tc_lock(&pointee.timers.lock)
    let isMeant = timer.pointee.fired != 0
    timer.pointee.fired = 0
    let isPeriodic = timer.pointee.period > 0
    let due = isPeriodic ? 0 : timer.pointee.due
    tc_unlock(&pointee.timers.lock)
    var receiver: GoroutinePointer?
    if isMeant {
      var value = timeNow(notBefore: due)
      receiver = withUnsafePointer(to: &value) { channel.takeTime(UnsafeRawPointer($0), heap) }
    }
    channel.unlock()
    if let receiver { ready(receiver, processor) }
  }

  /// What time.Now answers, as of `due` if that is not 0.
  private func timeNow(notBefore due: UInt64) -> GoTime {
    let moment = tc_go_moment(nil)
    let late = due == 0 ? 0 : Int64(moment.monotonic) - Int64(due)
    // A timer is due at most 2^63 ns ago.
    var nanoseconds = Int64(moment.nanoseconds) &- late
    var whole = Int64(moment.seconds) + nanoseconds / 1_000_000_000
    nanoseconds %= 1_000_000_000
    if nanoseconds < 0 {
      nanoseconds += 1_000_000_000
      whole -= 1
    }
    let start = pointee.timers.clock.start?.pointee ?? 0
    let location = pointee.timers.clock.location?.pointee
    // Seconds since 1885 in 33 bits, if they fit, and the monotonic reading; see time.go.
    let since1885 = UInt64(bitPattern: whole &+ 2_682_288_000)
    if since1885 >> 33 != 0 {
      return GoTime(
        wall: UInt64(nanoseconds), extra: whole &+ 62_135_596_800, location: location)
    }
    return GoTime(
      wall: 1 << 63 | since1885 << 30 | UInt64(nanoseconds),
      extra: Int64(moment.monotonic) - late - start, location: location)
  }

  /// Calls a timer's function in a goroutine of its own.
  func startTimed(_ closure: UInt, _ processor: ProcessorPointer) {
    guard let code = UnsafePointer<UInt>(bitPattern: closure) else { return }
    let record = make(
      resume: UnsafeMutableRawPointer(pointee.program.pointee.run_closure), context: closure,
      entry: code.pointee, processor)
    processor.countStart()
    processor.put(record)
    tc_full_fence()
    wakeOne()
  }
}

extension UnsafeMutablePointer where Pointee == Channel {
  /// Makes a channel with a buffer of one element a timer's. Nobody uses it yet.
  func becomeTimed() {
    pointee.capacity = 0
    pointee.timed = TimedPlace.empty
  }

  /// Empties the hidden place. The lock is held. True: there was a value.
  func emptyTimedPlace() -> Bool {
    guard pointee.timed == TimedPlace.full else { return false }
    pointee.timed = TimedPlace.empty
    return true
  }

  /// A time for whoever waits first, or for the place if that is free. The lock is held.
  /// - Returns: the goroutine that got it, to be made ready.
  ///
  /// No marking barrier: the one pointer in a time is what a variable of package time holds, so it
  /// is reachable from there, or was when marking began. It may be young, and the variable change.
  func takeTime(
    _ value: UnsafeRawPointer, _ heap: UnsafeMutablePointer<tc_heap>
  ) -> GoroutinePointer? {
    if let waiter = pointee.receivers.take() {
      // Invariant: a waiter in a line belongs to a goroutine.
      let receiver = waiter.pointee.goroutine.unsafelyUnwrapped
      if let element = waiter.pointee.element { copyTime(value, to: element, heap) }
      receiver.answer(waiter, received: true)
      return receiver
    }
    guard pointee.timed == TimedPlace.empty, let place = pointee.buffer else { return nil }
    copyTime(value, to: place, heap)
    pointee.timed = TimedPlace.full
    return nil
  }

  private func copyTime(
    _ value: UnsafeRawPointer, to place: UnsafeMutableRawPointer,
    _ heap: UnsafeMutablePointer<tc_heap>
  ) {
    place.copyMemory(from: value, byteCount: elementBytes)
    // The location is a time's last word.
    tc_note_card_unstopped(heap, UInt(bitPattern: place) &+ UInt(elementBytes) &- 8)
  }
}
