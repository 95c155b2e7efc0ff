// `@Managed`: says at compile time which stored properties of a struct hold references.
@_exported import Tricolor

/// Derives where a struct's references are, so that the collector looks at no other word of it.
///
/// ```swift
/// @Managed struct Node {
///   var next: Ref<Node>?
///   var value: Int
/// }
/// ```
///
/// becomes
///
/// ```swift
/// extension Node: ManagedLayout {
///   static let layout = ObjectLayout<Node>(references: \.next)
/// }
/// ```
///
/// A property counts as one with references unless its type is a number, `Bool`, a `SideBox`, or an
/// `InlineArray` of such: a type of your own that holds none is looked at, which costs a little and
/// harms nothing. A struct without any reference becomes ``ReferenceFree``. Stored properties need
/// a type, or a literal that has one.
@attached(extension, conformances: ManagedLayout, ReferenceFree, names: named(layout))
public macro Managed() =
  #externalMacro(module: "TricolorMacroPlugin", type: "ManagedMacro")
