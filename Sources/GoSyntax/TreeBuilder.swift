// Growing storage for the records and extra words of one tree while it is parsed.
// What is stored for which kind is decided by the parser's chapters and read by the views.

/// Records and extra words under construction. The parser asks for nodes; `SyntaxTree` takes the
/// memory over.
struct TreeBuilder: ~Copyable {
  private var records: UnsafeMutablePointer<NodeRecord>
  private var recordCount: Int
  private var recordCapacity: Int
  private var extra: UnsafeMutablePointer<UInt32>
  private var extraCount: Int
  private var extraCapacity: Int

  /// Room for a file of so many bytes: measured on Go's library, a node takes about five bytes of
  /// source, comments included.
  init(bytes: Int) {
    recordCapacity = bytes / 6 + 64
    extraCapacity = bytes / 8 + 64
    records = .allocate(capacity: recordCapacity)
    extra = .allocate(capacity: extraCapacity)
    // Record zero and extra word zero mean "absent".
    records.initialize(to: NodeRecord(.absent, at: .unknown))
    extra.initialize(to: 0)
    recordCount = 1
    extraCount = 1
  }

  deinit {
    records.deallocate()
    extra.deallocate()
  }

  /// Stores a node.
  mutating func add(_ record: NodeRecord) -> NodeID {
    if recordCount == recordCapacity { growRecords() }
    (records + recordCount).initialize(to: record)
    recordCount &+= 1
    return NodeID(raw: UInt32(truncatingIfNeeded: recordCount &- 1))
  }

  /// The record of a node, to be read or completed.
  subscript(node: NodeID) -> NodeRecord {
    get { records[Int(node.raw)] }
    set { records[Int(node.raw)] = newValue }
  }

  /// Stores one extra word and returns its index.
  @discardableResult
  mutating func add(word: UInt32) -> UInt32 {
    if extraCount == extraCapacity { growExtra(by: 1) }
    (extra + extraCount).initialize(to: word)
    extraCount &+= 1
    return UInt32(truncatingIfNeeded: extraCount &- 1)
  }

  /// Stores a list of nodes and returns its index; zero for an empty one.
  mutating func add(list: ArraySlice<UInt32>) -> UInt32 {
    if list.isEmpty { return 0 }
    let index: UInt32 = add(word: UInt32(truncatingIfNeeded: list.count))
    for word in list { add(word: word) }
    return index
  }

  /// An extra word, to be read or completed.
  subscript(word index: UInt32) -> UInt32 {
    get { extra[Int(index)] }
    set { extra[Int(index)] = newValue }
  }

  /// Gives the memory away, cut to size.
  consuming func finish() -> (
    records: UnsafeMutablePointer<NodeRecord>, recordCount: Int,
    extra: UnsafeMutablePointer<UInt32>
  ) {
    let finalRecords = Self.moved(records, count: recordCount, capacity: recordCount)
    let finalExtra = Self.moved(extra, count: extraCount, capacity: extraCount)
    let count: Int = recordCount
    discard self
    return (finalRecords, count, finalExtra)
  }

  private mutating func growRecords() {
    recordCapacity *= 2
    records = Self.moved(records, count: recordCount, capacity: recordCapacity)
  }

  private mutating func growExtra(by words: Int) {
    extraCapacity = max(extraCapacity * 2, extraCount + words)
    extra = Self.moved(extra, count: extraCount, capacity: extraCapacity)
  }

  private static func moved<Element>(
    _ old: UnsafeMutablePointer<Element>, count: Int, capacity: Int
  ) -> UnsafeMutablePointer<Element> {
    let new = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    new.moveInitialize(from: old, count: count)
    old.deallocate()
    return new
  }
}
