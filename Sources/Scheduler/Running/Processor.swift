// Processors (Go's P): the right to run Go, with what it needs at hand: a cache of the heap, a
// queue of goroutines, stacks and records to use again. As many as GOMAXPROCS; a thread (Machine)
// holds one while it runs Go.
//
// A processor is *running* while its thread may touch its cache; the collector waits for every
// processor to be something else before it touches caches itself. `becomeSafe` and `becomeRunning`
// are the two doors; each is one atomic exchange when nobody wants anything.
import CGoRuntime
import CTricolor

typealias ProcessorPointer = UnsafeMutablePointer<Processor>

/// Off-heap, never freed while the scheduler lives.
struct Processor {
  let id: UInt32
  let scheduler: SchedulerPointer
  let cache: UnsafeMutablePointer<tc_cache>
  /// ProcessorStatus. Atomic.
  var status: UInt32 = ProcessorStatus.idle
  /// Not 0: somebody looks at the cache, do not become running. Atomic; futex.
  var held: UInt32 = 0
  /// What its goroutine is asked to do at its next safepoint: `Ask`. Atomic.
  var asked: UInt32 = 0
  /// Counts goroutines that it ran, but those that were handed the time of the one before. Atomic
  /// for the monitor.
  var tick: UInt32 = 0
  /// Counts all goroutines that it ran. The owner writes, anybody reads.
  var switches: UInt32 = 0
  /// The goroutine it runs, or ran last. Atomic.
  var current: UInt = 0
  var machine: MachinePointer?
  /// In the list of idle ones. Scheduler's lock.
  var next: ProcessorPointer?

  /// The goroutine to run before those in the queue; 0: none. Atomic.
  var runNext: UInt = 0
  /// The queue: `head` by whoever takes, `tail` by the owner. Atomic.
  var head: UInt32 = 0
  var tail: UInt32 = 0
  let queue: UnsafeMutablePointer<UInt>

  var freeGoroutines: GoroutinePointer?
  var freeCount: UInt32 = 0
  var freeWaiters: WaiterPointer?
  /// Free stacks by order: their first words lead from one to the next.
  var stacks: [4 of UInt] = .init(repeating: 0)
  var stackBytes: [4 of UInt] = .init(repeating: 0)
  /// State of a small generator; never 0.
  var random: UInt64
  /// Goroutines that were started here, and that ended here, the run time's own not counted. The
  /// owner writes, anybody reads. Not one count for all: its line, and what lies beside it, would
  /// be pulled from core to core (0.58 of the CPU of a million and a half short goroutines).
  var started: UInt32 = 0
  var ended: UInt32 = 0
  /// Numbers of goroutines that this processor has taken in advance: the next, and the end.
  var nextID: UInt64 = 0
  var endID: UInt64 = 0
  /// How many times in a row a goroutine that was made ready here was also run here next: it is
  /// likely to be so again, and no other processor need be woken for it.
  var handOffs: UInt32 = 0
  /// Goroutines that went first, one after the other, while others waited in the queue.
  var passed: UInt32 = 0
  /// When somebody who looked for work last left its few goroutines to it. Atomic.
  var leftAt: UInt64 = 0
  /// What the monitor saw last: `tick`, and when; and `switches`.
  var seenTick: UInt32 = 0
  var seenAt: UInt64 = 0
  var seenSwitches: UInt32 = 0

  /// Goroutines in the queue: a power of two.
  static let capacity: UInt32 = 256
  /// Goroutines' numbers that are taken at a time, as in Go.
  static let idBatch: UInt64 = 16
  /// How many may pass the queue before it is its turn. More: others wait longer for two that keep
  /// each other busy; less: the two are less often together.
  static let mostPassed: UInt32 = 128
  /// So many that wait in a queue are left to a processor that changes goroutines fast.
  static let fewWaiting: UInt32 = 3
  /// Nanoseconds for which what was seen of its pace is believed.
  static let paceHolds: UInt64 = 20_000
}

enum ProcessorStatus {
  /// No thread has it.
  static let idle: UInt32 = 0
  /// Its thread may touch its cache.
  static let running: UInt32 = 1
  /// Its thread does not touch its cache, but for what the heap itself does there.
  static let safe: UInt32 = 2
  /// Its thread is in a system call; it may be taken away. The upper bits tell calls apart.
  static let blocked: UInt32 = 3
  /// GOMAXPROCS was lowered below it.
  static let retired: UInt32 = 4
  static let mask: UInt32 = 0xff
}

/// Bits of `Processor.asked`.
enum Ask {
  /// The heap wants a safepoint.
  static let heap: UInt32 = 1
  /// Others want to run.
  static let preempt: UInt32 = 2
}

extension UnsafeMutablePointer where Pointee == Processor {
  @inline(__always)
  var scheduler: SchedulerPointer { pointee.scheduler }
  @inline(__always)
  var cache: UnsafeMutablePointer<tc_cache> { pointee.cache }

  /// The next number of the processor's generator (xorshift64).
  @inline(__always)
  func nextRandom() -> UInt64 {
    var x = pointee.random
    x ^= x &<< 13
    x ^= x &>> 7
    x ^= x &<< 17
    pointee.random = x
    return x
  }

  // MARK: Status

  /// The thread lets go of the cache for a while.
  @inline(__always)
  func becomeSafe() {
    _ = tc_u32_swap(&pointee.status, ProcessorStatus.safe)
    if isWanted { scheduler.announceStill() }
  }

  /// The thread takes the cache again, when it may.
  @inline(__always)
  func becomeRunning() {
    _ = tc_u32_swap(&pointee.status, ProcessorStatus.running)
    if isWanted { waitToRun() }
  }

  /// Stands still if somebody wants it to.
  @inline(__always)
  func passFence() { if isWanted { waitToRun() } }

  /// Whether the world is stopped or the cache is being looked at, or is about to be.
  @inline(__always)
  private var isWanted: Bool {
    // Acquired: who finds nothing wanted sees what was done to the cache while it stood still.
    tc_u32_load_acquire(&scheduler.pointee.stopping) | tc_u32_load_acquire(&pointee.held) != 0
  }

  @inline(never)
  private func waitToRun() {
    while isWanted {
      _ = tc_u32_swap(&pointee.status, ProcessorStatus.safe)
      scheduler.announceStill()
      if tc_u32_load_acquire(&scheduler.pointee.stopping) != 0 {
        tc_futex_wait(&scheduler.pointee.stopping, 1, 0)
      } else {
        tc_futex_wait(&pointee.held, 1, 0)
      }
      _ = tc_u32_swap(&pointee.status, ProcessorStatus.running)
    }
  }

  // MARK: Asking

  /// Asks the goroutine that runs here to come to a safepoint. Any thread.
  func ask(_ what: UInt32) {
    _ = tc_u32_or(&pointee.asked, what)
    tc_full_fence()
    poisonCurrent()
  }

  /// Poisons the guard of the goroutine that runs here.
  func poisonCurrent() {
    GoroutinePointer(bitPattern: tc_word_load_acquire(&pointee.current))?.poison()
  }
}
