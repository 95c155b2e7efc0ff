// Setting and clearing specials from a mutator, with what marking and sweeping ask for: the
// object's span is swept before its list changes, and what a new record keeps alive is shaded if
// marking has come by already. The records themselves are Objects/Specials.swift's.
//
// The caller holds the object, is its heap's mutator and at no safepoint: so no cycle begins or
// ends during a call.
import CTricolor

extension UnsafeMutablePointer where Pointee == tc_cache {
  private var heap: HeapPointer { pointee.heap }

  /// The span of a live object, swept; nil for what is none of the heap's.
  private func sweptSpan(of object: Address) -> SpanPointer? {
    guard let span = tc_span_of(heap, object),
      tc_object_index(span, object) < UInt32(span.pointee.object_count)
    else { return nil }
    SweepWork.ensureSwept(span, heap)
    return span
  }

  /// Hangs a record on an object and keeps alive what the record keeps alive.
  private func attach(_ record: tc_special, to span: SpanPointer) -> Bool {
    guard heap.specialTable.attach(record, to: span, in: heap) else { return false }
    guard tc_is_marking(self), let marker else { return true }
    marker.beginSlice()
    var visitor = tc_visitor(marker: marker, verifier: nil, bytes: 0)
    withUnsafeMutablePointer(to: &visitor) { (visitor: VisitorPointer) in
      visitor.visitSpecial(record, of: span)
    }
    marker.endSlice()
    return true
  }

  private func record(_ kind: Int, _ object: Address, in span: SpanPointer) -> tc_special {
    var record = tc_special()
    record.kind = UInt32(kind)
    record.offset = object &- span.pointee.base
    return record
  }

  /// False if the object has a finalizer, or is no object.
  func setFinalizer(_ object: Address, function: UInt, context: UInt) -> Bool {
    guard let span = sweptSpan(of: object) else { return false }
    var record = record(Int(TC_SPECIAL_FINALIZER), object, in: span)
    record.function = function
    record.context = context
    return attach(record, to: span)
  }

  /// False if the object had none.
  func clearFinalizer(_ object: Address) -> Bool {
    guard let span = sweptSpan(of: object) else { return false }
    let offset = object &- span.pointee.base
    let kind = UInt32(TC_SPECIAL_FINALIZER)
    return heap.specialTable.detach(offset: offset, kind: kind, id: 0, from: span) != nil
  }

  /// The cleanup's number; 0 if `object` is no object.
  func addCleanup(
    _ object: Address, function: UInt, argument: UInt, context: UInt
  ) -> UInt64 {
    guard let span = sweptSpan(of: object) else { return 0 }
    var record = record(Int(TC_SPECIAL_CLEANUP), object, in: span)
    record.id = tc_u64_add(&heap.specialTable.pointee.lastID, 1) &+ 1
    record.function = function
    record.argument = argument
    record.context = context
    return attach(record, to: span) ? record.id : 0
  }

  /// False if there is no such cleanup any more.
  func stopCleanup(_ object: Address, id: UInt64) -> Bool {
    guard id != 0, let span = sweptSpan(of: object) else { return false }
    let offset = object &- span.pointee.base
    let kind = UInt32(TC_SPECIAL_CLEANUP)
    return heap.specialTable.detach(offset: offset, kind: kind, id: id, from: span) != nil
  }

  /// The object's weak handle, made if there is none; nil if `object` is no object or memory was
  /// refused.
  func weakHandle(of object: Address) -> UnsafeMutablePointer<tc_weak_handle>? {
    guard let span = sweptSpan(of: object) else { return nil }
    let offset = object &- span.pointee.base
    let kind = UInt32(TC_SPECIAL_WEAK)
    if let known = heap.specialTable.find(offset: offset, kind: kind, in: span) {
      // The handle was kept alive by the record; from here on the caller keeps it.
      shade(known.function)
      return UnsafeMutablePointer<tc_weak_handle>(bitPattern: known.function)
    }
    // 16 bytes, so that no tiny block makes it share the life of strangers.
    let memory = Allocate.noscan(self, size: 16, zeroed: true)
    guard let handle = UnsafeMutablePointer<tc_weak_handle>(bitPattern: memory) else { return nil }
    tc_word_store(&handle.pointee.object, object)
    var record = record(Int(TC_SPECIAL_WEAK), object, in: span)
    record.function = memory
    if attach(record, to: span) { return handle }
    // Another thread was quicker; the one made here is garbage.
    return weakHandle(of: object)
  }

  /// The handle's object; 0 when it is gone. From here on the caller keeps it.
  func loadWeak(_ handle: UnsafeMutablePointer<tc_weak_handle>) -> Address {
    let object = tc_word_load_acquire(&handle.pointee.object)
    guard object != 0 else { return 0 }
    if tc_is_marking(self) {
      shade(object)
      return object
    }
    // After marking the object may be dead and its handle not cleared yet.
    guard let span = tc_span_of(heap, object) else { return 0 }
    SweepWork.ensureSwept(span, heap)
    return tc_word_load_acquire(&handle.pointee.object)
  }

  /// The oldest finalizer or cleanup that has come due. From here on the caller keeps what it
  /// names.
  func takeReady() -> tc_ready? {
    guard let record = heap.specialTable.takeReady() else { return nil }
    // These words may be anything; the barrier's entries may not.
    if tc_is_marking(self), let marker {
      marker.beginSlice()
      marker.shade(record.function, ambiguous: true, marking: false)
      marker.shade(record.argument, ambiguous: true, marking: false)
      marker.endSlice()
    }
    return record
  }
}
