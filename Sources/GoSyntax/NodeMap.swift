// Side tables: what a later stage knows about the nodes of one tree.

/// A dense table from the nodes of one tree to values: one slot a node, no hashing.
///
/// ```swift
/// var types = NodeMap<TypeID>(tree, repeating: .none)
/// types[call] = resultType
/// ```
/// Reading or writing costs one bounds-checked array access.
public struct NodeMap<Value> {
  private var values: [Value]

  /// A table for all nodes of `tree`, filled with `initial`.
  public init(_ tree: SyntaxTree, repeating initial: Value) {
    values = Array(repeating: initial, count: tree.nodeCount)
  }

  /// The value of a node of the tree that the table was made for.
  public subscript(node: NodeID) -> Value {
    get { values[Int(node.raw)] }
    set { values[Int(node.raw)] = newValue }
    _modify { yield &values[Int(node.raw)] }
  }

  /// How many slots there are: the tree's node count.
  public var count: Int { values.count }
}

extension NodeMap: Sendable where Value: Sendable {}
