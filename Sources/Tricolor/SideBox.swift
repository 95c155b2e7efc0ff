// Swift values that are not bitwise copyable, beside managed objects: a String, an Array, a class
// instance, a file handle. The box is one word in the object; its value is released when the object
// is collected.
import CTricolor

/// A duty whose only work is to end: its value is released with it.
final class BoxDuty<Value>: Duty {
  var value: Value
  init(_ value: Value) { self.value = value }
}

/// One word in a managed object that leads to an ordinary Swift value.
///
/// The box belongs to the object that it was made with, and must not be used after that object is
/// gone: copy the value out, not the box.
public struct SideBox<Value>: BitwiseCopyable {
  let raw: UnsafeRawPointer

  private var duty: BoxDuty<Value> {
    unsafeDowncast(Unmanaged<Duty>.fromOpaque(raw).takeUnretainedValue(), to: BoxDuty<Value>.self)
  }

  /// The value. Two threads that change it at once need a lock of their own, as with any variable.
  public var value: Value {
    get { duty.value }
    nonmutating set { duty.value = newValue }
  }
}

extension Mutator {
  /// A new managed object with a Swift value beside it.
  ///
  /// - Parameters:
  ///   - value: released when the object is collected, or the heap ends.
  ///   - body: makes the object's value; it stores the box that it is given.
  public borrowing func make<Value: BitwiseCopyable, Boxed>(
    with value: Boxed, _ body: (SideBox<Boxed>) -> Value
  ) -> Ref<Value> {
    let duty = BoxDuty(value)
    heap.duties.add(duty)
    let ref = make(
      body(SideBox(raw: UnsafeRawPointer(Unmanaged<Duty>.passUnretained(duty).toOpaque()))))
    heap.startDutyThread()
    _ = tc_add_cleanup(cache, ref.raw, 0, 0, duty.word)
    return ref
  }
}
