// What a managed heap has beside the collector: its roots in Swift storage, the duties of its
// objects,
// and the thread that runs them.
import CTricolor
import Synchronization

/// Retained by the heap; the collector's hooks lead here.
final class HeapSupport: @unchecked Sendable {
  let roots = RootCells()
  let duties = DutyList()

  private struct State {
    var thread: UInt = 0
    var heap: UnsafeMutablePointer<tc_heap>?
  }
  private let state = Locked(State())
  /// Rises when duties are ready or the thread is to stop; the thread sleeps on it.
  private let signal: UnsafeMutablePointer<UInt32>
  private let isStopping = Atomic<Bool>(false)

  init() {
    signal = .allocate(capacity: 1)
    signal.initialize(to: 0)
  }

  deinit { signal.deallocate() }

  /// Starts the thread, once.
  func start(_ heap: UnsafeMutablePointer<tc_heap>) {
    state.withLock { state in
      guard state.thread == 0 else { return }
      state.heap = heap
      let context = Unmanaged.passUnretained(self).toOpaque()
      // Users' closures run there: a stack as large as a Dispatch thread's.
      state.thread = tc_os_thread_start_sized(
        { context in
          if let context {
            Unmanaged<HeapSupport>.fromOpaque(context).takeUnretainedValue().runDuties()
          }
          return nil
        }, context, 512 << 10)
    }
  }

  /// From the collector: any thread, world stopped or not.
  func dutiesAreReady() {
    _ = tc_u32_add(signal, 1)
    tc_futex_wake(signal, true)
  }

  /// Ends the thread and drops what is left to do; what it retains is released.
  func stop() {
    isStopping.store(true, ordering: .releasing)
    dutiesAreReady()
    let thread = state.withLock { $0.thread }
    if thread != 0 { tc_os_thread_join(thread) }
    duties.drop()
  }

  private func runDuties() {
    guard
      let heap = state.withLock({
        nonisolated(unsafe) let heap = $0.heap; return heap
      }),
      let thread = tc_thread_attach(heap)
    else { return }
    while true {
      // Read before asking whether to stop: that may change, and be signalled, right after.
      let seen = tc_u32_load_acquire(signal)
      if isStopping.load(ordering: .acquiring) { break }
      var ready = tc_ready()
      while tc_next_ready(thread.pointee.cache, &ready) { perform(ready) }
      tc_thread_enter_blocking(thread)
      tc_futex_wait(signal, seen, 0)
      tc_thread_leave_blocking(thread)
    }
    tc_thread_detach(thread)
  }

  private func perform(_ ready: tc_ready) {
    guard let duty = Duty.from(ready.context), duties.remove(duty) else { return }
    let isFinalizer = ready.kind == UInt32(TC_SPECIAL_FINALIZER)
    duty.run(isFinalizer ? UnsafeMutableRawPointer(bitPattern: ready.argument) : nil)
  }
}
