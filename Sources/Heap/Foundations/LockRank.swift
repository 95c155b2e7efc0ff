// The order in which locks are taken, as data, and its check in debug builds: a thread takes a lock
// only if its rank is greater than every rank that it holds. Two locks of one rank are never held
// together.
import CTricolor

/// The ranks, from the outermost to the innermost.
enum LockRank: UInt8 {
  /// Starting and stopping cycles.
  case cycle = 1
  /// The set of attached mutators, and who stops the world.
  case world
  /// The pacer's state.
  case pace
  /// The list of caches.
  case caches
  /// A span's list of specials.
  case specials
  /// Queues of finalizers and cleanups.
  case queue
  /// The spine of a span set.
  case spanSet
  /// The page heap: page allocator, arenas, descriptors.
  case pageHeap
  /// Pools of metadata.
  case pool
  /// Where the pools' chunks come from; nothing is taken while it is held.
  case metadata
}

/// Takes the lock at `word`.
@inline(__always)
func lock(_ word: UnsafeMutablePointer<UInt32>, _ rank: LockRank) {
  assert(noteTaken(rank))
  tc_lock(word)
}

/// Takes the lock at `word` if it is free. Its rank is checked too: it is left as others are.
@inline(__always)
func tryLock(_ word: UnsafeMutablePointer<UInt32>, _ rank: LockRank) -> Bool {
  guard tc_try_lock(word) else { return false }
  assert(noteTaken(rank))
  return true
}

/// Leaves the lock at `word`.
@inline(__always)
func unlock(_ word: UnsafeMutablePointer<UInt32>, _ rank: LockRank) {
  tc_unlock(word)
  assert(noteLeft(rank))
}

private func noteTaken(_ rank: LockRank) -> Bool {
  guard let held = tc_thread_ranks() else { return true }
  let count = held.pointee.count
  withUnsafeMutableBytes(of: &held.pointee.rank) { ranks in
    if count > 0 && ranks[Int(count) - 1] >= rank.rawValue {
      corrupt("locks taken out of order", UInt(ranks[Int(count) - 1]), UInt(rank.rawValue))
    }
    if count >= UInt32(ranks.count) { corrupt("more locks held than there are ranks") }
    ranks[Int(count)] = rank.rawValue
  }
  held.pointee.count = count + 1
  return true
}

private func noteLeft(_ rank: LockRank) -> Bool {
  guard let held = tc_thread_ranks() else { return true }
  let count = held.pointee.count
  withUnsafeMutableBytes(of: &held.pointee.rank) { ranks in
    if count == 0 || ranks[Int(count) - 1] != rank.rawValue {
      corrupt("a lock is left that was not taken last", UInt(rank.rawValue))
    }
  }
  held.pointee.count = count - 1
  return true
}
