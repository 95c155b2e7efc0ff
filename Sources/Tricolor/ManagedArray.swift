// Arrays of managed elements: one managed object, its count in front of the elements.
import CTricolor

/// A fixed number of elements in a managed heap. The array itself is a reference: one word, copied
/// freely, never counted.
public struct ManagedArray<Element: BitwiseCopyable>: BitwiseCopyable {
  @usableFromInline let raw: UnsafeMutableRawPointer

  @inlinable @inline(__always)
  init(raw: UnsafeMutableRawPointer) { self.raw = raw }

  /// Bytes in front of the first element, for the count; elements are aligned to 8 bytes at most.
  @inlinable @inline(__always)
  static var headerSize: Int { 8 }

  @inlinable @inline(__always)
  var elements: UnsafeMutablePointer<Element> {
    assert(isUsable(raw), Misuse.reference)
    return (raw + Self.headerSize).assumingMemoryBound(to: Element.self)
  }

  /// The number of elements; it never changes.
  @inlinable
  public var count: Int {
    @inline(__always) get {
      assert(isUsable(raw), Misuse.reference)
      return raw.load(as: Int.self)
    }
  }

  /// The element at `index`. Storing goes through the write barrier.
  ///
  /// - Precondition: `0 <= index < count`.
  @inlinable
  public subscript(index: Int) -> Element {
    @inline(__always) get {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "index out of range")
      return elements[index]
    }
    @inline(__always) nonmutating set {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "index out of range")
      let place = elements + index
      if MemoryLayout<Element>.size == 8 && MemoryLayout<Element>.alignment == 8 {
        tc_before_word(place, unsafeBitCast(newValue, to: UInt.self))
      } else if tc_any_barrier() {
        beforeChange(of: place, to: newValue)
      }
      place.pointee = newValue
    }
  }

  /// The valid indices.
  @inlinable public var indices: Range<Int> { 0..<count }
}

extension ManagedArray where Element: ReferenceFree {
  /// The element at `index`, which holds no references: no barrier.
  ///
  /// - Precondition: `0 <= index < count`.
  @inlinable
  public subscript(index: Int) -> Element {
    @inline(__always) get {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "index out of range")
      return elements[index]
    }
    @inline(__always) nonmutating set {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "index out of range")
      elements[index] = newValue
    }
  }
}

extension ManagedArray: Equatable, Hashable {
  /// Whether both are the same array; elements are not compared.
  @inlinable @inline(__always)
  public static func == (left: ManagedArray, right: ManagedArray) -> Bool { left.raw == right.raw }

  @inlinable public func hash(into hasher: inout Hasher) { hasher.combine(raw) }
}
