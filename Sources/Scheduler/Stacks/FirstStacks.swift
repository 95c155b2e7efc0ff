// The stacks that goroutines begin with: how large they are, by what the last cycle found and by
// what goroutines of the same code needed; and large ones that are kept from one goroutine for the
// next.
import CGoRuntime
import CTricolor

/// What is known of first stacks.
struct FirstStacks {
  /// What goroutines needed that begin with one piece of code.
  struct Hint {
    /// That code's address, and in the low six bits the order that the last of them which outgrew
    /// its stack ended with, at most `mostHinted`. Atomic, and no more than a hint.
    var word: UInt64
    /// A large stack that such a goroutine left, or 0. Atomic: who swaps it out owns it.
    var kept: UInt
  }

  /// The order that new goroutines get, and what it is computed from: stacks that this cycle has
  /// scanned, and bytes that they used. Atomic.
  var usualOrder: UInt32 = 0
  var scanned: UInt64 = 0
  var scannedBytes: UInt64 = 0
  /// By a hash of the code.
  let hints: UnsafeMutablePointer<Hint>
  /// Bytes of the stacks that are kept. Atomic.
  var keptBytes: UInt64 = 0

  static let hintCount = 256
  /// Larger stacks are not made on a mere hint: 256 KiB. Those that are there are kept instead.
  static let mostHinted = 7
  /// Bytes of stacks that are kept at most: memory that the heap cannot use until the next cycle.
  static let mostKept: UInt64 = 128 << 20

  init(hints: UnsafeMutableRawPointer) {
    self.hints = hints.bindMemory(to: Hint.self, capacity: Self.hintCount)
  }

  @inline(__always)
  func hint(_ entry: UInt) -> UnsafeMutablePointer<Hint> {
    hints + Int((entry &* 0x9e37_79b9_7f4a_7c15) &>> 56)
  }
}

extension UnsafeMutablePointer where Pointee == Scheduler {
  /// The first stack of a goroutine that begins with `entry`: its address and order.
  func takeFirstStack(_ entry: UInt, _ processor: ProcessorPointer) -> (UInt, Int) {
    var order = Int(tc_u32_load(&pointee.stacks.first.usualOrder))
    let hint = pointee.stacks.first.hint(entry)
    let word = tc_u64_load(&hint.pointee.word)
    if word & ~63 == UInt64(entry) << 6 {
      order = max(order, Int(word & 63))
    }
    return takeKeptStack(entry, atLeast: order, processor)
      ?? (takeStack(order, processor), order)
  }

  /// A large stack that a goroutine which began with `entry` left, if it is at least of an order,
  /// which is large itself; its address and order.
  func takeKeptStack(
    _ entry: UInt, atLeast order: Int, _ processor: ProcessorPointer
  ) -> (UInt, Int)? {
    guard order >= FirstStacks.mostHinted,
      let (at, kept) = swapOut(pointee.stacks.first.hint(entry))
    else { return nil }
    // SetMaxStack may have forbidden its size meanwhile.
    if kept >= order, UInt64(Stack.bytes(kept)) <= tc_u64_load(&pointee.stacks.maxBytes) {
      return (at, kept)
    }
    giveStack(at, kept, processor)
    return nil
  }

  /// Takes back the stack of a goroutine that has ended and began with `entry`.
  func giveLastStack(_ at: UInt, _ order: Int, _ entry: UInt, _ processor: ProcessorPointer) {
    guard order <= FirstStacks.mostHinted || !keep(at, order, entry) else { return }
    giveStack(at, order, processor)
  }

  /// Notes that a goroutine which began with `entry` grew to, or was cut down to, such a stack.
  func noteOrder(_ order: Int, _ entry: UInt) {
    let word = UInt64(entry) << 6 | UInt64(min(order, FirstStacks.mostHinted))
    tc_u64_store(&pointee.stacks.first.hint(entry).pointee.word, word)
  }

  /// Adapts the first size to what the last cycle found: the average stack, rounded up. World
  /// stopped.
  func adaptFirstSize() {
    let count = pointee.stacks.first.scanned
    let bytes = pointee.stacks.first.scannedBytes
    pointee.stacks.first.scanned = 0
    pointee.stacks.first.scannedBytes = 0
    guard count > 0, pointee.options.adaptsFirstSize else { return }
    let average = UInt(bytes / count) + UInt(TC_STACK_SLACK)
    let most = Stack.order(for: 32 << 10)
    let order = UInt32(min(Stack.order(for: average), most))
    tc_u32_store(&pointee.stacks.first.usualOrder, order)
  }

  // MARK: Kept

  /// False if there is one already, or too much is kept.
  private func keep(_ at: UInt, _ order: Int, _ entry: UInt) -> Bool {
    let bytes = UInt64(Stack.bytes(order))
    guard tc_u64_add(&pointee.stacks.first.keptBytes, bytes) &+ bytes <= FirstStacks.mostKept,
      tc_word_cas(&pointee.stacks.first.hint(entry).pointee.kept, 0, at)
    else {
      _ = tc_u64_sub(&pointee.stacks.first.keptBytes, bytes)
      return false
    }
    return true
  }

  private func swapOut(_ hint: UnsafeMutablePointer<FirstStacks.Hint>) -> (UInt, Int)? {
    let at = tc_word_swap(&hint.pointee.kept, 0)
    if at == 0 { return nil }
    // Invariant: a large stack is a whole span.
    let span = tc_span_slot_of(heap, at).unsafelyUnwrapped
    let bytes = UInt(span.pointee.page_count) << UInt(TC_PAGE_SHIFT)
    _ = tc_u64_sub(&pointee.stacks.first.keptBytes, UInt64(bytes))
    return (at, Stack.order(for: bytes))
  }

  /// Gives all that is kept back to the page heap: a cycle begins, and the memory may be wanted
  /// elsewhere. World stopped.
  func dropKeptStacks() {
    // As nearly always: the pause is not to touch the table then.
    if tc_u64_load(&pointee.stacks.first.keptBytes) == 0 { return }
    for index in 0..<FirstStacks.hintCount {
      let hint = pointee.stacks.first.hints + index
      if let (at, order) = swapOut(hint) { giveStack(at, order, nil) }
    }
  }
}
