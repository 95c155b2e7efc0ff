// Kinds of event that a heap reports; the numbers are a published format.

/// What happened. Raw values are stable across versions.
public enum EventKind: UInt16, Sendable { case cycleStart = 1 }
