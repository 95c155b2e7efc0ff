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
    /// Cells given back while something was being marked: they hold on until marking is over,
    /// because a thread that is not attached has no barrier to tell the collector with.
    var leaving: [Cell] = []
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
      Self.release(&state)
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

  /// Gives the cell back: what it held may go. From any thread, attached or not.
  func give(back cell: Cell) {
    state.withLock { state in
      state.leaving.append(cell)
      Self.release(&state)
    }
  }

  private static func release(_ state: inout State) {
    guard !state.leaving.isEmpty, !tc_any_barrier() else { return }
    for cell in state.leaving {
      cell.pointee = nil
      state.free.append(cell)
    }
    state.leaving.removeAll(keepingCapacity: true)
  }

  func load(_ cell: Cell) -> UnsafeMutableRawPointer {
    guard let object = cell.pointee else { preconditionFailure("a root that was given back") }
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
