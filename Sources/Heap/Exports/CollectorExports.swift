// The collector's half of exports.h: what hosts, inline C and generated code call. Each function
// is one line of forwarding; what it does is told where it is done.
import CTricolor

// MARK: Barrier

@c @implementation
public func tc_flush_barrier(_ cache: UnsafeMutablePointer<tc_cache>?) {
  cache.unsafelyUnwrapped.flushBarrier()
}

@c @implementation
public func tc_bulk_barrier(
  _ cache: UnsafeMutablePointer<tc_cache>?, _ destination: UnsafeMutableRawPointer?,
  _ source: UnsafeRawPointer?, _ bytes: UInt
) {
  cache.unsafelyUnwrapped.bulkBarrier(
    destination: UInt(bitPattern: destination), source: UInt(bitPattern: source), bytes: bytes)
}

@c @implementation
public func tc_bulk_barrier_typed(
  _ cache: UnsafeMutablePointer<tc_cache>?, _ destination: UnsafeMutableRawPointer?,
  _ source: UnsafeRawPointer?, _ bytes: UInt, _ type: UnsafePointer<tc_type>?
) {
  guard let type else { return }
  cache.unsafelyUnwrapped.bulkBarrier(
    destination: UInt(bitPattern: destination), source: UInt(bitPattern: source), bytes: bytes,
    type: type)
}

@c @implementation
public func tc_shade(
  _ cache: UnsafeMutablePointer<tc_cache>?, _ object: UnsafeMutableRawPointer?
) {
  cache.unsafelyUnwrapped.shade(UInt(bitPattern: object))
}

// MARK: Collection

@c @implementation
public func tc_heap_safepoint(_ cache: UnsafeMutablePointer<tc_cache>?) -> Bool {
  let cache = cache.unsafelyUnwrapped
  return cache.pointee.heap.collector.safepoint(cache) == .owing
}

@c @implementation
public func tc_background_work(
  _ cache: UnsafeMutablePointer<tc_cache>?, _ kinds: UInt32, _ idle: Bool
) -> UInt32 {
  let cache = cache.unsafelyUnwrapped
  guard let marker = cache.marker else { return 0 }
  return cache.pointee.heap.collector.work(kinds, marker, mode: idle ? .idle : .dedicated)
}

@c @implementation
public func tc_wants_worker(_ heap: UnsafeMutablePointer<tc_heap>?) -> Bool {
  heap.unsafelyUnwrapped.collector.wantsWorker
}

@c @implementation
public func tc_collect(_ cache: UnsafeMutablePointer<tc_cache>?) {
  let cache = cache.unsafelyUnwrapped
  guard let marker = cache.marker else { return }
  cache.pointee.heap.collector.collect(marker)
}

// MARK: Roots

@c @implementation
public func tc_visit_slot(
  _ visitor: UnsafeMutablePointer<tc_visitor>?, _ slot: UnsafePointer<UnsafeMutableRawPointer?>?
) {
  guard let slot else { return }
  let word = UnsafeRawPointer(slot).assumingMemoryBound(to: UInt.self)
  visitor.unsafelyUnwrapped.visit(tc_word_load(word))
}

@c @implementation
public func tc_visit_word(_ visitor: UnsafeMutablePointer<tc_visitor>?, _ word: UInt) {
  visitor.unsafelyUnwrapped.visit(word)
}

@c @implementation
public func tc_visit_masked(
  _ visitor: UnsafeMutablePointer<tc_visitor>?, _ base: UnsafeRawPointer?, _ bytes: UInt,
  _ mask: UnsafePointer<UInt8>?
) {
  guard let mask else { return }
  visitor.unsafelyUnwrapped.visitMasked(UInt(bitPattern: base), bytes, mask)
}

@c @implementation
public func tc_visit_ambiguous(
  _ visitor: UnsafeMutablePointer<tc_visitor>?, _ base: UnsafeRawPointer?, _ bytes: UInt
) {
  visitor.unsafelyUnwrapped.visitRange(UInt(bitPattern: base), bytes)
}

@c @implementation
public func tc_visit_machine_stack(
  _ visitor: UnsafeMutablePointer<tc_visitor>?, _ base: UnsafeRawPointer?, _ bytes: UInt
) {
  visitor.unsafelyUnwrapped.visitStack(UInt(bitPattern: base), bytes)
}

// MARK: Specials

@c @implementation
public func tc_set_finalizer(
  _ cache: UnsafeMutablePointer<tc_cache>?, _ object: UnsafeMutableRawPointer?,
  _ function: UInt, _ context: UInt
) -> Bool {
  cache.unsafelyUnwrapped.setFinalizer(
    UInt(bitPattern: object), function: function, context: context)
}

@c @implementation
public func tc_clear_finalizer(
  _ cache: UnsafeMutablePointer<tc_cache>?, _ object: UnsafeMutableRawPointer?
) -> Bool {
  cache.unsafelyUnwrapped.clearFinalizer(UInt(bitPattern: object))
}

@c @implementation
public func tc_add_cleanup(
  _ cache: UnsafeMutablePointer<tc_cache>?, _ object: UnsafeMutableRawPointer?,
  _ function: UInt, _ argument: UInt, _ context: UInt
) -> UInt64 {
  cache.unsafelyUnwrapped.addCleanup(
    UInt(bitPattern: object), function: function, argument: argument, context: context)
}

@c @implementation
public func tc_stop_cleanup(
  _ cache: UnsafeMutablePointer<tc_cache>?, _ object: UnsafeMutableRawPointer?, _ id: UInt64
) -> Bool {
  cache.unsafelyUnwrapped.stopCleanup(UInt(bitPattern: object), id: id)
}

@c @implementation
public func tc_weak_handle_of(
  _ cache: UnsafeMutablePointer<tc_cache>?, _ object: UnsafeMutableRawPointer?
) -> UnsafeMutablePointer<tc_weak_handle>? {
  cache.unsafelyUnwrapped.weakHandle(of: UInt(bitPattern: object))
}

@c @implementation
public func tc_weak_load(
  _ cache: UnsafeMutablePointer<tc_cache>?, _ handle: UnsafePointer<tc_weak_handle>?
) -> UnsafeMutableRawPointer? {
  guard let handle else { return nil }
  let object = cache.unsafelyUnwrapped.loadWeak(UnsafeMutablePointer(mutating: handle))
  return UnsafeMutableRawPointer(bitPattern: object)
}

@c @implementation
public func tc_next_ready(
  _ cache: UnsafeMutablePointer<tc_cache>?, _ ready: UnsafeMutablePointer<tc_ready>?
) -> Bool {
  guard let ready, let record = cache.unsafelyUnwrapped.takeReady() else { return false }
  ready.pointee = record
  return true
}
