// A host with one thread: its mutators take turns, and every piece of collection is a step that
// somebody calls. Nothing happens by itself, so a schedule is a list of steps, and a list that
// fails fails again. What tests explore interleavings with, and what a single-threaded client that
// wants to say when collection happens can use.
//
//   mutator    owns a cache and a fixed number of exact root slots: its "stack". Slots are read
//              when its root job runs, and never again in the cycle; they have no barrier.
//   globals    exact root slots of the world. Stores to them go through the barrier.
//
// A mutator is always at a safepoint between two calls. Safepoint requests are counted and not
// acted on: `pollSafepoint` is a step like the others.
import CTricolor
import TricolorPacing

/// The world's state, where C code finds it. Off-heap; never moves.
struct StepState {
  static let mostMutators = 16

  var table = tc_world()
  /// The mutators' caches; nil: a free place.
  var caches = InlineArray<16, CachePointer?>(repeating: nil)
  /// Who existed when roots were cut into jobs: a place in `caches` each.
  var snapshot = InlineArray<16, Int>(repeating: 0)
  var snapshotCount = 0
  /// Root slots: `slotsEach` for each mutator, then the globals.
  var slots: UnsafeMutablePointer<UInt>
  let slotsEach: Int
  let globalCount: Int
  /// How many processors the pacer is told of, and how often mutators were asked to come to a
  /// safepoint.
  var processors: UInt32 = 1
  var requests: UInt64 = 0
  /// Whether finalizers or cleanups came due since the flag was cleared.
  var hasReady = false
  /// Whether memory was refused.
  var isRefused = false
  var isStopped = false
}

private func state(_ context: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<StepState> {
  // Invariant: the context is what StepWorld gave the configuration.
  context.unsafelyUnwrapped.assumingMemoryBound(to: StepState.self)
}

/// See the top of the file. Make it before its heap, and keep it until the heap is gone.
public struct StepWorld: ~Copyable {
  let pointer: UnsafeMutablePointer<StepState>

  /// A world without mutators.
  /// - Parameters:
  ///   - slotsEach: root slots of each mutator.
  ///   - globals: global root slots.
  public init(slotsEach: Int, globals: Int) {
    let count = slotsEach * StepState.mostMutators + globals
    let slots = UnsafeMutablePointer<UInt>.allocate(capacity: count)
    slots.initialize(repeating: 0, count: count)
    pointer = UnsafeMutablePointer<StepState>.allocate(capacity: 1)
    pointer.initialize(
      to: StepState(slots: slots, slotsEach: slotsEach, globalCount: globals))
    fillTable()
  }

  deinit {
    pointer.pointee.slots.deallocate()
    pointer.deallocate()
  }

  /// The configuration with this world as its host.
  public func host(_ configuration: HeapConfiguration) -> HeapConfiguration {
    var hosted = configuration
    hosted.world = UnsafeRawPointer(pointer).assumingMemoryBound(to: tc_world.self)
    hosted.worldContext = UnsafeMutableRawPointer(pointer)
    hosted.collector.workerThreads = 0
    hosted.collector.marksSmallAtOnce = false
    return hosted
  }

  private func fillTable() {
    pointer.pointee.table.stop = { context, _, _ in state(context).pointee.isStopped = true }
    pointer.pointee.table.start = { context, _ in state(context).pointee.isStopped = false }
    pointer.pointee.table.mutator_count = { context, _ in
      let world = state(context)
      world.pointee.snapshotCount = 0
      for place in 0..<StepState.mostMutators where world.pointee.caches[place] != nil {
        world.pointee.snapshot[world.pointee.snapshotCount] = place
        world.pointee.snapshotCount += 1
      }
      return UInt(world.pointee.snapshotCount)
    }
    pointer.pointee.table.scan_mutator = { context, _, index, visitor in
      let world = state(context)
      let place = world.pointee.snapshot[Int(index)]
      guard world.pointee.caches[place] != nil else { return 0 }
      let each = world.pointee.slotsEach
      return StepWorld.visit(world.pointee.slots + place * each, each, visitor)
    }
    pointer.pointee.table.global_pieces = { _, _ in 1 }
    pointer.pointee.table.scan_globals = { context, _, _, visitor in
      let world = state(context)
      let first = world.pointee.slotsEach * StepState.mostMutators
      return StepWorld.visit(world.pointee.slots + first, world.pointee.globalCount, visitor)
    }
    pointer.pointee.table.processors = { context, _ in state(context).pointee.processors }
    pointer.pointee.table.wake_workers = { _, _, _ in }
    pointer.pointee.table.request_safepoint = { context, _, _ in
      state(context).pointee.requests += 1
    }
    pointer.pointee.table.finalizers_ready = { context, _ in
      state(context).pointee.hasReady = true
    }
    pointer.pointee.table.out_of_memory = { context, _, _ in
      state(context).pointee.isRefused = true
    }
  }

  private static func visit(
    _ slots: UnsafeMutablePointer<UInt>, _ count: Int, _ visitor: UnsafeMutablePointer<tc_visitor>?
  ) -> UInt {
    for index in 0..<count { tc_visit_word(visitor, slots[index]) }
    return UInt(count) * 8
  }

  // MARK: Mutators

  /// Attaches a mutator: its place, or nil if there are sixteen.
  public func attach(to heap: borrowing Heap) -> Int? {
    for place in 0..<StepState.mostMutators where pointer.pointee.caches[place] == nil {
      pointer.pointee.caches[place] = heap.makeCache()
      for index in 0..<pointer.pointee.slotsEach { roots(of: place)[index] = 0 }
      return place
    }
    return nil
  }

  /// Detaches the mutator at `place`; its roots are no roots any more.
  public func detach(_ place: Int, from heap: borrowing Heap) {
    guard let cache = pointer.pointee.caches[place] else { return }
    heap.destroyCache(cache)
    pointer.pointee.caches[place] = nil
  }

  /// The cache of the mutator at `place`, which is attached.
  public func cache(of place: Int) -> CachePointer {
    pointer.pointee.caches[place].unsafelyUnwrapped
  }

  /// The root slots of the mutator at `place`. Plain stores: a stack has no barrier.
  public func roots(of place: Int) -> UnsafeMutablePointer<UInt> {
    pointer.pointee.slots + place * pointer.pointee.slotsEach
  }

  /// The global root slots. Stores go through the barrier (`tc_store`).
  public var globals: UnsafeMutablePointer<UInt> {
    pointer.pointee.slots + pointer.pointee.slotsEach * StepState.mostMutators
  }

  /// Whether finalizers or cleanups came due; asking clears the flag.
  public func takeReadyFlag() -> Bool {
    defer { pointer.pointee.hasReady = false }
    return pointer.pointee.hasReady
  }
}
