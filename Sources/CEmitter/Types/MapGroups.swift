// The groups of maps: a control word and eight slots of a key and an element, either of which is
// behind a pointer if it is larger than 128 bytes. The run time allocates groups by descriptors
// that say no more than their size and pointers; maps with like groups share one.
import GoIR

/// How the group of a map type lies in memory, in bytes.
struct MapGroup {
  static let slots = 8
  static let largestInline: Int64 = 128

  let bits: PointerBits
  let size: Int64
  let stride: Int64
  let elementOffset: Int64
  let alignment: Int64
  /// TC_MAP_* as far as sizes decide them.
  let flags: Int

  /// Where the first slot is.
  static let slotsOffset: Int64 = 8

  init(key: TypeID, element: TypeID, _ types: TypeTable) {
    var flags = 0
    func inlined(_ type: TypeID, _ flag: Int) -> TypeID {
      guard types.size(type) > Self.largestInline else { return type }
      flags |= flag
      return types.pointer(to: type)
    }
    let key = inlined(key, 4)
    let element = inlined(element, 8)
    let keyLayout = types.layout(key)
    let elementLayout = types.layout(element)
    alignment = max(keyLayout.alignment, elementLayout.alignment)
    elementOffset = Self.roundUp(keyLayout.size, elementLayout.alignment)
    var slot = elementOffset + elementLayout.size
    // As in any struct: the address of a last field without size is not that of what follows.
    if slot > 0, elementLayout.size == 0 { slot += 1 }
    stride = Self.roundUp(slot, alignment)
    // Slots have addresses, even if there is nothing in them.
    size = max(Self.roundUp(Self.slotsOffset + stride * Int64(Self.slots), 8), 16)
    self.flags = flags
    var bits = PointerBits()
    for index in 0..<Self.slots where types.hasPointers(key) || types.hasPointers(element) {
      let start = Self.slotsOffset + Int64(index) * stride
      bits.add(key, of: types, atWord: Int(start / 8))
      bits.add(element, of: types, atWord: Int((start + elementOffset) / 8))
    }
    self.bits = bits
  }

  private static func roundUp(_ value: Int64, _ alignment: Int64) -> Int64 {
    (value + alignment - 1) / alignment * alignment
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
  mutating func symbol(for group: MapGroup, mask: String?, name: Int32) -> String {
    let key = Key(size: group.size, bytes: group.bits.bytes)
    if let known = numbers[key] { return "tc_group_\(known)" }
    let number = numbers.count + 1
    numbers[key] = number
    let pointerBytes = group.bits.pointerBytes
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
