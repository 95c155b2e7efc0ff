// The page allocator alone, over arenas that no memory stands behind: against a model that knows
// every page and searches from the beginning.
import CTricolor
import TestRandomness
import Testing

@testable import TricolorHeap

/// A page allocator over address space of which only the books exist.
final class BareAllocator {
  let heap: UnsafeMutablePointer<tc_heap>
  let system: SystemMemoryPointer
  let accounting: AccountingPointer
  let metadata: MetadataSpacePointer
  let arenas: ArenaTables
  var pages: PageAllocator

  init?() {
    heap = .allocate(capacity: 1)
    heap.initialize(to: tc_heap())
    system = .allocate(capacity: 1)
    system.initialize(to: SystemMemory())
    accounting = .allocate(capacity: 1)
    accounting.initialize(to: Accounting())
    metadata = .allocate(capacity: 1)
    metadata.initialize(to: MetadataSpace(system: system, accounting: accounting))
    guard let arenas = ArenaTables(heap, system, accounting),
      let pages = PageAllocator(heap: heap, system: system, accounting: accounting)
    else { return nil }
    self.arenas = arenas
    self.pages = pages
  }

  deinit {
    pages.destroy()
    arenas.destroy()
    metadata.destroy()
    #expect(system.pointee.reserved == 0, "the books give their memory back")
    metadata.deallocate()
    accounting.deallocate()
    system.deallocate()
    heap.deallocate()
  }

  func allocate(_ count: PageCount) -> Address? { pages.allocate(count)?.base }

  func takeReleasable(most: PageCount) -> PageAllocator.Releasable? {
    pages.takeReleasable(below: ~0, most: most)
  }

  /// Adds chunks at `base`; their arenas are described if need be.
  func grow(_ base: Address, chunks: UInt) -> Bool {
    var arena = base.roundedDown(to: Arena.size)
    while arena < base + chunks * Chunk.size {
      if tc_arena_of(heap, arena) == nil {
        guard ArenaMap.add(heap, at: arena, from: arena, arenas, metadata) else { return false }
        ArenaMap.publishCards(heap, arena, Arena.size)
      }
      arena += Arena.size
    }
    return pages.grow(base, chunks * Chunk.size)
  }
}

/// Every page by number in address order; free runs are found by looking at all of them.
struct PageModel {
  enum State { case taken, free, released }
  private(set) var addresses: [Address] = []
  private(set) var states: [State] = []
  private var places: [Address: Int] = [:]

  mutating func grow(_ base: Address, chunks: UInt) {
    for page in 0..<(chunks * Chunk.pages) {
      addresses.append(base + page * Page.size)
      states.append(.released)
    }
    let order = addresses.indices.sorted { addresses[$0] < addresses[$1] }
    addresses = order.map { addresses[$0] }
    states = order.map { states[$0] }
    places = [:]
    for (place, address) in addresses.enumerated() { places[address] = place }
  }

  func firstRun(_ count: Int) -> Int? {
    var run = 0
    for place in addresses.indices {
      if states[place] == .taken {
        run = 0
        continue
      }
      let follows = place > 0 && addresses[place - 1] + Page.size == addresses[place]
      run = follows ? run + 1 : 1
      if run == count { return place + 1 - count }
    }
    return nil
  }

  func place(_ address: Address) -> Int? { places[address] }

  mutating func set(_ first: Int, _ count: Int, _ state: State) {
    for place in first..<(first + count) { states[place] = state }
  }

  func count(_ state: State) -> UInt { UInt(states.count { $0 == state }) }
}

@Suite struct PageAllocatorTests {
  /// Steps of the random walk, each followed by a comparison of what it returned.
  private enum Step: CaseIterable { case take, takeMany, giveBack, block, release }

  @Test(arguments: 0..<4)
  func everyAnswerIsThatOfAModelWhichLooksAtAllPages(round: Int) throws {
    var random = SeededRandom(
      seed: SeededRandom.announced("page allocator \(round)").seed &+ UInt64(round))
    let bare = try #require(BareAllocator())
    var model = PageModel()
    var live: [(base: Address, count: UInt)] = []
    var blocks: [PageCache] = []
    // Neighbours within and across arenas and root blocks, and far apart, in no order.
    let places: [(Address, UInt)] = [
      (0xc0_0000_0000 + 60 << 20, 3), (0xc0_0000_0000, 1), (0x7f00_0000_0000, 2),
      (0xc0_0000_0000 + 4 << 20, 2), (0xc4_0000_0000 - 4 << 20, 3), (0x10_0000_0000, 1),
    ]
    for step in 0..<1500 {
      if step % 250 == 0, step / 250 < places.count {
        let (base, chunks) = places[step / 250]
        #expect(bare.grow(base, chunks: chunks))
        model.grow(base, chunks: chunks)
      }
      switch Step.allCases.randomElement(using: &random)! {
      case .take,
        .takeMany where live.count > 300:
        take(UInt.random(in: 1...9, using: &random), bare, &model, &live)
      case .takeMany:
        take(UInt.random(in: 10...1400, using: &random), bare, &model, &live)
      case .giveBack where !live.isEmpty:
        let run = live.remove(at: Int.random(in: 0..<live.count, using: &random))
        bare.pages.free(run.base, run.count)
        model.set(try #require(model.place(run.base)), Int(run.count), .free)
      case .block where blocks.count < 5 && Bool.random(using: &random):
        try takeBlock(bare, &model, &blocks)
      case .block where !blocks.isEmpty:
        try giveBlock(blocks.removeFirst(), bare, &model)
      case .release:
        try release(bare, &model, &random)
      default: break
      }
      if step % 50 == 0 { check(bare, model) }
    }
    check(bare, model)
  }

  private func check(_ bare: BareAllocator, _ model: PageModel) {
    #expect(bare.pages.checkSummaries())
    #expect(bare.pages.freePages == model.count(.free))
    #expect(bare.pages.releasedPages == model.count(.released))
  }

  private func take(
    _ count: UInt, _ bare: BareAllocator, _ model: inout PageModel,
    _ live: inout [(base: Address, count: UInt)]
  ) {
    let expected = model.firstRun(Int(count))
    let run = bare.pages.allocate(count)
    #expect(run?.base == expected.map { model.addresses[$0] }, "the first run of \(count) pages")
    guard let run, let expected else { return }
    let released = model.states[expected..<(expected + Int(count))].count { $0 == .released }
    #expect(run.released == UInt(released))
    model.set(expected, Int(count), .taken)
    live.append((run.base, count))
  }

  private func takeBlock(
    _ bare: BareAllocator, _ model: inout PageModel, _ blocks: inout [PageCache]
  ) throws {
    let block = bare.pages.takeBlock()
    let first = model.firstRun(1)
    #expect(block.isEmpty == (first == nil))
    guard let first else { return }
    #expect(block.base == model.addresses[first].roundedDown(to: PageCache.bytes))
    for page in UInt(0)..<64 {
      let place = try #require(model.place(block.base + page * Page.size))
      let isFree = block.free >> UInt64(page) & 1 != 0
      let isReleased = block.released >> UInt64(page) & 1 != 0
      #expect(isFree == (model.states[place] != .taken))
      #expect(isReleased == (model.states[place] == .released))
      model.set(place, 1, .taken)
    }
    blocks.append(block)
  }

  private func giveBlock(
    _ block: PageCache, _ bare: BareAllocator, _ model: inout PageModel
  ) throws {
    bare.pages.takeBack(block)
    for page in UInt(0)..<64 where block.free >> UInt64(page) & 1 != 0 {
      let place = try #require(model.place(block.base + page * Page.size))
      model.set(place, 1, block.released >> UInt64(page) & 1 != 0 ? .released : .free)
    }
  }

  /// The highest run below a place, cut at chunks; given back or refused.
  private func release(
    _ bare: BareAllocator, _ model: inout PageModel, _ random: inout SeededRandom
  ) throws {
    let most = UInt.random(in: 1...700, using: &random)
    let dense = Bool.random(using: &random) ? Chunk.pages : 256
    let below: Address =
      Bool.random(using: &random) ? ~0 : model.addresses.randomElement(using: &random)!
    let expected = highestReleasable(model, below, most, dense)
    let run = bare.pages.takeReleasable(below: below, most: most, denseLimit: dense)
    #expect(run?.base == expected?.base)
    #expect(run?.count == expected?.count)
    guard let run else { return }
    let isReleased = UInt.random(in: 0..<4, using: &random) > 0
    bare.pages.putBack(run, isReleased: isReleased)
    if isReleased { model.set(try #require(model.place(run.base)), Int(run.count), .released) }
  }

  private func highestReleasable(
    _ model: PageModel, _ below: Address, _ most: UInt, _ dense: UInt
  ) -> PageAllocator.Releasable? {
    var takenOf: [UInt: UInt] = [:]
    for (place, address) in model.addresses.enumerated() where model.states[place] == .taken {
      takenOf[address >> Chunk.shift, default: 0] += 1
    }
    var count: UInt = 0
    var last: Address = 0
    for place in model.addresses.indices.reversed() {
      let address = model.addresses[place]
      let chunk = address >> Chunk.shift
      let isMine =
        address < below && model.states[place] == .free
        && (dense == Chunk.pages || takenOf[chunk, default: 0] <= dense)
      if count > 0 {
        if !isMine || address + Page.size != last || chunk != last >> Chunk.shift || count == most {
          break
        }
        count += 1
        last = address
      } else if isMine {
        count = 1
        last = address
      }
    }
    return count == 0 ? nil : PageAllocator.Releasable(base: last, count: count)
  }

  @Test func memoryFarApartIsSearchedWithoutWalkingTheHole() throws {
    let bare = try #require(BareAllocator())
    #expect(bare.grow(0xc0_0000_0000, chunks: 1))
    #expect(bare.grow(0x7ff0_0000_0000, chunks: 1))
    let low = bare.allocate(512)
    let high = bare.allocate(512)
    #expect(low == 0xc0_0000_0000 && high == 0x7ff0_0000_0000)
    #expect(bare.allocate(1) == nil)
    bare.pages.free(0xc0_0000_0000, 512)
    let start = tc_os_thread_time()
    var wrong = 0
    for _ in 0..<1000 {
      let run = bare.takeReleasable(most: 1)
      if run?.base != 0xc0_0000_0000 + 511 << 13 { wrong += 1 }
      if let run { bare.pages.putBack(run, isReleased: false) }
    }
    #expect(wrong == 0)
    // 33 million chunks lie between: at a nanosecond each this would take 33 s.
    #expect(tc_os_thread_time() - start < 5_000_000_000, "nanoseconds of processor time")
    bare.pages.free(0x7ff0_0000_0000, 512)
  }

  @Test(arguments: 1...10)
  func aRefusedTableLeavesTheAllocatorAsItWas(call: Int) throws {
    let bare = try #require(BareAllocator())
    #expect(bare.grow(0xc0_0000_0000, chunks: 2))
    bare.system.refuse(after: Int64(call))
    let grew = bare.grow(0x7f00_0000_0000, chunks: 1)
    bare.system.refuseNothing()
    #expect(bare.pages.releasedPages == (grew ? 3 : 2) * Chunk.pages)
    #expect(bare.pages.checkSummaries())
    #expect(grew == (call > 8), "growth far away makes eight calls")
    if !grew { #expect(bare.grow(0x7f00_0000_0000, chunks: 1), "and may be tried again") }
    #expect(bare.pages.checkSummaries())
  }
}
