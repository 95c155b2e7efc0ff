// Equality and hashes of values whose type is known only when the program runs: what interfaces
// hold. A type without an equality function cannot be compared, and the program panics.
import CGoRuntime
import CTricolor

/// Values behind the data words of interfaces.
enum Dynamic {
  /// Whether two values of one type are equal; false and blame if they cannot be compared.
  static func equal(
    _ g: Goroutine, _ type: TypePointer, _ left: UnsafeMutableRawPointer?,
    _ right: UnsafeMutableRawPointer?
  ) -> Bool {
    guard let equality = type.pointee.equal else {
      g.blame(type)
      return false
    }
    if type.isDirect { return left == right }
    if left == right && type.pointee.tflag & TypeFlag.regularMemory != 0 { return true }
    // Invariant: a value that is not in the interface itself is behind its data word.
    return equalValues(
      g, type, equality, UnsafeRawPointer(left).unsafelyUnwrapped,
      UnsafeRawPointer(right).unsafelyUnwrapped)
  }

  /// The same for values by address.
  @inline(__always)
  static func equalValues(
    _ g: Goroutine, _ type: TypePointer, _ equality: UnsafeRawPointer, _ left: UnsafeRawPointer,
    _ right: UnsafeRawPointer
  ) -> Bool {
    if type.isMade { return equalMade(g, type, left, right) }
    let function = equality.assumingMemoryBound(to: tc_equality.self)
    // Invariant: both functions of an equality are there.
    return function.pointee.plain.unsafelyUnwrapped(g, left, right)
  }

  /// The same for types that reflection made: arrays and structures part by part.
  static func equalMade(
    _ g: Goroutine, _ type: TypePointer, _ left: UnsafeRawPointer, _ right: UnsafeRawPointer
  ) -> Bool {
    func equal(_ type: TypePointer, _ offset: Int) -> Bool {
      guard let equality = type.pointee.equal else {
        g.blame(type)
        return false
      }
      return equalValues(g, type, equality, left + offset, right + offset)
    }
    switch type.pointee.kind {
    case Kind.array:
      let element = type.element
      let stride = Int(bitPattern: element.pointee.size)
      for index in 0..<type.arrayLength where !equal(element, index * stride) { return false }
      return true
    case Kind.structure:
      let fields = type.fields
      guard let first = fields.first else { return true }
      for index in 0..<fields.count {
        let field = Field(first + index * Field.bytes)
        if !field.isBlank && !equal(field.type, field.offset) { return false }
      }
      return true
    default:
      // Pointers, channels and their like.
      return tc_compare_bytes(left, right, type.pointee.size) == 0
    }
  }

  /// The hash of an interface's value; 0 and blame if its type has none.
  static func hash(_ g: Goroutine, _ value: tc_any, _ seed: UInt64) -> UInt64 {
    guard let type = value.type else { return seed }
    if type.pointee.equal == nil {
      g.blame(type)
      return 0
    }
    if type.isDirect {
      let word = UInt64(UInt(bitPattern: value.data))
      return Hash.word(word, seed)
    }
    // Invariant: a value that is not in the interface itself is behind its data word.
    return hash(g, type, UnsafeRawPointer(value.data).unsafelyUnwrapped, seed)
  }

  /// The hash of the value of `type` at `at`.
  static func hash(
    _ g: Goroutine, _ type: TypePointer, _ at: UnsafeRawPointer, _ seed: UInt64
  ) -> UInt64 {
    let size = Int(bitPattern: type.pointee.size)
    if type.pointee.tflag & TypeFlag.regularMemory != 0 { return Hash.bytes(at, size, seed) }
    switch type.pointee.kind {
    case Kind.float32: return Hash.float(Double(at.load(as: Float.self)), seed)
    case Kind.float64: return Hash.float(at.load(as: Double.self), seed)
    case Kind.complex64:
      let real = Hash.float(Double(at.load(as: Float.self)), seed)
      return Hash.float(Double((at + 4).load(as: Float.self)), real)
    case Kind.complex128:
      return Hash.float((at + 8).load(as: Double.self), Hash.float(at.load(as: Double.self), seed))
    case Kind.string:
      let text = at.load(as: tc_string.self)
      guard let data = text.data else { return Hash.bytes(at, 0, seed) }
      return Hash.bytes(data, text.length, seed)
    case Kind.interface: return hashInterface(g, type, at, seed)
    case Kind.array:
      var state = seed
      let element = type.element
      let stride = Int(bitPattern: element.pointee.size)
      for index in 0..<type.arrayLength { state = hash(g, element, at + index * stride, state) }
      return state
    case Kind.structure: return hashFields(g, type, at, seed)
    default: return Hash.bytes(at, size, seed)
    }
  }

  private static func hashInterface(
    _ g: Goroutine, _ type: TypePointer, _ at: UnsafeRawPointer, _ seed: UInt64
  ) -> UInt64 {
    var value = at.load(as: tc_any.self)
    if type.interfaceMethods.count > 0, let first = value.type {
      // An interface with methods has its table first.
      value.type = UnsafeRawPointer(first).load(fromByteOffset: 8, as: TypePointer?.self)
    }
    return hash(g, value, seed)
  }

  private static func hashFields(
    _ g: Goroutine, _ type: TypePointer, _ at: UnsafeRawPointer, _ seed: UInt64
  ) -> UInt64 {
    var state = seed
    let fields = type.fields
    guard let first = fields.first else { return state }
    for index in 0..<fields.count {
      let field = Field(first + index * Field.bytes)
      if !field.isBlank { state = hash(g, field.type, at + field.offset, state) }
    }
    return state
  }
}

/// A field of a structure.
private struct Field {
  /// Bytes of its record.
  static let bytes = 24
  private let record: UnsafeRawPointer

  init(_ record: UnsafeRawPointer) { self.record = record }

  /// Blank fields take no part in equality.
  var isBlank: Bool {
    let name = Name(record.load(as: UnsafePointer<UInt8>?.self)).text
    return name.length == 1 && name.data?[0] == UInt8(ascii: "_")
  }
  // Invariant: a field has a type.
  var type: TypePointer {
    record.load(fromByteOffset: 8, as: TypePointer?.self).unsafelyUnwrapped
  }
  var offset: Int { record.load(fromByteOffset: 16, as: Int.self) }
}
