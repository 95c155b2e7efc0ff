// Everything that a Go name can denote: the base class, its kinds, and the cheap casts.
// What each kind holds is in Objects.swift; how objects print is in ObjectDescription.swift.
import GoSyntax

/// What an object is: one case a class.
public enum ObjectKind: UInt8, Sendable {
  case packageName, constant, typeName, variable, function, label, builtin, `nil`
}

/// A named entity: a package, constant, type, variable, function or method, label, built-in
/// function, or `nil`. An object is its declaration: two objects are the same by reference.
public class Object: @unchecked Sendable {
  /// The class of this object; never changes.
  public final let kind: ObjectKind
  /// The declared name; empty for anonymous parameters.
  public final let name: Name
  /// The spelling of `name`.
  public final let text: String
  /// Other packages may refer to it: the first letter is in upper case.
  public final let isExported: Bool
  /// Where its identifier stands in the declaration; unknown for predeclared objects.
  public final let position: SourcePosition
  /// The package that it belongs to; nil for labels and predeclared objects.
  public internal(set) final var package: Package?
  /// Its type; nil until the declaration was checked.
  public internal(set) final var type: GoType?
  /// The scope that declares it; nil for methods and struct fields.
  public internal(set) final unowned(unsafe) var parent: Scope?
  /// Where its scope begins.
  public internal(set) final var scopePosition: SourcePosition = .unknown
  /// Package-level objects are numbered from 1 in source order; all others have 0.
  public internal(set) final var order: UInt32 = 0
  /// Its index in `Checker.objectPath` while its declaration is being checked, or -1.
  final var pathIndex: Int32 = -1
  /// The source of its declaration while its package is being checked, for package-level objects
  /// and methods.
  final var declaration: DeclarationInfo?

  init(
    kind: ObjectKind, name: Name, text: String, isExported: Bool,
    position: SourcePosition, package: Package?, type: GoType?
  ) {
    self.kind = kind
    self.name = name
    self.text = text
    self.isExported = isExported
    self.position = position
    self.package = package
    self.type = type
  }

  /// Whether a selector `name` that stands in `package` can mean this object: the names are equal,
  /// and unexported ones are of the same package.
  final func isNamed(_ name: Name, in package: Package?) -> Bool {
    guard self.name == name else { return false }
    return isExported || samePackage(self.package, package)
  }

  /// Whether this method or field sorts before another: exported names first, then by spelling,
  /// then unexported ones by package path.
  final func precedes(_ other: Object) -> Bool {
    if self === other { return false }
    if isExported != other.isExported { return isExported }
    if name != other.name { return text.utf8.lexicographicallyPrecedes(other.text.utf8) }
    guard !isExported else { return false }
    let left = package?.path ?? ""
    let right = other.package?.path ?? ""
    return left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  public final var asPackageName: PkgNameObject? {
    kind == .packageName ? unsafeDowncast(self, to: PkgNameObject.self) : nil
  }
  public final var asConstant: ConstObject? {
    kind == .constant ? unsafeDowncast(self, to: ConstObject.self) : nil
  }
  public final var asTypeName: TypeNameObject? {
    kind == .typeName ? unsafeDowncast(self, to: TypeNameObject.self) : nil
  }
  public final var asVariable: VarObject? {
    kind == .variable ? unsafeDowncast(self, to: VarObject.self) : nil
  }
  public final var asFunction: FuncObject? {
    kind == .function ? unsafeDowncast(self, to: FuncObject.self) : nil
  }
  public final var asLabel: LabelObject? {
    kind == .label ? unsafeDowncast(self, to: LabelObject.self) : nil
  }
  public final var asBuiltin: BuiltinObject? {
    kind == .builtin ? unsafeDowncast(self, to: BuiltinObject.self) : nil
  }
}

/// Whether two packages are the same: predeclared objects' "no package" equals only itself, and
/// packages are compared by path.
func samePackage(_ left: Package?, _ right: Package?) -> Bool {
  if left === right { return true }
  guard let left, let right else { return false }
  return left.path == right.path
}
