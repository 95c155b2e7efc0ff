// The phases of a cycle, as statistics, events and tests see them.
import CTricolor
import TricolorPacing

/// Where a heap is in its cycle.
///
///     off ──setup (stopped)──> mark ──termination (stopped)──> off, sweeping concurrently
public enum CollectorPhase: UInt32, Equatable, Sendable {
  /// No marking. Spans may still wait to be swept.
  case off = 0
  /// Concurrent marking: barriers on, allocation black.
  case mark = 1
  /// Marking is complete, the world stopped.
  case termination = 2
}

/// One line of what the last cycle was like, times in nanoseconds of the monotonic clock.
public struct CycleTimes: Equatable, Sendable {
  /// When the sweep termination stop was asked for, was reached, and ended.
  public var setupBegin: UInt64 = 0
  public var setupStopped: UInt64 = 0
  public var setupEnd: UInt64 = 0
  /// Likewise for mark termination.
  public var finishBegin: UInt64 = 0
  public var finishStopped: UInt64 = 0
  public var finishEnd: UInt64 = 0
  /// How often mark termination found barrier buffers with work and let marking go on.
  public var retries: UInt32 = 0

  init() {}
}

/// Switches for debugging, named and meaning as in Go's GODEBUG.
public struct CollectorSwitches: Equatable, Sendable {
  /// `gcstoptheworld`: 1 marks with the world stopped, 2 sweeps so as well.
  public var stopTheWorld: UInt32 = 0
  /// `gccheckmark`: a second mark with the world stopped checks the first.
  public var checkmark = false
  /// `clobberfree`: the memory of dead objects is overwritten with 0xdeadbeef when it is swept.
  public var clobberFree = false
  /// `sbrk`: memory is handed out and never collected.
  public var neverCollect = false
  /// `gcshrinkstackoff`: for the host; stacks are not shrunk.
  public var keepStacks = false
  /// `TRICOLOR=collectevery=N`: a cycle is asked for at every N-th allocation of a heap in stress
  /// mode, unless one is under way; 0: at none.
  public var collectEvery: UInt64 = 0

  /// Nothing switched.
  public init() {}
}
