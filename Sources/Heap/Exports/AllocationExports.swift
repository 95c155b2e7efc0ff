// The allocation half of exports.h: what inline C and generated code call. Each function does
// its work through Allocation and then asks, at the top of the ladder, what the collector wants.
import CTricolor
import TricolorPacing

@c @implementation
public func tc_slow_small(
  _ cache: UnsafeMutablePointer<tc_cache>?, _ spanClass: UInt32
) -> UnsafeMutableRawPointer? {
  let cache = cache.unsafelyUnwrapped
  if let slot = AllocateSmall.slotFromSpan(cache, spanClass) {
    if tc_is_marking(cache) { AllocationHook.runTakenWhileMarking(cache) }
    AllocationHook.countInStress(cache)
    return UnsafeMutableRawPointer(bitPattern: slot)
  }
  let slot = AllocateSmall.slotFromCentral(cache, spanClass)
  AllocationHook.spanTaken(cache)
  return UnsafeMutableRawPointer(bitPattern: slot)
}

@c @implementation
public func tc_slow_tiny(
  _ cache: UnsafeMutablePointer<tc_cache>?, _ size: UInt
) -> UnsafeMutableRawPointer? {
  UnsafeMutableRawPointer(
    bitPattern: AllocateTiny.object(cache.unsafelyUnwrapped, size: size))
}

@c @implementation
public func tc_allocate(
  _ cache: UnsafeMutablePointer<tc_cache>?, _ size: UInt, _ type: UnsafePointer<tc_type>?
) -> UnsafeMutableRawPointer? {
  let cache = cache.unsafelyUnwrapped
  let object = Allocate.object(cache, size: size, type: type)
  if size > UInt(TC_MAX_SMALL) { AllocationHook.spanTaken(cache) }
  return UnsafeMutableRawPointer(bitPattern: object)
}

@c @implementation
public func tc_allocate_raw(
  _ cache: UnsafeMutablePointer<tc_cache>?, _ size: UInt
) -> UnsafeMutableRawPointer? {
  let cache = cache.unsafelyUnwrapped
  let object = Allocate.noscan(cache, size: size, zeroed: false)
  if size > UInt(TC_MAX_SMALL) { AllocationHook.spanTaken(cache) }
  return UnsafeMutableRawPointer(bitPattern: object)
}

@c @implementation
public func tc_cache_create(_ heap: UnsafeMutablePointer<tc_heap>?) -> UnsafeMutablePointer<
  tc_cache
>? {
  let heap = heap.unsafelyUnwrapped
  let cache = ProcessorCache.create(heap)
  heap.collector.adopt(cache)
  return cache
}

@c @implementation
public func tc_cache_destroy(_ cache: UnsafeMutablePointer<tc_cache>?) {
  let cache = cache.unsafelyUnwrapped
  cache.pointee.heap.collector.release(cache)
  ProcessorCache.destroy(cache)
}

@c @implementation
public func tc_cache_flush(_ cache: UnsafeMutablePointer<tc_cache>?) {
  ProcessorCache.flush(cache.unsafelyUnwrapped)
}

/// What the collector wants to know of an allocation, asked once the allocation is complete.
enum AllocationHook {
  /// A run was taken while marking is on: its bytes may be owed for.
  @inline(__always)
  static func runTakenWhileMarking(_ cache: CachePointer) {
    if cache.pointee.assist_bytes < 0 { requestSafepoint(cache) }
  }

  /// A span or pages were taken: the live heap may have reached the trigger.
  static func spanTaken(_ cache: CachePointer) {
    let heap = cache.pointee.heap.unsafelyUnwrapped
    if heap.pointee.marking != 0 {
      runTakenWhileMarking(cache)
    } else if tc_u64_load(&heap.pointee.live_bytes) >= tc_u64_load(&heap.pointee.trigger_bytes) {
      requestSafepoint(cache)
    }
  }

  /// Stress: asks for a cycle at every N-th run, each of which is one object then.
  @inline(__always)
  static func countInStress(_ cache: CachePointer) {
    let heap = cache.pointee.heap.unsafelyUnwrapped
    if heap.pointee.flags & UInt32(TC_HEAP_STRESS) != 0 { countRun(heap) }
  }

  @inline(never)
  private static func countRun(_ heap: UnsafeMutablePointer<tc_heap>) {
    let collector = heap.collector
    let every = collector.pointee.settings.switches.collectEvery
    if every == 0 || tc_u64_add(&collector.pointee.stressCount, 1) % every != 0 { return }
    if heap.pointee.marking == 0 { collector.askFor(.stress) }
  }

  private static func requestSafepoint(_ cache: CachePointer) {
    let heap = cache.pointee.heap.unsafelyUnwrapped
    heap.pointee.world?.pointee.request_safepoint?(heap.pointee.world_context, heap, cache)
  }
}
