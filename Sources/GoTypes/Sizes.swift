// Sizes and alignments of Go types per architecture.

/// The word size of a target in bytes.
public let wordSize = 8
