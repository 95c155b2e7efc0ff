// A sorted set whose every change is a new version. It shares all but one path with the version
// before, so nobody owns a node: what no version that is kept leads to is garbage.
import Tricolor

/// A node of a treap: keys in order, priorities as in a heap. Never changed once it is made.
struct Node: ManagedLayout {
  var left: Ref<Node>?
  var right: Ref<Node>?
  let key: Int
  let count: Int

  /// The first two words are references; the collector looks at no others.
  static var layout: ObjectLayout<Node> { ObjectLayout(words: 0b0011) }

  init(_ left: Ref<Node>?, _ key: Int, _ right: Ref<Node>?) {
    self.left = left
    self.right = right
    self.key = key
    count = 1 + (left?.count ?? 0) + (right?.count ?? 0)
  }
}

/// What keeps the tree balanced: as good as random, and the same in each run.
func priority(_ key: Int) -> UInt64 {
  var bits = UInt64(bitPattern: Int64(key)) &* 0x9E37_79B9_7F4A_7C15
  bits ^= bits >> 32
  bits &*= 0xD6E8_FEB8_6659_FD93
  return bits ^ bits >> 32
}

/// One version of the set; the empty one has no root.
struct VersionedSet: BitwiseCopyable {
  var root: Ref<Node>?

  var count: Int { root?.count ?? 0 }

  func contains(_ key: Int) -> Bool {
    var place = root
    while let node = place {
      if node.key == key { return true }
      place = key < node.key ? node.left : node.right
    }
    return false
  }

  func inserting(_ key: Int, _ mutator: borrowing Mutator) -> VersionedSet {
    contains(key) ? self : VersionedSet(root: insert(key, root, mutator))
  }

  func removing(_ key: Int, _ mutator: borrowing Mutator) -> VersionedSet {
    contains(key) ? VersionedSet(root: remove(key, root, mutator)) : self
  }

  /// The sum of all keys.
  var sum: Int {
    func add(_ place: Ref<Node>?) -> Int {
      guard let node = place else { return 0 }
      return node.key + add(node.left) + add(node.right)
    }
    return add(root)
  }
}

/// The nodes below `key`, and those above it.
private func split(
  _ place: Ref<Node>?, _ key: Int, _ mutator: borrowing Mutator
) -> (below: Ref<Node>?, above: Ref<Node>?) {
  guard let node = place else { return (nil, nil) }
  if node.key < key {
    let (below, above) = split(node.right, key, mutator)
    return (mutator.make(Node(node.left, node.key, below)), above)
  }
  let (below, above) = split(node.left, key, mutator)
  return (below, mutator.make(Node(above, node.key, node.right)))
}

private func insert(
  _ key: Int, _ place: Ref<Node>?, _ mutator: borrowing Mutator
) -> Ref<Node> {
  guard let node = place, priority(node.key) >= priority(key) else {
    let (below, above) = split(place, key, mutator)
    return mutator.make(Node(below, key, above))
  }
  return key < node.key
    ? mutator.make(Node(insert(key, node.left, mutator), node.key, node.right))
    : mutator.make(Node(node.left, node.key, insert(key, node.right, mutator)))
}

private func merge(
  _ below: Ref<Node>?, _ above: Ref<Node>?, _ mutator: borrowing Mutator
) -> Ref<Node>? {
  guard let low = below else { return above }
  guard let high = above else { return below }
  return priority(low.key) >= priority(high.key)
    ? mutator.make(Node(low.left, low.key, merge(low.right, high, mutator)))
    : mutator.make(Node(merge(low, high.left, mutator), high.key, high.right))
}

private func remove(
  _ key: Int, _ place: Ref<Node>?, _ mutator: borrowing Mutator
) -> Ref<Node>? {
  guard let node = place else { return nil }
  if node.key == key { return merge(node.left, node.right, mutator) }
  return key < node.key
    ? mutator.make(Node(remove(key, node.left, mutator), node.key, node.right))
    : mutator.make(Node(node.left, node.key, remove(key, node.right, mutator)))
}
