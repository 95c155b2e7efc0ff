// The groups of maps. The run time allocates them by descriptors that say no more than their size
// and pointers; maps with like groups share one.
import GoIR
import Lowering

extension MapGroupLayout {
  /// Which words hold pointers to what may be collected.
  func bits(_ types: TypeTable) -> PointerBits {
    var bits = PointerBits()
    for slot in words {
      bits.add(key, of: types, atWord: slot.key)
      bits.add(element, of: types, atWord: slot.element)
    }
    return bits
  }
}

/// The flags that a key's plan decides: an update stores the new key, hashing may panic.
func mapKeyFlags(_ plan: EqualityPlan) -> Int {
  func needsUpdate(_ step: EqualityStep) -> Bool {
    switch step {
    case .memory: return false
    case .string, .float, .interface: return true
    case .repeated(_, _, _, let steps): return steps.contains { needsUpdate($0) }
    }
  }
  return (plan.steps.contains { needsUpdate($0) } ? 1 : 0) | (plan.mayPanic ? 2 : 0)
}

/// The descriptors of a program's groups.
struct MapGroups {
  private struct Key: Hashable {
    let size: Int64
    let bytes: [UInt8]
  }

  private var numbers: [Key: Int] = [:]
  private var definitions = ""

  /// The C name of a group's descriptor, which is written if it is new.
  ///
  /// - Parameters:
  ///   - mask: the C name of the group's bitmap.
  ///   - name: the name offset of the text by which it is called.
  mutating func symbol(
    for group: MapGroupLayout, _ bits: PointerBits, mask: String?, name: Int32
  ) -> String {
    let key = Key(size: group.size, bytes: bits.bytes)
    if let known = numbers[key] { return "tc_group_\(known)" }
    let number = numbers.count + 1
    numbers[key] = number
    let pointerBytes = bits.pointerBytes
    definitions += "TC_HIDDEN const tc_descriptor tc_group_\(number) = {\n"
    definitions += "  {.size = \(group.size), .ptr_bytes = \(pointerBytes), .align = 8, "
    definitions += ".field_align = 8, .kind = 25,\n"
    definitions += "   .mask = \(mask ?? "NULL"), .str = \(name)}, {NULL, NULL, NULL, NULL}};\n"
    return "tc_group_\(number)"
  }

  func emitDeclarations(into text: inout String) {
    for number in 1..<(numbers.count + 1) {
      text += "extern const tc_descriptor tc_group_\(number) TC_HIDDEN;\n"
    }
  }

  func emitDefinitions(into text: inout String) { text += definitions }
}
