// Binary trees: many that are dropped at once beside one that stays. Nothing is ever freed here.
import Tricolor

struct Tree: BitwiseCopyable {
  var left: Ref<Tree>?
  var right: Ref<Tree>?
}

func build(_ depth: Int, _ mutator: borrowing Mutator) -> Ref<Tree> {
  guard depth > 0 else { return mutator.make(Tree()) }
  return mutator.make(
    Tree(left: build(depth - 1, mutator), right: build(depth - 1, mutator)))
}

func count(_ tree: Ref<Tree>) -> Int {
  guard let left = tree.left, let right = tree.right else { return 1 }
  return 1 + count(left) + count(right)
}

func run(deepest: Int) throws {
  let heap = try ManagedHeap()
  let mutator = try heap.attach()
  let stays = build(deepest, mutator)
  for depth in stride(from: 4, through: deepest, by: 2) {
    let rounds = 1 << (deepest - depth + 4)
    var nodes = 0
    for _ in 0..<rounds { nodes += count(build(depth, mutator)) }
    print("\(rounds) trees of depth \(depth): \(nodes) nodes")
  }
  print("the tree that stays: \(count(stays)) nodes")
}

try run(deepest: CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 16)
