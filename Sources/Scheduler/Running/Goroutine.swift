// Goroutines: the records, their states, and where they come from.
//
// A record begins with what compiled code sees of it (tc_g, segment.h). Records lie in slabs, are
// never given back while the scheduler lives and never move, so anybody may look at a goroutine's
// state, and poison its guard, at any time. A goroutine that has not run yet has no stack: it is a
// record that names a closure.
//
// STATES
//
//   dead       the record is free
//   runnable   in a queue; its stack is still
//   running    on a processor
//   waiting    parked: whoever wakes it makes it runnable
//   safe       on a processor, at a safepoint: its stack is still
//   blocked    in a system call: its stack is still, its processor may have been taken
//
// The bit `scan` is set beside the state by who wants to read the stack. Nobody enters `running`
// while it is set, so from the moment that the state is seen to be another, the stack is the
// scanner's until it takes the bit off. Changes made while it may be set are atomic additions or
// exchanges, which leave the bit alone.
//
// Stacks are read while the collector marks and while the world is stopped, and marking begins and
// ends with the world stopped. So a thread that holds a running processor, and finds that nobody
// marks, is the only one to write the state of the goroutines that it runs, parks and wakes, and
// needs no locked instruction for it (`changeHere`, `enterRunning`): hand-offs over a channel are
// made of these changes.
import CGoRuntime
import CTricolor

typealias GoroutinePointer = UnsafeMutablePointer<Goroutine>
typealias SitePointer = UnsafePointer<tc_site>

/// See the top of the file.
enum GoroutineState {
  static let dead: UInt32 = 0
  static let runnable: UInt32 = 1
  static let running: UInt32 = 2
  static let waiting: UInt32 = 3
  static let safe: UInt32 = 4
  static let blocked: UInt32 = 5
  static let mask: UInt32 = 0xff
  static let scan: UInt32 = 0x100
}

/// What is known of a goroutine. Off-heap.
struct Goroutine {
  var g = tc_g()
  /// The next in a queue or in a list of free records.
  var next: GoroutinePointer?
  /// The thread it runs on.
  var machine: MachinePointer?
  /// The thread it is locked to (LockOSThread), and how often.
  var lockedMachine: MachinePointer?
  var lockCount: UInt32 = 0
  /// Its place among all records.
  var index: UInt32 = 0
  /// Why it waits: TC_WAIT_*.
  var reason: UInt32 = 0
  /// Of the run time's own: neither counted nor shown.
  var isSystem = false
  /// The collector found its stack too large while it could not be moved.
  var wantsShrink = false
  /// What its processor's status was set to when it entered a system call: no other call's.
  var blockedStatus: UInt32 = 0
  /// Handed to it before it parked, or parked (`Park`). Atomic.
  var token: UInt32 = 0
  /// The numbering of goroutines (`Scheduler.numbering`) after which the collector has scanned its
  /// stack; 0: none. Written while the stack is read, and by whoever makes the goroutine.
  var scannedIn: UInt32 = 0
  /// The numbering after which its stack was first scanned since it last ran; 0: none. In the cycle
  /// behind that one all that it holds was marked: what it got hold of while marking ran, and was
  /// born then, is marked by the second. Written by who reads the stack, and 0 when it runs.
  var quietSince: UInt32 = 0
  /// Whether one of the cases of its select was chosen. Atomic.
  var selected: UInt32 = 0
  /// Who started it, and where.
  var parent: UInt64 = 0
  var site: SitePointer?
  /// The code that it began with.
  var entry: UInt = 0
  /// Where a metered heap counts what it allocates, while it does not run.
  var meter: UnsafeMutablePointer<tc_meter>?
  /// When it was first seen waiting; 0: not yet. Nanoseconds.
  var waitSince: UInt64 = 0
  /// What it waits for in channels or semaphores, linked by `sibling`; and room for the first.
  var waiters: WaiterPointer?
  var waiter = Waiter()
  var timer = tc_timer()
}

extension UnsafeMutablePointer where Pointee == tc_g {
  /// The whole record.
  @inline(__always)
  var record: GoroutinePointer {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: Goroutine.self)
  }
}

extension UnsafeMutablePointer where Pointee == Goroutine {
  @inline(__always)
  var g: UnsafeMutablePointer<tc_g> {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: tc_g.self)
  }
  @inline(__always)
  var scheduler: SchedulerPointer {
    pointee.g.scheduler.unsafelyUnwrapped.assumingMemoryBound(to: Scheduler.self)
  }
  /// The processor it runs on. Only while it does.
  @inline(__always)
  var processor: ProcessorPointer {
    pointee.g.cache.pointee.host.unsafelyUnwrapped.assumingMemoryBound(to: Processor.self)
  }

  // MARK: States

  @inline(__always)
  var state: UInt32 { tc_u32_load_acquire(&pointee.g.state) & GoroutineState.mask }

  /// Changes the state. By whoever owns the goroutine: its thread, or who took it off a queue.
  @inline(__always)
  func change(from old: UInt32, to new: UInt32) {
    let before = tc_u32_add(&pointee.g.state, new &- old)
    invariant(before & GoroutineState.mask == old, "a goroutine is in a state that it was not in")
  }

  /// As `change`, by a thread whose processor, with this cache, is running.
  @inline(__always)
  func changeHere(from old: UInt32, to new: UInt32, _ cache: UnsafePointer<tc_cache>) {
    if tc_is_marking(cache) { return change(from: old, to: new) }
    invariant(
      tc_u32_load(&pointee.g.state) == old, "a goroutine is in a state that it was not in")
    tc_u32_store_release(&pointee.g.state, new)
  }

  /// Enters `running` on a running processor with this cache, when nobody reads the stack.
  @inline(__always)
  func enterRunning(from old: UInt32, _ cache: UnsafePointer<tc_cache>) {
    if tc_is_marking(cache) {
      enterRunningUnread(from: old)
    } else {
      changeHere(from: old, to: GoroutineState.running, cache)
    }
    pointee.quietSince = 0
  }

  @inline(never)
  private func enterRunningUnread(from old: UInt32) {
    var spins = 0
    while !tc_u32_cas(&pointee.g.state, old, GoroutineState.running) {
      spins += 1
      if spins & 127 == 0 { tc_os_yield() } else { tc_cpu_pause() }
    }
  }

  /// Behind every `enterRunning`: what its stores remember while the collector marks. Once its
  /// stack was scanned, what it can lay hands on is not white, or is in a slot whose overwriting
  /// will be remembered, so old values suffice. What comes from the stack of another goroutine is
  /// shaded by whoever hands it over: channels, whichever barrier is on, and `make` of a goroutine.
  @inline(__always)
  func chooseBarrier(_ processor: ProcessorPointer) {
    let cache = processor.cache
    if !tc_is_marking(cache) { return }
    let isBlack = pointee.scannedIn == scheduler.pointee.numbering
    let cards = cache.pointee.barrier & UInt32(TC_BARRIER_CARDS)
    cache.pointee.barrier = UInt32(isBlack ? TC_BARRIER_OLD : TC_BARRIER_BOTH) | cards
  }

  /// Wants to read the stack: comes back when the goroutine stands still. One at a time.
  /// - Returns: false if there is no goroutine.
  func beginScan() -> Bool {
    let old = tc_u32_or(&pointee.g.state, GoroutineState.scan)
    invariant(old & GoroutineState.scan == 0, "two read a goroutine's stack")
    var spins = 0
    while state == GoroutineState.running {
      poison()
      spins += 1
      if spins < 50 { tc_cpu_pause() } else { tc_os_yield() }
      if spins > 2000 { tc_os_sleep(20_000) }
    }
    if state == GoroutineState.dead {
      endScan()
      return false
    }
    return true
  }

  /// Lets the goroutine go on.
  func endScan() { _ = tc_u32_and(&pointee.g.state, ~GoroutineState.scan) }

  // MARK: The guard

  /// Makes the next comparison with the guard fail. Any thread.
  @inline(__always)
  func poison() { tc_word_store_release(&pointee.g.guard, Stack.poison) }

  /// The guard of its stack as it is. A full fence must come before `asked` is looked at: whoever
  /// asks does so first, and poisons then.
  @inline(__always)
  func setGuard() {
    tc_word_store(&pointee.g.guard, pointee.g.stack_low &+ UInt(TC_STACK_SLACK))
  }

  @inline(__always)
  func restoreGuard() {
    setGuard()
    tc_full_fence()
  }
}
