// One source file: its bytes, its place in the position space, and how offsets become lines.
// What the bytes mean is the scanner's business; here they are only counted.
import Synchronization

/// The text of one file, kept as long as its `SourceSet`, and the table of its lines.
///
/// The bytes are followed by one zero byte that is not counted, so that a reader may look at the
/// byte after the last one. The table of lines is made at the first question.
public final class SourceFile: @unchecked Sendable {
  /// The name that messages use.
  public let path: String
  /// The position of the first byte.
  public let base: SourcePosition
  /// The text. Valid as long as this object.
  public let bytes: UnsafeBufferPointer<UInt8>
  /// The number of this file in its set, from 0.
  public let index: Int

  private struct Lines {
    var starts: [UInt32] = []
    var directives: [LineDirective] = []
  }
  private let lines = Mutex<Lines>(Lines())

  init(path: String, base: SourcePosition, text: some Collection<UInt8>, index: Int) {
    let count: Int = text.count
    let storage = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: count + 1)
    _ = storage.initialize(from: text)
    storage[count] = 0
    self.path = path
    self.base = base
    self.bytes = UnsafeBufferPointer(rebasing: storage[0..<count])
    self.index = index
  }

  deinit {
    // The allocation began at the first byte, also when the text is empty.
    bytes.baseAddress?.deallocate()
  }

  /// The position just behind the last byte.
  public var end: SourcePosition { base.advanced(by: bytes.count) }

  /// The byte offset of a position that lies in this file.
  public func offset(of position: SourcePosition) -> Int { Int(position.raw) - Int(base.raw) }

  /// The position of the byte at an offset.
  public func position(at offset: Int) -> SourcePosition { base.advanced(by: offset) }

  /// The text between two offsets, with U+FFFD in the place of bytes that are not UTF-8.
  public func text(from start: Int, count: Int) -> String {
    String(decoding: bytes[start..<(start + count)], as: UTF8.self)
  }

  /// How many lines the file has: newlines plus one.
  public var lineCount: Int {
    lines.withLock { table in
      fill(&table)
      return table.starts.count
    }
  }

  /// The line and column in the file itself, `//line` directives left aside; both count from 1,
  /// the column in bytes.
  public func physicalLocation(of position: SourcePosition) -> SourceLocation {
    let place = lines.withLock { table -> (Int, Int) in
      fill(&table)
      return Self.lineAndColumn(offset(of: position), in: table.starts)
    }
    return SourceLocation(file: path, line: place.0, column: place.1)
  }

  /// The location that messages name: as `//line` directives say, where there are any.
  public func location(of position: SourcePosition) -> SourceLocation {
    lines.withLock { table in
      fill(&table)
      let at: Int = offset(of: position)
      let (line, column) = Self.lineAndColumn(at, in: table.starts)
      guard let directive = table.directives.last(where: { $0.offset <= at }) else {
        return SourceLocation(file: path, line: line, column: column)
      }
      let (baseLine, baseColumn) = Self.lineAndColumn(directive.offset, in: table.starts)
      var shown: Int = column
      if directive.column == 0 {
        shown = 0
      } else if line == baseLine {
        shown = directive.column + (column - baseColumn)
      }
      return SourceLocation(
        file: directive.file, line: directive.line + (line - baseLine), column: shown)
    }
  }

  /// Notes that from an offset on another file, line and column are to be named. The parser
  /// reports directives in the order of their offsets.
  func add(_ directive: LineDirective) {
    lines.withLock { $0.directives.append(directive) }
  }

  /// The file name that holds at an offset: that of the latest `//line` directive, or the path.
  func fileName(at offset: Int) -> String {
    lines.withLock { $0.directives.last(where: { $0.offset <= offset })?.file ?? path }
  }

  /// Forgets `//line` directives, so that a file can be parsed again.
  func removeDirectives() {
    lines.withLock { $0.directives.removeAll() }
  }

  private func fill(_ table: inout Lines) {
    guard table.starts.isEmpty else { return }
    table.starts.append(0)
    for (offset, byte) in bytes.enumerated() where byte == 0x0A {
      table.starts.append(UInt32(truncatingIfNeeded: offset + 1))
    }
  }

  private static func lineAndColumn(_ offset: Int, in starts: [UInt32]) -> (Int, Int) {
    var low: Int = 0
    var high: Int = starts.count
    while high - low > 1 {
      let middle: Int = (low + high) / 2
      if Int(starts[middle]) <= offset { low = middle } else { high = middle }
    }
    return (low + 1, offset - Int(starts[low]) + 1)
  }
}

/// What a `//line` or `/*line*/` directive says about the text from an offset on.
struct LineDirective: Sendable {
  /// The offset of the first byte that it governs.
  var offset: Int
  /// The file to be named.
  var file: String
  /// The line of the first byte, from 1.
  var line: Int
  /// The column of the first byte, from 1; 0 when the directive gave none, and then no column is
  /// known until the next directive.
  var column: Int
}
