// Parking for the run time's own Go: gopark and goready, with an end of time if wanted.
//
// `token` says who came first: nobody (0), the one who makes ready (1), the one who parks (2). A
// deadline is one more who makes ready; what was first is told in words[0].
import CGoRuntime
import CTricolor

enum ParkToken {
  static let none: UInt32 = 0
  static let isReady: UInt32 = 1
  static let isParked: UInt32 = 2
}

extension UnsafeMutablePointer where Pointee == Goroutine {
  /// Parks unless a ready came before; no longer than until `deadline`, if it is not 0.
  func parkForReady(_ reason: UInt32, deadline: Int64 = 0) -> UInt32 {
    let scheduler = self.scheduler
    let cache = pointee.g.cache
    pointee.g.words.0 = 1
    if tc_u32_cas(&pointee.token, ParkToken.isReady, ParkToken.none) { return UInt32(TC_DONE) }
    if deadline != 0 && deadline <= Int64(bitPattern: tc_os_now()) {
      pointee.g.words.0 = 0
      return UInt32(TC_DONE)
    }
    park(Int32(reason))
    if deadline != 0 {
      // Nobody looks at the token before it is stored.
      scheduler.addTimer(ownTimer(TC_TIMER_PARKED), UInt64(deadline))
    }
    if tc_u32_cas(&pointee.token, ParkToken.none, ParkToken.isParked) { return UInt32(TC_PARKED) }
    // A ready, or the time, came in between.
    tc_u32_store(&pointee.token, ParkToken.none)
    enterRunning(from: GoroutineState.waiting, cache.unsafelyUnwrapped)
    if deadline != 0 {
      scheduler.cancelTimer(ownTimer(TC_TIMER_PARKED))
      pointee.g.words.0 = pointee.timer.fired != 0 ? 0 : 1
    }
    pointee.g.cache = cache
    chooseBarrier(processor)
    return UInt32(TC_DONE)
  }
}

extension UnsafeMutablePointer where Pointee == Scheduler {
  /// Makes a goroutine ready that is parked, or lets it not park the next time.
  func readyParked(_ record: GoroutinePointer, _ processor: ProcessorPointer?) {
    while true {
      switch tc_u32_load_acquire(&record.pointee.token) {
      case ParkToken.isParked:
        guard tc_u32_cas(&record.pointee.token, ParkToken.isParked, ParkToken.none) else {
          continue
        }
        ready(record, processor)
        return
      case ParkToken.none:
        if tc_u32_cas(&record.pointee.token, ParkToken.none, ParkToken.isReady) { return }
      default:
        return
      }
    }
  }
}
