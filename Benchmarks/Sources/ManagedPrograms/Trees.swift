// Binary trees; twin of Peers/c/trees.c.
import Tricolor

struct Tree: BitwiseCopyable {
  var left: Ref<Tree>?
  var right: Ref<Tree>?
}

func build(_ depth: Int, _ mutator: borrowing Mutator) -> Ref<Tree> {
  guard depth > 0 else { return mutator.make(Tree()) }
  return mutator.make(Tree(left: build(depth - 1, mutator), right: build(depth - 1, mutator)))
}

func count(_ tree: Ref<Tree>) -> Int {
  guard let left = tree.left, let right = tree.right else { return 1 }
  return 1 + count(left) + count(right)
}

func runTrees(deepest: Int, _ mutator: borrowing Mutator) {
  let stays = build(deepest, mutator)
  for depth in stride(from: 4, through: deepest, by: 2) {
    let rounds = 1 << (deepest - depth + 4)
    var nodes = 0
    for _ in 0..<rounds { nodes += count(build(depth, mutator)) }
    print("\(rounds) trees of depth \(depth): \(nodes) nodes")
  }
  print("the tree that stays: \(count(stays)) nodes")
}
