// Where an object's references lie: anywhere (the default), nowhere, or at declared places.
import CTricolor

/// A type whose values hold no references, so that the collector never looks into them.
///
/// Declare it for your own types: `extension Point: ReferenceFree {}`. A type that declares it and
/// holds references loses them.
public protocol ReferenceFree: BitwiseCopyable {}

extension Int: ReferenceFree {}
extension Int8: ReferenceFree {}
extension Int16: ReferenceFree {}
extension Int32: ReferenceFree {}
extension Int64: ReferenceFree {}
extension UInt: ReferenceFree {}
extension UInt8: ReferenceFree {}
extension UInt16: ReferenceFree {}
extension UInt32: ReferenceFree {}
extension UInt64: ReferenceFree {}
extension Float: ReferenceFree {}
extension Double: ReferenceFree {}
extension Bool: ReferenceFree {}

/// A type that says which of its stored properties hold references: the collector looks at no
/// other word of its objects.
///
/// ```swift
/// extension Node: ManagedLayout {
///   static let layout = ObjectLayout(references: \Node.left, \Node.right)
/// }
/// ```
public protocol ManagedLayout: BitwiseCopyable {
  /// The places of the references; a `static let`, computed once.
  static var layout: ObjectLayout<Self> { get }
}

/// The words of a type that hold references.
public struct ObjectLayout<Value: BitwiseCopyable>: Sendable {
  /// One bit a word, the first word first; of types of up to 512 bytes.
  @usableFromInline let mask: UInt64
  /// The descriptor of larger types.
  @usableFromInline nonisolated(unsafe) let descriptor: UnsafePointer<tc_type>?

  /// A layout with references in exactly the words whose bits are set, bit 0 for the first: what
  /// costs nothing at run time, as a computed property:
  ///
  /// ```swift
  /// static var layout: ObjectLayout<Node> { ObjectLayout(words: 0b011) }
  /// ```
  ///
  /// - Precondition: the type has at most 512 bytes; larger ones name their properties.
  @inlinable @inline(__always)
  public init(words: UInt64) {
    precondition(
      MemoryLayout<Value>.size <= Int(TC_MAX_BITMAP),
      "a type of more than 512 bytes names its references: ObjectLayout(references:)")
    mask = words
    descriptor = nil
  }
}

// Key paths that are looked at when the program runs are not in the Embedded subset.
#if !hasFeature(Embedded)
  extension ObjectLayout {
    /// A layout with references in exactly these stored properties.
    ///
    /// - Parameter references: stored properties of `Value`. Each may span several words (an enum
    ///   with
    ///   references in its cases, a struct of references); all of its words are looked at.
    /// - Precondition: every path names a stored property.
    public init(references: PartialKeyPath<Value>...) {
      var words = [Bool](repeating: false, count: (MemoryLayout<Value>.size + 7) / 8)
      for path in references {
        guard let offset = MemoryLayout<Value>.offset(of: path) else {
          preconditionFailure("\(path) is not a stored property of \(Value.self)")
        }
        let size = Self.size(of: path)
        for word in (offset / 8)..<((offset + size + 7) / 8) { words[word] = true }
      }
      var mask: UInt64 = 0
      for (index, isReference) in words.enumerated() where isReference && index < 64 {
        mask |= 1 << UInt64(index)
      }
      self.mask = mask
      let isLarge = MemoryLayout<Value>.size > Int(TC_MAX_BITMAP)
      descriptor = isLarge ? Self.makeDescriptor(words) : nil
    }

    private static func size(of path: PartialKeyPath<Value>) -> Int {
      func open<Member>(_: Member.Type) -> Int { MemoryLayout<Member>.size }
      return _openExistential(type(of: path).valueType, do: open)
    }

    /// Descriptors live as long as objects of their type may: for good.
    private static func makeDescriptor(_ words: [Bool]) -> UnsafePointer<tc_type> {
      let mask = UnsafeMutablePointer<UInt8>.allocate(capacity: (words.count + 7) / 8)
      mask.initialize(repeating: 0, count: (words.count + 7) / 8)
      for (index, isReference) in words.enumerated() where isReference {
        mask[index / 8] |= 1 << UInt8(index % 8)
      }
      let descriptor = UnsafeMutablePointer<tc_type>.allocate(capacity: 1)
      descriptor.initialize(to: tc_type())
      descriptor.pointee.size = UInt((MemoryLayout<Value>.size + 7) & ~7)
      descriptor.pointee.ptr_bytes = UInt(8 * ((words.lastIndex(of: true) ?? -1) + 1))
      descriptor.pointee.align = 8
      descriptor.pointee.mask = UnsafePointer(mask)
      return UnsafePointer(descriptor)
    }
  }
#endif

/// The descriptor of "any word may be a reference", for objects and arrays of any length.
nonisolated(unsafe) let anyWord: UnsafePointer<tc_type> = {
  let mask = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
  mask.initialize(to: 1)
  let descriptor = UnsafeMutablePointer<tc_type>.allocate(capacity: 1)
  descriptor.initialize(to: tc_type())
  descriptor.pointee.size = 8
  descriptor.pointee.ptr_bytes = 8
  descriptor.pointee.align = 8
  descriptor.pointee.mask = UnsafePointer(mask)
  return UnsafePointer(descriptor)
}()
