// The heap's way to the system, its metadata, and the accounts of both.
import CTricolor
import Foundation
import TestRandomness
import Testing

@testable import TricolorHeap

/// The lowest layer without a heap above it.
final class BareSystem {
  let system: SystemMemoryPointer
  let accounting: AccountingPointer
  let metadata: MetadataSpacePointer

  init() {
    system = .allocate(capacity: 1)
    system.initialize(to: SystemMemory())
    accounting = .allocate(capacity: 1)
    accounting.initialize(to: Accounting())
    metadata = .allocate(capacity: 1)
    metadata.initialize(to: MetadataSpace(system: system, accounting: accounting))
  }

  /// Bytes of all uses.
  var accounted: UInt64 {
    (0..<MemoryUse.count).reduce(UInt64(0)) { $0 &+ accounting.mapped(MemoryUse(rawValue: $1)!) }
  }

  deinit {
    metadata.destroy()
    #expect(system.pointee.reserved == 0)
    metadata.deallocate()
    accounting.deallocate()
    system.deallocate()
  }
}

@Suite struct SystemMemoryTests {
  @Test func reservationsAreAlignedAndNothingIsLeftOver() throws {
    let bare = BareSystem()
    var ranges: [(Address, Bytes)] = []
    for shift in [UInt(16), 22, 26, 30] {
      let alignment: Bytes = 1 << shift
      let hint: Address = 0x1234_5678_9000
      let at = try #require(bare.system.reserve(3 * 65536, alignedTo: alignment, near: hint))
      #expect(at % alignment == 0)
      ranges.append((at, 3 * 65536))
    }
    #expect(bare.system.pointee.reserved == 4 * 3 * 65536)
    for range in ranges { bare.system.unmap(range.0, range.1) }
    #expect(bare.system.pointee.reserved == 0)
  }

  @Test func committedMemoryIsZeroAndReleasedMemoryIsZeroAgain() throws {
    let bare = BareSystem()
    let at = try #require(bare.system.reserve(1 << 20))
    #expect(bare.system.commit(at, 1 << 20))
    let words = UnsafeMutablePointer<UInt64>(bitPattern: at)!
    #expect(words[0] == 0 && words[131_071] == 0)
    words[0] = 7
    words[131_071] = 9
    #expect(bare.system.releasedIsZero)
    #expect(bare.system.release(at, 1 << 19, lazily: false))
    #expect(words[0] == 0 && words[131_071] == 9)
    #expect(bare.system.release(at + 1 << 19, 1 << 19, lazily: true))
    #expect(!bare.system.releasedIsZero, "lazily released pages may keep their contents")
    bare.system.unmap(at, 1 << 20)
  }

  @Test func theNthCallIsRefusedAndNoOther() throws {
    let bare = BareSystem()
    bare.system.refuse(after: 3)
    let first = try #require(bare.system.map(4096))
    let second = try #require(bare.system.map(4096))
    #expect(bare.system.map(4096) == nil)
    let fourth = try #require(bare.system.map(4096))
    bare.system.refuse(after: 1, keepRefusing: true)
    #expect(bare.system.reserve(4096) == nil)
    #expect(!bare.system.commit(first, 4096))
    #expect(!bare.system.release(first, 4096, lazily: false))
    #expect(bare.system.reserveReadable(4096) == nil)
    bare.system.refuseNothing()
    for at in [first, second, fourth] { bare.system.unmap(at, 4096) }
  }

  @Test func moreThanThereIsIsRefused() {
    let bare = BareSystem()
    #expect(bare.system.reserve(1 << 60) == nil)
    #expect(bare.system.map(1 << 60) == nil)
    #expect(bare.system.reserve(1 << 60, alignedTo: 1 << 26, near: 0) == nil)
    #expect(bare.metadata.allocate(1 << 60, .other) == nil)
    #expect(bare.metadata.allocate(.max, .other) == nil)
    #expect(bare.accounted == 0)
  }

  @Test func adviceIsTakenOrIgnoredButHarmsNothing() throws {
    let bare = BareSystem()
    let at = try #require(bare.system.map(4 << 20))
    bare.system.adviseHuge(at, 4 << 20)
    memset(UnsafeMutableRawPointer(bitPattern: at)!, 1, 4 << 20)
    bare.system.adviseSmall(at, 4 << 20)
    let bytes = UnsafePointer<UInt8>(bitPattern: at)!
    #expect(bytes[0] == 1 && bytes[(4 << 20) - 1] == 1)
    bare.system.unmap(at, 4 << 20)
  }
}

@Suite struct SparseTableTests {
  @Test func allOfATableReadsAsZeroAndCostsWhatIsWritten() throws {
    let bare = BareSystem()
    let table = try #require(SparseTable(1 << 30, .collector, bare.system, bare.accounting))
    let before = bare.accounting.mapped(.collector)
    let words = UnsafeMutablePointer<UInt64>(bitPattern: table.base)!
    for place in [0, 1 << 20, (1 << 27) - 1] { #expect(words[place] == 0) }
    let page = UInt64(tc_os_page_size())
    #expect(table.commit(offset: 1 << 29, count: 8))
    words[1 << 26] = 5
    #expect(bare.accounting.mapped(.collector) == before + page)
    #expect(table.commit(offset: 1 << 29, count: 8), "again, at no cost")
    #expect(bare.accounting.mapped(.collector) == before + page)
    // Around what is writable already: only the rest is asked for.
    #expect(table.commit(offset: 1 << 29 - UInt(page), count: 3 * UInt(page)))
    #expect(bare.accounting.mapped(.collector) == before + 3 * page)
    #expect(words[1 << 26] == 5)
    bare.system.refuse(after: 1)
    #expect(table.commit(offset: 1 << 29, count: 8), "no call is made")
    #expect(!table.commit(offset: 0, count: 8))
    bare.system.refuseNothing()
    #expect(table.commit(offset: 0, count: 8))
    table.destroy()
  }

  @Test(arguments: 1...2)
  func aTableThatIsRefusedLeavesNothing(call: Int) {
    let bare = BareSystem()
    bare.system.refuse(after: Int64(call))
    #expect(SparseTable(1 << 30, .collector, bare.system, bare.accounting) == nil)
    #expect(bare.system.pointee.reserved == 0)
    #expect(bare.accounted == 0)
  }
}

@Suite struct MetadataTests {
  @Test func everyMappedByteIsAccountedOnce() throws {
    let bare = BareSystem()
    var random = SeededRandom.announced("metadata")
    let uses: [MemoryUse] = [.spans, .caches, .buckets, .collector, .other]
    var ranges: [(Address, Bytes)] = []
    for _ in 0..<400 {
      let bytes = UInt.random(
        in: 1...(UInt.random(in: 0..<9, using: &random) == 0 ? 200_000 : 900), using: &random)
      let memory = try #require(bare.metadata.allocate(bytes, uses.randomElement(using: &random)!))
      #expect(UInt(bitPattern: memory) % 64 == 0)
      let all = UnsafeRawBufferPointer(start: memory, count: Int(bytes))
      #expect(all.allSatisfy { $0 == 0 })
      memset(memory, 0xff, Int(bytes))
      ranges.append((UInt(bitPattern: memory), bytes))
      #expect(bare.accounted == bare.system.pointee.reserved)
    }
    ranges.sort { $0.0 < $1.0 }
    for (one, next) in zip(ranges, ranges.dropFirst()) { #expect(one.0 + one.1 <= next.0) }
  }

  @Test func refusedMetadataChangesNothing() throws {
    let bare = BareSystem()
    bare.system.refuse(after: 1, keepRefusing: true)
    #expect(bare.metadata.allocate(100, .spans) == nil)
    #expect(bare.metadata.allocate(100_000, .spans) == nil)
    #expect(bare.accounted == 0)
    bare.system.refuseNothing()
    #expect(bare.metadata.allocate(100, .spans) != nil)
    #expect(bare.accounting.mapped(.spans) == 128)
  }

  @Test func aPoolReusesItsRecordsAndCountsThem() throws {
    let bare = BareSystem()
    var pool = FixedPool(size: 192, use: .spans, space: bare.metadata)
    var random = SeededRandom.announced("pool")
    var live: Set<UnsafeMutableRawPointer> = []
    for _ in 0..<20_000 {
      if live.isEmpty || Int.random(in: 0..<1000, using: &random) > live.count {
        let record = pool.tryAllocate()
        let taken = try #require(record)
        #expect(live.insert(taken).inserted, "a record is given out twice")
        memset(taken, 0x55, 192)
      } else {
        let record = live.randomElement(using: &random)!
        live.remove(record)
        pool.free(record)
      }
    }
    #expect(bare.accounting.inUse(.spans) == UInt64(live.count * 192))
    let mapped = bare.accounting.mapped(.spans)
    for record in live { pool.free(record) }
    #expect(bare.accounting.inUse(.spans) == 0)
    for _ in 0..<live.count { _ = pool.tryAllocate() }
    #expect(bare.accounting.mapped(.spans) == mapped, "freed records are used before new memory")
  }

  @Test func whatTheCallerCountsIsLeftAsItWas() throws {
    let bare = BareSystem()
    var pool = FixedPool(size: 192, use: .spans, space: bare.metadata)
    let records = (0..<10).compactMap { _ in pool.take() }
    #expect(records.count == 10)
    #expect(bare.accounting.inUse(.spans) == 0)
    pool.noteLive(10)
    #expect(bare.accounting.inUse(.spans) == 1920)
    for record in records { memset(record, 0x55, 192) }
    for record in records { pool.putBack(record) }
    pool.noteLive(-10)
    #expect(bare.accounting.inUse(.spans) == 0)
    let taken = pool.take()
    let again = try #require(taken)
    #expect(records.contains(again) && again.load(as: UInt64.self) == 0x5555_5555_5555_5555)
  }

  @Test func aPoolGivesTheMemoryOfEmptySlabsBackAndTakesItAgain() throws {
    let bare = BareSystem()
    var pool = FixedPool(size: 192, use: .spans, space: bare.metadata)
    var records: [UnsafeMutableRawPointer] = []
    for _ in 0..<10_000 {
      let record = pool.allocate()
      memset(record, 0x55, 192)
      records.append(record)
    }
    let slabs = pool.usedSlabs
    #expect(slabs == (10_000 + 340) / 341)
    let mapped = bare.accounting.mapped(.spans)
    // One record in each of the first slabs stays alive, in the others none.
    let kept = stride(from: 0, to: 5000, by: 341).map { records[$0] }
    for record in records where !kept.contains(record) { pool.free(record) }
    #expect(pool.usedSlabs == kept.count && pool.emptySlabs == slabs - kept.count)
    while let range = pool.takeEmpty() {
      #expect(range.base % UInt(tc_os_page_size()) == 0)
      #expect(bare.system.release(range.base, range.bytes, lazily: false))
      pool.put(range, isReleased: true)
      if pool.emptySlabs == 2 { break }
    }
    let given = UInt64(slabs - kept.count - 2) * UInt64(FixedPool.slab - tc_os_page_size())
    #expect(bare.accounting.mapped(.spans) == mapped - given)
    for record in kept {
      #expect(record.load(fromByteOffset: 8, as: UInt64.self) == 0x5555_5555_5555_5555)
    }
    // What was given back reads as zero, and is used again before anything new.
    #expect(records.last?.load(as: UInt64.self) == 0)
    var again: Set<UnsafeMutableRawPointer> = Set(kept)
    for _ in 0..<10_000 - kept.count { again.insert(pool.allocate()) }
    #expect(again.count == 10_000)
    #expect(bare.accounting.mapped(.spans) == mapped)
    #expect(bare.accounting.inUse(.spans) == 10_000 * 192)
  }
}
