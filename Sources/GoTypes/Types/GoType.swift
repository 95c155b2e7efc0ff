// The root of the type graph: the base class, its kinds, and the cheap casts.
//
// Types are final classes under one root with a stored kind byte, so a `switch` on the kind and
// an unchecked downcast replace dynamic casts. The graph is cyclic and is built once: whoever
// holds the `Package`s holds all types of a session, and nothing frees a part of it. The graph is
// confined to one thread at a time: some facts (underlying types and methods of instances, type
// sets) are computed when they are first asked for.

/// What a type is, syntactically: one case a class of the graph.
public enum TypeKind: UInt8, Sendable {
  case basic, array, slice, structure, pointer, tuple, signature, interface, union, map, channel
  case named, alias, typeParameter
}

/// A Go type. Compare with `identical(_:_:)`; reference equality is enough for basic types
/// other than `byte` and `rune`, and for declared (not instantiated) named types.
public class GoType: @unchecked Sendable {
  /// The class of this type; never changes.
  public final let kind: TypeKind
  /// How many types are nested in this one; see TypeDepth.swift.
  final var depth: UInt32 = 0

  init(kind: TypeKind) { self.kind = kind }

  /// The underlying type: never a named type, an alias or a type parameter. A type parameter's is
  /// its constraint interface. Resolves lazily; constant time after the first call.
  public final var underlying: GoType {
    switch kind {
    case .named: return unsafeDowncast(self, to: NamedType.self).resolvedUnderlying
    case .alias: return unsafeDowncast(self, to: AliasType.self).actualType.underlying
    case .typeParameter: return unsafeDowncast(self, to: TypeParameter.self).interface
    default: return self
    }
  }

  /// The type without aliases at its top: `Unalias` of the language's type theory.
  public final var unaliased: GoType {
    kind == .alias ? unsafeDowncast(self, to: AliasType.self).actualType : self
  }
}

// The casts. Each costs one byte comparison, and looks at the type itself: not through aliases
// and not at the underlying type.
extension GoType {
  public final var asBasic: BasicType? {
    kind == .basic ? unsafeDowncast(self, to: BasicType.self) : nil
  }
  public final var asArray: ArrayType? {
    kind == .array ? unsafeDowncast(self, to: ArrayType.self) : nil
  }
  public final var asSlice: SliceType? {
    kind == .slice ? unsafeDowncast(self, to: SliceType.self) : nil
  }
  public final var asStruct: StructType? {
    kind == .structure ? unsafeDowncast(self, to: StructType.self) : nil
  }
  public final var asPointer: PointerType? {
    kind == .pointer ? unsafeDowncast(self, to: PointerType.self) : nil
  }
  public final var asTuple: TupleType? {
    kind == .tuple ? unsafeDowncast(self, to: TupleType.self) : nil
  }
  public final var asSignature: Signature? {
    kind == .signature ? unsafeDowncast(self, to: Signature.self) : nil
  }
  public final var asInterface: InterfaceType? {
    kind == .interface ? unsafeDowncast(self, to: InterfaceType.self) : nil
  }
  public final var asUnion: UnionType? {
    kind == .union ? unsafeDowncast(self, to: UnionType.self) : nil
  }
  public final var asMap: MapType? {
    kind == .map ? unsafeDowncast(self, to: MapType.self) : nil
  }
  public final var asChannel: ChannelType? {
    kind == .channel ? unsafeDowncast(self, to: ChannelType.self) : nil
  }
  public final var asAlias: AliasType? {
    kind == .alias ? unsafeDowncast(self, to: AliasType.self) : nil
  }

  /// The named type that this type is or is an alias of, if any.
  public final var asNamed: NamedType? {
    let type = unaliased
    return type.kind == .named ? unsafeDowncast(type, to: NamedType.self) : nil
  }
  /// The type parameter that this type is or is an alias of, if any.
  public final var asTypeParameter: TypeParameter? {
    let type = unaliased
    return type.kind == .typeParameter ? unsafeDowncast(type, to: TypeParameter.self) : nil
  }
}
