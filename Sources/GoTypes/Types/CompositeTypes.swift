// The type literals without names in them: arrays, slices, pointers, maps, channels, tuples.
import GoSyntax

/// `[length]element`.
public final class ArrayType: GoType, @unchecked Sendable {
  /// Number of elements; negative if it is unknown because of an error.
  public internal(set) var length: Int64
  public internal(set) var element: GoType { didSet { depth = Self.depth(around: element) } }

  init(element: GoType, length: Int64) {
    self.element = element
    self.length = length
    super.init(kind: .array)
    depth = Self.depth(around: element)
  }
}

/// `[]element`.
public final class SliceType: GoType, @unchecked Sendable {
  public internal(set) var element: GoType { didSet { depth = Self.depth(around: element) } }

  init(element: GoType) {
    self.element = element
    super.init(kind: .slice)
    depth = Self.depth(around: element)
  }
}

/// `*base`.
public final class PointerType: GoType, @unchecked Sendable {
  public internal(set) var base: GoType { didSet { depth = Self.depth(around: base) } }

  init(base: GoType) {
    self.base = base
    super.init(kind: .pointer)
    depth = Self.depth(around: base)
  }
}

/// `map[key]element`.
public final class MapType: GoType, @unchecked Sendable {
  public internal(set) var key: GoType { didSet { depth = Self.depth(around: key, element) } }
  public internal(set) var element: GoType { didSet { depth = Self.depth(around: key, element) } }

  init(key: GoType, element: GoType) {
    self.key = key
    self.element = element
    super.init(kind: .map)
    depth = Self.depth(around: key, element)
  }
}

/// `chan element`, `chan<- element`, `<-chan element`.
public final class ChannelType: GoType, @unchecked Sendable {
  public internal(set) var direction: ChannelDirection
  public internal(set) var element: GoType { didSet { depth = Self.depth(around: element) } }

  init(direction: ChannelDirection, element: GoType) {
    self.direction = direction
    self.element = element
    super.init(kind: .channel)
    depth = Self.depth(around: element)
  }
}

/// A list of variables: parameters, results, and the type of a call with several results.
/// Not a first-class Go type.
public final class TupleType: GoType, @unchecked Sendable {
  public let variables: [VarObject]

  init(_ variables: [VarObject]) {
    self.variables = variables
    super.init(kind: .tuple)
    depth = Self.depth(around: variables)
  }

  /// The tuple of nothing.
  public static let empty = TupleType([])

  public var count: Int { variables.count }
}

/// `struct{ … }`.
public final class StructType: GoType, @unchecked Sendable {
  /// In source order; embedded fields are named by their type.
  public internal(set) var fields: [VarObject] {
    didSet {
      depth = Self.depth(around: fields)
      layoutMemo = nil
    }
  }
  /// The layout, when it was measured and cannot change any more.
  var layoutMemo: Sizes.Memo?
  /// The tags' bytes, one a field, or empty if no field has a tag.
  public internal(set) var tags: [[UInt8]]

  init(fields: [VarObject], tags: [[UInt8]]) {
    self.fields = fields
    self.tags = tags
    super.init(kind: .structure)
    depth = Self.depth(around: fields)
  }

  /// The bytes of a field's tag; empty if it has none.
  public func tag(_ index: Int) -> [UInt8] { index < tags.count ? tags[index] : [] }
}
