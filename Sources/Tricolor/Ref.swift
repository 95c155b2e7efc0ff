// A reference to a managed object: one word, copied freely, never counted. Reading goes straight
// through; storing goes through the write barrier, whose cost while nothing is being marked is one
// load and one predictable branch.
import CTricolor

/// A reference to a value of type `Value` in a managed heap.
///
/// The stored properties of `Value` are the reference's own: `node.left = other`,
/// `node.count += 1`. What a reference in a local variable refers to stays alive; see
/// ``ManagedHeap`` for references that are kept elsewhere.
// How a property is found is in RefProperties.swift, and in EmbeddedRefProperties.swift.
@dynamicMemberLookup
public struct Ref<Value>: BitwiseCopyable {
  @usableFromInline let raw: UnsafeMutableRawPointer

  @inlinable @inline(__always)
  init(raw: UnsafeMutableRawPointer) { self.raw = raw }

  @inlinable @inline(__always)
  var typed: UnsafeMutablePointer<Value> {
    assert(isUsable(raw), Misuse.reference)
    return raw.assumingMemoryBound(to: Value.self)
  }
}

extension Ref where Value: BitwiseCopyable {
  /// The whole object, copied out, or copied in through the write barrier.
  @inlinable
  public var value: Value {
    @inline(__always) get { typed.pointee }
    nonmutating set {
      if tc_any_barrier() { beforeChange(of: raw, to: newValue) }
      typed.pointee = newValue
    }
  }
}

extension Ref: Equatable, Hashable {
  /// Whether both refer to the same object.
  @inlinable @inline(__always)
  public static func == (left: Ref, right: Ref) -> Bool { left.raw == right.raw }

  @inlinable
  public func hash(into hasher: inout Hasher) { hasher.combine(raw) }
}

#if !hasFeature(Embedded)
  extension Ref: CustomDebugStringConvertible {
    public var debugDescription: String { "Ref<\(Value.self)>(\(raw))" }
  }
#endif

/// Tells the collector which words at `place`, of an object, are about to change to those of
/// `next`. Out of line, so that the code around it needs no memory for the value, and no guard of
/// its stack on account of that.
@inlinable @inline(never)
func beforeChange<Value>(of place: UnsafeMutableRawPointer, to next: Value) {
  withUnsafePointer(to: next) { beforeChange(of: place, to: $0, MemoryLayout<Value>.size) }
}

/// The same for the words at `next`.
@usableFromInline @inline(never)
func beforeChange(of place: UnsafeMutableRawPointer, to next: UnsafeRawPointer, _ size: Int) {
  guard let thread = attachment(owning: UInt(bitPattern: place)) else {
    preconditionFailure(Misuse.reference)
  }
  guard thread.pointee.cache.pointee.barrier != 0 else { return }
  // Words that lie across the end of the value are no references: those are aligned.
  tc_thread_before_change(
    thread, place.assumingMemoryBound(to: UInt.self), next.assumingMemoryBound(to: UInt.self),
    UInt(size / 8))
}

/// The calling thread's attachment to the heap that owns `address`, unless it is in a blocking
/// call.
func attachment(owning address: UInt) -> UnsafeMutablePointer<tc_thread>? {
  var thread = tc_thread_current()
  while let here = thread {
    if here.pointee.still == 0, tc_arena_of(here.pointee.heap, address) != nil { return here }
    thread = here.pointee.outer
  }
  return nil
}
