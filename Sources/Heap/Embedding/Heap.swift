// The public face of a heap for Swift code: a value that owns everything, given back with it.
import CTricolor
import TricolorTelemetry

/// A garbage-collected heap. A process may have many; they share nothing.
///
/// Destroying the value gives every page, all metadata and all address space back to the system:
/// no cache and no object of the heap may be used afterwards.
public struct Heap: ~Copyable {
  let core: CorePointer

  /// Makes a heap. Cost: a dozen system calls; memory for objects comes when it is needed.
  /// - Throws: `badConfiguration` if no heap can be so; `outOfMemory` if the system refuses.
  public init(_ configuration: HeapConfiguration = HeapConfiguration()) throws(HeapError) {
    core = try HeapCore.create(configuration)
  }

  deinit { core.destroy() }

  /// The C half, for inline code. Valid as long as this value.
  public var pointer: HeapPointer { core.heap }

  // MARK: Caches

  /// A cache for one more processor or thread. Allocation goes through a cache, which one thread at
  /// a time may use; lookups and statistics need none.
  public func makeCache() -> CachePointer {
    let cache = ProcessorCache.create(core.heap)
    core.heap.collector.adopt(cache)
    return cache
  }

  /// Gives a cache's runs, spans and memory back. By its user, who has no other use for it.
  public func destroyCache(_ cache: CachePointer) {
    core.heap.collector.release(cache)
    ProcessorCache.destroy(cache)
  }

  // MARK: Allocation

  /// Zeroed memory for `bytes` bytes.
  /// - Parameters:
  ///   - type: of the values it will hold, one behind the other; nil: nothing in it is a pointer.
  ///     The descriptor stays valid as long as the object lives.
  /// - Throws: `tooLarge` beyond the address space, `badType`, or `outOfMemory`.
  public func allocate(
    _ bytes: UInt, type: UnsafePointer<tc_type>? = nil, cache: CachePointer
  ) throws(HeapError) -> UnsafeMutableRawPointer {
    if bytes > Allocate.maxBytes { throw .tooLarge(bytes: bytes) }
    if let type {
      if let why = Heap.contradiction(in: type) { throw .badType(why) }
      if type.pointee.size == 0 ? bytes != 0 : bytes % type.pointee.size != 0 {
        throw .badType("\(bytes) bytes are no whole number of values")
      }
    }
    guard let object = tc_allocate(cache, bytes, type) else { throw .outOfMemory(bytes: bytes) }
    return object
  }

  /// What contradicts itself in a type descriptor; nil if nothing does.
  static func contradiction(in type: UnsafePointer<tc_type>) -> String? {
    let value = type.pointee
    if value.ptr_bytes > value.size { return "its pointers lie beyond its size" }
    if value.ptr_bytes % 8 != 0 { return "its pointers do not end at a word" }
    if value.ptr_bytes > 0 && value.mask == nil { return "it has pointers but no mask" }
    if value.ptr_bytes > 0 && value.size % 8 != 0 { return "its size is no multiple of a word" }
    return nil
  }

  // MARK: Lookup

  /// The object that `address`, interior or not, points into; nil for every address that is none
  /// of this heap's objects. No division; at most a dozen loads.
  public func object(at address: Address) -> HeapObject? { HeapObject(at: address, in: core.heap) }

  // MARK: Statistics

  /// Go's MemStats of this heap. Exact if nothing is allocated or swept meanwhile.
  public func stats() -> MemStats { MemStats.read(core.heap) }

  /// What is wrong with the heap, one sentence each; empty if nothing is. For tests and debugging:
  /// looks at every span, with nothing else going on in the heap.
  public func violations() -> [String] { HeapWalk.violations(core.heap) }

  /// As `violations()`, in a heap that is in use: a cycle that is under way ends first, and
  /// everything stands still meanwhile. Not from within a running mutator.
  /// - Parameter cache: of the caller, who is at a safepoint or in a blocking call.
  public func violationsAtRest(_ cache: UnsafeMutablePointer<tc_cache>) -> [String] {
    guard let marker = cache.marker else { return violations() }
    let heap = core.heap
    return heap.collector.whileAtRest(marker) { HeapWalk.violations(heap) }
  }

  /// The heap as text: arenas, their spans, how full they are.
  public func map() -> String { HeapWalk.map(core.heap) }
}

/// Where an object lies.
public struct HeapObject: Equatable, Sendable {
  /// Its slot: the first byte, which of a scan object above 512 bytes is the type header.
  public let slot: Address
  /// Its first byte.
  public let address: Address
  /// Bytes from `address` to the slot's end.
  public let size: UInt
  /// Its slot's place in its span.
  public let index: UInt32
  /// Whether it may hold pointers.
  public let hasPointers: Bool

  /// The object that `address` points into; nil if there is none. A slot that a cache has taken and
  /// not handed out counts as one.
  init?(at address: Address, in heap: HeapPointer) {
    guard let span = tc_span_of(heap, address) else { return nil }
    let index = tc_object_index(span, address)
    guard tc_is_allocated(span, index) else { return nil }
    self.init(span, index)
  }

  init(_ span: SpanPointer, _ index: UInt32) {
    slot = tc_object_base(span, index)
    address = PointerMap.objectStart(span, base: slot)
    size = slot &+ span.pointee.object_size &- address
    self.index = index
    hasPointers = !span.spanClass.isNoscan
  }
}

extension Heap {
  /// How long the world stood still so far, by cause.
  public var pauses: PauseCounts { pointer.collector.pointee.pauses }

  /// The last cycle's accounts; of nothing before the first.
  public var lastCycle: CycleReport { pointer.collector.pointee.report }

  /// How many cycles so far were minor.
  public var minorCycles: UInt32 { pointer.collector.pointee.history.minor }
}
