// The descriptors of a heap that was large once: when most of them are dead, their memory goes back
// to the system too, as the pages that they described did.
//
// Who still looks at a descriptor that was released reads zeroes: a DEAD span of no pages, in no
// sweep generation that can be claimed. Sets of unswept spans may name dead descriptors, but only
// while a sweep is under way; so this is for the time between a sweep and the next cycle's end.
import CTricolor

extension UnsafeMutablePointer where Pointee == PageHeap {
  /// Empty slabs that a pool keeps in any case.
  private var keptSlabs: Int { 2 }

  /// Gives the memory of empty slabs of descriptors back, but for as many as are in use: a heap
  /// whose garbage has just been swept will need those again. The sweep is complete.
  ///
  /// - Parameter most: where to leave off; as many bytes take about a millisecond.
  /// - Returns: bytes given back.
  @discardableResult
  func releaseDescriptors(most: Bytes = 8 << 20) -> Bytes {
    // What cannot be read any more must not be a descriptor.
    if pointee.system.pointee.hardDecommit { return 0 }
    var done: Bytes = 0
    for size in 0..<DescriptorSize.count {
      let pool = pool(DescriptorSize(rawValue: size).unsafelyUnwrapped)
      while done < most, let bytes = releaseSlab(of: pool) { done &+= bytes }
    }
    return done
  }

  /// Releases one slab, if there is one to spare. The lock is not held meanwhile: nobody is handed
  /// a record of a slab that was taken out.
  private func releaseSlab(of pool: UnsafeMutablePointer<FixedPool>) -> Bytes? {
    lock(&pointee.lock, .pageHeap)
    let isSpare = pool.pointee.emptySlabs > max(keptSlabs, pool.pointee.usedSlabs)
    let slab = isSpare ? pool.pointee.takeEmpty() : nil
    unlock(&pointee.lock, .pageHeap)
    guard let slab else { return nil }
    let isReleased = pointee.system.release(slab.base, slab.bytes, lazily: false)
    lock(&pointee.lock, .pageHeap)
    pool.pointee.put(slab, isReleased: isReleased)
    unlock(&pointee.lock, .pageHeap)
    return isReleased ? slab.bytes : nil
  }
}
