// New address space for the page allocator. The arenas that cover it are set up before.
import CTricolor

extension PageAllocator {
  /// Adds `bytes` at `base`, both multiples of a chunk, as free pages without memory behind them.
  /// False when the system refuses memory for the tables; then nothing was added.
  mutating func grow(_ base: Address, _ bytes: Bytes) -> Bool {
    invariant(
      (base | bytes) & (Chunk.size &- 1) == 0 && bytes > 0, "the heap grows by parts of a chunk")
    guard tree.commit(base, bytes) else { return false }
    let leaves = tree.summaries(PageTree.leaf)
    let free = PageSummary(start: Chunk.pages, most: Chunk.pages, end: Chunk.pages)
    var chunk = base
    while chunk < base &+ bytes {
      structural(
        taken(chunk).count(0, Chunk.pages) == Chunk.pages, "the heap grows twice into one chunk")
      taken(chunk).clear(0, Chunk.pages)
      released(chunk).set(0, Chunk.pages)
      leaves[Int(chunk &>> Chunk.shift)] = free
      chunk &+= Chunk.size
    }
    tree.propagate(base &>> Chunk.shift, (base &+ bytes &- 1) &>> Chunk.shift)
    releasedPages &+= bytes &>> Page.shift
    low = min(low, base)
    high = max(high, base &+ bytes)
    searchAddress = min(searchAddress, base)
    return true
  }
}
