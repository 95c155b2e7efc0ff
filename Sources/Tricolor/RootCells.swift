// The words that hold a heap's Swift-side roots: blocks of cells that never move, a list of free
// ones, and the scan that reports them all to the collector.
import CTricolor

/// The root cells of one heap.
final class RootCells: @unchecked Sendable {
  typealias Cell = UnsafeMutablePointer<UnsafeMutableRawPointer?>

  /// Cells in a block: 4 KiB of them.
  static let blockCount = 512

  private struct State {
    var blocks: [Cell] = []
    var free: [Cell] = []
  }
  private let state = Locked(State())

  deinit {
    state.withLock { state in
      for block in state.blocks { block.deallocate() }
    }
  }

  /// A cell that holds `object`.
  func take(_ object: UnsafeMutableRawPointer) -> Cell {
    let cell = state.withLock { state in
      if state.free.isEmpty {
        let block = Cell.allocate(capacity: Self.blockCount)
        block.initialize(repeating: nil, count: Self.blockCount)
        state.blocks.append(block)
        for index in (0..<Self.blockCount).reversed() { state.free.append(block + index) }
      }
      return state.free.removeLast()
    }
    store(object, in: cell)
    return cell
  }

  /// Empties the cell: what it held may go. From any thread, attached or not: it needs no barrier,
  /// because who reads a cell while something is marked shades what it reads.
  func give(back cell: Cell) {
    state.withLock { state in
      cell.pointee = nil
      state.free.append(cell)
    }
  }

  /// What the cell holds, kept in this cycle: the thread's stack may have been scanned already.
  func load(_ cell: Cell) -> UnsafeMutableRawPointer {
    guard let object = cell.pointee else { preconditionFailure("a root that was given back") }
    if tc_any_barrier() {
      guard let thread = attachment(owning: UInt(bitPattern: object)) else {
        preconditionFailure("a root was read on a thread that is not attached: call attach()")
      }
      if tc_is_marking(thread.pointee.cache) { tc_shade(thread.pointee.cache, object) }
    }
    return object
  }

  /// Stores through the barrier of the thread's attachment.
  func store(_ object: UnsafeMutableRawPointer, in cell: Cell) {
    if tc_any_barrier() {
      guard let thread = attachment(owning: UInt(bitPattern: object)) else {
        preconditionFailure("a root was set on a thread that is not attached: call attach()")
      }
      tc_store(thread.pointee.cache, cell, object)
    }
    cell.pointee = object
  }

  /// Reports every cell to the collector, while others take and store. Returns bytes.
  func scan(_ visitor: UnsafeMutablePointer<tc_visitor>) -> UInt {
    let blocks = state.withLock { $0.blocks }
    for block in blocks {
      tc_visit_ambiguous(visitor, block, UInt(Self.blockCount * 8))
    }
    return UInt(blocks.count * Self.blockCount * 8)
  }
}
