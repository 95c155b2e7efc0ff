// How the scheduler fails, by whose fault it is: `corrupt` is ours. The program's own faults end in
// Fatal.swift, in Go's words, with traces.
import CTricolor

/// Our bug: says what is broken, shows two words, aborts.
func corrupt(_ message: StaticString, _ first: UInt = 0, _ second: UInt = 0) -> Never {
  withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { bytes -> Void in
    var text = TextWriter(bytes)
    text.add("tricolor: corrupt: ")
    text.add(message)
    text.add(" (0x")
    text.add(hexadecimal: UInt64(first))
    text.add(", 0x")
    text.add(hexadecimal: UInt64(second))
    text.add(")\n")
    text.flush()
  }
  tc_os_abort()
}

/// A cheap check that stays on in every build.
@inline(__always)
func invariant(_ holds: Bool, _ message: StaticString) {
  if !holds { corrupt(message) }
}

/// Memory for the run time's own records was refused: Go's words, Go's exit code.
func outOfMetadata() -> Never {
  withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 128) { bytes -> Void in
    var text = TextWriter(bytes)
    text.add("fatal error: runtime: cannot allocate memory\n")
    text.flush()
  }
  tc_os_exit(2)
}
