// How the language's run time fails. A Go panic is raised by compiled code: calls here only say, in
// g->fault, what type is at fault. What no program can recover from ends it, in Go's words.
import CGoRuntime
import CTricolor

typealias Goroutine = UnsafeMutablePointer<tc_g>
typealias TypePointer = UnsafePointer<tc_type>
typealias CachePointer = UnsafeMutablePointer<tc_cache>

/// The program's unrecoverable fault: "fatal error: " and the message, the traces, exit code 2.
func fatal(_ g: Goroutine, _ message: StaticString) -> Never {
  let text = tc_string(data: message.utf8Start, length: message.utf8CodeUnitCount)
  tc_go_fatal(g, text)
}

extension UnsafeMutablePointer where Pointee == tc_g {
  /// The cache of the processor it runs on.
  ///
  /// Invariant: a goroutine that calls its run time runs, and so has one.
  var cache: CachePointer { pointee.cache.unsafelyUnwrapped }

  /// Says that Go must panic because of `type`.
  func blame(_ type: TypePointer) { pointee.fault = type }

  /// A random number: a step of the goroutine's own generator. Not for secrets.
  func random() -> UInt64 {
    pointee.random &+= 0xA076_1D64_78BD_642F
    let product = pointee.random.multipliedFullWidth(by: pointee.random ^ 0xE703_7ED1_A0B4_28DB)
    return product.high ^ product.low
  }

  /// Whether an address lies in its stack.
  func ownsStackAddress(_ address: UInt) -> Bool {
    address >= pointee.stack_low && address < pointee.stack_high
  }
}
