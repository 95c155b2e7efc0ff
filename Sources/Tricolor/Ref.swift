// A reference to a managed object: one word, copied freely, never counted. Reading goes straight
// through; storing goes through the write barrier, whose cost while nothing is being marked is one
// load and one predictable branch.
import CTricolor

/// A reference to a value of type `Value` in a managed heap.
///
/// The stored properties of `Value` are the reference's own: `node.left = other`,
/// `node.count += 1`. What a reference in a local variable refers to stays alive; see
/// ``ManagedHeap`` for references that are kept elsewhere.
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

  /// A stored property of the object. Reading is one load; storing adds the write barrier.
  @inlinable
  public subscript<Member: BitwiseCopyable>(
    dynamicMember path: WritableKeyPath<Value, Member>
  ) -> Member {
    @inline(__always) get { typed.pointee[keyPath: path] }
    @inline(__always) nonmutating set {
      if tc_any_barrier() { beforeStore(of: newValue, at: path) }
      typed.pointee[keyPath: path] = newValue
    }
  }

  /// A stored property that nothing may change.
  @inlinable
  public subscript<Member: BitwiseCopyable>(
    dynamicMember path: KeyPath<Value, Member>
  ) -> Member {
    @inline(__always) get { typed.pointee[keyPath: path] }
  }

  /// Of a stored property, its own words; of a computed one, whatever its setter changes.
  @usableFromInline @inline(never)
  func beforeStore<Member: BitwiseCopyable>(
    of value: Member, at path: WritableKeyPath<Value, Member>
  ) {
    if let offset = MemoryLayout<Value>.offset(of: path) {
      shade(raw + offset, value)
    } else {
      var changed = typed.pointee
      changed[keyPath: path] = value
      shade(raw, changed)
    }
  }
}

extension Ref where Value: BitwiseCopyable {
  /// The whole object, copied out, or copied in through the write barrier.
  @inlinable
  public var value: Value {
    @inline(__always) get { typed.pointee }
    nonmutating set {
      if tc_any_barrier() { shade(raw, newValue) }
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

extension Ref: CustomDebugStringConvertible {
  public var debugDescription: String { "Ref<\(Value.self)>(\(raw))" }
}

/// Tells the collector which references are about to leave `place` and to enter it.
@usableFromInline @inline(never)
func shade<Stored>(_ place: UnsafeMutableRawPointer, _ value: Stored) {
  guard let thread = attachment(owning: UInt(bitPattern: place)) else {
    preconditionFailure(Misuse.reference)
  }
  guard thread.pointee.cache.pointee.barrier != 0 else { return }
  withUnsafeBytes(of: value) { bytes in
    tc_bulk_barrier(thread.pointee.cache, place, bytes.baseAddress, UInt(bytes.count))
  }
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
