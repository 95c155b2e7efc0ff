// A host with one mutator, the test's own thread, while the heap's workers collect: what reports,
// limits and scavenging are tested on. The mutator holds a lock while it runs and lets go of it at
// safepoints and while it rests; stopping the world is taking the lock.
import CTricolor
import TricolorTelemetry

@testable import TricolorHeap

/// See the top of the file. Roots are slots that the test fills.
final class LoneWorld {
  struct State {
    var table = tc_world()
    var running: UInt32 = 0
    var requested: UInt32 = 0
    var slots: UnsafeMutablePointer<UInt>
    var count: Int
    var processors: UInt32 = 2
  }

  let state: UnsafeMutablePointer<State>

  init(roots: Int) {
    let slots = UnsafeMutablePointer<UInt>.allocate(capacity: roots)
    slots.initialize(repeating: 0, count: roots)
    state = UnsafeMutablePointer<State>.allocate(capacity: 1)
    state.initialize(to: State(slots: slots, count: roots))
    fillTable()
    tc_lock(&state.pointee.running)
  }

  deinit {
    state.pointee.slots.deallocate()
    state.deallocate()
  }

  /// A configuration with this world as host.
  func configuration(_ change: (inout HeapConfiguration) -> Void = { _ in }) -> HeapConfiguration {
    var configuration = HeapConfiguration()
    change(&configuration)
    configuration.world = UnsafeRawPointer(state).assumingMemoryBound(to: tc_world.self)
    configuration.worldContext = UnsafeMutableRawPointer(state)
    return configuration
  }

  /// The root slot at an index.
  subscript(index: Int) -> UInt {
    get { state.pointee.slots[index] }
    set { state.pointee.slots[index] = newValue }
  }

  /// A safepoint, if one is asked for; pays assists, takes the steps that are due.
  func poll(_ cache: CachePointer) {
    guard tc_u32_load(&state.pointee.requested) != 0 else { return }
    tc_u32_store(&state.pointee.requested, 0)
    while true {
      tc_unlock(&state.pointee.running)
      let owes = tc_heap_safepoint(cache)
      if owes { tc_os_sleep(50_000) }
      tc_lock(&state.pointee.running)
      if !owes { return }
    }
  }

  /// Does something that is allowed at a safepoint only.
  func atSafepoint<Value>(_ body: () throws -> Value) rethrows -> Value {
    tc_unlock(&state.pointee.running)
    defer { tc_lock(&state.pointee.running) }
    return try body()
  }

  /// Rests: the program is idle.
  func rest(seconds: Double) { atSafepoint { tc_os_sleep(UInt64(seconds * 1e9)) } }

  private static func of(_ context: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<State> {
    // Invariant: the context is what the configuration was given.
    context.unsafelyUnwrapped.assumingMemoryBound(to: State.self)
  }

  private func fillTable() {
    state.pointee.table.stop = { context, _, _ in
      let state = LoneWorld.of(context)
      tc_u32_store(&state.pointee.requested, 1)
      tc_lock(&state.pointee.running)
    }
    state.pointee.table.start = { context, _ in tc_unlock(&LoneWorld.of(context).pointee.running) }
    state.pointee.table.mutator_count = { _, _ in 1 }
    state.pointee.table.scan_mutator = { context, _, _, visitor in
      let state = LoneWorld.of(context)
      tc_u32_store(&state.pointee.requested, 1)
      tc_lock(&state.pointee.running)
      for index in 0..<state.pointee.count { tc_visit_word(visitor, state.pointee.slots[index]) }
      let bytes = UInt(state.pointee.count * 8)
      tc_unlock(&state.pointee.running)
      return bytes
    }
    state.pointee.table.global_pieces = { _, _ in 0 }
    state.pointee.table.scan_globals = { _, _, _, _ in 0 }
    state.pointee.table.processors = { context, _ in LoneWorld.of(context).pointee.processors }
    state.pointee.table.request_safepoint = { context, _, _ in
      tc_u32_store(&LoneWorld.of(context).pointee.requested, 1)
    }
    state.pointee.table.metric = { _, _, metric, value in
      guard metric == UInt32(Metric.schedGoroutines.rawValue) else { return false }
      value?.pointee = 7
      return true
    }
  }
}

/// A heap of that world, with a cache: 64 KiB noscan blocks hung into root slots.
struct LoneHeap: ~Copyable {
  let world: LoneWorld
  let heap: Heap
  let cache: CachePointer

  init(roots: Int, _ change: (inout HeapConfiguration) -> Void = { _ in }) throws {
    world = LoneWorld(roots: roots)
    heap = try Heap(world.configuration(change))
    cache = heap.makeCache()
  }

  deinit {
    world.atSafepoint { heap.destroyCache(cache) }
  }

  /// Allocates `bytes` of noscan memory, touches every page of it, and keeps it in a slot.
  func allocate(_ bytes: Int, into slot: Int? = nil) {
    world.poll(cache)
    guard let object = tc_allocate(cache, UInt(bytes), nil) else { return }
    let words = object.assumingMemoryBound(to: UInt8.self)
    for offset in stride(from: 0, to: bytes, by: 4096) { words[offset] = 1 }
    if let slot { world[slot] = UInt(bitPattern: object) }
  }

  /// A whole cycle, swept.
  func collect() { world.atSafepoint { tc_collect(cache) } }

  /// What the kernel has backed of the heap's arenas.
  var resident: UInt64 {
    let scratch = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 4096)
    defer { scratch.deallocate() }
    let low = heap.pointer.pointee.arenas_low
    let high = heap.pointer.pointee.arenas_high
    var sum: UInt64 = 0
    _ = ProcessMemory.forEachMapping(scratch: scratch) { (mapping: Mapping) -> Void in
      if mapping.start >= low && mapping.end <= high { sum += mapping.bytes.resident }
    }
    return sum
  }
}
