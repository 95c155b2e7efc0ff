// Failure and its checks. Three kinds, so that a message says whose fault it was:
//
//   corrupt(…)  ours: an invariant of the run time is broken. Dumps what it knows and aborts.
//   fatal(…)    the program's, and past recovery, in Go's words: "fatal error: …", exit code 2.
//   a Go panic  the program's, and recoverable: not here, the language's run time raises it.
//
// Checks come in three grades: `invariant` costs a compare and stays in every build; `structural`
// is gone from optimised builds; exhaustive walks are functions of their own that tests call.
import CTricolor

/// Our bug: says what is broken and aborts.
func corrupt(_ message: StaticString, _ first: UInt = 0, _ second: UInt = 0) -> Never {
  write("tricolor: corrupt: ")
  write(message)
  if first != 0 || second != 0 {
    write(" (")
    writeHexadecimal(first)
    write(", ")
    writeHexadecimal(second)
    write(")")
  }
  write("\n")
  tc_os_abort()
}

/// The program's unrecoverable fault: Go's form and Go's exit code.
func fatal(_ message: StaticString) -> Never {
  write("fatal error: ")
  write(message)
  write("\n")
  tc_call_fatal_handler()
  tc_os_exit(2)
}

/// A cheap check that stays on in every build.
@inline(__always)
func invariant(_ holds: Bool, _ message: StaticString) {
  if !holds { corrupt(message) }
}

/// A check of debug builds.
@inline(__always)
func structural(_ holds: @autoclosure () -> Bool, _ message: StaticString) {
  assert(
    {
      if !holds() { corrupt(message) }
      return true
    }())
}

/// Writes to standard error, without allocation or buffering.
func write(_ text: StaticString) {
  tc_os_write_error(text.utf8Start, UInt(text.utf8CodeUnitCount))
}

/// Writes a word as `0x…` to standard error.
func writeHexadecimal(_ word: UInt) {
  write("0x")
  var shift: UInt = word == 0 ? 0 : (63 - UInt(word.leadingZeroBitCount)) & ~3
  while true {
    let digit = UInt8(truncatingIfNeeded: (word &>> shift) & 15)
    var character: UInt8 = digit < 10 ? 48 &+ digit : 87 &+ digit
    tc_os_write_error(&character, 1)
    if shift == 0 { return }
    shift &-= 4
  }
}
