// Packages.
import GoSyntax

/// A package: its name, its path, and the scope of what it declares.
public final class Package: @unchecked Sendable {
  /// The import path by which it is known; two packages of one path are the same.
  public let path: String
  /// The name in its package clauses; empty until a file was seen.
  public internal(set) var name: String
  public let scope: Scope
  /// The packages that its files import, each once, in the order of the first import.
  public internal(set) var imports: [Package] = []
  /// Checked to the end (perhaps with errors): its scope holds all its objects.
  public internal(set) var isComplete = false
  /// Stands for a package that could not be imported: whatever is looked up in it is not found,
  /// and no error follows.
  public internal(set) var isFake = false
  /// `import "C"` of a program that uses cgo.
  var isCgo = false

  /// A package without declarations.
  /// - Parameters:
  ///   - path: the import path.
  ///   - name: the name in package clauses, or empty if the files are to tell it.
  ///   - universe: the scope around its own.
  public init(path: String, name: String, universe: Universe) {
    self.path = path
    self.name = name
    scope = Scope(parent: universe.scope)
  }
}
