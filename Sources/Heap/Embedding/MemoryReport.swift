// Where a process's resident memory is: the heap's parts by what they are for, what the kernel
// rounds, and what is not the heap's. The sum is what the kernel says of the whole process.
//
// Of every range of addresses that is the heap's, the kernel says which pages are backed (mincore);
// of the process, how many are (statm). The heap's own counts divide the first; the rest of the
// second is not ours. Nothing is estimated but the moment: the counts and the kernel are read one
// after the other.
import CTricolor
import TricolorTelemetry

/// See the top of the file. Bytes of resident memory unless a field says otherwise.
public struct MemoryReport: Equatable, Sendable {
  /// What the kernel says of the whole process.
  public var resident: UInt64 = 0

  /// In objects that the last cycle found alive, or that were allocated since.
  public var live: UInt64 = 0
  /// In objects that are dead and not swept yet.
  public var dead: UInt64 = 0
  /// In spans of objects, but in no object: free slots and the ends of spans.
  public var unused: UInt64 = 0
  /// In pages that are free and not given back.
  public var free: UInt64 = 0
  /// In stacks.
  public var stacks: UInt64 = 0
  /// In pages for the collector's and the host's own use.
  public var manual: UInt64 = 0
  /// What the kernel has backed of the heap's pages, less what is counted above: positive where it
  /// rounds up (huge pages) or has not taken yet what was given back lazily, negative where pages
  /// in use were never touched.
  public var rounding: Int64 = 0
  /// Off the pages: descriptors, tables, caches, bits.
  public var metadata: UInt64 = 0

  /// Not the heap's: files (code, libraries), the C library's heap, the first stack, and other
  /// anonymous memory (other threads' stacks, other heaps, libraries' own).
  public var files: UInt64 = 0
  public var libraryHeap: UInt64 = 0
  public var mainStack: UInt64 = 0
  public var otherAnonymous: Int64 = 0

  /// Bytes in free slots and ends of spans by size class, class 0 (large objects) first.
  public var unusedByClass: [UInt64] = []

  /// The sum of all parts: `resident`, but for what changed between the readings.
  public var sum: Int64 {
    let heap = live &+ dead &+ unused &+ free &+ stacks &+ manual &+ metadata
    let others = files &+ libraryHeap &+ mainStack
    return Int64(bitPattern: heap &+ others) + rounding + otherAnonymous
  }

  /// Reads it; nil where the kernel tells nothing.
  init?(_ heap: HeapPointer) {
    let scratch = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 65536)
    defer { scratch.deallocate() }
    readCounts(heap)
    let pages = Self.backed(heap.pageHeap, scratch)
    metadata = Self.backedMetadata(heap, scratch)
    guard let whole = readMappings(scratch) else { return nil }
    resident = whole
    let counted = live &+ dead &+ unused &+ free &+ stacks &+ manual
    rounding = Int64(bitPattern: pages) - Int64(bitPattern: counted)
    otherAnonymous = otherAnonymous - Int64(bitPattern: pages) - Int64(bitPattern: metadata)
  }

  private mutating func readCounts(_ heap: HeapPointer) {
    let stats = MemStats.read(heap)
    let pages = heap.pageHeap
    let isSwept = heap.collector.isSwept
    live = isSwept ? stats.heapAlloc : min(stats.heapAlloc, tc_u64_load(&heap.pointee.live_bytes))
    dead = stats.heapAlloc &- live
    unused = stats.heapInuse &- stats.heapAlloc
    stacks = stats.stackInuse
    manual = pages.manualInUse(.collector) &+ pages.manualInUse(.other)
    free = stats.heapIdle &- stats.heapReleased
    unusedByClass = Self.unusedSlots(heap)
  }

  /// Adds the mappings up by kind. Anonymous memory is ours in part; the caller takes that off.
  /// - Returns: the sum of all.
  private mutating func readMappings(_ scratch: UnsafeMutableBufferPointer<UInt8>) -> UInt64? {
    var whole: UInt64 = 0
    var anonymous: UInt64 = 0
    var (files, library, stack) = (UInt64(0), UInt64(0), UInt64(0))
    let told = ProcessMemory.forEachMapping(scratch: scratch) { (mapping: Mapping) -> Void in
      let bytes = mapping.bytes.resident
      whole &+= bytes
      switch mapping.kind {
      case .file, .kernel: files &+= bytes
      case .breakHeap: library &+= bytes
      case .stack: stack &+= bytes
      case .anonymous: anonymous &+= bytes
      }
    }
    guard told else { return nil }
    (self.files, libraryHeap, mainStack) = (files, library, stack)
    otherAnonymous = Int64(bitPattern: anonymous)
    return whole
  }

  // MARK: The heap's ranges

  /// Backed bytes of the arenas.
  private static func backed(
    _ pages: PageHeapPointer, _ scratch: UnsafeMutableBufferPointer<UInt8>
  ) -> UInt64 {
    var sum: UInt64 = 0
    pages.forEachReservation { (base: Address, bytes: Bytes) -> Void in
      sum &+= backed(base, bytes, scratch)
    }
    return sum
  }

  /// Backed bytes of everything of the heap's that is not in an arena.
  private static func backedMetadata(
    _ heap: HeapPointer, _ scratch: UnsafeMutableBufferPointer<UInt8>
  ) -> UInt64 {
    var sum: UInt64 = 0
    heap.pageHeap.forEachMetadataRange { (base: Address, bytes: Bytes) -> Void in
      sum &+= backed(base, bytes, scratch)
    }
    let core = UInt(bitPattern: heap.pointee.core)
    return sum &+ backed(core, UInt(MemoryLayout<HeapCore>.size).roundedUp(to: 16384), scratch)
  }

  private static func backed(
    _ base: Address, _ bytes: Bytes, _ scratch: UnsafeMutableBufferPointer<UInt8>
  ) -> UInt64 {
    let unit = tc_os_page_size()
    var pages: UInt64 = 0
    var at = base.roundedDown(to: unit)
    let end = (base &+ bytes).roundedUp(to: unit)
    while at < end {
      let count = min((end &- at) / unit, UInt(scratch.count))
      if tc_os_backed(at, count &* unit, scratch.baseAddress) == 0 {
        for index in 0..<Int(count) { pages &+= UInt64(scratch[index] & 1) }
      }
      at &+= count &* unit
    }
    return pages &* UInt64(unit)
  }

  /// What spans of each class hold beside objects.
  private static func unusedSlots(_ heap: HeapPointer) -> [UInt64] {
    var bytes = [UInt64](repeating: 0, count: Int(TC_SIZE_CLASSES))
    HeapWalk.forEachSpan(heap) { (span: SpanPointer) -> Void in
      guard tc_span_state(span) == UInt8(TC_SPAN_IN_USE) else { return }
      let whole = UInt64(span.pointee.page_count) &<< UInt64(Page.shift)
      let used = UInt64(span.pointee.alloc_count) &* UInt64(span.pointee.object_size)
      bytes[Int(span.pointee.span_class &>> 1)] &+= whole &- min(whole, used)
    }
    return bytes
  }
}
