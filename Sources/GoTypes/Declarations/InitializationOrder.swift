// The order in which package variables are initialised.
//
// A variable comes after everything that its initial value refers to, directly or through
// functions; otherwise source order holds. Functions are first removed from the graph of
// references: who refers to a function refers to all that the function refers to.
import GoSyntax

extension Checker {
  /// Determines the order; reports variables and constants whose values need themselves.
  func orderInitialization() {
    var graph = DependencyGraph(packageObjects)
    graph.removeFunctions()
    var queue = InitializationQueue(graph)
    var emitted: Set<ObjectIdentifier> = []
    while let node = queue.popFirst() {
      let object = graph.objects[node]
      if queue.pendingCount(node) > 0, let cycle = dependencyCycle(object) {
        reportInitializationCycle(cycle)
      }
      for user in graph.users[node] { queue.decrement(user) }
      guard let variable = object.asVariable, let declaration = variable.declaration,
        case .value(_, let initial?) = declaration.source,
        emitted.insert(ObjectIdentifier(declaration)).inserted
      else { continue }
      let variables = declaration.variables.isEmpty ? [variable] : declaration.variables
      info.initializationOrder.append(
        Initializer(variables: variables, file: declaration.file, expression: initial))
    }
  }

  /// A shortest-first way from an object back to itself, last member first; nil if there is none.
  private func dependencyCycle(_ start: Object) -> [Object]? {
    struct Step {
      let object: Object
      var next: Int
      let dependencies: [Object]
    }
    func step(_ object: Object) -> Step {
      let dependencies = object.declaration?.dependencies ?? []
      return Step(
        object: object, next: 0, dependencies: dependencies.sorted { $0.order < $1.order })
    }
    var seen: Set<ObjectIdentifier> = [ObjectIdentifier(start)]
    var stack = [step(start)]
    while var top = stack.popLast() {
      guard top.next < top.dependencies.count else { continue }
      let dependency = top.dependencies[top.next]
      top.next += 1
      stack.append(top)
      if dependency === start {
        return [start] + stack.dropFirst().reversed().map(\.object)
      }
      if seen.insert(ObjectIdentifier(dependency)).inserted { stack.append(step(dependency)) }
    }
    return nil
  }

  private func reportInitializationCycle(_ cycle: [Object]) {
    var object = cycle[0]
    if cycle.count == 1 {
      report(
        .invalidInitCycle, at: object.position,
        "initialization cycle: \(object.text) refers to itself")
      return
    }
    var complaint = Complaint(.invalidInitCycle)
    complaint.add(object.position, "initialization cycle for \(object.text)")
    for next in cycle.reversed() {
      complaint.add(object.position, "\(object.text) refers to \(next.text)")
      object = next
    }
    report(complaint)
  }
}

/// Which package-level constants, variables and functions refer to which.
private struct DependencyGraph {
  let objects: [Object]
  /// By node: the nodes that it refers to.
  private(set) var dependencies: [Set<Int>]
  /// By node: the nodes that refer to it.
  private(set) var users: [Set<Int>]

  init(_ all: [Object]) {
    objects = all.filter { $0.kind != .typeName }
    var indexByObject: [ObjectIdentifier: Int] = [:]
    for (index, object) in objects.enumerated() {
      indexByObject[ObjectIdentifier(object)] = index
    }
    dependencies = Array(repeating: [], count: objects.count)
    users = Array(repeating: [], count: objects.count)
    for (index, object) in objects.enumerated() {
      for dependency in object.declaration?.dependencies ?? [] {
        guard let other = indexByObject[ObjectIdentifier(dependency)] else { continue }
        dependencies[index].insert(other)
        users[other].insert(index)
      }
    }
  }

  /// Connects the users of each function with what the function refers to, cheap ones first since
  /// each removal makes others dearer.
  mutating func removeFunctions() {
    var functions = objects.indices.filter { objects[$0].kind == .function }
    let costs = objects.indices.map { users[$0].count * dependencies[$0].count }
    functions.sort { (costs[$0], $0) < (costs[$1], $1) }
    for function in functions {
      let own = dependencies[function].subtracting([function])
      for user in users[function] where user != function {
        dependencies[user].formUnion(own)
        dependencies[user].remove(function)
        for dependency in own { users[dependency].insert(user) }
      }
      for dependency in own { users[dependency].remove(function) }
      users[function] = []
      dependencies[function] = []
    }
  }
}

/// Nodes by what they still wait for: constants first, then those that wait for least, then by
/// source order.
private struct InitializationQueue {
  private struct Key: Comparable {
    let isVariable: Bool
    let count: Int
    let order: UInt32
    let node: Int

    static func < (left: Key, right: Key) -> Bool {
      if left.isVariable != right.isVariable { return !left.isVariable }
      if left.count != right.count { return left.count < right.count }
      return left.order < right.order
    }
  }

  private var counts: [Int]
  private let objects: [Object]
  private var isDone: [Bool]
  /// A binary heap. A node's key is added anew when its count falls; older ones are stale.
  private var heap: [Key] = []

  init(_ graph: DependencyGraph) {
    objects = graph.objects
    counts = graph.dependencies.map(\.count)
    isDone = objects.map { $0.kind == .function }
    for node in objects.indices where !isDone[node] { push(key(node)) }
  }

  /// How many nodes a node waits for.
  func pendingCount(_ node: Int) -> Int { counts[node] }

  private func key(_ node: Int) -> Key {
    Key(
      isVariable: objects[node].kind != .constant, count: counts[node],
      order: objects[node].order, node: node)
  }

  mutating func decrement(_ node: Int) {
    counts[node] -= 1
    if !isDone[node] { push(key(node)) }
  }

  mutating func popFirst() -> Int? {
    while let first = pop() {
      guard !isDone[first.node], first.count == counts[first.node] else { continue }
      isDone[first.node] = true
      return first.node
    }
    return nil
  }

  private mutating func push(_ key: Key) {
    heap.append(key)
    var index = heap.count - 1
    while index > 0, heap[index] < heap[(index - 1) / 2] {
      heap.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  private mutating func pop() -> Key? {
    guard let result = heap.first, let last = heap.popLast() else { return nil }
    if heap.isEmpty { return result }
    heap[0] = last
    var index = 0
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2] where child < heap.count {
        if heap[child] < heap[least] { least = child }
      }
      if least == index { return result }
      heap.swapAt(index, least)
      index = least
    }
  }
}
