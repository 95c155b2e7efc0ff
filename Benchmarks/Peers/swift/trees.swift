// Binary trees with reference-counted classes; the twin of trees.c.
final class Tree {
  var left: Tree?
  var right: Tree?
}

func build(_ depth: Int) -> Tree {
  let tree = Tree()
  if depth > 0 {
    tree.left = build(depth - 1)
    tree.right = build(depth - 1)
  }
  return tree
}

func count(_ tree: Tree) -> Int {
  guard let left = tree.left, let right = tree.right else { return 1 }
  return 1 + count(left) + count(right)
}

let deepest = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1])! : 18
let stays = build(deepest)
for depth in stride(from: 4, through: deepest, by: 2) {
  let rounds = 1 << (deepest - depth + 4)
  var nodes = 0
  for _ in 0..<rounds { nodes += count(build(depth)) }
  print("\(rounds) trees of depth \(depth): \(nodes) nodes")
}
print("the tree that stays: \(count(stays)) nodes")
