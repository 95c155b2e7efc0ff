// The thread world: a host for ordinary threads. Whoever attaches is a mutator; the contract is in
// threads.h. The heap's own threads do the background work.
//
// A THREAD'S STATUS
//
//   running   executes its program; its stack may be read by nobody
//   safe      is at a safepoint or in a blocking call: its registers are spilled, its stack is
//             still from `stack` up, and it does not go on while somebody looks at it
//   dead      the record is free
//
// Every change of status happens under the world's lock, and so does every look at one: a thread
// becomes running only when the world is not stopped and nobody scans it; the world counts as
// stopped
// when no thread is running. `signal` rises with every change that somebody may wait for.
//
// Records are never freed while the heap lives, so a request may walk the list without the lock.
import CTricolor

/// What the world knows of one attached thread. The first field is what the thread itself sees.
struct AttachedThread {
  var thread = tc_thread()
  var next: AttachedThreadPointer?
  /// The address beyond its stack.
  var stackBase: Address = 0
  /// Where its stack began when it became safe.
  var stack: Address = 0
  /// Its registers when it became safe.
  var registers: [12 of UInt] = .init(repeating: 0)
  var status = AttachedThread.dead
  /// How many scanners look at it now, or wait for it to become safe.
  var scanners: UInt32 = 0
  /// Its number at the last stop, or -1: it came later.
  var number: Int = -1

  static let dead: UInt32 = 0
  static let running: UInt32 = 1
  static let safe: UInt32 = 2
}

typealias AttachedThreadPointer = UnsafeMutablePointer<AttachedThread>

/// What the embedder adds to the world of threads.
public struct ThreadWorldHooks {
  /// Scans the embedder's own roots; called concurrently with the program. Returns bytes.
  public var scanRoots:
    (@convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<tc_visitor>?) -> UInt)?
  /// Finalizers or cleanups are ready: somebody should call tc_next_ready soon. Any thread.
  public var duties: (@convention(c) (UnsafeMutableRawPointer?) -> Void)?
  /// Handed to both.
  public var context: UnsafeMutableRawPointer?

  public init() {}
}

/// The world of one heap. Off-heap, never moves.
public struct ThreadWorld {
  /// Guards everything but the atomics.
  var lock: UInt32 = 0
  /// Rises with every change that somebody may wait for. Atomic; futex.
  var signal: UInt32 = 0
  /// How many wait for one.
  var waiting = 0
  /// Held from stop to start, so that stops come one after the other.
  var stopLock: UInt32 = 0
  /// Whether the world is stopped, or about to be.
  var isStopping = false
  /// Threads whose status is running.
  var running = 0
  /// Threads that are safe and do the collector's work with their processors. Atomic.
  var working: UInt32 = 0
  /// All records; the list only grows. Atomic.
  var first: UInt = 0
  /// How many sets of roots the last stop counted.
  var counted = 0
  var processors: UInt32
  var hooks: ThreadWorldHooks
  /// The table that the heap is given.
  var table = tc_world()

  init(processors: UInt32, hooks: ThreadWorldHooks) {
    self.processors = processors
    self.hooks = hooks
  }
}

public typealias ThreadWorldPointer = UnsafeMutablePointer<ThreadWorld>

extension ThreadWorld {
  /// A world for one heap: give `table` and the pointer itself to the heap's configuration, and
  /// `destroy` it after the heap.
  ///
  /// - Parameter processors: how many threads run at once; 0: as many as the machine has.
  /// - Returns: nil when the system refuses memory.
  public static func create(
    processors: Int = 0, hooks: ThreadWorldHooks = ThreadWorldHooks()
  ) -> ThreadWorldPointer? {
    let at = tc_os_map(0, 16384, Int32(TC_ACCESS_WRITE))
    guard let world = ThreadWorldPointer(bitPattern: at) else { return nil }
    let count = processors > 0 ? UInt32(processors) : tc_os_processors()
    world.initialize(to: ThreadWorld(processors: max(count, 1), hooks: hooks))
    world.fillTable()
    return world
  }
}

extension UnsafeMutablePointer where Pointee == ThreadWorld {
  /// The table for the heap's configuration.
  public var table: UnsafePointer<tc_world> {
    // Of memory that never moves: the address outlives the closure.
    withUnsafeMutablePointer(to: &pointee.table) { UnsafePointer($0) }
  }

  /// Gives the world's memory back. No thread is attached, and the heap is gone.
  public func destroy() {
    var record = AttachedThreadPointer(bitPattern: pointee.first)
    while let here = record {
      record = here.pointee.next
      invariant(here.pointee.status == AttachedThread.dead, "a world ends with a thread attached")
      _ = tc_os_unmap(UInt(bitPattern: here), AttachedThread.bytes)
    }
    _ = tc_os_unmap(UInt(bitPattern: self), 16384)
  }

  /// How many threads are attached now.
  public var attachedCount: Int {
    tc_lock(&pointee.lock)
    defer { tc_unlock(&pointee.lock) }
    var count = 0
    forEachThread { if $0.pointee.status != AttachedThread.dead { count += 1 } }
    return count
  }

  /// Calls `body` with every record, dead ones included.
  @inline(__always)
  func forEachThread(_ body: (AttachedThreadPointer) -> Void) {
    var record = AttachedThreadPointer(bitPattern: tc_word_load_acquire(&pointee.first))
    while let here = record {
      record = here.pointee.next
      body(here)
    }
  }

  /// Tells everybody who waits that something changed. The lock is held: nobody begins to wait
  /// meanwhile, and where nobody does the system is not asked.
  func announce() {
    if pointee.waiting == 0 { return }
    _ = tc_u32_add(&pointee.signal, 1)
    tc_futex_wake(&pointee.signal, true)
  }

  /// Waits until `holds`, which is asked under the lock; the lock is held before and after.
  func wait(until holds: () -> Bool) {
    while !holds() {
      pointee.waiting += 1
      let seen = tc_u32_load(&pointee.signal)
      tc_unlock(&pointee.lock)
      tc_futex_wait(&pointee.signal, seen, 0)
      tc_lock(&pointee.lock)
      pointee.waiting -= 1
    }
  }
}

extension AttachedThread {
  /// Bytes of a record's own pages.
  static let bytes: Bytes = UInt(MemoryLayout<AttachedThread>.size).roundedUp(to: 4096)
}
