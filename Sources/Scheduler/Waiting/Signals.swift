// Signals on their way to the program: a handler notes them (signals.c) and wakes the monitor,
// which makes the goroutine ready that takes them, os/signal's.
import CGoRuntime
import CTricolor

extension UnsafeMutablePointer where Pointee == Scheduler {
  /// Signals came: their receiver goes on. The monitor.
  func passSignals() {
    let receiver = tc_word_load_acquire(&pointee.signalReceiver)
    guard let record = GoroutinePointer(bitPattern: receiver) else { return }
    // It is no deadlock in between.
    readyParked(record, nil)
  }
}

@c @implementation
public func tc_go_signal_enable(_ g: UnsafeMutablePointer<tc_g>?, _ signal: UInt) {
  let scheduler = g.unsafelyUnwrapped.record.scheduler
  scheduler.startMonitor()
  withUnsafeMutablePointer(to: &scheduler.pointee.monitor.signal) { tc_signals_wake($0) }
  tc_signals_catch(Int32(truncatingIfNeeded: signal))
  scheduler.wakeMonitor()
}

@c @implementation
public func tc_go_signal_disable(_ g: UnsafeMutablePointer<tc_g>?, _ signal: UInt) {
  let scheduler = g.unsafelyUnwrapped.record.scheduler
  let signal = Int32(truncatingIfNeeded: signal)
  tc_signals_restore(signal)
  if signal == tc_os_quit_signal() { scheduler.watchQuit() }
}

@c @implementation
public func tc_go_signal_ignore(_ g: UnsafeMutablePointer<tc_g>?, _ signal: UInt) {
  tc_signals_ignore(Int32(truncatingIfNeeded: signal))
}

@c @implementation
public func tc_go_signal_is_ignored(_ g: UnsafeMutablePointer<tc_g>?, _ signal: UInt) -> UInt {
  tc_signals_is_ignored(Int32(truncatingIfNeeded: signal)) ? 1 : 0
}

@c @implementation
public func tc_go_signal_next(_ g: UnsafeMutablePointer<tc_g>?) -> UInt { tc_signals_take() }

@c @implementation
public func tc_go_signal_pending(_ g: UnsafeMutablePointer<tc_g>?) -> UInt {
  tc_signals_any() ? 1 : 0
}

@c @implementation
public func tc_go_signal_wait(_ g: UnsafeMutablePointer<tc_g>?) -> UInt32 {
  let record = g.unsafelyUnwrapped.record
  tc_word_store_release(&record.scheduler.pointee.signalReceiver, UInt(bitPattern: record))
  tc_full_fence()
  // Whoever notes a signal from here on finds the receiver.
  if tc_signals_any() { return UInt32(TC_DONE) }
  return record.parkForReady(UInt32(TC_WAIT_SIGNAL))
}
