// Room for recursion: the stages of the front end follow the nesting of the program with their
// own calls, so they run on a thread with a large stack.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs work on a thread of its own with a stack of a chosen size.
public enum LargeStack {
  /// Address space for the stack in bytes; only what is used takes memory. 512 MiB carry the
  /// checker through the deepest nesting that the parser lets pass.
  public static let defaultSize = 512 << 20

  /// What the thread runs. It is waited for, so it is never in two threads at once.
  private final class Work: @unchecked Sendable {
    let body: () -> Void

    init(_ body: @escaping () -> Void) { self.body = body }
  }

  /// Runs `body` on the new thread, waits for it, and gives its result. Where no thread with such
  /// a stack can be made, runs it here: then deep nesting is reported earlier.
  public static func run<Result>(size: Int = defaultSize, _ body: () -> Result) -> Result {
    var result: Result?
    withoutActuallyEscaping({ () -> Void in result = body() }) { escaping in
      let work = Work(escaping)
      let context: UnsafeMutableRawPointer = Unmanaged.passUnretained(work).toOpaque()
      if !runThread(context, size) { work.body() }
      withExtendedLifetime(work) {}
    }
    // Either way the body has run to its end.
    guard let result else { preconditionFailure("the body of a thread did not run") }
    return result
  }

  /// Runs the work behind a pointer on a new thread and waits; false when there is no thread.
  private static func runThread(_ context: UnsafeMutableRawPointer, _ size: Int) -> Bool {
    var attributes = pthread_attr_t()
    guard pthread_attr_init(&attributes) == 0 else { return false }
    defer { pthread_attr_destroy(&attributes) }
    guard pthread_attr_setstacksize(&attributes, size) == 0 else { return false }
    #if canImport(Glibc)
      var thread: pthread_t = 0
      guard pthread_create(&thread, &attributes, threadEntry, context) == 0 else { return false }
    #else
      var created: pthread_t?
      guard pthread_create(&created, &attributes, threadEntry, context) == 0,
        let thread = created
      else { return false }
    #endif
    return pthread_join(thread, nil) == 0
  }

  /// The first function of the thread.
  fileprivate static func runWork(_ context: UnsafeMutableRawPointer) {
    Unmanaged<Work>.fromOpaque(context).takeUnretainedValue().body()
  }
}

#if canImport(Glibc)
  private func threadEntry(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context { LargeStack.runWork(context) }
    return nil
  }
#else
  private func threadEntry(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    LargeStack.runWork(context)
    return nil
  }
#endif
