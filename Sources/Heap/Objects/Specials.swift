// Specials: finalizers, cleanups and weak handles. One sorted list of records per span, guarded by
// the span's `special_lock`; whoever changes it owns the lock and has seen to it that the span is
// swept, because a sweeper that finds the old marks would draw conclusions about the new record.
//
// THE RULES
//
//   1. Everything that a finalizer's object points to stays alive as long as the finalizer waits;
//      the object itself does not. So of two finalizable objects, one reachable from the other,
//      the outer one goes first, and a cycle that holds one never goes (as in Go).
//   2. A special's function and argument stay alive, and so does a weak handle, as long as the
//      object lives.
//   3. When a span is swept, each of its unmarked objects is judged:
//        with a finalizer     its weak handles are cleared, the finalizers become ready, and the
//                             object is marked: it lives for one more cycle at least
//        without              its weak handles are cleared, its cleanups become ready
//      The judgement comes before the slot can be used again, so a weak handle never leads to a
//      new object in an old place.
//   4. A ready record waits in a queue, in the order of judgement, and what it names stays alive.
//
// Several objects without pointers may share a tiny block; the block is the slot, so the specials
// of all of them fall due together, when the last one is unreachable.
import CTricolor

typealias SpecialPointer = UnsafeMutablePointer<tc_special>

/// The heap's specials: records in use, and the queue of those that are ready. Off-heap, one a
/// heap, never moves.
struct SpecialTable {
  /// Guards the queue and its counts.
  var queueLock: UInt32 = 0
  /// Not 0 while the queue holds something. Atomic.
  var ready: UInt32 = 0
  /// Oldest and youngest record in the queue.
  var queueFirst: SpecialPointer?
  var queueLast: SpecialPointer?
  /// Finalizers and cleanups that came due, and that were taken to be run. By `queueLock`.
  var finalizersQueued: UInt64 = 0
  var finalizersTaken: UInt64 = 0
  var cleanupsQueued: UInt64 = 0
  var cleanupsTaken: UInt64 = 0
  /// Guards `pool`.
  var poolLock: UInt32 = 0
  /// The last cleanup's number. Atomic.
  var lastID: UInt64 = 0
  /// Specials that hang from spans. Atomic.
  var attached: UInt64 = 0
  /// Records that were judged: finalizers, cleanups and weak handles. Atomic.
  var judged: UInt64 = 0
  /// Where records come from.
  var pool: FixedPool

  init(pool: FixedPool) { self.pool = pool }
}

typealias SpecialTablePointer = UnsafeMutablePointer<SpecialTable>

extension UnsafeMutablePointer where Pointee == tc_heap {
  @inline(__always)
  var specialTable: SpecialTablePointer {
    pointee.special_table.assumingMemoryBound(to: SpecialTable.self)
  }
}

extension UnsafeMutablePointer where Pointee == SpecialTable {
  /// A record with everything but its link filled in. Never nil: running out of memory for
  /// metadata is fatal, as in Go.
  func make(_ record: tc_special) -> SpecialPointer {
    lock(&pointee.poolLock, .pool)
    let memory = pointee.pool.allocate()
    unlock(&pointee.poolLock, .pool)
    let special = memory.assumingMemoryBound(to: tc_special.self)
    special.initialize(to: record)
    return special
  }

  func free(_ special: SpecialPointer) {
    lock(&pointee.poolLock, .pool)
    pointee.pool.free(UnsafeMutableRawPointer(special))
    unlock(&pointee.poolLock, .pool)
  }

  /// Hangs a new record on its object. The span is swept (the caller saw to it).
  /// - Returns: false, with nothing changed, if the object has one of a kind that allows only one.
  func attach(_ record: tc_special, to span: SpanPointer, in heap: UnsafeMutablePointer<tc_heap>)
    -> Bool
  {
    let special = make(record)
    lock(&span.pointee.special_lock, .specials)
    let (previous, found) = position(of: record.offset, kind: record.kind, in: span)
    if let found, record.kind != UInt32(TC_SPECIAL_CLEANUP), matches(found, record) {
      unlock(&span.pointee.special_lock, .specials)
      free(special)
      return false
    }
    special.pointee.next = found
    if let previous {
      previous.pointee.next = special
    } else {
      if span.pointee.specials == nil { announce(span, in: heap, true) }
      span.pointee.specials = special
    }
    unlock(&span.pointee.special_lock, .specials)
    _ = tc_u64_add(&pointee.attached, 1)
    return true
  }

  /// Takes a record off its object; nil if there is none such. `id` 0: any.
  func detach(offset: UInt, kind: UInt32, id: UInt64, from span: SpanPointer) -> tc_special? {
    lock(&span.pointee.special_lock, .specials)
    var previous: SpecialPointer?
    var at = span.pointee.specials
    while let special = at {
      let record = special.pointee
      if record.offset == offset && record.kind == kind && (id == 0 || record.id == id) {
        unlink(special, after: previous, from: span)
        unlock(&span.pointee.special_lock, .specials)
        free(special)
        _ = tc_u64_sub(&pointee.attached, 1)
        return record
      }
      previous = special
      at = record.next
    }
    unlock(&span.pointee.special_lock, .specials)
    return nil
  }

  /// The object's record of a kind; nil if there is none.
  func find(offset: UInt, kind: UInt32, in span: SpanPointer) -> tc_special? {
    lock(&span.pointee.special_lock, .specials)
    defer { unlock(&span.pointee.special_lock, .specials) }
    let (_, found) = position(of: offset, kind: kind, in: span)
    guard let found, found.pointee.offset == offset, found.pointee.kind == kind else { return nil }
    return found.pointee
  }

  /// Where a record belongs: the last one before it, and the first one not before it.
  private func position(of offset: UInt, kind: UInt32, in span: SpanPointer)
    -> (previous: SpecialPointer?, found: SpecialPointer?)
  {
    var previous: SpecialPointer?
    var at = span.pointee.specials
    while let special = at {
      let other = special.pointee
      if other.offset > offset || (other.offset == offset && other.kind >= kind) { break }
      previous = special
      at = other.next
    }
    return (previous, at)
  }

  private func matches(_ special: SpecialPointer, _ record: tc_special) -> Bool {
    special.pointee.offset == record.offset && special.pointee.kind == record.kind
  }

  private func unlink(
    _ special: SpecialPointer, after previous: SpecialPointer?, from span: SpanPointer
  ) {
    if let previous {
      previous.pointee.next = special.pointee.next
    } else {
      span.pointee.specials = special.pointee.next
    }
    if span.pointee.specials == nil { announce(span, in: span.pointee.heap, false) }
  }

  /// Tells sweeping and root marking whether the span has specials. `special_lock` is held.
  private func announce(
    _ span: SpanPointer, in heap: UnsafeMutablePointer<tc_heap>, _ present: Bool
  ) {
    if present {
      tc_span_set_flag(span, UInt8(TC_SPAN_HAS_SPECIALS))
    } else {
      tc_span_clear_flag(span, UInt8(TC_SPAN_HAS_SPECIALS))
    }
    tc_note_specials(heap, span, present)
  }

  /// Appends records, linked in order, to the queue.
  private func enqueue(_ first: SpecialPointer, _ last: SpecialPointer) {
    last.pointee.next = nil
    lock(&pointee.queueLock, .queue)
    if let youngest = pointee.queueLast {
      youngest.pointee.next = first
    } else {
      pointee.queueFirst = first
    }
    pointee.queueLast = last
    var entry: SpecialPointer? = first
    while let special = entry {
      if special.pointee.kind == UInt32(TC_SPECIAL_FINALIZER) {
        pointee.finalizersQueued &+= 1
      } else {
        pointee.cleanupsQueued &+= 1
      }
      entry = special.pointee.next
    }
    tc_u32_store_release(&pointee.ready, 1)
    unlock(&pointee.queueLock, .queue)
  }

  /// Takes the oldest ready record; nil if there is none. Whoever takes it keeps what it names
  /// alive from here on.
  func takeReady() -> tc_ready? {
    guard tc_u32_load(&pointee.ready) != 0 else { return nil }
    lock(&pointee.queueLock, .queue)
    guard let special = pointee.queueFirst else {
      unlock(&pointee.queueLock, .queue)
      return nil
    }
    pointee.queueFirst = special.pointee.next
    if pointee.queueFirst == nil {
      pointee.queueLast = nil
      tc_u32_store_release(&pointee.ready, 0)
    }
    if special.pointee.kind == UInt32(TC_SPECIAL_FINALIZER) {
      pointee.finalizersTaken &+= 1
    } else {
      pointee.cleanupsTaken &+= 1
    }
    unlock(&pointee.queueLock, .queue)
    let record = special.pointee
    free(special)
    return tc_ready(
      kind: record.kind, reserved: 0, id: record.id, function: record.function,
      argument: record.argument, context: record.context)
  }

  /// Judges the specials of a span's unmarked objects (rule 3). For the span's sweeper, after
  /// marking, before the marks become allocation bits.
  /// - Returns: whether something became ready.
  func judge(_ span: SpanPointer) -> Bool {
    guard tc_span_flags(span) & UInt8(TC_SPAN_HAS_SPECIALS) != 0 else { return false }
    lock(&span.pointee.special_lock, .specials)
    var readyFirst: SpecialPointer?
    var readyLast: SpecialPointer?
    var previous: SpecialPointer?
    var at = span.pointee.specials
    while let first = at {
      let index = slot(of: first, in: span)
      if tc_is_marked(span, index) {
        previous = first
        at = first.pointee.next
        continue
      }
      let revived = hasFinalizer(from: first, index: index, in: span)
      // All specials of this slot, one after the other.
      while let special = at, slot(of: special, in: span) == index {
        let next = special.pointee.next
        at = next
        if revived && special.pointee.kind == UInt32(TC_SPECIAL_CLEANUP) {
          previous = special
          continue
        }
        unlink(special, after: previous, from: span)
        _ = tc_u64_sub(&pointee.attached, 1)
        _ = tc_u64_add(&pointee.judged, 1)
        if special.pointee.kind == UInt32(TC_SPECIAL_WEAK) {
          clearHandle(special)
          free(special)
        } else {
          if special.pointee.kind == UInt32(TC_SPECIAL_FINALIZER) {
            special.pointee.argument = span.pointee.base &+ special.pointee.offset
          }
          special.pointee.next = nil
          if let last = readyLast { last.pointee.next = special } else { readyFirst = special }
          readyLast = special
        }
      }
      if revived && tc_mark(span, index) {
        let bytes = UInt64(span.pointee.object_size)
        _ = tc_u64_add(&span.pointee.heap.pointee.live_bytes, bytes)
      }
    }
    unlock(&span.pointee.special_lock, .specials)
    guard let readyFirst, let readyLast else { return false }
    enqueue(readyFirst, readyLast)
    return true
  }

  @inline(__always)
  private func slot(of special: SpecialPointer, in span: SpanPointer) -> UInt32 {
    tc_object_index(span, span.pointee.base &+ special.pointee.offset)
  }

  private func hasFinalizer(from first: SpecialPointer, index: UInt32, in span: SpanPointer)
    -> Bool
  {
    var at: SpecialPointer? = first
    while let special = at, slot(of: special, in: span) == index {
      if special.pointee.kind == UInt32(TC_SPECIAL_FINALIZER) { return true }
      at = special.pointee.next
    }
    return false
  }

  private func clearHandle(_ special: SpecialPointer) {
    let handle = UnsafeMutablePointer<tc_weak_handle>(bitPattern: special.pointee.function)
    guard let handle else { return }
    tc_word_store_release(&handle.pointee.object, 0)
  }
}
