// The vocabulary of the pacer: what a rate, a share and a goal are. No clock, no pointers.

/// A count of bytes, where a fraction can matter to the controller.
public typealias ByteRate = Double
