// The page heap and the system: zeroes, releases, refusals, and what is left of a heap in the end.
import CTricolor
import Foundation
import TestRandomness
import Testing

@testable import TricolorHeap

@Suite struct PageHeapMemoryTests {
  private let noscan = SpanClass(.large, noscan: true)

  private func fill(_ span: SpanPointer) {
    let bytes = Int(span.pointee.page_count) * 8192
    memset(UnsafeMutableRawPointer(bitPattern: span.pointee.base)!, 0xa5, bytes)
  }

  private func isZero(_ span: SpanPointer) -> Bool {
    let words = UnsafePointer<UInt64>(bitPattern: span.pointee.base)!
    return (0..<Int(span.pointee.page_count) * 1024).allSatisfy { words[$0] == 0 }
  }

  private func needsZero(_ span: SpanPointer) -> Bool {
    tc_span_flags(span) & UInt8(TC_SPAN_NEEDS_ZERO) != 0
  }

  @Test func whatWasGivenBackNeedsNoClearing() throws {
    let bare = try #require(BarePageHeap())
    let span = try #require(bare.pageHeap.allocateSpan(pages: 100, spanClass: noscan))
    fill(span)
    bare.pageHeap.freeSpan(span)
    let dirty = try #require(bare.pageHeap.allocateSpan(pages: 100, spanClass: noscan))
    #expect(needsZero(dirty))
    bare.pageHeap.freeSpan(dirty)
    #expect(bare.pageHeap.release(.max) > 0)
    let clean = try #require(bare.pageHeap.allocateSpan(pages: 100, spanClass: noscan))
    #expect(!needsZero(clean) && isZero(clean))
    fill(clean)
    bare.pageHeap.freeSpan(clean)
    // A part of the pages has memory behind it: all count as old.
    #expect(bare.pageHeap.release(50 * 8192) == 50 * 8192)
    let mixed = try #require(bare.pageHeap.allocateSpan(pages: 100, spanClass: noscan))
    #expect(needsZero(mixed))
    bare.pageHeap.freeSpan(mixed)
  }

  @Test func whatWasGivenBackLazilyIsNotTrustedToBeZero() throws {
    let bare = try #require(BarePageHeap())
    let span = try #require(bare.pageHeap.allocateSpan(pages: 10, spanClass: noscan))
    fill(span)
    bare.pageHeap.freeSpan(span)
    #expect(bare.pageHeap.release(.max, lazily: true) == 10 * 8192)
    let again = try #require(bare.pageHeap.allocateSpan(pages: 10, spanClass: noscan))
    #expect(needsZero(again))
    let fresh = try #require(bare.pageHeap.allocateSpan(pages: 10, spanClass: noscan))
    #expect(!needsZero(fresh) && isZero(fresh), "never handed out: zero in any case")
    bare.pageHeap.freeSpan(again)
    bare.pageHeap.freeSpan(fresh)
  }

  @Test(.enabled(if: movesPages, "Linux 5.7 and newer move pages"))
  func memoryThatIsMovedArrivesAndLeavesNothingBehind() throws {
    let bare = try #require(BarePageHeap())
    let small = try #require(bare.pageHeap.allocateManual(pages: 200, use: .stack))
    let large = try #require(bare.pageHeap.allocateManual(pages: 400, use: .stack))
    fill(small)
    let released = bare.pageHeap.pointee.released
    bare.pageHeap.moveManual(150 * 8192 - 5, from: small, to: large)
    let words = UnsafePointer<UInt64>(bitPattern: large.pointee.base)!
    #expect((250 * 1024..<400 * 1024).allSatisfy { words[$0] == 0xa5a5_a5a5_a5a5_a5a5 })
    #expect((0..<250 * 1024).allSatisfy { words[$0] == 0 })
    bare.pageHeap.freeManual(small)
    #expect(bare.pageHeap.pointee.released == released + 200 * 8192)
    #expect(bare.pageHeap.checkCounts())
    let again = try #require(bare.pageHeap.allocateManual(pages: 200, use: .stack))
    #expect(again.pointee.base == small.pointee.base && !needsZero(again) && isZero(again))
  }

  #if os(Linux)
    /// Whether the kernel was asked for huge pages ("hg") or small ones ("nh") at `address`.
    private func wasAsked(_ flag: String, _ address: UInt) throws -> Bool {
      let file = try #require(fopen("/proc/self/smaps", "r"))
      defer { fclose(file) }
      var line = [CChar](repeating: 0, count: 4096)
      var isHere = false
      while fgets(&line, 4096, file) != nil {
        let text = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let words = String(decoding: text, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        let range = words.first?.split(separator: "-").compactMap { UInt($0, radix: 16) } ?? []
        if range.count == 2 { isHere = range[0] <= address && address < range[1] }
        if isHere && words.first == "VmFlags:" { return words.contains(Substring(flag)) }
      }
      Issue.record("no mapping at \(String(address, radix: 16)) was found")
      return false
    }

    @Test func hugePagesAreAskedForFromTheSizeThatWasSetAndNotOtherwise() throws {
      for (from, pages, wanted) in [(UInt.max, UInt(9000), false), (0, 10, true)] {
        let bare = try #require(BarePageHeap(hugeFrom: from))
        let span = try #require(bare.pageHeap.allocateManual(pages: pages, use: .other))
        let last = span.pointee.base + pages * 8192 - 1
        #expect(try wasAsked("hg", last) == wanted, "from \(from)")
      }
      let late = try #require(BarePageHeap(hugeFrom: 64 << 20))
      let small = try #require(late.pageHeap.allocateManual(pages: 10, use: .other))
      let large = try #require(late.pageHeap.allocateManual(pages: 9000, use: .other))
      #expect(try !wasAsked("hg", small.pointee.base))
      #expect(try wasAsked("hg", large.pointee.base + 8999 * 8192))
      let strict = try #require(BarePageHeap(hugeFrom: 0))
      strict.pageHeap.pointee.forbidsHuge = true
      let never = try #require(strict.pageHeap.allocateManual(pages: 10, use: .other))
      #expect(try wasAsked("nh", never.pointee.base))
    }
  #endif

  @Test func whatTheSystemDoesNotMoveIsCopied() throws {
    let bare = try #require(BarePageHeap())
    let small = try #require(bare.pageHeap.allocateManual(pages: 200, use: .stack))
    let large = try #require(bare.pageHeap.allocateManual(pages: 400, use: .stack))
    fill(small)
    func arrived(_ span: SpanPointer) -> Bool {
      let words = UnsafePointer<UInt64>(bitPattern: span.pointee.base)!
      return (200 * 1024..<400 * 1024).allSatisfy { words[$0] == 0xa5a5_a5a5_a5a5_a5a5 }
    }
    bare.pageHeap.pointee.system.refuse(after: 1)
    bare.pageHeap.moveManual(200 * 8192, from: small, to: large)
    bare.pageHeap.pointee.system.refuseNothing()
    #expect(arrived(large))
    // Two mappings, of which neither begins at a half.
    fill(small)
    let other = try #require(bare.pageHeap.allocateManual(pages: 400, use: .stack))
    bare.pageHeap.pointee.system.adviseHuge(small.pointee.base + 37 * 8192, 50 * 8192)
    bare.pageHeap.moveManual(200 * 8192, from: small, to: other)
    #expect(arrived(other))
    // As often as it may be done, and no more: mappings are not endless.
    bare.pageHeap.pointee.system.pointee.moves = SystemMemory.mostMoves
    let last = try #require(bare.pageHeap.allocateManual(pages: 400, use: .stack))
    bare.pageHeap.moveManual(400 * 8192, from: other, to: last)
    #expect(arrived(last) && arrived(other))
    let released = bare.pageHeap.pointee.released
    bare.pageHeap.freeManual(other)
    #expect(bare.pageHeap.pointee.released == released, "nothing of it was moved away")
    #expect(bare.pageHeap.checkCounts())
  }

  @Test func descriptorsOfAHeapThatWasLargeGiveTheirMemoryBack() throws {
    let bare = try #require(BarePageHeap())
    let spanClass = SpanClass(SizeClass(forSize: 1024), noscan: true)
    func spans(_ count: Int) throws -> [SpanPointer] {
      try (0..<count).map { _ in
        try #require(bare.pageHeap.allocateSpan(pages: 1, spanClass: spanClass))
      }
    }
    let many = try spans(20_000)
    let accounting = bare.pageHeap.pointee.accounting
    let mapped = accounting.mapped(.spans)
    #expect(bare.pageHeap.releaseDescriptors() == 0, "all are in use")
    for span in many.dropFirst(10_000) { bare.pageHeap.freeSpan(span) }
    #expect(bare.pageHeap.releaseDescriptors() == 0, "as many are dead as in use, as after a cycle")
    for span in many.prefix(10_000).dropFirst(50) { bare.pageHeap.freeSpan(span) }
    bare.pageHeap.pointee.system.pointee.hardDecommit = true
    #expect(bare.pageHeap.releaseDescriptors() == 0, "readers must not meet memory without access")
    bare.pageHeap.pointee.system.pointee.hardDecommit = false
    let released = bare.pageHeap.releaseDescriptors()
    #expect(released > 2 << 20 && accounting.mapped(.spans) == mapped - UInt64(released))
    #expect(tc_span_state(many[19_000]) == UInt8(TC_SPAN_DEAD))
    let first = SweepGeneration(first: 4)
    #expect(!many[19_000].claimForSweeping(first), "one that reads as zero waits for no sweep")
    for span in many.prefix(50) { #expect(tc_span_state(span) == UInt8(TC_SPAN_IN_USE)) }
    let again = try spans(19_950)
    #expect(accounting.mapped(.spans) == mapped && bare.pageHeap.checkCounts())
    for span in again + many.prefix(50) { bare.pageHeap.freeSpan(span) }
  }

  @Test func aRefusedReleaseChangesNothing() throws {
    let bare = try #require(BarePageHeap())
    let span = try #require(bare.pageHeap.allocateSpan(pages: 40, spanClass: noscan))
    fill(span)
    bare.pageHeap.freeSpan(span)
    let released = bare.pageHeap.pointee.released
    bare.pageHeap.pointee.system.refuse(after: 1)
    #expect(bare.pageHeap.release(.max) == 0)
    bare.pageHeap.pointee.system.refuseNothing()
    #expect(bare.pageHeap.pointee.released == released)
    #expect(bare.pageHeap.checkCounts())
    #expect(bare.pageHeap.release(.max) == 40 * 8192)
    #expect(bare.pageHeap.checkCounts())
  }

  @Test func growthAndReuseAreAnnounced() throws {
    let bare = try #require(BarePageHeap())
    bare.heap.pointee.world_context = UnsafeMutableRawPointer.allocate(byteCount: 16, alignment: 8)
    defer { bare.heap.pointee.world_context.deallocate() }
    let told = bare.heap.pointee.world_context.assumingMemoryBound(to: UInt64.self)
    told[0] = 0
    told[1] = 0
    bare.pageHeap.pointee.beforeUse = { heap, growth, faulting in
      let told = heap!.pointee.world_context.assumingMemoryBound(to: UInt64.self)
      told[0] += growth
      told[1] += faulting
    }
    let span = try #require(bare.pageHeap.allocateSpan(pages: 600, spanClass: noscan))
    #expect(told[0] == 8 << 20)
    #expect(told[1] == 600 * 8192)
    bare.pageHeap.freeSpan(span)
    let again = try #require(bare.pageHeap.allocateSpan(pages: 600, spanClass: noscan))
    #expect(told[0] == 8 << 20 && told[1] == 600 * 8192, "memory that is there is used silently")
    bare.pageHeap.freeSpan(again)
  }

  @Test func aHeapGrowsInOnePiece() throws {
    let bare = try #require(BarePageHeap())
    var spans: [SpanPointer] = []
    for _ in 0..<20 {
      spans.append(try #require(bare.pageHeap.allocateSpan(pages: 2048, spanClass: noscan)))
    }
    let arenas = Set(spans.map { $0.pointee.base >> Arena.shift })
    #expect(arenas.count == 5, "20 times 16 MiB in 5 arenas of 64 MiB")
    for span in spans { bare.pageHeap.freeSpan(span) }
    let all = try #require(bare.pageHeap.allocateSpan(pages: 40_960, spanClass: noscan))
    #expect(bare.pageHeap.pointee.mapped == 320 << 20, "one run over all arenas, without growth")
    bare.pageHeap.freeSpan(all)
  }

  @Test func growthOfAnyOtherSizeIsWholeChunks() throws {
    let bare = try #require(BarePageHeap())
    for pages in [UInt(1), 513, 511, 10_000] {
      let span = try #require(bare.pageHeap.allocateManual(pages: pages, use: .other))
      #expect(bare.pageHeap.pointee.mapped % UInt64(Chunk.size) == 0)
      bare.pageHeap.freeManual(span)
    }
    #expect(bare.pageHeap.checkCounts())
  }

  /// The n-th call fails, and all calls behind it, while spans of all kinds come and go.
  @Test(arguments: 1...40)
  func whenTheSystemRefusesFromTheNthCallOnTheHeapStaysWhole(call: Int) throws {
    let bare = try #require(BarePageHeap())
    let mine = BareCache(bare)
    let system = bare.pageHeap.pointee.system
    system.refuse(after: Int64(call), keepRefusing: true)
    var random = SeededRandom.announced("refusals \(call)")
    var live: [SpanPointer] = []
    var refused = 0
    for step in 0..<100_000 where step < 300 || refused == 0 {
      let isBig = UInt.random(in: 0..<8, using: &random) == 0
      let pages = UInt.random(in: 1...(isBig ? 20_000 : 10), using: &random)
      if let span = bare.pageHeap.allocateSpan(pages: pages, spanClass: noscan, cache: mine.cache) {
        live.append(span)
      } else {
        refused += 1
        #expect(bare.pageHeap.checkCounts())
      }
      if live.count > 40 { bare.pageHeap.freeSpan(live.removeFirst(), cache: mine.cache) }
      if isBig { _ = bare.pageHeap.release(1 << 22) }
    }
    #expect(refused > 0)
    system.refuseNothing()
    #expect(bare.pageHeap.checkCounts())
    let used = live.reduce(UInt64(0)) { $0 + UInt64($1.pointee.page_count) * 8192 }
    #expect(tc_u64_load(&bare.pageHeap.pointee.heapInUse) == used)
    live.append(try #require(bare.pageHeap.allocateSpan(pages: 30_000, spanClass: noscan)))
    for span in live { bare.pageHeap.freeSpan(span, cache: mine.cache) }
    #expect(bare.pageHeap.checkCounts())
  }

  @Test func aDestroyedHeapLeavesNoMapping() throws {
    func mappings() throws -> Set<Substring> {
      // Read in many pieces, whose number the file's size, 0, does not tell.
      let file = try #require(FileHandle(forReadingAtPath: "/proc/self/maps"))
      var data = Data()
      while let piece = try file.read(upToCount: 1 << 16), !piece.isEmpty { data += piece }
      let maps = String(decoding: data, as: UTF8.self)
      return Set(maps.split(separator: "\n").compactMap { $0.split(separator: " ").first })
    }
    guard FileManager.default.fileExists(atPath: "/proc/self/maps") else { return }
    var addresses: [Address] = []
    do {
      let bare = try #require(BarePageHeap())
      let span = try #require(bare.pageHeap.allocateSpan(pages: 100_000, spanClass: noscan))
      addresses = [
        span.pointee.base, span.pointee.base + 99_999 * 8192, UInt(bitPattern: span),
        UInt(bitPattern: bare.heap.pointee.arenas), UInt(bitPattern: bare.pageHeap),
        UInt(bitPattern: bare.pageHeap.pointee.pages.tree.summaries(4)),
      ]
      let ranges = try withExtendedLifetime(bare) { try mappings() }
      for address in addresses { #expect(isMapped(address, ranges)) }
    }
    // Other tests map memory meanwhile, hardly at all of these places at once.
    let left = try addresses.filter { try isMapped($0, mappings()) }
    #expect(left.count < addresses.count)
    #expect(try !isMapped(addresses[0], mappings()))
  }

  private func isMapped(_ address: Address, _ ranges: Set<Substring>) -> Bool {
    ranges.contains { range in
      let ends = range.split(separator: "-").compactMap { UInt($0, radix: 16) }
      return ends.count == 2 && ends[0] <= address && address < ends[1]
    }
  }

  @Test func metadataOfAFullGibibyteOf64ByteObjectsIsBelowTwoPercent() throws {
    let bare = try #require(BarePageHeap())
    let mine = BareCache(bare)
    let spanClass = SpanClass(SizeClass(forSize: 64), noscan: true)
    let spans = (0..<(1 << 30) / 8192).count { _ in
      bare.pageHeap.allocateSpan(pages: 1, spanClass: spanClass, cache: mine.cache) != nil
    }
    #expect(spans == 1 << 17)
    let accounting = bare.pageHeap.pointee.accounting
    let uses: [MemoryUse] = [.spans, .caches, .buckets, .collector, .other]
    let mapped = uses.reduce(UInt64(0)) { $0 + accounting.mapped($1) }
    let share = Double(mapped) / Double(1 << 30)
    print("metadata of a full GiB of 64-byte objects: \(mapped) bytes, \(share * 100) %")
    #expect(share <= 0.02)
  }
}

/// Whether this system moves pages, by trying.
private let movesPages: Bool = {
  let at = tc_os_map(0, 4 << 16, Int32(TC_ACCESS_WRITE))
  defer { _ = tc_os_unmap(at, 4 << 16) }
  return tc_os_move(at, at + 2 << 16, 1 << 16) == 0
}()
