// References kept in Swift's own storage: a root holds its object as long as it lives.
import CTricolor
import TricolorHeap

/// Keeps one object alive from outside the heap: from a global, a class, an array.
///
/// Not copyable; the hold ends with its life. It may move between threads; its ``ref`` is for
/// threads that are attached.
public struct Root<Value>: ~Copyable, @unchecked Sendable {
  /// Keeps the heap, which must outlive its cells.
  private let heap: ManagedHeap
  private let table: RootCells
  private let cell: RootCells.Cell

  /// Roots `ref` in `heap`.
  ///
  /// - Precondition: `ref` is an object of `heap`.
  public init(_ ref: Ref<Value>, in heap: ManagedHeap) {
    precondition(heap.owns(ref.raw), Misuse.foreignRoot)
    self.heap = heap
    table = heap.roots
    cell = table.take(ref.raw)
  }

  deinit { table.give(back: cell) }

  /// The object. Setting it goes through the write barrier.
  public var ref: Ref<Value> {
    get { Ref(raw: table.load(cell)) }
    nonmutating set {
      precondition(heap.owns(newValue.raw), Misuse.foreignRoot)
      table.store(newValue.raw, in: cell)
    }
  }
}

/// A growing list of rooted references: for symbol tables, caches, and other Swift storage that
/// names many objects by number.
public final class RootTable<Value>: @unchecked Sendable {
  private let heap: ManagedHeap
  private let cells = Locked<[RootCells.Cell]>([])

  /// An empty table whose objects live in `heap`.
  public init(heap: ManagedHeap) { self.heap = heap }

  deinit {
    cells.withLock { cells in
      for cell in cells { heap.roots.give(back: cell) }
    }
  }

  /// The number of references.
  public var count: Int { cells.withLock { $0.count } }

  /// Adds a reference and returns its number.
  @discardableResult
  public func append(_ ref: Ref<Value>) -> Int {
    precondition(heap.owns(ref.raw), Misuse.foreignRoot)
    return cells.withLock { cells in
      cells.append(heap.roots.take(ref.raw))
      return cells.count - 1
    }
  }

  /// The reference with a number.
  public subscript(index: Int) -> Ref<Value> {
    get { Ref(raw: heap.roots.load(cells.withLock { $0[index] })) }
    set {
      precondition(heap.owns(newValue.raw), Misuse.foreignRoot)
      heap.roots.store(newValue.raw, in: cells.withLock { $0[index] })
    }
  }
}
