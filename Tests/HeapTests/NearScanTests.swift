// Objects that point to their own page: whatever hangs together there is marked, once, and nothing
// else; by a marker that is alone and by one that shares.
import CTricolor
import TestRandomness
import Testing

@testable import TricolorHeap

@Suite struct NearScanTests {
  /// What a random graph's objects are and how they hang together.
  private struct Graph {
    var objects: [UInt] = []
    var edges: [[Int]] = []

    /// Which objects the first one reaches.
    var reached: Set<Int> {
      var found: Set<Int> = [0]
      var waiting = [0]
      while let at = waiting.popLast() {
        for next in edges[at] where found.insert(next).inserted { waiting.append(next) }
      }
      return found
    }
  }

  /// `count` objects of `words` pointers, allocated one after the other, each of which points to
  /// others at most `reach` places away.
  private func make(
    _ it: StepHeap, count: Int, words: Int, reach: Int, _ random: inout SeededRandom
  ) -> Graph {
    var graph = Graph()
    for _ in 0..<count {
      let mask: UInt64 = words == 64 ? ~0 : (1 << UInt64(words)) - 1
      graph.objects.append(UInt(bitPattern: tc_allocate_masked(it.cache, UInt(words) * 8, mask)))
    }
    for from in 0..<count {
      var edges: [Int] = []
      for word in 0..<words where !random.oneIn(3) {
        let to = min(max(from + random.below(2 * reach + 1) - reach, 0), count - 1)
        // Somewhere into the object, as an inner pointer may.
        let inner = UInt(random.below(words)) * 8
        it.set(graph.objects[from], word, graph.objects[to] + inner)
        edges.append(to)
      }
      graph.edges.append(edges)
    }
    return graph
  }

  private func expectExactlyTheReachable(
    _ it: StepHeap, _ graph: Graph, _ what: String
  ) {
    let reached = graph.reached
    for (index, object) in graph.objects.enumerated() {
      let isAlive = it.isAlive(object)
      #expect(isAlive == reached.contains(index), "object \(index) of \(what)")
    }
    #expect(it.violations.isEmpty)
  }

  /// Complete binary trees of 255 nodes, which lie together. Half-way through one more of its nodes
  /// wait than may.
  private func bushes(_ it: StepHeap, _ count: Int) -> UInt {
    func bush(_ levels: Int) -> UInt {
      levels == 0 ? 0 : it.pair(bush(levels - 1), bush(levels - 1))
    }
    return (0..<count).reduce(0) { list, _ in it.pair(list, bush(8)) }
  }

  @Test(arguments: [false, true])
  func budgetsThatEndAnywhereInAPageLoseNothing(isShared: Bool) throws {
    let it = try StepHeap { $0.verify = true }
    it.roots[0] = bushes(it, 40)
    let count = it.objectCount
    for budget: UInt in stride(from: 500, to: 7000, by: 13) {
      #expect(it.begin())
      if isShared { #expect(it.pointer.markState.shareAtOnce()) }
      repeat {
        while it.markRoot() {}
        while it.markSome(budget) {}
      } while !it.finish()
      if isShared { it.pointer.markState.leave(.shared) }
      while it.sweep() {}
      #expect(it.objectCount == count && it.violations.isEmpty, "budget \(budget)")
      let live = tc_u64_load(&it.pointer.pointee.live_bytes)
      #expect(live == count * 24, "what was marked is counted once, budget \(budget)")
    }
  }

  @Test(arguments: [false, true], [true, false])
  func whatHangsTogetherOnAPageIsMarkedAndNothingElse(isShared: Bool, isAmbiguous: Bool) throws {
    var random = SeededRandom.fromEnvironment()
    for words in [1, 2, 3, 4, 6, 16, 64] {
      for reach in [2, 40, 3000] {
        let it = try StepHeap {
          $0.verify = true
          $0.ambiguous = isAmbiguous
        }
        let graph = make(it, count: 3000, words: words, reach: reach, &random)
        it.roots[0] = graph.objects[0]
        // Another one who marks nothing keeps this one from being alone.
        if isShared { #expect(it.pointer.markState.shareAtOnce()) }
        it.collect()
        if isShared { it.pointer.markState.leave(.shared) }
        expectExactlyTheReachable(
          it, graph, "\(words) words, reach \(reach), seed \(random.seed)")
      }
    }
  }

  /// One object leads to more of its page than may wait at once.
  @Test func moreThanMayWaitAreMarkedAllTheSame() throws {
    let it = try StepHeap { $0.verify = true }
    let nodes = (0..<200).map { _ in it.pair() }
    // A tree whose breadth doubles: its lowest level alone is more than the queue holds.
    for index in 0..<200 {
      for side in 0..<2 where 2 * index + 1 + side < 200 {
        it.set(nodes[index], side, nodes[2 * index + 1 + side])
      }
    }
    it.roots[0] = nodes[0]
    it.collect()
    #expect(it.objectCount == 200)
    #expect(nodes.allSatisfy { it.isAlive($0) })
    it.roots[0] = 0
    it.collect()
    #expect(it.objectCount == 0)
  }
}
