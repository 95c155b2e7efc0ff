// The kinds of keys. Code that finds and stores keys is written once, over MapKey, and compiled for
// each kind: words of 8 and 4 bytes, strings, and any others by the functions of the map's type.
import CGoRuntime
import CTricolor

/// A key that is looked for.
protocol MapKey {
  /// Whether small maps are searched by comparing keys instead of by hash.
  static var comparesFirst: Bool { get }
  /// The key's hash; 0 and blame if it has none.
  func hash(_ g: Goroutine, _ type: MapTypePointer, _ seed: UInt64) -> UInt64
  /// Whether a stored key is equal to it.
  func equals(_ g: Goroutine, _ type: MapTypePointer, _ stored: UnsafeRawPointer) -> Bool
  /// Stores it in a slot's key, with barriers.
  func store(_ g: Goroutine, _ type: MapTypePointer, _ place: UnsafeMutableRawPointer)
}

/// A key of 8 bytes, which may be a pointer.
struct WordKey: MapKey {
  let value: UInt64

  @inline(__always)
  static var comparesFirst: Bool { true }
  @inline(__always)
  func hash(_ g: Goroutine, _ type: MapTypePointer, _ seed: UInt64) -> UInt64 {
    Hash.word(value, seed)
  }
  @inline(__always)
  func equals(_ g: Goroutine, _ type: MapTypePointer, _ stored: UnsafeRawPointer) -> Bool {
    stored.load(as: UInt64.self) == value
  }
  @inline(__always)
  func store(_ g: Goroutine, _ type: MapTypePointer, _ place: UnsafeMutableRawPointer) {
    if type.key.pointee.ptr_bytes != 0 {
      Values.store(g.cache, place, UnsafeMutableRawPointer(bitPattern: UInt(value)))
    } else {
      place.storeBytes(of: value, as: UInt64.self)
    }
  }
}

/// A key of 4 bytes.
struct HalfKey: MapKey {
  let value: UInt32

  @inline(__always)
  static var comparesFirst: Bool { true }
  @inline(__always)
  func hash(_ g: Goroutine, _ type: MapTypePointer, _ seed: UInt64) -> UInt64 {
    Hash.half(value, seed)
  }
  @inline(__always)
  func equals(_ g: Goroutine, _ type: MapTypePointer, _ stored: UnsafeRawPointer) -> Bool {
    stored.load(as: UInt32.self) == value
  }
  @inline(__always)
  func store(_ g: Goroutine, _ type: MapTypePointer, _ place: UnsafeMutableRawPointer) {
    place.storeBytes(of: value, as: UInt32.self)
  }
}

/// A string.
struct StringKey: MapKey {
  let value: tc_string

  @inline(__always)
  static var comparesFirst: Bool { true }
  @inline(__always)
  func hash(_ g: Goroutine, _ type: MapTypePointer, _ seed: UInt64) -> UInt64 {
    if let data = value.data { return Hash.bytes(data, value.length, seed) }
    var nothing: UInt8 = 0
    return Hash.bytes(&nothing, 0, seed)
  }
  @inline(__always)
  func equals(_ g: Goroutine, _ type: MapTypePointer, _ stored: UnsafeRawPointer) -> Bool {
    stored.load(as: tc_string.self).equals(value)
  }
  @inline(__always)
  func store(_ g: Goroutine, _ type: MapTypePointer, _ place: UnsafeMutableRawPointer) {
    Values.store(g.cache, place, UnsafeMutableRawPointer(mutating: value.data))
    place.storeBytes(of: value.length, toByteOffset: 8, as: Int.self)
  }
}

/// Any key, by address.
struct AnyKey: MapKey {
  let at: UnsafeRawPointer

  @inline(__always)
  static var comparesFirst: Bool { false }
  @inline(__always)
  func hash(_ g: Goroutine, _ type: MapTypePointer, _ seed: UInt64) -> UInt64 {
    type.hash(g, at, seed)
  }
  @inline(__always)
  func equals(_ g: Goroutine, _ type: MapTypePointer, _ stored: UnsafeRawPointer) -> Bool {
    type.equal(g, stored, at)
  }
  @inline(__always)
  func store(_ g: Goroutine, _ type: MapTypePointer, _ place: UnsafeMutableRawPointer) {
    let key = type.key
    let bytes = Int(bitPattern: key.pointee.size)
    Values.copy(g.cache, key, to: place, from: at, bytes: bytes)
  }
}
