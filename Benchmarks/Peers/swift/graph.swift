// Graph rewriting with reference-counted classes; twin of graph.c. Edges are strong references, as
// a graph's are; the replaced node's edges are cleared by hand, or its cycles would leak.
let nodes = 100_000

final class Node {
  var first: Node?
  var second: Node?
  var third: Node?
  let label: Int
  let index: Int
  init(label: Int, index: Int) {
    self.label = label
    self.index = index
  }
}

var state: UInt64 = 88_172_645_463_325_252
func nextRandom() -> UInt64 {
  state ^= state << 13
  state ^= state >> 7
  state ^= state << 17
  return state
}

let steps = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1])! : 5_000_000
var table = (0..<nodes).map { Node(label: $0, index: $0) }
func randomNode() -> Node { table[Int(nextRandom() % UInt64(nodes))] }
for node in table {
  node.first = randomNode()
  node.second = randomNode()
  node.third = randomNode()
}
var sum: UInt64 = 0
for step in 0..<steps {
  let at = Int(nextRandom() % UInt64(nodes))
  let old = table[at]
  let fresh = Node(label: step, index: at)
  fresh.first = old.first
  fresh.second = old.second
  fresh.third = old.third
  table[at] = fresh
  old.first = nil
  old.second = nil
  old.third = nil
  let dice = nextRandom()
  let other = table[Int(dice % UInt64(nodes))]
  if dice >> 40 & 1 == 0 { other.first = fresh } else { other.second = fresh }
  if let third = fresh.third { sum &+= UInt64(table[third.index].label) }
}
print("\(steps) steps, sum \(sum)")
