// The second opinion: marks everything reachable again, with the world stopped, from the roots and
// from nothing that the marker wrote, into bits of its own; then asks that whatever it reached was
// marked. Simple and slow on purpose: one stack, no prefetching, no pieces, no batches.
//
// What is marked but not reached is no error: it died while marking ran (floating garbage).
//
// Nor is what only a word of a machine stack leads to and nobody marked: the word may be older than
// the frame that it lies in. Between the scan of a stack and the end of marking its thread makes
// deeper calls, and their frames uncover what earlier ones left behind: addresses of objects that
// died long ago. So such words count only where they lead to a marked object; from there on
// everything counts.
import CTricolor

typealias VerifierPointer = UnsafeMutablePointer<Verifier>

/// A walk over everything reachable. Owns its memory; `destroy` gives it back.
struct Verifier {
  let heap: UnsafeMutablePointer<tc_heap>
  /// One bit for each 8 bytes of an arena, by arena; mapped when the arena is first reached.
  private var seen: UnsafeMutablePointer<UnsafeMutablePointer<UInt64>?>
  private var stack: UnsafeMutablePointer<Address>
  private var depth = 0
  private var capacity: Int
  /// Objects reached, and their bytes.
  private(set) var objects: UInt64 = 0
  private(set) var bytes: UInt64 = 0
  /// The first object that was reached and is not marked; 0 if there is none.
  private(set) var lost: Address = 0
  /// The object (or 0: a root) whose pointer led to `lost`.
  private(set) var lostFrom: Address = 0
  private var current: Address = 0
  /// The arenas that were reached lie in this range of the index.
  private var firstArena = Int.max
  private var lastArena = -1

  private static let seenBytes = UInt(1) &<< UInt(TC_ARENA_SHIFT - 6)
  private static let indexBytes = (UInt(1) &<< UInt(TC_ADDRESS_BITS - TC_ARENA_SHIFT)) &* 8
  private static let firstCapacity = 1 &<< 16

  /// An empty walk of `heap`; nil when memory is refused.
  init?(heap: UnsafeMutablePointer<tc_heap>) {
    let index = tc_os_map(0, Self.indexBytes, Int32(TC_ACCESS_WRITE))
    let stack = tc_os_map(0, UInt(Self.firstCapacity) &* 8, Int32(TC_ACCESS_WRITE))
    guard let seen = UnsafeMutablePointer<UnsafeMutablePointer<UInt64>?>(bitPattern: index),
      let first = UnsafeMutablePointer<Address>(bitPattern: stack)
    else { return nil }
    self.heap = heap
    self.seen = seen
    self.stack = first
    capacity = Self.firstCapacity
  }

  /// Gives all its memory back.
  mutating func destroy() {
    var arena = firstArena
    while arena <= lastArena {
      if let bits = seen[arena] { _ = tc_os_unmap(UInt(bitPattern: bits), Self.seenBytes) }
      arena += 1
    }
    _ = tc_os_unmap(UInt(bitPattern: seen), Self.indexBytes)
    _ = tc_os_unmap(UInt(bitPattern: stack), UInt(capacity) &* 8)
  }

  /// A word that a root or an object holds.
  mutating func visit(_ word: UInt, ambiguous: Bool) {
    guard let span = tc_span_of(heap, word) else { return }
    let index = tc_object_index(span, word)
    guard index < UInt32(span.pointee.object_count) else { return }
    if ambiguous && !tc_is_allocated(span, index) { return }
    let base = tc_object_base(span, index)
    guard reach(base) else { return }
    objects &+= 1
    bytes &+= UInt64(span.pointee.object_size)
    if lost == 0 && !tc_is_marked(span, index) {
      lost = base
      lostFrom = current
    }
    if !tc_span_noscan(span) { push(base) }
  }

  /// A word of a machine stack: see the top of the file.
  mutating func visitStale(_ word: UInt) {
    guard let span = tc_span_of(heap, word) else { return }
    let index = tc_object_index(span, word)
    guard index < UInt32(span.pointee.object_count), tc_is_marked(span, index) else { return }
    visit(word, ambiguous: true)
  }

  /// Takes an object's slots as roots, the object itself not: what a finalizer keeps alive.
  mutating func visitContents(of base: Address, in span: SpanPointer) {
    let ambiguous = heap.pointee.flags & UInt32(TC_HEAP_AMBIGUOUS) != 0
    PointerMap.forEachSlot(in: span, base: base) { (slot: PointerSlot) in
      visit(slot.pointee, ambiguous: ambiguous)
    }
  }

  /// Follows everything that was visited, to the end.
  mutating func run() {
    let ambiguous = heap.pointee.flags & UInt32(TC_HEAP_AMBIGUOUS) != 0
    while depth > 0 {
      depth -= 1
      let base = stack[depth]
      current = base
      guard let span = tc_span_of(heap, base) else { continue }
      PointerMap.forEachSlot(in: span, base: base) { (slot: PointerSlot) in
        visit(slot.pointee, ambiguous: ambiguous)
        if !ambiguous { checkNotInStack(slot.pointee) }
      }
    }
    current = 0
  }

  /// Stacks move: no object may point into one.
  private func checkNotInStack(_ word: UInt) {
    guard let span = tc_span_slot_of(heap, word), tc_span_state(span) == UInt8(TC_SPAN_MANUAL),
      span.pointee.manual_kind == ManualUse.stack.rawValue
    else { return }
    corrupt("an object points into a goroutine's stack", current, word)
  }

  /// Whether the object at `base` was reached; false for what is not an object's first byte.
  func reached(_ base: Address) -> Bool {
    guard let bits = seen[Int(base &>> UInt(TC_ARENA_SHIFT))] else { return false }
    let bit = (base & (UInt(1) &<< UInt(TC_ARENA_SHIFT) &- 1)) &>> 3
    return bits[Int(bit &>> 6)] &>> UInt64(bit & 63) & 1 != 0
  }

  /// Notes `base`; true the first time.
  private mutating func reach(_ base: Address) -> Bool {
    let arena = Int(base &>> UInt(TC_ARENA_SHIFT))
    if seen[arena] == nil {
      seen[arena] = UnsafeMutablePointer(
        bitPattern: tc_os_map(0, Self.seenBytes, Int32(TC_ACCESS_WRITE)))
      firstArena = min(firstArena, arena)
      lastArena = max(lastArena, arena)
    }
    guard let bits = seen[arena] else { fatal("out of memory in verify mode") }
    let bit = (base & (UInt(1) &<< UInt(TC_ARENA_SHIFT) &- 1)) &>> 3
    let mask = UInt64(1) &<< UInt64(bit & 63)
    if bits[Int(bit &>> 6)] & mask != 0 { return false }
    bits[Int(bit &>> 6)] |= mask
    return true
  }

  private mutating func push(_ base: Address) {
    if depth == capacity { grow() }
    stack[depth] = base
    depth += 1
  }

  private mutating func grow() {
    let doubled = capacity &* 2
    let memory = tc_os_map(0, UInt(doubled) &* 8, Int32(TC_ACCESS_WRITE))
    guard let larger = UnsafeMutablePointer<Address>(bitPattern: memory) else {
      fatal("out of memory in verify mode")
    }
    larger.update(from: stack, count: depth)
    _ = tc_os_unmap(UInt(bitPattern: stack), UInt(capacity) &* 8)
    stack = larger
    capacity = doubled
  }
}
