// Small managed programs that several tests run.
import Tricolor

struct Node: BitwiseCopyable {
  var next: Ref<Node>?
  var other: Ref<Node>?
  var value: Int
}

/// A tree whose references are declared exactly.
struct ExactTree: ManagedLayout {
  var value: Int
  var left: Ref<ExactTree>?
  var right: Ref<ExactTree>?
  static let layout = ObjectLayout(references: \ExactTree.left, \ExactTree.right)
}

/// A heap for tests: the second mark is on.
func testHeap(stress: Bool = false, percent: Int? = nil) throws -> ManagedHeap {
  var configuration = ManagedHeap.Configuration()
  configuration.verify = true
  configuration.stress = stress
  configuration.gcPercent = percent
  return try ManagedHeap(configuration)
}

/// A list of `count` nodes with values count-1 … 0.
@inline(never)
func makeList(_ count: Int, _ mutator: borrowing Mutator) -> Ref<Node>? {
  var first: Ref<Node>?
  for value in 0..<count { first = mutator.make(Node(next: first, value: value)) }
  return first
}

/// A node of its own.
@inline(never)
func makeNode(_ value: Int, _ mutator: borrowing Mutator) -> Ref<Node> {
  mutator.make(Node(value: value))
}

@inline(never)
func sum(_ list: Ref<Node>?) -> Int {
  var total = 0
  var link = list
  while let node = link {
    total += node.value
    link = node.next
  }
  return total
}

@inline(never)
func makeTree(_ depth: Int, _ mutator: borrowing Mutator) -> Ref<ExactTree> {
  guard depth > 0 else { return mutator.make(ExactTree(value: 1)) }
  return mutator.make(
    ExactTree(
      value: depth, left: makeTree(depth - 1, mutator), right: makeTree(depth - 1, mutator)))
}

@inline(never)
func countNodes(_ tree: Ref<ExactTree>?) -> Int {
  guard let tree else { return 0 }
  return 1 + countNodes(tree.left) + countNodes(tree.right)
}

/// Overwrites what earlier calls left on the stack, so that no stale word keeps an object.
@inline(never)
func clearStack() {
  withUnsafeTemporaryAllocation(of: UInt.self, capacity: 4096) { words in
    for index in words.indices { words[index] = 0 }
  }
}
