// Descriptors of the system that goroutines wait for: pipes, sockets, terminals. Go's package
// internal/poll tells which; nobody waits for a file.
//
// Each direction has a word: nobody waits, it is ready, or the goroutine that waits (`PollSide`).
// The system tells of changes only ("edge-triggered"), so that a descriptor that became ready stays
// ready until somebody has tried and found that it is not any more (`reset`).
import CGoRuntime
import CTricolor

typealias PollPointer = UnsafeMutablePointer<PollDescriptor>

/// The numbers of the directions.
enum PollMode {
  static let read = UInt8(ascii: "r")
  static let write = UInt8(ascii: "w")
}

/// One direction of a descriptor. Guarded by the descriptor's lock.
struct PollSide {
  /// The goroutine that waits.
  var waiter: GoroutinePointer?
  var isReady = false
  /// Its deadline has passed.
  var isLate = false
  var timer = tc_timer()
}

/// What is known of a descriptor. Off-heap, never given back: used again.
struct PollDescriptor {
  var lock: UInt32 = 0
  var fd: Int32 = -1
  var isClosing = false
  /// Whether the system has refused to go on watching it.
  var hasFailed = false
  /// Rises with each use: what the system tells of an earlier one is not meant.
  var generation: UInt16 = 0
  var reading = PollSide()
  var writing = PollSide()
  var next: PollPointer?
}

extension UnsafeMutablePointer where Pointee == PollDescriptor {
  @inline(__always)
  func side(_ mode: UInt8) -> UnsafeMutablePointer<PollSide> {
    // Descriptors never move.
    mode == PollMode.write
      ? withUnsafeMutablePointer(to: &pointee.writing) { $0 }
      : withUnsafeMutablePointer(to: &pointee.reading) { $0 }
  }

  /// Why nobody need wait; nil: there is no reason. The lock is held.
  func refusal(_ mode: UInt8) -> Int? {
    if pointee.isClosing { return TC_POLL_CLOSING }
    if side(mode).pointee.isLate { return TC_POLL_TIMEOUT }
    if mode == PollMode.read && pointee.hasFailed { return TC_POLL_REFUSED }
    return nil
  }

  /// Takes the goroutine that waits, which will find `answer`. The lock is held.
  func take(_ mode: UInt8, _ answer: Int) -> GoroutinePointer? {
    guard let record = side(mode).pointee.waiter else { return nil }
    side(mode).pointee.waiter = nil
    record.pointee.g.words.0 = UInt(answer)
    return record
  }
}

extension UnsafeMutablePointer where Pointee == Scheduler {
  /// A goroutine that waited goes on.
  private func leavePoll(_ record: GoroutinePointer?, _ processor: ProcessorPointer?) {
    guard let record else { return }
    ready(record, processor)
    _ = tc_u32_sub(&pointee.poller.waiting, 1)
  }

  /// Waits until a direction is ready.
  func wait(_ record: GoroutinePointer, _ descriptor: PollPointer, _ mode: UInt8) -> UInt32 {
    tc_lock(&descriptor.pointee.lock)
    let side = descriptor.side(mode)
    if let refusal = descriptor.refusal(mode) {
      tc_unlock(&descriptor.pointee.lock)
      record.pointee.g.words.0 = UInt(refusal)
      return UInt32(TC_DONE)
    }
    if side.pointee.isReady {
      side.pointee.isReady = false
      tc_unlock(&descriptor.pointee.lock)
      record.pointee.g.words.0 = UInt(TC_POLL_READY)
      return UInt32(TC_DONE)
    }
    if side.pointee.waiter != nil { fatal("runtime: double wait") }
    _ = tc_u32_add(&pointee.poller.waiting, 1)
    side.pointee.waiter = record
    record.park(Int32(TC_WAIT_IO))
    tc_unlock(&descriptor.pointee.lock)
    return UInt32(TC_PARKED)
  }

  /// The system tells that directions are ready. `generation`: whose readiness it is.
  func becomeReady(
    _ descriptor: PollPointer, _ generation: UInt16, reading: Bool, writing: Bool, failed: Bool,
    _ processor: ProcessorPointer?
  ) {
    tc_lock(&descriptor.pointee.lock)
    guard descriptor.pointee.generation == generation else {
      tc_unlock(&descriptor.pointee.lock)
      return
    }
    descriptor.pointee.hasFailed = failed
    var reader: GoroutinePointer?
    var writer: GoroutinePointer?
    if reading {
      reader = descriptor.take(PollMode.read, TC_POLL_READY)
      if reader == nil { descriptor.pointee.reading.isReady = true }
    }
    if writing {
      writer = descriptor.take(PollMode.write, TC_POLL_READY)
      if writer == nil { descriptor.pointee.writing.isReady = true }
    }
    tc_unlock(&descriptor.pointee.lock)
    leavePoll(reader, processor)
    leavePoll(writer, processor)
  }

  /// The deadline of a direction has passed. What fires late and is not meant any more is noticed
  /// by the timer that is set again.
  func expire(_ descriptor: PollPointer, _ mode: UInt8, _ processor: ProcessorPointer?) {
    tc_lock(&descriptor.pointee.lock)
    let side = descriptor.side(mode)
    let limit = side.pointee.timer.due
    let isMeant = limit != 0 && side.pointee.timer.place == 0 && limit <= tc_os_now()
    guard isMeant, !descriptor.pointee.isClosing else {
      tc_unlock(&descriptor.pointee.lock)
      return
    }
    side.pointee.isLate = true
    let waiter = descriptor.take(mode, TC_POLL_TIMEOUT)
    tc_unlock(&descriptor.pointee.lock)
    leavePoll(waiter, processor)
  }

  /// Sets or clears the deadline of one direction.
  /// - Parameter delay: nanoseconds from now; negative: it has passed; 0: there is none.
  func limit(
    _ descriptor: PollPointer, _ mode: UInt8, delay: Int64, _ processor: ProcessorPointer
  ) {
    tc_lock(&descriptor.pointee.lock)
    let side = descriptor.side(mode)
    let timer = withUnsafeMutablePointer(to: &side.pointee.timer) { $0 }
    cancelTimer(timer)
    timer.pointee.due = 0
    if descriptor.pointee.isClosing {
      tc_unlock(&descriptor.pointee.lock)
      return
    }
    side.pointee.isLate = delay < 0
    let waiter = delay < 0 ? descriptor.take(mode, TC_POLL_TIMEOUT) : nil
    if delay > 0 {
      timer.pointee.kind = UInt8(
        mode == PollMode.read ? TC_TIMER_READ_LIMIT : TC_TIMER_WRITE_LIMIT)
      timer.pointee.target = UnsafeMutableRawPointer(descriptor)
      let (due, overflow) = tc_os_now().addingReportingOverflow(UInt64(delay))
      addTimer(timer, overflow ? .max : due)
    }
    tc_unlock(&descriptor.pointee.lock)
    leavePoll(waiter, processor)
  }

  /// The descriptor is about to be closed: all who wait go on.
  func unblock(_ descriptor: PollPointer, _ processor: ProcessorPointer) {
    tc_lock(&descriptor.pointee.lock)
    descriptor.pointee.isClosing = true
    cancelTimer(withUnsafeMutablePointer(to: &descriptor.pointee.reading.timer) { $0 })
    cancelTimer(withUnsafeMutablePointer(to: &descriptor.pointee.writing.timer) { $0 })
    let reader = descriptor.take(PollMode.read, TC_POLL_CLOSING)
    let writer = descriptor.take(PollMode.write, TC_POLL_CLOSING)
    tc_unlock(&descriptor.pointee.lock)
    leavePoll(reader, processor)
    leavePoll(writer, processor)
  }
}
