// System calls that may wait. The goroutine's stack stands still meanwhile, and its processor is
// marked as blocked: when the call is short it is simply taken back, by one exchange; when it is
// long the monitor gives it to another thread, and the goroutine queues for one afterwards.
import CGoRuntime
import CTricolor

extension UnsafeMutablePointer where Pointee == Goroutine {
  /// Before the call. What goes on is stored.
  func enterBlocking() {
    let processor = self.processor
    let scheduler = self.scheduler
    _ = tc_u32_add(&scheduler.pointee.outside, 1)
    pointee.meter = processor.cache.pointee.meter
    changeHere(from: GoroutineState.running, to: GoroutineState.blocked, processor.cache)
    // So that the monitor does not count the time before.
    tc_u32_store(&processor.pointee.tick, processor.pointee.tick &+ 1)
    pointee.blockedStatus = ProcessorStatus.blocked | processor.pointee.tick &<< 8
    _ = tc_u32_swap(&processor.pointee.status, pointee.blockedStatus)
    if tc_u32_load(&scheduler.pointee.stopping) | tc_u32_load(&processor.pointee.held) != 0 {
      scheduler.announceStill()
    }
    scheduler.startMonitor()
  }

  /// After the call. False: no processor was free, and the goroutine is in the global queue.
  func leaveBlocking() -> Bool {
    let processor = self.processor
    let scheduler = self.scheduler
    // Invariant: a goroutine that runs has a machine.
    let machine = pointee.machine.unsafelyUnwrapped
    if tc_u32_cas(&processor.pointee.status, pointee.blockedStatus, ProcessorStatus.running) {
      processor.passFence()
      _ = tc_u32_sub(&scheduler.pointee.outside, 1)
      enterRunning(from: GoroutineState.blocked, processor.cache)
      chooseBarrier(processor)
      return true
    }
    machine.pointee.processor = nil
    pointee.g.cache = nil
    pointee.g.saved_words = 0
    change(from: GoroutineState.blocked, to: GoroutineState.runnable)
    scheduler.putGlobal(self, self, 1)
    tc_full_fence()
    _ = tc_u32_sub(&scheduler.pointee.outside, 1)
    // The machine looks for a processor next, and finds an idle one if there is any.
    return false
  }
}
