// Finalizers and cleanups. They run on a thread of the heap's own, which is attached while they
// do, in
// the order in which the collector found their objects dead.
import CTricolor

private final class FinalizerDuty<Value>: Duty {
  let body: (Ref<Value>) -> Void
  init(_ body: @escaping (Ref<Value>) -> Void) { self.body = body }
  override func run(_ object: UnsafeMutableRawPointer?) {
    if let object { body(Ref(raw: object)) }
  }
}

private final class CleanupDuty: Duty {
  let body: () -> Void
  init(_ body: @escaping () -> Void) { self.body = body }
  override func run(_ object: UnsafeMutableRawPointer?) { body() }
}

/// Names a cleanup, to take it back.
public struct Cleanup {
  let duty: UInt
  let number: UInt64
}

extension Mutator {
  /// Runs `body` with the object after nothing leads to it any more. The object, and all that it
  /// leads
  /// to, lives until then; it may even be stored somewhere and live on, but its finalizer is spent.
  ///
  /// Of two objects with finalizers, one leading to the other, the outer one's runs first; objects
  /// with finalizers in a cycle are never finalized (use a cleanup). Nothing is promised about
  /// when.
  ///
  /// - Parameters:
  ///   - ref: the object.
  ///   - body: runs on the heap's own thread.
  /// - Precondition: the object has no finalizer yet.
  public borrowing func onFinalize<Value>(
    _ ref: Ref<Value>, _ body: @escaping @Sendable (Ref<Value>) -> Void
  ) {
    let duty = FinalizerDuty(body)
    heap.duties.add(duty)
    heap.startDutyThread()
    guard tc_set_finalizer(cache, ref.raw, 0, duty.word) else {
      preconditionFailure("\(ref) has a finalizer already: remove it first, or use a cleanup")
    }
  }

  /// Takes the object's finalizer back; false when it has none, or it is due already.
  @discardableResult
  public borrowing func removeFinalizer<Value>(of ref: Ref<Value>) -> Bool {
    tc_clear_finalizer(cache, ref.raw)
  }

  /// Runs `body` after the object is gone. Any number per object; cycles do not matter.
  ///
  /// - Parameters:
  ///   - ref: the object.
  ///   - body: runs on the heap's own thread. It must not lead to the object, or the object never
  ///     dies: references that it captures are not seen by the collector and must be roots.
  @discardableResult
  public borrowing func onCleanup<Value>(
    of ref: Ref<Value>, _ body: @escaping @Sendable () -> Void
  ) -> Cleanup {
    let duty = CleanupDuty(body)
    heap.duties.add(duty)
    heap.startDutyThread()
    return Cleanup(duty: duty.word, number: tc_add_cleanup(cache, ref.raw, 0, 0, duty.word))
  }

  /// Takes a cleanup back; false when it is due already.
  @discardableResult
  public borrowing func stop<Value>(_ cleanup: Cleanup, of ref: Ref<Value>) -> Bool {
    guard tc_stop_cleanup(cache, ref.raw, cleanup.number) else { return false }
    if let duty = Duty.from(cleanup.duty) { _ = heap.duties.remove(duty) }
    return true
  }
}
