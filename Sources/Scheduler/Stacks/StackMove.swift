// Growing and shrinking: a stack is copied to another of another size, and every word that pointed
// into the old one is made to point to the same place in the new one. Which words those are is
// known exactly: segment.h, invariants 3 and 4.
import CGoRuntime
import CTricolor

/// What moves where. Words from `low` to `high` move by `delta`.
struct StackShift {
  let low: UInt
  let high: UInt
  let delta: UInt

  @inline(__always)
  func apply(_ word: UnsafeMutablePointer<UInt>) {
    let value = word.pointee
    if value &- low < high &- low { word.pointee = value &+ delta }
  }

  @inline(__always)
  func moved(_ address: UInt) -> UInt {
    address &- low < high &- low ? address &+ delta : address
  }

  /// The words of `bytes` bytes from `base` on whose bits are set.
  @inline(__always)
  func apply(masked base: UInt, words: UInt, _ mask: UnsafePointer<UInt8>) {
    var word: UInt = 0
    while word < words {
      var bits = mask[Int(word &>> 3)]
      if words &- word < 8 { bits &= (1 &<< UInt8(words &- word)) &- 1 }
      while bits != 0 {
        let at = base &+ (word &+ UInt(bits.trailingZeroBitCount)) &<< 3
        apply(UnsafeMutablePointer<UInt>(bitPattern: at).unsafelyUnwrapped)
        bits &= bits &- 1
      }
      word &+= 8
    }
  }
}

extension UnsafeMutablePointer where Pointee == Goroutine {
  var stackBytes: UInt { pointee.g.stack_high &- pointee.g.stack_low }
  var stackOrder: Int { Stack.order(for: stackBytes) }
  /// The lowest byte that means something: the word below `sp` is a return word at an entry.
  private var lowestUsed: UInt { UInt(bitPattern: pointee.g.sp) &- 8 }
  /// Bytes of the stack that are in use.
  var usedBytes: UInt { pointee.g.stack_high &- lowestUsed }

  /// Gives a goroutine that has not run its first stack; its closure's code comes next.
  func makeFirstStack(_ processor: ProcessorPointer) {
    let (low, order) = scheduler.takeFirstStack(pointee.entry, processor)
    pointee.g.stack_low = low
    pointee.g.stack_high = low &+ Stack.bytes(order)
    let top = pointee.g.stack_high
    UnsafeMutablePointer<UInt>(bitPattern: top &- 8).unsafelyUnwrapped.pointee =
      scheduler.pointee.sites.leave
    pointee.g.sp = UnsafeMutablePointer<CChar>(bitPattern: top)
  }

  /// Moves the stack to one of another order, which what is in use fits into. The goroutine stands
  /// still.
  /// - Parameter place: the stack to move to, if the caller has one.
  func moveStack(order: Int, to place: UInt? = nil, _ processor: ProcessorPointer?) {
    let oldLow = pointee.g.stack_low
    let oldHigh = pointee.g.stack_high
    let oldOrder = stackOrder
    let used = usedBytes
    let bytes = Stack.bytes(order)
    invariant(used <= bytes, "a stack is moved to one that is too small")
    let low = place ?? scheduler.takeStack(order, processor)
    let high = low &+ bytes
    if used >= Stack.movedFrom {
      scheduler.movePages(used, from: oldLow, to: low)
    } else {
      let source = UnsafeRawPointer(bitPattern: oldHigh &- used).unsafelyUnwrapped
      let target = UnsafeMutableRawPointer(bitPattern: high &- used).unsafelyUnwrapped
      target.copyMemory(from: source, byteCount: Int(used))
    }
    let shift = StackShift(low: oldLow, high: oldHigh, delta: high &- oldHigh)
    pointee.g.stack_low = low
    pointee.g.stack_high = high
    pointee.g.sp = UnsafeMutablePointer<CChar>(
      bitPattern: UInt(bitPattern: pointee.g.sp) &+ shift.delta)
    adjustFrames(shift)
    adjustRecord(shift)
    if scheduler.pointee.options.poisonsFreedStacks {
      UnsafeMutableRawPointer(bitPattern: oldLow).unsafelyUnwrapped.initializeMemory(
        as: UInt8.self, repeating: 0xdb, count: Int(oldHigh &- oldLow))
    }
    scheduler.giveStack(oldLow, oldOrder, processor)
  }

  private func adjustFrames(_ shift: StackShift) {
    guard var walk = FrameWalk(scheduler.pointee.sites, self) else { return }
    repeat {
      let site = walk.site
      if let mask = site.pointee.mask {
        shift.apply(masked: walk.sp, words: walk.maskedWords, mask)
      }
      // Alive or not: an object that is not holds what it was left with.
      if let mask = walk.objectMask {
        shift.apply(masked: walk.sp, words: walk.maskedWords, mask)
      }
      let function = site.pointee.function.unsafelyUnwrapped  // each site has one
      if let mask = function.pointee.argument_mask {
        shift.apply(masked: walk.callerSP, words: UInt(function.pointee.argument_words), mask)
      }
    } while walk.step()
  }

  /// What is outside the frames' maps: tc_g, panics (in frames of the glue), waiters.
  private func adjustRecord(_ shift: StackShift) {
    forEachSavedWord { shift.apply($0) }
    Self.adjust(&pointee.g.defers, shift)
    Self.adjust(&pointee.g.panics, shift)
    var panic = pointee.g.panics
    while let here = panic {
      here.pointee.sp = here.pointee.sp.map { Self.moved($0, shift) }
      shift.apply(&here.pointee.data)
      Self.adjust(&here.pointee.link, shift)
      panic = here.pointee.link
    }
    var waiter = pointee.waiters
    while let here = waiter {
      here.pointee.element = UnsafeMutableRawPointer(
        bitPattern: shift.moved(UInt(bitPattern: here.pointee.element)))
      waiter = here.pointee.sibling
    }
  }

  private static func adjust<T>(_ pointer: inout UnsafeMutablePointer<T>?, _ shift: StackShift) {
    pointer = UnsafeMutablePointer<T>(bitPattern: shift.moved(UInt(bitPattern: pointer)))
  }

  private static func moved(
    _ pointer: UnsafeMutablePointer<CChar>, _ shift: StackShift
  ) -> UnsafeMutablePointer<CChar> {
    // A frame's lowest address lies in the stack, so the new one is no null pointer.
    UnsafeMutablePointer<CChar>(bitPattern: shift.moved(UInt(bitPattern: pointer)))
      .unsafelyUnwrapped
  }

  /// The words of tc_g that hold pointers while the goroutine stands still.
  func forEachSavedWord(_ body: (UnsafeMutablePointer<UInt>) -> Void) {
    var bits = UInt32(pointee.g.saved_words)
    let word = UInt(bitPattern: pointee.g.resume)
    if let site = scheduler.pointee.sites.find(word: word),
      site.pointee.flags & UInt16(TC_SITE_ENTRY) != 0
    {
      bits = UInt32(site.pointee.words)
    }
    if bits & 0x100 != 0 { body(&pointee.g.context) }
    withUnsafeMutablePointer(to: &pointee.g.words) { words in
      let first = UnsafeMutableRawPointer(words).assumingMemoryBound(to: UInt.self)
      for index in 0..<8 where bits & (1 &<< UInt32(index)) != 0 { body(first + index) }
    }
  }

  // MARK: Growing

  /// Makes room for `wanted` bytes below sp. On the goroutine's own thread.
  func growStack(_ wanted: UInt, _ processor: ProcessorPointer) {
    let needed = usedBytes &+ wanted &+ UInt(TC_STACK_SLACK) &+ 64
    let order = max(stackOrder + 1, Stack.order(for: needed))
    if UInt64(Stack.bytes(order)) > tc_u64_load(&scheduler.pointee.stacks.maxBytes) {
      dieOfOverflow()
    }
    // What the last goroutine of this code left may have come back only after this one began.
    if let (low, kept) = scheduler.takeKeptStack(pointee.entry, atLeast: order, processor) {
      moveStack(order: kept, to: low, processor)
    } else {
      moveStack(order: order, processor)
    }
    scheduler.noteOrder(order, pointee.entry)
  }

  /// Halves the stack if less than a quarter of it is used. The goroutine stands still and nobody
  /// else may touch its stack.
  func shrinkStack(_ processor: ProcessorPointer?) {
    let order = stackOrder
    guard order > 0, usedBytes &+ UInt(TC_STACK_SLACK) < stackBytes / 4 else { return }
    moveStack(order: order - 1, processor)
    scheduler.noteOrder(order - 1, pointee.entry)
  }
}
