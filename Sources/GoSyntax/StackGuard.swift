// How much of the machine's stack is left: recursion over hostile input ends in an error, not in
// a crash.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The lower end of the current thread's stack, for recursive stages to ask whether they may go
/// deeper. Making one costs a system call or two; asking costs a comparison. Use it on the thread
/// on which it was made.
public struct StackGuard: Sendable {
  /// The lowest address to which recursion may go.
  private let limit: UInt

  /// A guard for the current thread.
  /// - Parameter reserve: how many bytes are to stay free for what a step of the recursion calls.
  public init(reserve: Int = 128 * 1024) {
    limit = Self.lowestAddress() &+ UInt(reserve)
  }

  /// Whether the stack has come down to the reserve.
  public var isExhausted: Bool {
    var marker: UInt8 = 0
    let here: UInt = withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
    return here < limit
  }

  /// How many bytes recursion may still take.
  public var room: Int {
    var marker: UInt8 = 0
    let here: UInt = withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
    return here < limit ? 0 : Int(here &- limit)
  }

  private static func lowestAddress() -> UInt {
    #if canImport(Glibc)
      var attributes = pthread_attr_t()
      // The header shows this function to GNU sources only, so it is looked up by name.
      typealias GetAttributes =
        @convention(c) (
          pthread_t, UnsafeMutablePointer<pthread_attr_t>
        ) -> Int32
      guard let symbol = dlsym(nil, "pthread_getattr_np") else { return assumedLowest() }
      let getAttributes = unsafeBitCast(symbol, to: GetAttributes.self)
      guard getAttributes(pthread_self(), &attributes) == 0 else { return assumedLowest() }
      defer { pthread_attr_destroy(&attributes) }
      var address: UnsafeMutableRawPointer?
      var size = 0
      guard pthread_attr_getstack(&attributes, &address, &size) == 0 else {
        return assumedLowest()
      }
      return UInt(bitPattern: address)
    #elseif canImport(Darwin)
      let top = UInt(bitPattern: pthread_get_stackaddr_np(pthread_self()))
      return top &- UInt(pthread_get_stacksize_np(pthread_self()))
    #else
      return assumedLowest()
    #endif
  }

  /// Where nobody can be asked: half a MiB below here, the least that a thread has anywhere.
  private static func assumedLowest() -> UInt {
    var marker: UInt8 = 0
    let here: UInt = withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
    return here &- 512 * 1024
  }
}
