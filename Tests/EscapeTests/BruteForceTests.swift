// A second opinion on the solver: random small graphs, solved by exploring all states naively.
import Foundation
import Testing

@testable import Escape

/// The judge: least depths by exhaustive search over (location, depth), rules repeated until
/// nothing changes. Shares the lifetimes' definition with the solver and nothing else.
struct BruteForce {
  let graph: FlowGraph
  var attributes: [LocationAttributes]
  var leaks: [Leaks]
  static let deepest = 12

  init(_ graph: FlowGraph) {
    self.graph = graph
    attributes = graph.locations.map(\.attributes)
    leaks = graph.locations.map { _ in Leaks() }
  }

  mutating func solve() {
    var current = graph
    while true {
      let before = attributes
      for slot in current.locations.indices {
        current.locations[slot].attributes = attributes[slot]
      }
      for root in current.locations.indices { judge(LocationID(root), current) }
      if attributes == before { break }
    }
    for slot in leaks.indices { leaks[slot].dropWhatTheHeapCovers() }
  }

  /// The depths at which each location reaches the root, found by flooding all states.
  private func reachable(_ root: LocationID) -> [Int: Int] {
    var seen: Set<[Int]> = [[root.slot, 0]]
    var todo: [[Int]] = [[root.slot, 0]]
    while let state = todo.popLast() {
      if state[0] != root.slot && attributes[state[0]].contains(.escapes) { continue }
      var index = graph.locations[state[0]].firstFlow
      while index >= 0 {
        let flow = graph.flows[Int(index)]
        index = flow.next
        let depth = max(state[1], 0) + Int(flow.dereferences)
        let next = [flow.source.slot, depth]
        if attributes[flow.source.slot].contains(.escapes) || depth > Self.deepest { continue }
        if seen.insert(next).inserted { todo.append(next) }
      }
    }
    var least: [Int: Int] = [:]
    for state in seen { least[state[0]] = min(least[state[0]] ?? Int.max, state[1]) }
    return least
  }

  private mutating func judge(_ root: LocationID, _ current: FlowGraph) {
    for (slot, reached) in reachable(root) {
      let location = LocationID(slot)
      let outlived = current.outlives(root, location)
      let depth = max(reached, 0)
      if reached < 0 && outlived { attributes[slot].formUnion([.escapes]) }
      if reached < 0 && attributes[root.slot].contains(.persists) {
        attributes[slot].insert(.persists)
      }
      if attributes[slot].contains(.escapes) {
        attributes[slot].formUnion([.persists, .mutates, .calls])
      }
      if depth == 0 {
        attributes[slot].formUnion(attributes[root.slot].intersection([.mutates, .calls]))
      }
      guard graph.locations[slot].role == .parameter else { continue }
      if outlived {
        let sink = graph.locations[root.slot]
        if sink.role == .result && !attributes[root.slot].contains(.escapes)
          && sink.frame == graph.locations[slot].frame
        {
          leaks[slot].addResult(Int(sink.resultIndex), depth)
        } else {
          leaks[slot].addHeap(depth)
        }
      }
      if attributes[root.slot].contains(.mutates) { leaks[slot].addMutator(depth) }
      if attributes[root.slot].contains(.calls) { leaks[slot].addCallee(depth) }
    }
  }
}

@Suite struct BruteForceTests {
  /// A small generator (xorshift), so that a seed says everything.
  struct Random {
    var state: UInt64
    mutating func next(_ limit: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(limit))
    }
  }

  static func randomGraph(_ random: inout Random) -> FlowGraph {
    var graph = FlowGraph()
    let outer = graph.addFrame(site: .none)
    let inner = graph.addFrame(site: .none, parent: outer)
    let count = 2 + random.next(8)
    var results = 0
    for _ in 0..<count {
      let roles: [LocationRole] = [
        .variable, .variable, .parameter, .parameter, .result, .storage, .temporary,
      ]
      var role = roles[random.next(roles.count)]
      if role == .result && results == Leaks.trackedResults { role = .variable }
      let frame = random.next(4) == 0 && role != .result ? inner : outer
      _ = graph.addLocation(
        site: .none, frame: frame, role: role, loopDepth: 1 + random.next(3),
        persists: role != .storage && role != .temporary,
        resultIndex: role == .result ? results : -1)
      if role == .result { results += 1 }
    }
    for _ in 0..<random.next(count * 3) {
      let target = random.next(count + 3)
      let hole = Hole(LocationID(target < 3 ? target : target + 1))
      graph.flow(
        hole.shifted(by: [-1, -1, 0, 0, 1, 2][random.next(6)]),
        from: LocationID(4 + random.next(count)))
    }
    return graph
  }

  @Test func theSolverAgreesWithExhaustiveSearch() {
    let given = ProcessInfo.processInfo.environment["ESCAPE_SEED"].flatMap { UInt64($0) }
    let seed = given ?? UInt64.random(in: 1...UInt64.max)
    print("ESCAPE_SEED=\(seed)")
    var random = Random(state: seed)
    for round in 0..<1_500 {
      var graph = Self.randomGraph(&random)
      var judge = BruteForce(graph)
      judge.solve()
      graph.solve()
      let found: [LocationAttributes] = graph.locations.map(\.attributes)
      let leaks: [Leaks] = graph.locations.map { location in
        var leaks = location.leaks
        leaks.dropWhatTheHeapCovers()
        return leaks
      }
      #expect(found == judge.attributes, "seed \(seed), round \(round)")
      #expect(leaks == judge.leaks, "seed \(seed), round \(round)")
      if found != judge.attributes || leaks != judge.leaks { break }
    }
  }
}
