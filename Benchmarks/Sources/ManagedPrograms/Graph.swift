// Graph rewriting; twin of Peers/c/graph.c and Peers/swift/graph.swift.
import Tricolor

struct Node: BitwiseCopyable {
  var first: Ref<Node>?
  var second: Ref<Node>?
  var third: Ref<Node>?
  var label: Int
  var index: Int
}

private let nodeCount = 100_000

func runGraph(steps: Int, _ mutator: borrowing Mutator) {
  let table: ManagedArray<Ref<Node>?> = mutator.makeArray(count: nodeCount, repeating: nil)
  var random = Generator()
  func place() -> Int { Int(random.next() % UInt64(nodeCount)) }
  for index in 0..<nodeCount { table[index] = mutator.make(Node(label: index, index: index)) }
  for index in 0..<nodeCount {
    guard let node = table[index] else { continue }
    node.first = table[place()]
    node.second = table[place()]
    node.third = table[place()]
  }
  var sum: UInt64 = 0
  for step in 0..<steps {
    let at = place()
    guard let old = table[at] else { continue }
    let fresh = mutator.make(
      Node(first: old.first, second: old.second, third: old.third, label: step, index: at))
    table[at] = fresh
    let dice = random.next()
    guard let other = table[Int(dice % UInt64(nodeCount))] else { continue }
    if dice >> 40 & 1 == 0 { other.first = fresh } else { other.second = fresh }
    if let third = fresh.third, let now = table[third.index] { sum &+= UInt64(now.label) }
  }
  print("\(steps) steps, sum \(sum)")
}
