// Machines (Go's M): threads of the system that run Go when they hold a processor.
import CTricolor

typealias MachinePointer = UnsafeMutablePointer<Machine>

/// Off-heap, never freed while the scheduler lives.
struct Machine {
  let scheduler: SchedulerPointer
  var processor: ProcessorPointer?
  /// The goroutine that is locked to this thread; it runs no other.
  var locked: GoroutinePointer?
  /// Handed over by whoever wakes it: the address of a processor (atomic, see `handedProcessor`),
  /// and the goroutine to run first, which is set before.
  var handedAddress: UInt = 0
  var handedGoroutine: GoroutinePointer?
  /// Whether it looks for work and counts among those that do.
  var isSpinning = false
  /// Its last look for work left a few goroutines to a processor that comes to them soon.
  var leavesFew = false
  /// When it was last woken to look for work; 0: it has rested since, or never was.
  var wokenAt: UInt64 = 0
  /// Rises when it is woken. Atomic; futex.
  var signal: UInt32 = 0
  /// In the list of idle ones. Scheduler's lock.
  var next: MachinePointer?
  /// In the list of all.
  var nextOfAll: MachinePointer?
  /// The system's handle; 0: the thread that called `run`, or not known yet. Atomic.
  var thread: UInt = 0

  /// Bytes of a thread's own stack, on which plain calls and signal handlers run; memory comes as
  /// it is used.
  static let stackBytes: UInt = 1 << 20
}

extension UnsafeMutablePointer where Pointee == Machine {
  @inline(__always)
  var scheduler: SchedulerPointer { pointee.scheduler }

  /// The processor that was handed over. Who sleeps may see it before it is woken.
  var handedProcessor: ProcessorPointer? {
    get { ProcessorPointer(bitPattern: tc_word_load_acquire(&pointee.handedAddress)) }
    nonmutating set {
      tc_word_store_release(&pointee.handedAddress, UInt(bitPattern: newValue))
    }
  }

  /// Sleeps until somebody has handed over a processor or the scheduler ends.
  func sleep() {
    while true {
      let seen = tc_u32_load_acquire(&pointee.signal)
      if handedProcessor != nil || scheduler.isEnding { return }
      tc_futex_wait(&pointee.signal, seen, 0)
    }
  }

  /// Wakes it; `handedProcessor` is set.
  func wake() {
    _ = tc_u32_add(&pointee.signal, 1)
    tc_futex_wake(&pointee.signal, false)
  }
}
