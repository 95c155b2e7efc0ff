// The managed heap, as a Swift program sees it: create one, attach threads, allocate, forget.
//
// HOW AN OBJECT LIVES
//  1. A thread attaches and has a Mutator: a cache of free slots of its own.
//  2. `mutator.make(value)` bumps a pointer in it and stores the value. No lock, no count.
//  3. The reference is one word. What is found from the attached threads' stacks and registers,
//     from roots, and from living objects stays; the threads' words are ambiguous, so the heap
//     moves nothing and believes no word before it has checked it.
//  4. The heap's own threads mark and sweep beside the program; a thread that allocates faster than
//     they mark helps in proportion. Marking and its barrier are Go's (TricolorHeap).
//  5. The heap ends when the last ManagedHeap reference goes: every page goes back to the system.
import CTricolor
import TricolorHeap

/// A garbage-collected heap. A program may have many; they share nothing.
///
/// References to its objects are kept alive by local variables of attached threads, by other
/// objects, and by ``Root``s. The heap lives as long as this object, which every ``Mutator``,
/// ``Root`` and ``RootTable`` of it retains.
public final class ManagedHeap: @unchecked Sendable {
  /// What a heap can be told when it is made.
  public struct Configuration: Sendable {
    /// How much may be allocated before the next collection, in percent of what the last one left
    /// alive: GOGC. nil: the environment's GOGC, else 100. Negative: only the memory limit
    /// collects.
    public var gcPercent: Int?
    /// The soft limit on all memory that the heap has from the system, in bytes: GOMEMLIMIT. nil:
    /// the environment's, else none. Close to it the heap collects more often, up to half of the
    /// CPU.
    public var memoryLimit: Int?
    /// Takes the memory limit from the container (cgroup v2 or v1), less a headroom, and follows
    /// its changes: GOMEMLIMIT=auto. Nothing happens outside containers. Not together with
    /// `memoryLimit`.
    public var followsContainerLimit = false
    /// The most of the processors' time that allocating threads may be made to spend on marking
    /// while a collection runs, 0…1; nil: no bound, as in Go. Less: shorter delays, and a heap that
    /// may outgrow its goal.
    public var assistShare: Double?
    /// When and how memory goes back to the system; nil: `.steady`, or TRICOLOR=scavenger=… in the
    /// environment.
    public var releasePolicy: ReleasePolicy?
    /// Whether GOGC, GOMEMLIMIT, GODEBUG and TRICOLOR in the environment count, as they do for a Go
    /// program. What is set in this value goes before them.
    public var readsEnvironment = true
    /// The most bytes that the heap may ever map for objects; nil: what the system gives. Beyond it
    /// ``Mutator/tryMake(_:)`` throws and `make` is fatal. At least 64 MiB.
    public var maximumBytes: Int?
    /// Whether the program runs while a collection marks. nil: `.concurrent`, or what
    /// GODEBUG=gcstoptheworld in the environment says.
    public var marking: Marking?
    /// Whether collections may be minor: looking only at what was allocated since the last one,
    /// where that promises to cost less. ``ManagedHeap/collect()`` is always full. Without, stores
    /// between collections cost nothing.
    public var allowsMinorCollections = true
    /// Threads that run at once; 0: as many as the machine has. A quarter of them mark.
    public var processors = 0
    /// Marks a second time with the world stopped after each collection, and compares. For tests.
    public var verify = false
    /// Takes the slow path at every allocation, and overwrites what is freed. For tests.
    public var stress = false

    public init() {}
  }

  private var holder: HeapHolder?
  private let world: ThreadWorldPointer
  let support: HeapSupport

  /// The heap's C half, for inline code. Valid as long as `self`.
  let pointer: UnsafeMutablePointer<tc_heap>

  /// The heap itself; there until deinit.
  var heap: Heap {
    _read { yield holder.unsafelyUnwrapped.heap }
  }
  var roots: RootCells { support.roots }
  var duties: DutyList { support.duties }

  /// Makes a heap.
  ///
  /// - Throws: `HeapError.badConfiguration` if no heap can be as the configuration says;
  ///   `HeapError.outOfMemory` if the system refuses its first pages.
  public init(_ configuration: Configuration = Configuration()) throws(HeapError) {
    let support = HeapSupport()
    var hooks = ThreadWorldHooks()
    hooks.context = Unmanaged.passUnretained(support).toOpaque()
    hooks.scanRoots = { context, visitor in
      guard let context, let visitor else { return 0 }
      return Unmanaged<HeapSupport>.fromOpaque(context).takeUnretainedValue().roots.scan(visitor)
    }
    hooks.duties = { context in
      guard let context else { return }
      Unmanaged<HeapSupport>.fromOpaque(context).takeUnretainedValue().dutiesAreReady()
    }
    guard configuration.processors >= 0 else {
      throw .badConfiguration(field: "processors", mustBe: "0 or more")
    }
    guard
      let world = ThreadWorld.create(processors: configuration.processors, hooks: hooks)
    else { throw .outOfMemory(bytes: 16384) }
    do throws(HeapError) {
      let holder = HeapHolder(try Heap(configuration.heapConfiguration(world)))
      self.holder = holder
      pointer = holder.heap.pointer
    } catch {
      world.destroy()
      throw error
    }
    self.world = world
    self.support = support
  }

  deinit {
    support.stop()
    holder = nil
    world.destroy()
  }

  // MARK: Threads

  /// Attaches the calling thread: it may allocate, and its stack keeps objects alive, as long as
  /// the
  /// returned value lives. About a microsecond; the first time on a thread a few more.
  ///
  /// - Throws: `HeapError.outOfMemory` if the system refuses memory for the thread's cache.
  public func attach() throws(HeapError) -> Mutator {
    guard let thread = tc_thread_attach(pointer) else { throw .outOfMemory(bytes: 16384) }
    return Mutator(thread: thread, heap: self)
  }

  #if hasFeature(Embedded)
    /// Attaches the calling thread while `body` runs.
    public func enter<Result>(
      _ body: (borrowing Mutator) throws(HeapError) -> Result
    ) throws(HeapError) -> Result {
      let mutator = try attach()
      return try body(mutator)
    }
  #else
    /// Attaches the calling thread while `body` runs.
    public func enter<Result>(_ body: (borrowing Mutator) throws -> Result) throws -> Result {
      let mutator = try attach()
      return try body(mutator)
    }
  #endif

  /// How many threads are attached now.
  public var attachedThreads: Int { world.attachedCount }

  // MARK: Collection

  /// Collects now, whatever the pacer thinks: when it returns, everything that was unreachable
  /// when it was called is free. Any thread, attached or not.
  ///
  /// - Precondition: not within ``Mutator/withoutSafepoints(_:)``.
  public func collect() {
    whileStill("collect()") { (thread: UnsafeMutablePointer<tc_thread>) in
      tc_collect(thread.pointee.cache)
    }
  }

  /// Runs `body` while the calling thread stands still for the collector; it is attached for the
  /// time if it is not. What asks the heap as a whole does so, or it would wait for itself.
  func whileStill<Result>(
    _ what: String, _ body: (UnsafeMutablePointer<tc_thread>) -> Result
  ) -> Result {
    guard let thread = tc_thread_attach(pointer) else {
      preconditionFailure("the system refused memory to attach a thread for \(what)")
    }
    precondition(
      thread.pointee.no_safepoints == 0,
      "\(what) inside withoutSafepoints { }: it is a safepoint; call it before or after")
    tc_thread_enter_blocking(thread)
    defer {
      tc_thread_leave_blocking(thread)
      tc_thread_detach(thread)
    }
    return body(thread)
  }

  /// Whether `address` lies in this heap's memory.
  func owns(_ address: UnsafeMutableRawPointer) -> Bool {
    tc_span_of(pointer, UInt(bitPattern: address)) != nil
  }

  func startDutyThread() { support.start(pointer) }
}

/// Keeps the noncopyable heap where a class can drop it at the right moment.
private final class HeapHolder {
  let heap: Heap
  init(_ heap: consuming Heap) { self.heap = heap }
}
