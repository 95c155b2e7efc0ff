// Pointer bitmaps: which words of a type, a frame or a package's variables hold pointers. One bit a
// word, the least significant first; the bytes are padded with zeros to a multiple of eight,
// because they are read in words. Equal bitmaps are one object.
import GoIR

/// A bitmap being made.
public struct PointerBits: Sendable {
  /// The bits, eight to a byte.
  public private(set) var bytes: [UInt8] = []

  /// No pointers.
  public init() {}

  /// Marks a word.
  public mutating func set(word: Int) {
    let byte = word >> 3
    if byte >= bytes.count {
      bytes.append(contentsOf: repeatElement(0, count: byte + 1 - bytes.count))
    }
    bytes[byte] |= 1 << UInt8(word & 7)
  }

  /// Whether a word is marked.
  public func contains(word: Int) -> Bool {
    word >> 3 < bytes.count && bytes[word >> 3] & (1 << UInt8(word & 7)) != 0
  }

  /// The length in bytes of the prefix that holds all marked words.
  public var pointerBytes: Int {
    guard let last = bytes.lastIndex(where: { $0 != 0 }) else { return 0 }
    return (last * 8 + 8 - bytes[last].leadingZeroBitCount) * 8
  }

  /// Marks the pointers of a value of a type that lies at a word.
  public mutating func add(_ type: TypeID, of types: TypeTable, atWord start: Int = 0) {
    guard types.hasPointers(type) else { return }
    switch types.form(type) {
    // The first word names a descriptor or a method table, which are never collected.
    case .interface: set(word: start + 1)
    case .array: addArray(types.element(type), Int(types.length(type)), types, start)
    case .structure:
      for (index, field) in types.members(type).enumerated() where types.hasPointers(field.type) {
        add(field.type, of: types, atWord: start + Int(types.fieldOffset(type, index)) / 8)
      }
    default: set(word: start)
    }
  }

  private mutating func addArray(
    _ element: TypeID, _ count: Int, _ types: TypeTable, _ start: Int
  ) {
    var one = PointerBits()
    one.add(element, of: types)
    addRepeated(one, stride: Int(types.size(element)) / 8, count: count, atWord: start)
  }

  /// Marks `count` copies of a bitmap, `stride` words apart.
  public mutating func addRepeated(_ one: PointerBits, stride: Int, count: Int, atWord start: Int) {
    let marked = (0..<(one.bytes.count * 8)).filter { one.contains(word: $0) }
    guard let last = marked.last, count > 0 else { return }
    let end = start + (count - 1) * stride + last
    bytes.reserveCapacity(end / 8 + 1)
    var index = 0
    if start % 8 == 0, bytes.count <= start / 8, count >= 64 {
      // Eight copies fill whole bytes: a block that repeats.
      var block = PointerBits()
      for copy in 0..<8 {
        for word in marked { block.set(word: copy * stride + word) }
      }
      var pattern = block.bytes
      pattern.append(contentsOf: repeatElement(0, count: stride - pattern.count))
      bytes.append(contentsOf: repeatElement(0, count: start / 8 - bytes.count))
      for _ in 0..<(count / 8) { bytes += pattern }
      index = count / 8 * 8
    }
    while index < count {
      for word in marked { set(word: start + index * stride + word) }
      index += 1
    }
  }
}

/// The bitmaps of a program.
struct PointerMasks {
  private var names: [[UInt8]: String] = [:]
  private var order: [[UInt8]] = []

  /// The C name of a bitmap; nil if it is empty.
  mutating func symbol(for bits: PointerBits) -> String? {
    guard !bits.bytes.isEmpty else { return nil }
    var bytes = bits.bytes
    while bytes.count % 8 != 0 { bytes.append(0) }
    if let known = names[bytes] { return known }
    order.append(bytes)
    let name = "tc_mask_\(order.count)"
    names[bytes] = name
    return name
  }

  func emitDeclarations(into text: inout String) {
    for index in order.indices {
      text += "extern const uint8_t tc_mask_\(index + 1)[] TC_HIDDEN;\n"
    }
  }

  func emitDefinitions(into text: inout String) {
    for (index, bytes) in order.enumerated() {
      // Aligned, because words are read. The literal's own zero is one of the object's bytes.
      text += "TC_HIDDEN const uint8_t tc_mask_\(index + 1)[\(bytes.count)] "
      text += "__attribute__((aligned(8))) = \""
      text += CText.literal(trimmed(bytes)) + "\";\n"
    }
  }

  /// Without the zeros that C adds by itself.
  private func trimmed(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    var end = bytes.count
    while end > 1, bytes[end - 1] == 0 { end -= 1 }
    return bytes[..<end]
  }
}
