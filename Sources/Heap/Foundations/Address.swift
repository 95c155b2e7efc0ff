// Addresses as the heap reckons with them.

/// A machine address as an unsigned word; arithmetic wraps.
public typealias Address = UInt
