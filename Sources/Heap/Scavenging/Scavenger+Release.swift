// Carrying out an order: which free pages, from the highest addresses down, because allocation
// works from the lowest up.
//
// Huge pages: a run is taken down to the next boundary of 2 MiB if all of that huge page is free,
// so that it goes back whole; breaking one costs more than the memory that it saves.
import CTricolor
import TricolorPacing

extension UnsafeMutablePointer where Pointee == Scavenger {
  /// Releases up to `order.bytes`, and a little more where that keeps a huge page whole.
  ///
  /// - Parameter cursor: where to begin, downwards; where to go on, afterwards.
  /// - Returns: bytes released; less than ordered when there was no more down to the bottom, or the
  ///   system refused.
  func release(_ order: ScavengeOrder, from cursor: inout Address) -> UInt64 {
    if order.unusedFor > 0 { return releaseOld(order) }
    var done: UInt64 = 0
    while done < order.bytes {
      let wanted = min(order.bytes &- done, UInt64(Chunk.size))
      let pages = (UInt(wanted) &+ Page.size &- 1) &>> Page.shift
      guard let run = takeRun(pages, order, &cursor) else { break }
      guard give(run, order.advice) else { break }
      done &+= UInt64(run.count &<< Page.shift)
    }
    return done
  }

  /// The next run below the cursor, taken.
  private func takeRun(
    _ pages: PageCount, _ order: ScavengeOrder, _ cursor: inout Address
  ) -> PageAllocator.Releasable? {
    let generation = tc_u32_load(&pointee.generation)
    let heap = pointee.heap
    lock(&pageHeap.pointee.lock, .pageHeap)
    defer { unlock(&pageHeap.pointee.lock, .pageHeap) }
    let found = pageHeap.pointee.pages.takeReleasable(
      below: cursor, most: Chunk.pages,
      denseLimit: order.sparesDense ? ChunkNotes.denseLimit : Chunk.pages,
      allowing: { chunk in
        !order.sparesDense || !ChunkNotes.wasDense(chunk, in: heap, generation)
      })
    guard var run = found else { return nil }
    let kept = keptPages(run, wanted: pages)
    if kept < run.count {
      // What is not wanted goes back as it was.
      let rest = PageAllocator.Releasable(base: run.base, count: run.count &- kept)
      pageHeap.pointee.pages.putBack(rest, isReleased: false)
      run.base = run.base &+ rest.count &<< Page.shift
      run.count = kept
    }
    cursor = run.base
    return run
  }

  /// How many pages of a run's end to release: what is wanted, and down to the beginning of the
  /// huge page that this would break if all of it lies in the run.
  private func keptPages(_ run: PageAllocator.Releasable, wanted: PageCount) -> PageCount {
    guard run.count > wanted else { return run.count }
    let end = run.base &+ run.count &<< Page.shift
    let start = end &- wanted &<< Page.shift
    let huge = start.roundedDown(to: Scavenger.hugePage)
    guard huge >= run.base, huge &+ Scavenger.hugePage <= end else { return wanted }
    return (end &- huge) &>> Page.shift
  }

  /// Releases a taken run and puts it back. False when the system refuses.
  func give(_ run: PageAllocator.Releasable, _ advice: ReleaseAdvice) -> Bool {
    let length = run.count &<< Page.shift
    let isReleased = pageHeap.pointee.system.release(run.base, length, lazily: advice == .free)
    if isReleased {
      forbidHuge(run.base, run.base &+ length)
      pageHeap.note(&pageHeap.pointee.released, Int(length))
    }
    lock(&pageHeap.pointee.lock, .pageHeap)
    pageHeap.pointee.pages.putBack(run, isReleased: isReleased)
    unlock(&pageHeap.pointee.lock, .pageHeap)
    return isReleased
  }
}

extension Scavenger {
  /// Bytes of a huge page on the machines that we know; where they differ, a little more or less
  /// is released at a time.
  static let hugePage: Bytes = 2 << 20
}
