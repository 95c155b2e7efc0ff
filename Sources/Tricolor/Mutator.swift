// A thread's hold on a heap: what it allocates with. The fast path of an allocation is inlined into
// the caller: a bump of the thread's run of free slots, the object's pointer bits, the stores of
// its
// value. The thread comes to a safepoint only where a run is used up, at poll(), and around
// blocking calls: between these nothing is collected under its hands.
import CTricolor
import TricolorHeap

/// The calling thread's attachment to a heap.
///
/// Not copyable, and bound to the thread that made it: the thread is attached as long as the value
/// lives. Pass it `borrowing` to what allocates.
public struct Mutator: ~Copyable {
  @usableFromInline let thread: UnsafeMutablePointer<tc_thread>
  /// Keeps the heap from being destroyed under an attached thread.
  let heap: ManagedHeap

  init(thread: UnsafeMutablePointer<tc_thread>, heap: ManagedHeap) {
    self.thread = thread
    self.heap = heap
  }

  deinit {
    precondition(tc_thread_is_mine(thread), Misuse.end)
    tc_thread_detach(thread)
  }

  @inlinable @inline(__always)
  var cache: UnsafeMutablePointer<tc_cache> {
    assert(isUsable(thread), Misuse.mutator)
    return thread.pointee.cache
  }

  /// The attachment, for what allocates.
  @inlinable @inline(__always)
  var usableThread: UnsafeMutablePointer<tc_thread> {
    assert(isUsable(thread), Misuse.mutator)
    return thread
  }

  // MARK: Objects

  /// A new managed object with the given value. References may lie in any of its words.
  ///
  /// Fatal, in Go's words, when the system refuses memory; see ``tryMake(_:)``.
  @inlinable @inline(__always)
  public borrowing func make<Value: BitwiseCopyable>(_ value: Value) -> Ref<Value> {
    place(value, at: allocate(Value.self, mask: ~0))
  }

  /// A new managed object without references: the collector never looks into it.
  @inlinable @inline(__always)
  public borrowing func make<Value: ReferenceFree>(_ value: Value) -> Ref<Value> {
    let raw = allocateReferenceFree(UInt(MemoryLayout<Value>.size))
    raw.initializeMemory(as: Value.self, to: value)
    return Ref(raw: raw)
  }

  /// A new managed object whose references lie where its type says.
  @inlinable @inline(__always)
  public borrowing func make<Value: ManagedLayout>(_ value: Value) -> Ref<Value> {
    if MemoryLayout<Value>.size > Int(TC_MAX_BITMAP) {
      return place(value, at: allocateLarge(Value.layout))
    }
    return place(value, at: allocate(Value.self, mask: Value.layout.mask))
  }

  /// As `make(_:)`, but throws when the system refuses memory or the heap's bound is reached.
  @inlinable
  public borrowing func tryMake<Value: BitwiseCopyable>(
    _ value: Value
  ) throws(HeapError) -> Ref<Value> {
    let size = UInt(max(MemoryLayout<Value>.size, 8))
    guard let raw = tc_thread_allocate(usableThread, (size &+ 7) & ~7, wordType) else {
      throw .outOfMemory(bytes: size)
    }
    return place(value, at: raw)
  }

  /// For inlined code: the descriptor of "any word may be a reference".
  @usableFromInline var wordType: UnsafePointer<tc_type> { anyWord }

  @inlinable @inline(__always)
  func place<Value: BitwiseCopyable>(
    _ value: Value, at raw: UnsafeMutableRawPointer
  ) -> Ref<Value> {
    raw.initializeMemory(as: Value.self, to: value)
    // While marking, what the new object refers to may be known to nobody but this thread, whose
    // stack was not scanned yet. No safepoint lies between the two.
    if cache.pointee.barrier & UInt32(TC_BARRIER_BOTH) != 0 {
      shadeFresh(raw, MemoryLayout<Value>.size)
    }
    return Ref(raw: raw)
  }

  @usableFromInline @inline(never)
  func shadeFresh(_ raw: UnsafeMutableRawPointer, _ size: Int) {
    tc_remember_words(cache, raw.assumingMemoryBound(to: UInt.self), UInt(size / 8))
  }

  @inlinable @inline(__always)
  func allocate<Value>(_: Value.Type, mask: UInt64) -> UnsafeMutableRawPointer {
    let size = max(MemoryLayout<Value>.size, 1)
    if size > Int(TC_MAX_BITMAP) || MemoryLayout<Value>.alignment > 8 {
      return allocateWords(size, alignment: MemoryLayout<Value>.alignment)
    }
    let words = UInt64((size + 7) / 8)
    let all: UInt64 = words == 64 ? ~0 : (1 &<< words) &- 1
    guard let raw = tc_thread_allocate_masked(usableThread, UInt(size), mask & all) else {
      refused(size)
    }
    return raw
  }

  @inlinable @inline(__always)
  func allocateReferenceFree(_ size: UInt) -> UnsafeMutableRawPointer {
    let raw =
      size < UInt(TC_TINY_SIZE)
      ? tc_thread_allocate_tiny(usableThread, max(size, 1))
      : size <= UInt(TC_MAX_SMALL)
        ? tc_thread_allocate_noscan(usableThread, size)
        : tc_thread_allocate(usableThread, size, nil)
    guard let raw else { refused(Int(size)) }
    return raw
  }

  /// Any length, any word a reference.
  @usableFromInline @inline(never)
  func allocateWords(_ size: Int, alignment: Int) -> UnsafeMutableRawPointer {
    // Slots of a size that is a multiple of 16 begin at multiples of 16, up to 512 bytes; above,
    // the type header moves an object by one word.
    precondition(
      alignment <= 8 || (alignment == 16 && size <= Int(TC_MAX_BITMAP)),
      "a managed object may be aligned to 8 bytes, or to 16 when it has at most 512 bytes")
    let rounded = (UInt(size) + UInt(alignment) - 1) & ~(UInt(alignment) - 1)
    guard let raw = tc_thread_allocate(usableThread, (rounded + 7) & ~7, anyWord) else {
      refused(size)
    }
    return raw
  }

  @usableFromInline @inline(never)
  func allocateLarge<Value>(_ layout: ObjectLayout<Value>) -> UnsafeMutableRawPointer {
    guard let descriptor = layout.descriptor,
      let raw = tc_thread_allocate(usableThread, descriptor.pointee.size, descriptor)
    else { refused(MemoryLayout<Value>.size) }
    return raw
  }

  @usableFromInline @inline(never)
  func refused(_ size: Int) -> Never {
    preconditionFailure(
      "the managed heap could not get \(size) bytes: raise its limit, keep less alive, or use "
        + "tryMake and handle HeapError.outOfMemory")
  }

  // MARK: Safepoints

  /// Gives the collector its chance. Call it in long loops that allocate nothing; it costs one load
  /// and a branch while nothing is asked for.
  @inlinable @inline(__always)
  public borrowing func poll() { tc_thread_poll(thread) }

  /// Runs `body` as a blocking call: the collector does not wait for this thread meanwhile.
  ///
  /// - Parameter body: touches no managed memory: no reference is followed, stored or made in it.
  public borrowing func blocking<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(
      thread.pointee.no_safepoints == 0,
      "blocking { } inside withoutSafepoints { }: a blocking call is a safepoint")
    tc_thread_enter_blocking(thread)
    defer { tc_thread_leave_blocking(thread) }
    return try body()
  }

  /// Runs `body` without safepoints on this thread, so that references may lie anywhere, even in
  /// Swift's own arrays. No collection can complete meanwhile, and other threads may have to wait:
  /// keep it short.
  public borrowing func withoutSafepoints<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    thread.pointee.no_safepoints += 1
    defer { thread.pointee.no_safepoints -= 1 }
    return try body()
  }
}
