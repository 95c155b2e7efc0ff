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

  /// The hash of the value of `type` at `at`: as compiled code makes it for keys of the type, whose
  /// neighbouring plain parts are one piece of memory (CEmitter/Types/EqualityPlan.swift).
  static func hash(
    _ g: Goroutine, _ type: TypePointer, _ at: UnsafeRawPointer, _ seed: UInt64
  ) -> UInt64 {
    var piece = PlainPiece(at: at, seed: seed)
    add(g, type, at, &piece)
    return piece.end()
  }

  private static func add(
    _ g: Goroutine, _ type: TypePointer, _ at: UnsafeRawPointer, _ piece: inout PlainPiece
  ) {
    let size = Int(bitPattern: type.pointee.size)
    if type.pointee.tflag & TypeFlag.regularMemory != 0 { return piece.extend(at, size) }
    switch type.pointee.kind {
    case Kind.float32:
      piece.replace { Hash.float(Double(at.load(as: Float.self)), $0) }
    case Kind.float64:
      piece.replace { Hash.float(at.load(as: Double.self), $0) }
    case Kind.complex64:
      piece.replace { Hash.float(Double(at.load(as: Float.self)), $0) }
      piece.replace { Hash.float(Double((at + 4).load(as: Float.self)), $0) }
    case Kind.complex128:
      piece.replace { Hash.float(at.load(as: Double.self), $0) }
      piece.replace { Hash.float((at + 8).load(as: Double.self), $0) }
    case Kind.string:
      let text = at.load(as: tc_string.self)
      // Of an empty string no byte is read.
      let data = text.data.map { UnsafeRawPointer($0) } ?? at
      piece.replace { Hash.bytes(data, text.length, $0) }
    case Kind.interface: piece.replace { hashInterface(g, type, at, $0) }
    case Kind.array: addElements(g, type, at, &piece)
    case Kind.structure: addFields(g, type, at, &piece)
    default: piece.extend(at, size)
    }
  }

  /// Elements that are plain, or a single one, go on with the piece before; others are hashed one
  /// by one, each with pieces of its own.
  private static func addElements(
    _ g: Goroutine, _ type: TypePointer, _ at: UnsafeRawPointer, _ piece: inout PlainPiece
  ) {
    let element = type.element
    let count = type.arrayLength
    let stride = Int(bitPattern: element.pointee.size)
    if isPlain(element) { return piece.extend(at, stride * count) }
    if count == 1 { return add(g, element, at, &piece) }
    for index in 0..<count {
      piece.replace { hash(g, element, at + index * stride, $0) }
    }
  }

  private static func addFields(
    _ g: Goroutine, _ type: TypePointer, _ at: UnsafeRawPointer, _ piece: inout PlainPiece
  ) {
    let fields = type.fields
    guard let first = fields.first else { return }
    for index in 0..<fields.count {
      let field = Field(first + index * Field.bytes)
      if !field.isBlank { add(g, field.type, at + field.offset, &piece) }
    }
  }

  /// Whether equality of values is that of all their bytes, also where a type that reflection made
  /// does not say so.
  private static func isPlain(_ type: TypePointer) -> Bool {
    if type.pointee.tflag & TypeFlag.regularMemory != 0 { return true }
    switch type.pointee.kind {
    case Kind.float32, Kind.float64, Kind.complex64, Kind.complex128, Kind.string, Kind.interface:
      return false
    case Kind.array: return isPlain(type.element)
    case Kind.structure:
      guard let first = type.fields.first else { return type.pointee.size == 0 }
      var end = 0
      for index in 0..<type.fields.count {
        let field = Field(first + index * Field.bytes)
        if field.isBlank || field.offset != end || !isPlain(field.type) { return false }
        end += Int(bitPattern: field.type.pointee.size)
      }
      return end == Int(bitPattern: type.pointee.size)
    default: return true
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
}

/// A hash that is being made, with a piece of memory that still belongs to it.
private struct PlainPiece {
  private var state: UInt64
  private var start: UnsafeRawPointer
  private var bytes = 0

  init(at: UnsafeRawPointer, seed: UInt64) {
    start = at
    state = seed
  }

  /// Adds plain memory; what follows the piece without a gap becomes part of it.
  mutating func extend(_ at: UnsafeRawPointer, _ size: Int) {
    if size == 0 { return }
    if bytes > 0 && start + bytes == at {
      bytes += size
      return
    }
    state = end()
    start = at
    bytes = size
  }

  /// Adds what is no plain memory.
  mutating func replace(_ next: (UInt64) -> UInt64) {
    state = next(end())
    bytes = 0
  }

  /// The hash, the piece included.
  func end() -> UInt64 { bytes == 0 ? state : Hash.bytes(start, bytes, state) }
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
