// Positions in Go source.

/// A byte offset into one source file.
public struct SourceOffset: Sendable { public var raw: UInt32 }
