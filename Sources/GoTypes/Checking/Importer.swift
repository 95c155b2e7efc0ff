// What the checker asks of whoever finds packages.

/// Finds and checks the packages that files import.
public protocol Importer: AnyObject {
  /// The package of an import path.
  /// - Parameters:
  ///   - path: as written in the import declaration.
  ///   - directory: that of the importing file, for vendored packages.
  /// - Returns: a package that was checked to the end. The same for the same path, always.
  /// - Throws: `ImportFailure`, whose message the checker puts in its own.
  func importPackage(path: String, directory: String) throws(ImportFailure) -> Package
}

/// Why a package could not be imported.
public struct ImportFailure: Error {
  /// The reason, in Go's words.
  public let message: String
  /// What is known of the package in spite of it.
  public let package: Package?

  public init(_ message: String, package: Package? = nil) {
    self.message = message
    self.package = package
  }
}
