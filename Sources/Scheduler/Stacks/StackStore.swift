// Where the memory of stacks comes from. Sizes are powers of two from 2 KiB. Those up to 16 KiB are
// cut from spans of 32 KiB; each processor keeps some of each size, so that most starts and ends of
// goroutines take no lock. Larger stacks are spans of their own.
//
//   processor's list  <── half of 32 KiB at a time ──>  partly free spans  <──>  page heap
//
// A span of small stacks notes its free ones as bits in `alloc_cache` and counts those in use in
// `alloc_count`; it is in the list of its order while it has free ones (`next`, `previous`).
//
// While the collector marks, no span goes back to the page heap: what a stack held may still be in
// the collector's work lists, and must not come to name an object. Such spans wait in `retired`.
import CGoRuntime
import CTricolor

/// Sizes of stacks.
enum Stack {
  /// Log2 of the smallest.
  static let minimumShift: UInt = 11
  static let minimum: UInt = 1 << minimumShift
  /// Orders that come from shared spans: 2, 4, 8, 16 KiB.
  static let smallOrders = 4
  /// Pages of a shared span, and its bytes.
  static let spanPages: UInt = 4
  static let spanBytes: UInt = 32 << 10
  /// From so many bytes in use on, a stack's memory itself is moved and not copied (decision 0014).
  /// Both stacks are spans of their own then.
  static let movedFrom: UInt = 1 << 20
  static let poison: UInt = ~UInt(0) << 12

  /// The order of the smallest stack of at least `bytes`.
  static func order(for bytes: UInt) -> Int {
    if bytes <= minimum { return 0 }
    return UInt.bitWidth - (bytes - 1).leadingZeroBitCount - Int(minimumShift)
  }
  static func bytes(_ order: Int) -> UInt { minimum << UInt(order) }
}

/// What all processors share of stacks. Guarded by `lock`.
struct StackStore {
  var lock: UInt32 = 0
  /// Spans of each small order with free stacks.
  var partial: [4 of UInt] = .init(repeating: 0)
  /// Spans that wait for the end of marking, linked by `next`.
  var retired: UnsafeMutablePointer<tc_span>?
  /// The largest stack, bytes (SetMaxStack). Atomic.
  var maxBytes: UInt64 = 1_000_000_000
  /// What new goroutines get.
  var first: FirstStacks
}

extension UnsafeMutablePointer where Pointee == Scheduler {
  /// A stack of an order; its address. Ends the process when memory is refused, as Go does.
  /// - Parameter processor: the caller's own; nil if it has none at hand.
  func takeStack(_ order: Int, _ processor: ProcessorPointer?) -> UInt {
    if order >= Stack.smallOrders {
      let pages = Stack.bytes(order) >> UInt(TC_PAGE_SHIFT)
      guard
        let span = tc_manual_allocate(heap, processor?.cache, pages, UInt32(TC_MANUAL_STACK))
      else { outOfStackMemory() }
      return span.pointee.base
    }
    guard let processor else {
      tc_lock(&pointee.stacks.lock)
      defer { tc_unlock(&pointee.stacks.lock) }
      return takeShared(order)
    }
    if processor.pointee.stacks[order] == 0 { refillStacks(order, processor) }
    let stack = processor.pointee.stacks[order]
    processor.pointee.stacks[order] = Self.link(stack).pointee
    processor.pointee.stackBytes[order] &-= Stack.bytes(order)
    return stack
  }

  /// Takes a stack back.
  func giveStack(_ at: UInt, _ order: Int, _ processor: ProcessorPointer?) {
    if order >= Stack.smallOrders {
      // Invariant: the stack is the whole of a span that takeStack got.
      let span = tc_span_slot_of(heap, at).unsafelyUnwrapped
      retire(span, processor?.cache)
      return
    }
    guard let processor else {
      tc_lock(&pointee.stacks.lock)
      giveShared(at, order)
      tc_unlock(&pointee.stacks.lock)
      return
    }
    Self.link(at).pointee = processor.pointee.stacks[order]
    processor.pointee.stacks[order] = at
    processor.pointee.stackBytes[order] &+= Stack.bytes(order)
    if processor.pointee.stackBytes[order] >= Stack.spanBytes {
      returnStacks(order, processor, down: Stack.spanBytes / 2)
    }
  }

  /// Makes the last `used` bytes of a stack the last of another. Both are large.
  func movePages(_ used: UInt, from old: UInt, to new: UInt) {
    // Invariant: large stacks are whole spans that takeStack got.
    tc_manual_move(
      tc_span_slot_of(heap, old).unsafelyUnwrapped, tc_span_slot_of(heap, new).unsafelyUnwrapped,
      used)
  }

  @inline(__always)
  private static func link(_ stack: UInt) -> UnsafeMutablePointer<UInt> {
    UnsafeMutablePointer<UInt>(bitPattern: stack).unsafelyUnwrapped
  }

  // MARK: Shared spans

  private func refillStacks(_ order: Int, _ processor: ProcessorPointer) {
    tc_lock(&pointee.stacks.lock)
    repeat {
      let stack = takeShared(order)
      Self.link(stack).pointee = processor.pointee.stacks[order]
      processor.pointee.stacks[order] = stack
      processor.pointee.stackBytes[order] &+= Stack.bytes(order)
    } while processor.pointee.stackBytes[order] < Stack.spanBytes / 2
    tc_unlock(&pointee.stacks.lock)
  }

  /// Gives stacks of a processor back until `down` bytes are left.
  func returnStacks(_ order: Int, _ processor: ProcessorPointer, down: UInt) {
    tc_lock(&pointee.stacks.lock)
    while processor.pointee.stackBytes[order] > down {
      let stack = processor.pointee.stacks[order]
      processor.pointee.stacks[order] = Self.link(stack).pointee
      processor.pointee.stackBytes[order] &-= Stack.bytes(order)
      giveShared(stack, order)
    }
    tc_unlock(&pointee.stacks.lock)
  }

  /// One stack from a shared span. The lock is held.
  private func takeShared(_ order: Int) -> UInt {
    guard let span = partialSpan(order) else { outOfStackMemory() }
    let place = UInt(span.pointee.alloc_cache.trailingZeroBitCount)
    span.pointee.alloc_cache &= span.pointee.alloc_cache &- 1
    span.pointee.alloc_count &+= 1
    if span.pointee.alloc_cache == 0 { unlink(span, order) }
    return span.pointee.base &+ place &* Stack.bytes(order)
  }

  /// One stack back to its span. The lock is held.
  private func giveShared(_ stack: UInt, _ order: Int) {
    // Invariant: small stacks lie in spans that partialSpan made.
    let span = tc_span_slot_of(heap, stack).unsafelyUnwrapped
    if span.pointee.alloc_cache == 0 { link(span, order) }
    span.pointee.alloc_cache |= 1 &<< UInt64((stack &- span.pointee.base) / Stack.bytes(order))
    span.pointee.alloc_count &-= 1
    if span.pointee.alloc_count == 0 {
      unlink(span, order)
      retireLocked(span)
    }
  }

  /// A span with free stacks of an order. The lock is held.
  private func partialSpan(_ order: Int) -> UnsafeMutablePointer<tc_span>? {
    if let span = UnsafeMutablePointer<tc_span>(bitPattern: pointee.stacks.partial[order]) {
      return span
    }
    guard
      let span = tc_manual_allocate(heap, nil, Stack.spanPages, UInt32(TC_MANUAL_STACK))
    else { return nil }
    let count = Stack.spanBytes / Stack.bytes(order)
    span.pointee.alloc_cache = (1 &<< UInt64(count)) &- 1
    span.pointee.alloc_count = 0
    link(span, order)
    return span
  }

  private func link(_ span: UnsafeMutablePointer<tc_span>, _ order: Int) {
    let first = UnsafeMutablePointer<tc_span>(bitPattern: pointee.stacks.partial[order])
    span.pointee.previous = nil
    span.pointee.next = first
    first?.pointee.previous = span
    pointee.stacks.partial[order] = UInt(bitPattern: span)
  }

  private func unlink(_ span: UnsafeMutablePointer<tc_span>, _ order: Int) {
    if let previous = span.pointee.previous {
      previous.pointee.next = span.pointee.next
    } else {
      pointee.stacks.partial[order] = UInt(bitPattern: span.pointee.next)
    }
    span.pointee.next?.pointee.previous = span.pointee.previous
    span.pointee.next = nil
    span.pointee.previous = nil
  }

  // MARK: Back to the page heap

  private func retire(
    _ span: UnsafeMutablePointer<tc_span>, _ cache: UnsafeMutablePointer<tc_cache>?
  ) {
    // The caller's processor is running, or marking is on: so that it neither begins nor ends now.
    guard tc_u32_load(&heap.pointee.marking) != 0 else {
      tc_manual_free(span, cache)
      return
    }
    tc_lock(&pointee.stacks.lock)
    retireLocked(span)
    tc_unlock(&pointee.stacks.lock)
  }

  private func retireLocked(_ span: UnsafeMutablePointer<tc_span>) {
    guard tc_u32_load(&heap.pointee.marking) != 0 else {
      tc_manual_free(span, nil)
      return
    }
    span.pointee.next = pointee.stacks.retired
    pointee.stacks.retired = span
  }

  /// Gives back what waited for the end of marking. World stopped, marking off.
  func releaseRetiredStacks() {
    var span = pointee.stacks.retired
    pointee.stacks.retired = nil
    while let here = span {
      span = here.pointee.next
      here.pointee.next = nil
      tc_manual_free(here, nil)
    }
  }

  private func outOfStackMemory() -> Never {
    fatal("out of memory (stackalloc)")
  }
}
