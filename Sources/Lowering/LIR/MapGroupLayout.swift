// How the group of a map lies in memory: a control word and eight slots of a key and an element,
// either of which is behind a pointer if it is larger than 128 bytes. The emitter describes groups
// to the run time; a map that does not escape has its first one in a frame.
import GoIR

/// The group of a map type. Offsets and sizes are bytes.
public struct MapGroupLayout: Sendable {
  /// Slots of a group; a map of no more entries is one group.
  public static let slots = 8
  /// Where the first slot is, behind the control word.
  public static let slotsOffset: Int64 = 8
  private static let largestInline: Int64 = 128

  /// What a slot has for the key: the key, or a pointer to it.
  public let key: TypeID
  /// The same for the element.
  public let element: TypeID
  public let size: Int64
  /// From one slot to the next.
  public let stride: Int64
  /// Of the element in its slot.
  public let elementOffset: Int64
  /// TC_MAP_* as far as sizes decide them.
  public let flags: Int

  /// The group of `map[key]element`.
  public init(key: TypeID, element: TypeID, _ types: TypeTable) {
    var flags = 0
    func inlined(_ type: TypeID, _ flag: Int) -> TypeID {
      guard types.size(type) > Self.largestInline else { return type }
      flags |= flag
      return types.pointer(to: type)
    }
    self.key = inlined(key, 4)
    self.element = inlined(element, 8)
    self.flags = flags
    let keyLayout = types.layout(self.key)
    let elementLayout = types.layout(self.element)
    elementOffset = Self.roundUp(keyLayout.size, elementLayout.alignment)
    var slot = elementOffset + elementLayout.size
    // As in any struct: the address of a last field without size is not that of what follows.
    if slot > 0, elementLayout.size == 0 { slot += 1 }
    stride = Self.roundUp(slot, max(keyLayout.alignment, elementLayout.alignment))
    // Slots have addresses, even if there is nothing in them.
    size = max(Self.roundUp(Self.slotsOffset + stride * Int64(Self.slots), 8), 16)
  }

  /// The words at which the slots' keys and elements begin.
  public var words: [(key: Int, element: Int)] {
    (0..<Self.slots).map { (index: Int) in
      let start = Self.slotsOffset + Int64(index) * stride
      return (Int(start / 8), Int((start + elementOffset) / 8))
    }
  }

  private static func roundUp(_ value: Int64, _ alignment: Int64) -> Int64 {
    (value + alignment - 1) / alignment * alignment
  }
}

extension TypeShapes {
  /// Which words of a group hold pointers.
  func pointerMap(_ group: MapGroupLayout) -> [Bool] {
    var map = [Bool](repeating: false, count: Int(group.size / 8))
    for slot in group.words {
      for (type, start) in [(group.key, slot.key), (group.element, slot.element)] {
        for (word, isPointer) in pointerMap(type).enumerated() where isPointer {
          map[start + word] = true
        }
      }
    }
    return map
  }
}
