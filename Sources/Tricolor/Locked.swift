// A lock around state that is not Sendable by itself: pointers into the run time's memory, and
// links
// between objects. The library's Mutex wants every value that enters or leaves to be disconnected,
// which raw pointers to shared cells are not.
import CTricolor

/// State behind the run time's own lock. Not recursive.
final class Locked<State>: @unchecked Sendable {
  private var state: State
  private let word: UnsafeMutablePointer<UInt32>

  init(_ state: State) {
    self.state = state
    word = .allocate(capacity: 1)
    word.initialize(to: 0)
  }

  deinit { word.deallocate() }

  /// Runs `body` with the state while nobody else does.
  func withLock<Result, Failure: Error>(
    _ body: (inout State) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    tc_lock(word)
    defer { tc_unlock(word) }
    return try body(&state)
  }
}
