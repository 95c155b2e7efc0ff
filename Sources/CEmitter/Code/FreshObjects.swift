// Which registers of a block point to the beginning of an object that was allocated in it, with
// nothing behind the allocation where the goroutine could have been stopped. A pointer that is
// stored there needs no card: an object that is new between cycles is not marked. While marking
// runs it needs the barrier like any other.
//
// Calls end blocks, and so do polls; natives may do anything. Allocation by itself stops nobody.
import Lowering

struct FreshObjects {
  private var registers: Set<Register> = []

  /// A block begins.
  mutating func reset() { registers.removeAll(keepingCapacity: true) }

  /// The instruction was written.
  mutating func note(_ instruction: Instruction) {
    if case .native = instruction { return reset() }
    var isFresh = false
    if case .move(_, .register(let source)) = instruction { isFresh = registers.contains(source) }
    instruction.visitDefinitions { registers.remove($0) }
    switch instruction {
    case .allocate(let target, _), .allocateWords(let target, _, _): registers.insert(target)
    case .move(let target, _): if isFresh { registers.insert(target) }
    default: break
    }
  }

  /// Whether the place is in such an object.
  func holds(_ address: Address) -> Bool {
    guard case .register(let base) = address.base else { return false }
    return registers.contains(base)
  }
}
