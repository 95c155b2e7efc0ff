// heap_calls.h: statistics, settings and what happens when objects die. Forwarding to the heap.
import CGoRuntime
import CTricolor

private func heap(_ g: UnsafeMutablePointer<tc_g>?) -> UnsafeMutablePointer<tc_heap> {
  // Invariant: a cache belongs to a heap for as long as it lives.
  g.unsafelyUnwrapped.cache.pointee.heap.unsafelyUnwrapped
}

// MARK: Services

@c @implementation
public func tc_go_service_mem_stats(_ g: UnsafeMutablePointer<tc_g>?, _ stats: UInt) -> UInt {
  tc_read_mem_stats(heap(g), UnsafeMutablePointer<tc_mem_stats>(bitPattern: stats))
  return 0
}

@c @implementation
public func tc_go_service_gc_stats(_ g: UnsafeMutablePointer<tc_g>?, _ words: UInt) -> UInt {
  UInt(tc_read_gc_stats(heap(g), UnsafeMutablePointer<UInt64>(bitPattern: words)))
}

@c @implementation
public func tc_go_service_free_memory(_ g: UnsafeMutablePointer<tc_g>?) -> UInt {
  tc_free_os_memory(g.unsafelyUnwrapped.cache)
  return 0
}

@c @implementation
public func tc_go_service_gc_percent(_ g: UnsafeMutablePointer<tc_g>?, _ percent: UInt) -> UInt {
  let wanted = Int32(clamping: Int(bitPattern: percent))
  return UInt(bitPattern: Int(tc_set_gc_percent(heap(g), wanted)))
}

@c @implementation
public func tc_go_service_memory_limit(_ g: UnsafeMutablePointer<tc_g>?, _ bytes: UInt) -> UInt {
  UInt(bitPattern: Int(tc_set_memory_limit(heap(g), Int64(Int(bitPattern: bytes)))))
}

// MARK: Objects

@c @implementation
public func tc_go_object(_ g: UnsafeMutablePointer<tc_g>?, _ address: UInt) -> tc_object_view {
  guard let span = tc_span_of(heap(g), address) else { return tc_object_view() }
  let index = tc_object_index(span, address)
  guard tc_is_allocated(span, index) else { return tc_object_view() }
  var base = tc_object_base(span, index)
  var bytes = span.pointee.object_size
  // Objects with pointers between these sizes begin with their type's address.
  if !tc_span_noscan(span) && bytes > UInt(TC_MAX_BITMAP) && bytes <= UInt(TC_MAX_SMALL)
    && span.pointee.span_class > 1
  {
    base += 8
    bytes -= 8
  }
  return tc_object_view(base: base, bytes: bytes)
}

private func pointer(_ word: UInt) -> UnsafeMutableRawPointer? {
  UnsafeMutableRawPointer(bitPattern: word)
}

@c @implementation
public func tc_go_set_finalizer(
  _ g: UnsafeMutablePointer<tc_g>?, _ object: UInt, _ closure: UInt
) -> UInt {
  let cache = g.unsafelyUnwrapped.cache
  if closure == 0 { return tc_clear_finalizer(cache, pointer(object)) ? 1 : 0 }
  return tc_set_finalizer(cache, pointer(object), closure, 0) ? 1 : 0
}

@c @implementation
public func tc_go_add_cleanup(
  _ g: UnsafeMutablePointer<tc_g>?, _ object: UInt, _ closure: UInt
) -> UInt {
  UInt(tc_add_cleanup(g.unsafelyUnwrapped.cache, pointer(object), closure, 0, 0))
}

@c @implementation
public func tc_go_stop_cleanup(
  _ g: UnsafeMutablePointer<tc_g>?, _ object: UInt, _ number: UInt
) -> UInt {
  tc_stop_cleanup(g.unsafelyUnwrapped.cache, pointer(object), UInt64(number)) ? 1 : 0
}

@c @implementation
public func tc_go_next_duty(_ g: UnsafeMutablePointer<tc_g>?) -> tc_duty {
  var ready = tc_ready()
  guard tc_next_ready(g.unsafelyUnwrapped.cache, &ready) else { return tc_duty() }
  return tc_duty(kind: UInt(ready.kind), closure: ready.function, argument: ready.argument)
}

@c @implementation
public func tc_go_weak_handle(_ g: UnsafeMutablePointer<tc_g>?, _ object: UInt) -> UInt {
  UInt(bitPattern: tc_weak_handle_of(g.unsafelyUnwrapped.cache, pointer(object)))
}

@c @implementation
public func tc_go_weak_load(_ g: UnsafeMutablePointer<tc_g>?, _ handle: UInt) -> UInt {
  guard let handle = UnsafePointer<tc_weak_handle>(bitPattern: handle) else { return 0 }
  return UInt(bitPattern: tc_weak_load(g.unsafelyUnwrapped.cache, handle))
}

// MARK: Metrics

@c @implementation
public func tc_go_metric(
  _ g: UnsafeMutablePointer<tc_g>?, _ name: UInt, _ length: UInt, _ counts: UInt,
  _ boundaries: UInt, _ room: UInt
) -> tc_metric_view {
  let metric = tc_read_metric(
    heap(g), UnsafePointer<CChar>(bitPattern: name), length,
    UnsafeMutablePointer<UInt64>(bitPattern: counts),
    UnsafeMutablePointer<Double>(bitPattern: boundaries), UInt32(clamping: room))
  // A number's bits are read as the count's: they share their place.
  let isHistogram = Int(metric.kind) == TC_METRIC_HISTOGRAM
  return tc_metric_view(
    kind: UInt(metric.kind), value: isHistogram ? UInt(metric.buckets) : UInt(metric.count))
}

// MARK: The system

@c @implementation
public func tc_go_environment(
  _ g: UnsafeMutablePointer<tc_g>?, _ name: UInt, _ length: UInt
) -> tc_string {
  // Names are short; one that does not fit is no variable's.
  var key = InlineArray<64, CChar>(repeating: 0)
  guard let bytes = UnsafePointer<UInt8>(bitPattern: name), length < 64 else { return tc_string() }
  for index in 0..<Int(length) { key[index] = CChar(bitPattern: bytes[index]) }
  let found = withUnsafePointer(to: &key) { start in
    tc_os_environment(UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self))
  }
  guard let found else { return tc_string() }
  var count = 0
  while found[count] != 0 { count += 1 }
  let data = UnsafeRawPointer(found).assumingMemoryBound(to: UInt8.self)
  return tc_string(data: data, length: count)
}

@c @implementation
public func tc_go_write_error(_ g: UnsafeMutablePointer<tc_g>?, _ data: UInt, _ length: UInt) {
  tc_os_write_error(UnsafeRawPointer(bitPattern: data), length)
}

@c @implementation
public func tc_go_wall_time(_ g: UnsafeMutablePointer<tc_g>?) -> UInt { UInt(tc_os_wall_time()) }
