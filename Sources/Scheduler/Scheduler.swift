// Front door of the scheduler: what all processors share, and the way a goroutine goes.
//
// THE WAY OF A GOROUTINE
//  1. `go` makes a record that names a closure (Start) and puts it on its processor's queue.
//  2. A machine that holds a processor takes the next goroutine (Schedule), gives it a stack if it
//     has none, and enters its code through the program's `enter`: from here on segments jump to
//     segments, and the machine's own stack stays as it is.
//  3. At a prologue whose guard does not hold, or a loop's poll, the code comes to `tc_go_more`
//     (Safepoint): the stack grows, the collector's and the scheduler's wishes are answered.
//  4. Where it has to wait it stores where to go on, becomes `waiting` in somebody's list (Channel,
//     Semaphore, Timers, Park), and its segment returns to the machine, which takes the next one.
//  5. Whoever wakes it makes it runnable on his own processor (`ready`), and 2 follows.
//  6. Its first function returns to `tc_leave` (Finish): stack and record are used again.
//
// LOCKS, from the outermost: stopLock; channels, by address; semaphore roots; descriptors; timers;
// lock; tableLock, stackLock. The heap's locks come after all of them. A thread that may have to
// wait for `stopLock` lets its processor be safe before.
import CGoRuntime
import CTricolor
import TricolorHeap

typealias SchedulerPointer = UnsafeMutablePointer<Scheduler>

/// One a runtime. Off-heap, never moves.
struct Scheduler {
  let heap: UnsafeMutablePointer<tc_heap>
  let program: UnsafePointer<tc_program>
  let sites: SiteTable
  let options: SchedulerOptions
  /// What traces show: GOTRACEBACK, or SetTraceback's more.
  var trace: TraceSettings
  /// The processor array: `processorRecords` entries are made, of which the first `processorCount`
  /// may run. Both atomic; written under `stopLock`.
  var processors: UnsafeMutablePointer<UInt>
  var processorRecords: UInt32 = 0
  var processorCount: UInt32 = 0

  /// Held from stop to start, and while caches are made.
  var stopLock: UInt32 = 0
  /// 1: every processor is to become safe. Atomic; futex.
  var stopping: UInt32 = 0
  /// Rises when a processor became safe while somebody wanted it to. Atomic; futex.
  var still: UInt32 = 0
  /// Goroutine records at the last stop: the collector's mutators.
  var numbered: UInt32 = 0
  /// How often they were numbered: each cycle begins with it. World stopped.
  var numbering: UInt32 = 0

  /// Guards the lists that follow.
  var lock: UInt32 = 0
  var globalFirst: GoroutinePointer?
  var globalLast: GoroutinePointer?
  /// Atomic for those who look without the lock.
  var globalCount: UInt32 = 0
  var idleProcessors: ProcessorPointer?
  var idleCount: UInt32 = 0
  var idleMachines: MachinePointer?
  var allMachines: MachinePointer?
  var machineCount: UInt32 = 0
  var maxMachines: UInt32 = 10_000
  /// Machines that look for work. Atomic.
  var spinning: UInt32 = 0
  /// Until when nobody is woken for a goroutine that a processor made ready; 0: no such time.
  /// Atomic.
  var wakeHold: UInt64 = 0
  /// How long the next such time is. Nanoseconds, atomic.
  var holdLength = Scheduler.shortestHold
  /// Goroutines in system calls, and others outside who are about to make one ready. Atomic.
  var outside: UInt32 = 0

  var tableLock: UInt32 = 0
  var table: GoroutineTable
  /// The number of the last goroutine, as far as processors have taken numbers. Atomic.
  var lastID: UInt64 = 0
  var main: GoroutinePointer?
  /// 1: the main goroutine is queued; before that no machine is woken. Atomic.
  var hasBegun: UInt32 = 0
  /// Whether the main goroutine ended by Goexit.
  var mainLeft = false

  /// Background work that the heap asked for: TC_WORK_*. Atomic.
  var wanted: UInt32 = 0
  /// Finalizers or cleanups are ready; and whether a goroutine runs them. Atomic.
  var finalizersWanted: UInt32 = 0
  var finalizersRun: UInt32 = 0
  /// The goroutine that runs them, or that last did. Atomic; records stay for ever.
  var finalizing: UInt = 0

  var stacks: StackStore
  var semaphores: UnsafeMutablePointer<SemaphoreRoot>
  var timers: TimerHeap
  var poller = Poller()
  /// The goroutine that takes signals for the program, once there is one. Atomic.
  var signalReceiver: UInt = 0
  var monitor: Monitor
  var channelType = tc_type()
  var channelMask: UInt64 = 0

  /// Waiter records that no processor keeps. Guarded by `tableLock`.
  var freeWaiters: WaiterPointer?
  /// 1: the main goroutine has returned. Atomic; and what `run` returns.
  var ending: UInt32 = 0
  var exitCode: Int32 = 0
  /// Somebody prints the program's last words. Atomic.
  var dying: UInt32 = 0

  /// Processors at most.
  static let mostProcessors: UInt32 = 1024
  /// Nanoseconds: waking a thread and its search cost the two threads about half of that.
  static let shortStay: UInt64 = 20_000
  /// Nanoseconds: waking in vain once in that time costs below one in a hundred.
  static let shortestHold: UInt64 = 1_000_000
  static let longestHold: UInt64 = 4_000_000
}

extension UnsafeMutablePointer where Pointee == Scheduler {
  @inline(__always)
  var heap: UnsafeMutablePointer<tc_heap> { pointee.heap }
  @inline(__always)
  var isEnding: Bool { tc_u32_load(&pointee.ending) != 0 }
  /// GOMAXPROCS.
  @inline(__always)
  var processorCount: UInt32 { tc_u32_load_acquire(&pointee.processorCount) }

  @inline(__always)
  func processor(_ index: UInt32) -> ProcessorPointer {
    // Invariant: `index` is below a count that was read after the entry was stored.
    ProcessorPointer(bitPattern: tc_word_load_acquire(pointee.processors + Int(index)))
      .unsafelyUnwrapped
  }

  /// Every processor that was ever made.
  @inline(__always)
  func forEachProcessor(_ body: (ProcessorPointer) -> Void) {
    let count = tc_u32_load_acquire(&pointee.processorRecords)
    for index in 0..<count { body(processor(index)) }
  }

  /// Tells who waits for processors that one became safe.
  func announceStill() {
    _ = tc_u32_add(&pointee.still, 1)
    tc_futex_wake(&pointee.still, true)
  }
}
