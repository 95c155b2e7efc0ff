// The beginning and the end of a page heap: its bootstrap memory, and giving everything back.
import CTricolor

extension PageHeap {
  /// What lies in the bootstrap memory.
  private struct Bootstrap {
    var system: SystemMemory
    var accounting: Accounting
    var metadata: MetadataSpace
    var pageHeap: PageHeap
  }

  /// Bytes of the bootstrap memory.
  fileprivate static let bootstrapBytes: Bytes = 16384

  /// Sets up the page heap of `heap`, whose `arenas` and `page_heap` it fills in. nil when the
  /// system refuses; then nothing is left behind.
  ///
  /// - Parameters:
  ///   - mostBytes: the most bytes of pages that the heap may map; 0: no bound.
  ///   - hugeFrom: from this size on the heap asks for huge pages where it grows; `.max`: never.
  ///   - refuseAfter: for tests: the n-th call to the system is refused.
  static func create(
    _ heap: UnsafeMutablePointer<tc_heap>, mostBytes: Bytes = 0, hugeFrom: Bytes = .max,
    refuseAfter: Int64? = nil
  ) -> PageHeapPointer? {
    let at = tc_os_map(0, bootstrapBytes, Int32(TC_ACCESS_WRITE))
    guard let memory = UnsafeMutableRawPointer(bitPattern: at) else { return nil }
    let (system, accounting, metadata, pageHeap) = places(memory)
    system.initialize(to: SystemMemory())
    if let refuseAfter { system.refuse(after: refuseAfter) }
    accounting.initialize(to: Accounting())
    accounting.map(Int(bootstrapBytes), .other)
    metadata.initialize(to: MetadataSpace(system: system, accounting: accounting))
    guard let arenas = ArenaTables(heap, system, accounting) else {
      _ = tc_os_unmap(at, bootstrapBytes)
      return nil
    }
    guard let pages = PageAllocator(heap: heap, system: system, accounting: accounting) else {
      arenas.destroy()
      _ = tc_os_unmap(at, bootstrapBytes)
      return nil
    }
    func pool(_ size: DescriptorSize) -> FixedPool {
      FixedPool(size: size.bytes, use: .spans, space: metadata)
    }
    pageHeap.initialize(
      to: PageHeap(
        heap: heap, system: system, accounting: accounting, metadata: metadata, arenas: arenas,
        pages: pages, pools: (pool(.words2), pool(.words4), pool(.words8), pool(.words16)),
        cachePool: FixedPool(
          size: UInt(MemoryLayout<ProcessorPages>.stride), use: .caches, space: metadata),
        mostBytes: mostBytes, hugeFrom: hugeFrom))
    heap.pointee.page_heap = UnsafeMutableRawPointer(pageHeap)
    return pageHeap
  }

  private static func places(
    _ memory: UnsafeMutableRawPointer
  ) -> (SystemMemoryPointer, AccountingPointer, MetadataSpacePointer, PageHeapPointer) {
    let all = memory.assumingMemoryBound(to: Bootstrap.self)
    // Addresses only: nothing is read before `create` has initialised it.
    return (
      withUnsafeMutablePointer(to: &all.pointee.system) { $0 },
      withUnsafeMutablePointer(to: &all.pointee.accounting) { $0 },
      withUnsafeMutablePointer(to: &all.pointee.metadata) { $0 },
      withUnsafeMutablePointer(to: &all.pointee.pageHeap) { $0 }
    )
  }
}

extension UnsafeMutablePointer where Pointee == PageHeap {
  /// Gives every page, all metadata and all address space back to the system. The heap's other
  /// parts are gone by then; nothing of it may be touched afterwards.
  func destroy() {
    let system = pointee.system
    var note = UnsafePointer<PageHeap.Reservation>(bitPattern: pointee.reservations)
    while let here = note {
      system.unmap(here.pointee.base, here.pointee.bytes)
      note = UnsafePointer(bitPattern: here.pointee.next)
    }
    pointee.pages.destroy()
    pointee.arenas.destroy()
    pointee.metadata.destroy()
    invariant(tc_u64_load(&system.pointee.reserved) == 0, "a destroyed heap keeps address space")
    _ = tc_os_unmap(UInt(bitPattern: system), PageHeap.bootstrapBytes)
  }

  // MARK: Its ranges, for reports

  /// Calls `body` with every reservation of arenas.
  func forEachReservation(_ body: (Address, Bytes) -> Void) {
    lock(&pointee.lock, .pageHeap)
    let first = pointee.reservations
    unlock(&pointee.lock, .pageHeap)
    // Notes are never changed once they are in the list.
    var note = UnsafePointer<PageHeap.Reservation>(bitPattern: first)
    while let here = note {
      body(here.pointee.base, here.pointee.bytes)
      note = UnsafePointer(bitPattern: here.pointee.next)
    }
  }

  /// Calls `body` with every range off the pages: bootstrap, arenas' tables, summaries, chunks
  /// of metadata.
  func forEachMetadataRange(_ body: (Address, Bytes) -> Void) {
    body(UInt(bitPattern: pointee.system), PageHeap.bootstrapBytes)
    pointee.arenas.forEachRange(body)
    body(pointee.pages.tree.range.base, pointee.pages.tree.range.bytes)
    pointee.metadata.forEachChunk(body)
  }

  // MARK: A P's share

  /// Gives a P its share. Without one, when the system refuses, the P works under the lock.
  func attach(_ cache: UnsafeMutablePointer<tc_cache>) {
    lock(&pointee.lock, .pageHeap)
    let memory = pointee.cachePool.tryAllocate()
    unlock(&pointee.lock, .pageHeap)
    guard let memory else { return }
    memory.initializeMemory(as: ProcessorPages.self, to: ProcessorPages())
    cache.pointee.page_cache = memory
  }

  /// Takes a P's share away, with all that is in it.
  func detach(_ cache: UnsafeMutablePointer<tc_cache>) {
    guard let share = share(of: cache) else { return }
    flush(cache)
    lock(&pointee.lock, .pageHeap)
    pointee.cachePool.free(UnsafeMutableRawPointer(share))
    unlock(&pointee.lock, .pageHeap)
    cache.pointee.page_cache = nil
  }

  /// Gives the pages and descriptors of a P's share back to all.
  func flush(_ cache: UnsafeMutablePointer<tc_cache>) {
    guard let share = share(of: cache) else { return }
    lock(&pointee.lock, .pageHeap)
    pointee.pages.takeBack(share.pointee.pages)
    for size in 0..<DescriptorSize.count {
      giveDescriptorsLocked(
        DescriptorSize(rawValue: size).unsafelyUnwrapped, ProcessorPages.kept, share)
    }
    unlock(&pointee.lock, .pageHeap)
    share.pointee.pages = PageCache()
  }

  /// The share of a P, if it has one.
  @inline(__always)
  func share(of cache: UnsafeMutablePointer<tc_cache>?) -> ProcessorPagesPointer? {
    cache?.pointee.page_cache?.assumingMemoryBound(to: ProcessorPages.self)
  }

  // MARK: Memory back to the system

  /// Gives the memory of up to `bytes` of free pages back, from the highest addresses down.
  ///
  /// - Parameters:
  ///   - lazily: let the system take it when it needs some.
  ///   - denseLimit: passes over chunks with more taken pages than this.
  /// - Returns: bytes given back; less than asked when there was no more, or the system refused.
  func release(
    _ bytes: Bytes, lazily: Bool = false, denseLimit: PageCount = Chunk.pages
  ) -> Bytes {
    var done: Bytes = 0
    var from: Address = ~0
    while done < bytes {
      let left = bytes &- done
      let most = left &>> Page.shift &+ (left & (Page.size &- 1) == 0 ? 0 : 1)
      lock(&pointee.lock, .pageHeap)
      let run = pointee.pages.takeReleasable(below: from, most: most, denseLimit: denseLimit)
      unlock(&pointee.lock, .pageHeap)
      guard let run else { break }
      let length = run.count &<< Page.shift
      let isReleased = pointee.system.release(run.base, length, lazily: lazily)
      lock(&pointee.lock, .pageHeap)
      if isReleased { note(&pointee.released, Int(length)) }
      pointee.pages.putBack(run, isReleased: isReleased)
      unlock(&pointee.lock, .pageHeap)
      if !isReleased { break }
      done &+= length
      from = run.base
    }
    return done
  }

  // MARK: Checks

  /// Exhaustive check of the page allocator and the counts. Nobody allocates meanwhile.
  func checkCounts() -> Bool {
    lock(&pointee.lock, .pageHeap)
    defer { unlock(&pointee.lock, .pageHeap) }
    let used =
      tc_u64_load(&pointee.heapInUse) &+ manualInUse(.stack) &+ manualInUse(.collector)
      &+ manualInUse(.other)
    let released = tc_u64_load(&pointee.released)
    let mapped = tc_u64_load(&pointee.mapped)
    // Free pages of Ps' blocks are in neither of the allocator's counts.
    return pointee.pages.checkSummaries()
      && UInt64(pointee.pages.releasedPages &<< Page.shift) <= released
      && used &+ released <= mapped
      && used &+ released &+ UInt64(pointee.pages.freePages &<< Page.shift) <= mapped
  }
}
