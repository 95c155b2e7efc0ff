// One number that names a place in the source: file and byte offset together.
// The mapping to lines and columns is in SourceFile.swift; the space of files in SourceSet.swift.

/// A place in one of the files of a `SourceSet`: one 32-bit number for file and byte offset.
///
/// Positions of one set compare in the order in which the files were added, then by offset.
/// Zero means "no position" (Go's `NoPos`): objects of the universe have none.
public struct SourcePosition: Hashable, Comparable, Sendable {
  /// The number itself: the file's base plus the byte offset, or zero.
  public let raw: UInt32

  /// Wraps a raw number, as stored in tree nodes.
  @inlinable
  public init(raw: UInt32) { self.raw = raw }

  /// The position of things that are written nowhere.
  public static let unknown = SourcePosition(raw: 0)

  /// Whether this names a real place.
  @inlinable
  public var isKnown: Bool { raw != 0 }

  @inlinable
  public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
    left.raw < right.raw
  }

  /// The place `bytes` further on in the same file; the caller knows that the file is that long.
  @inlinable
  public func advanced(by bytes: Int) -> SourcePosition {
    SourcePosition(raw: UInt32(truncatingIfNeeded: Int(raw) &+ bytes))
  }
}

/// A position in the words of an error message: file, line, column.
public struct SourceLocation: Hashable, Sendable {
  /// The name of the file, as it was opened or as a `//line` directive gave it.
  public var file: String
  /// The line, counted from 1; 0 when unknown.
  public var line: Int
  /// The column in bytes, counted from 1; 0 when a `//line` directive left it unknown.
  public var column: Int

  /// A location from its three parts.
  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }
}

extension SourceLocation: CustomStringConvertible {
  /// `file:line:column`, without the parts that are unknown.
  public var description: String {
    if line == 0 { return file }
    if column == 0 { return "\(file):\(line)" }
    return "\(file):\(line):\(column)"
  }
}
