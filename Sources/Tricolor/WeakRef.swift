// Weak references: they lead to their object as long as something else keeps it alive.
import CTricolor

/// A reference that does not keep its object alive: one word, copied freely, never counted.
///
/// It may be stored in managed objects, in locals, and by a ``Root`` of an object that holds it.
public struct WeakRef<Value>: BitwiseCopyable {
  let handle: UnsafeMutableRawPointer

  init(handle: UnsafeMutableRawPointer) { self.handle = handle }

  /// The object, or nil once it is gone. It is gone before its memory is used again, and for all
  /// weak references to it at once.
  ///
  /// - Precondition: the thread is attached to the heap.
  public var ref: Ref<Value>? {
    guard let thread = attachment(owning: UInt(bitPattern: handle)) else {
      preconditionFailure(
        "a weak reference was read on a thread that is not attached: call attach()")
    }
    let weak = handle.assumingMemoryBound(to: tc_weak_handle.self)
    return tc_weak_load(thread.pointee.cache, weak).map { Ref(raw: $0) }
  }
}

extension Mutator {
  /// A weak reference to an object; the same one for as long as the object lives.
  public borrowing func weak<Value>(_ ref: Ref<Value>) -> WeakRef<Value> {
    poll()
    guard let handle = tc_weak_handle_of(cache, ref.raw) else { refused(8) }
    return WeakRef(handle: UnsafeMutableRawPointer(handle))
  }
}
