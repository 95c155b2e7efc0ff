// What tests of the collector share: a heap in a StepWorld with one mutator, and the objects that
// they hang together.
import CTricolor
import TricolorPacing

@testable import TricolorHeap

/// A class, because `#expect` takes no noncopyable receivers.
final class StepHeap {
  let world: StepWorld
  let heap: Heap
  let place: Int

  init(_ adjust: (inout HeapConfiguration) -> Void = { _ in }) throws {
    world = StepWorld(slotsEach: 16, globals: 4)
    var configuration = HeapConfiguration()
    configuration.clobberFreed = true
    configuration.collector.percent = -1
    adjust(&configuration)
    let made = try Heap(world.host(configuration))
    place = world.attach(to: made)!  // the first of sixteen
    heap = made
  }

  // The heap's, by name, for expectations.
  var pointer: HeapPointer { heap.pointer }
  var collector: CollectorPointer { heap.pointer.collector }
  var phase: CollectorPhase { heap.phase }
  var finishedCycles: UInt32 { heap.finishedCycles }
  var objectCount: UInt64 { heap.stats().heapObjects }
  var violations: [String] { heap.violations() }
  var requests: UInt64 { world.pointer.pointee.requests }
  func begin() -> Bool { heap.beginCycle(cache) }
  /// Begins a cycle that is minor if one is planned.
  func beginAsPlanned() -> Bool { heap.beginCycle(cache, mayBeMinor: true) }
  var cycleKind: CycleKind { heap.cycleKind }
  func markRoot() -> Bool { heap.markOneRoot(cache) }
  func markSome(_ bytes: UInt = 1000) -> Bool { heap.markSome(cache, bytes: bytes) }
  func finish() -> Bool { heap.finishMarking(cache) }
  func sweep() -> Bool { heap.sweepOne() }
  func poll() { heap.pollSafepoint(cache) }

  var cache: CachePointer { world.cache(of: place) }
  var roots: UnsafeMutablePointer<UInt> { world.roots(of: place) }

  /// A new object of two pointers and a word.
  func pair(_ left: UInt = 0, _ right: UInt = 0) -> UInt {
    let object = UInt(bitPattern: tc_allocate_masked(cache, 24, 0b011))
    set(object, 0, left)
    set(object, 1, right)
    return object
  }

  /// Stores a pointer through the barrier.
  func set(_ object: UInt, _ field: Int, _ value: UInt) {
    let slot = UnsafeMutablePointer<UnsafeMutableRawPointer?>(bitPattern: object)! + field
    tc_store(cache, slot, UnsafeMutableRawPointer(bitPattern: value))
  }

  func get(_ object: UInt, _ field: Int) -> UInt {
    UnsafePointer<UInt>(bitPattern: object)![field]
  }

  /// Whether `object` is an allocated slot, runs aside.
  func isAlive(_ object: UInt) -> Bool {
    guard let span = tc_span_of(heap.pointer, object) else { return false }
    let index = tc_object_index(span, object)
    if heap.phase == .off && !heap.pointer.collector.isSwept { return false }
    return tc_is_allocated(span, index) && get(tc_object_base(span, index), 0) != Sweep.clobberWord
  }

  func isMarked(_ object: UInt) -> Bool {
    guard let span = tc_span_of(heap.pointer, object) else { return false }
    return tc_is_marked(span, tc_object_index(span, object))
  }

  func collect() { heap.collect(cache) }

  /// All that a cycle which has begun has left to do, and its sweep.
  func complete() {
    repeat {
      while markRoot() {}
      while markSome() {}
    } while !finish()
    while sweep() {}
  }

  /// Everything that has come due, oldest first.
  func ready() -> [tc_ready] {
    var found: [tc_ready] = []
    var record = tc_ready()
    while tc_next_ready(cache, &record) { found.append(record) }
    return found
  }

  func finalize(_ object: UInt, _ function: UInt) -> Bool {
    tc_set_finalizer(cache, UnsafeMutableRawPointer(bitPattern: object), function, 0)
  }

  func cleanup(_ object: UInt, _ function: UInt, _ argument: UInt = 0) -> UInt64 {
    tc_add_cleanup(cache, UnsafeMutableRawPointer(bitPattern: object), function, argument, 0)
  }

  func weak(_ object: UInt) -> UInt {
    UInt(
      bitPattern: tc_weak_handle_of(cache, UnsafeMutableRawPointer(bitPattern: object)))
  }

  func load(_ handle: UInt) -> UInt {
    UInt(bitPattern: tc_weak_load(cache, UnsafePointer<tc_weak_handle>(bitPattern: handle)))
  }
}

/// The address of a type of so many bytes, of which the first word is a pointer. It is there until
/// the process ends: heaps look at types as long as objects of them live.
func makeLastingType(size: UInt) -> UInt {
  let mask = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
  mask.initialize(to: 1)
  let type = UnsafeMutablePointer<tc_type>.allocate(capacity: 1)
  type.initialize(to: tc_type())
  type.pointee.size = size
  type.pointee.ptr_bytes = 8
  type.pointee.align = 8
  type.pointee.mask = UnsafePointer(mask)
  return UInt(bitPattern: type)
}
