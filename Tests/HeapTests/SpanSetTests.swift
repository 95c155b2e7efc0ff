// Span sets: first in, first out for one thread; nothing lost or doubled among several.
import CTricolor
import Testing

@testable import TricolorHeap

@Suite struct SpanSetTests {
  /// A set over a bare page heap's metadata.
  private final class Rig: @unchecked Sendable {
    let bare: BarePageHeap
    let storage: SpanSetStoragePointer
    let set: SpanSetPointer

    init?() {
      guard let bare = BarePageHeap() else { return nil }
      self.bare = bare
      storage = .allocate(capacity: 1)
      storage.initialize(to: SpanSetStorage(space: bare.pageHeap.pointee.metadata))
      set = .allocate(capacity: 1)
      set.initialize(to: SpanSet())
    }

    deinit {
      storage.deallocate()
      set.deallocate()
    }

    /// A span that is only an address. Never touched: the set prefetches it at most.
    func span(_ number: Int) -> SpanPointer { SpanPointer(bitPattern: 0x1000 + number * 128)! }
  }

  @Test func layoutIsWhatTheAccessorsCountOn() {
    #expect(MemoryLayout<SpanSet>.stride == 64)
    #expect(MemoryLayout<SpanSet>.offset(of: \.spine) == 8)
    #expect(MemoryLayout<SpanSet>.offset(of: \.blockCount) == 16)
    #expect(MemoryLayout<CacheSpace>.offset(of: \.shelves) == 0)
    #expect(MemoryLayout<SpanShelves>.offset(of: \.storage) == 0)
    #expect(MemoryLayout<Sweeper>.offset(of: \.totals) == 0)
  }

  @Test func setIsAQueueForOneThreadThroughManyBlocksAndSpines() throws {
    let rig = try #require(Rig())
    for round in 0..<3 {
      let count = 30_000 >> round
      for number in 0..<count { rig.set.push(rig.span(number), rig.storage) }
      #expect(rig.set.count == count)
      var next = 0
      rig.set.forEach {
        #expect($0 == rig.span(next))
        next += 1
      }
      for number in 0..<count {
        guard rig.set.pop(rig.storage) == rig.span(number) else {
          Issue.record("round \(round), number \(number)")
          return
        }
      }
      #expect(rig.set.pop(rig.storage) == nil)
      rig.set.reset(rig.storage)
    }
  }

  @Test func batchesTakeTheFirstSpansOfOneBlockInTheirOrder() throws {
    let rig = try #require(Rig())
    for number in 0..<300 { rig.set.push(rig.span(number), rig.storage) }
    var batch = SpanBatch()
    var next = 0
    // Of 128 cells a block: no batch goes beyond one.
    for wanted in [5, 16, 1] + Array(repeating: 16, count: 20) {
      rig.set.pop(into: &batch, most: wanted, rig.storage)
      #expect(batch.count == min(wanted, 128 - next % 128, 300 - next))
      for place in 0..<batch.count {
        #expect(batch.spans[place] == UInt(bitPattern: rig.span(next)))
        next += 1
      }
    }
    #expect(next == 300 && batch.count == 0)
    rig.set.reset(rig.storage)
    rig.set.push(rig.span(7), rig.storage)
    #expect(rig.set.pop(rig.storage) == rig.span(7), "blocks that batches emptied are usable")
  }

  @Test func partsOfBatchesArePushedInTheirOrderAcrossBlocks() throws {
    let rig = try #require(Rig())
    var batch = SpanBatch()
    var number = 0
    // Five at a time: blocks of 128 cells end in the middle of a batch.
    while number < 300 {
      for place in 0..<16 { batch.spans[place] = UInt(bitPattern: rig.span(number + place - 3)) }
      #expect(rig.set.push(batch, 3..<8, rig.storage) == (number == 0), "the first is told")
      number += 5
    }
    #expect(rig.set.count == 300)
    for number in 0..<300 { #expect(rig.set.pop(rig.storage) == rig.span(number)) }
    #expect(rig.set.pop(rig.storage) == nil)
    rig.set.reset(rig.storage)
  }

  @Test func threadsLoseNothingAndDoubleNothing() async throws {
    let rig = try #require(Rig())
    let threads = 4
    let each = 20_000
    let popped = await withTaskGroup(of: [Int].self) { (group: inout TaskGroup<[Int]>) in
      for thread in 0..<threads {
        group.addTask {
          var mine: [Int] = []
          var batch = SpanBatch()
          for number in 0..<each {
            if number % 5 == 0 {
              for place in 0..<5 {
                batch.spans[place] = UInt(bitPattern: rig.span(thread * each + number + place))
              }
              _ = rig.set.push(batch, 0..<5, rig.storage)
            }
            if number % 64 == 0 {
              rig.set.pop(into: &batch, most: 1 + number % 16, rig.storage)
              for place in 0..<batch.count { mine.append((Int(batch.spans[place]) - 0x1000) / 128) }
            }
            if number % 3 != 0, let span = rig.set.pop(rig.storage) {
              mine.append((Int(bitPattern: span) - 0x1000) / 128)
            }
          }
          return mine
        }
      }
      return await group.reduce(into: [Int]()) { $0 += $1 }
    }
    var all = popped
    while let span = rig.set.pop(rig.storage) {
      all.append((Int(bitPattern: span) - 0x1000) / 128)
    }
    #expect(all.sorted() == Array(0..<threads * each))
    rig.set.reset(rig.storage)
  }
}
