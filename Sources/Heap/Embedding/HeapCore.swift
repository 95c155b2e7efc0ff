// The Swift half of a heap: all its parts in one place, made and unmade in the right order.
//
// The parts, from the bottom: the page heap with the memory accounts; the spans' sets and the
// caches; the sweeper's numbers; specials; the collector; the scavenger. Each part finds itself and
// those below it through its pointer in `tc_heap`, so nothing below this folder names HeapCore.
import CTricolor

/// Off-heap, one a heap, never moves. The C half comes first: both have one address.
struct HeapCore {
  var heap = tc_heap()
  var sweeper = Sweeper()
  var cacheSpace: CacheSpace
  var specials: SpecialTable
}

typealias CorePointer = UnsafeMutablePointer<HeapCore>

extension HeapCore {
  /// Bytes of the memory that a core lies in.
  private static var bytes: Bytes {
    UInt(MemoryLayout<HeapCore>.size).roundedUp(to: 16384)
  }

  /// Makes a heap. Nothing is left behind when it throws.
  static func create(_ configuration: HeapConfiguration) throws(HeapError) -> CorePointer {
    try configuration.check()
    let at = tc_os_map(0, bytes, Int32(TC_ACCESS_WRITE))
    guard let memory = UnsafeMutableRawPointer(bitPattern: at) else {
      throw .outOfMemory(bytes: bytes)
    }
    let heap = memory.assumingMemoryBound(to: tc_heap.self)
    heap.pointee.flags = configuration.flags
    heap.pointee.world = configuration.world
    heap.pointee.world_context = configuration.worldContext
    heap.pointee.trigger_bytes = ~0
    SweepGeneration(first: 2).write(to: heap)
    guard
      let pageHeap = PageHeap.create(
        heap, mostBytes: configuration.maximumBytes ?? 0,
        hugeFrom: configuration.hugePagesFrom ?? .max,
        refuseAfter: configuration.refuseSystemCall)
    else {
      _ = tc_os_unmap(at, bytes)
      throw .outOfMemory(bytes: bytes)
    }
    pageHeap.pointee.forbidsHuge = configuration.forbidsHugePages
    guard let cacheSpace = CacheSpace.make(pageHeap.pointee.metadata) else {
      pageHeap.destroy()
      _ = tc_os_unmap(at, bytes)
      throw .outOfMemory(bytes: bytes)
    }
    let core = memory.assumingMemoryBound(to: HeapCore.self)
    pageHeap.pointee.accounting.map(Int(bytes), .other)
    let specialPool = FixedPool(
      size: UInt(MemoryLayout<tc_special>.stride), use: .other,
      space: pageHeap.pointee.metadata)
    // The C half was filled in above, and stays.
    let shared = heap.pointee
    core.initialize(
      to: HeapCore(
        heap: shared, cacheSpace: cacheSpace, specials: SpecialTable(pool: specialPool)))
    heap.pointee.core = memory
    heap.pointee.sweeper = UnsafeMutableRawPointer(
      withUnsafeMutablePointer(to: &core.pointee.sweeper) { $0 })
    heap.pointee.centrals = UnsafeMutableRawPointer(
      withUnsafeMutablePointer(to: &core.pointee.cacheSpace) { $0 })
    heap.pointee.special_table = UnsafeMutableRawPointer(
      withUnsafeMutablePointer(to: &core.pointee.specials) { $0 })
    guard installEvents(heap), Scavenger.install(heap, configuration.scavenger),
      Collector.install(heap, configuration.collector)
    else {
      core.giveBack()
      throw .outOfMemory(bytes: UInt(MemoryLayout<Collector>.size))
    }
    guard heap.collector.startWorkers() else {
      core.destroy()
      throw .outOfMemory(bytes: 0)
    }
    return core
  }

  /// Sets up the heap's events. False when memory is refused.
  private static func installEvents(_ heap: HeapPointer) -> Bool {
    let metadata = heap.pageHeap.pointee.metadata
    let hubBytes = UInt(MemoryLayout<EventHub>.stride).roundedUp(to: 64)
    guard let memory = metadata.allocate(hubBytes &+ UInt(EventHub.ringBytes), .other) else {
      return false
    }
    memory.initializeMemory(as: EventHub.self, to: EventHub(ring: memory + Int(hubBytes)))
    heap.pointee.events = memory
    return true
  }
}

extension UnsafeMutablePointer where Pointee == HeapCore {
  var heap: HeapPointer { UnsafeMutableRawPointer(self).assumingMemoryBound(to: tc_heap.self) }

  /// Ends the collector and gives everything back to the system. No cache is in use any more.
  func destroy() {
    heap.collector.shutDown()
    giveBack()
  }

  /// Gives everything back to the system.
  fileprivate func giveBack() {
    heap.pageHeap.destroy()
    _ = tc_os_unmap(
      UInt(bitPattern: self), UInt(MemoryLayout<HeapCore>.size).roundedUp(to: 16384))
  }
}
