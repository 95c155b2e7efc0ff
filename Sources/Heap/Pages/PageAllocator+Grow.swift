// New address space for the page allocator. The arenas that cover it are set up before.
import CTricolor

extension PageAllocator {
  /// Makes the summaries of a new arena usable. False when the system refuses.
  ///
  /// One page of level 4 serves 32 arenas, one of level 3 serves 256: committed when the first of
  /// them appears.
  func commitSummaries(arena base: Address) -> Bool {
    for level in 3...4 {
      let unit = tc_os_page_size()
      let first = (base &>> Self.shift(level)) &* 8
      let start = first.roundedDown(to: unit)
      let end = (((base &+ Arena.size) &>> Self.shift(level)) &* 8).roundedUp(to: unit)
      let covered = (start / 8) &<< Self.shift(level)
      let coveredEnd = (max(end, start &+ unit) / 8) &<< Self.shift(level)
      if hasArena(covered, coveredEnd, except: base) { continue }
      let bytes = max(end, start &+ unit) &- start
      guard system.commit(UInt(bitPattern: summaries(level)) &+ start, bytes) else { return false }
      accounting.map(Int(bytes), .collector)
    }
    return true
  }

  private func hasArena(_ from: Address, _ to: Address, except: Address) -> Bool {
    var at = from
    while at < to {
      if at != except && tc_arena_of(heap, at) != nil { return true }
      at &+= Arena.size
    }
    return false
  }

  /// Adds `bytes` at `base`, both multiples of a chunk, within one arena, as free pages without
  /// memory behind them.
  mutating func grow(_ base: Address, _ bytes: Bytes) {
    var chunk = base
    while chunk < base &+ bytes {
      taken(chunk).clear(0, Chunk.pages)
      released(chunk).set(0, Chunk.pages)
      chunk &+= Chunk.size
    }
    releasedPages &+= bytes &>> Page.shift
    low = min(low, base)
    high = max(high, base &+ bytes)
    searchAddress = min(searchAddress, base)
    update(base, bytes &>> Page.shift)
  }
}
