// The solver: the least dereferences from every root, and what follows from them.
//
// Flows can weigh -1, so the walk from a root is Bellman and Ford's, with a queue. It ends
// although there are cycles of negative weight, because a count below zero is taken up to zero
// before it goes on: in `root = &l; l = x` the address of l reaches the root, but of x only the
// value. A location is walked again as a root whenever its attributes grow, which they do at most
// four times.

extension FlowGraph {
  /// Finds out what escapes and what leaks. Cost: about locations times flows in the worst case,
  /// close to linear in practice.
  public mutating func solve() {
    var walk = Walk(capacity: locations.count)
    walk.enqueueAll(count: locations.count)
    while let root = walk.roots.popFront() {
      walk.isQueuedRoot[root.slot] = false
      walkBack(from: root, &walk)
    }
  }

  /// Whether values stored in `holder` may live longer than `other` would on the stack.
  func outlives(_ holder: LocationID, _ other: LocationID) -> Bool {
    let outer = locations[holder.slot]
    // The heap outlives everything.
    if outer.attributes.contains(.escapes) { return true }
    if holder == .mutator || holder == .callee { return false }
    let inner = locations[other.slot]
    // Nobody knows what a caller does with a result. But the results of a closure whose callers
    // are all in sight may point into the functions around it.
    if outer.role == .result {
      return !(encloses(inner.frame, outer.frame) && !frames[outer.frame.slot].resultsAreLost)
    }
    // What is declared inside a loop is gone in the next iteration.
    if outer.frame == inner.frame { return outer.loopDepth < inner.loopDepth }
    // The variables of a function outlive the frames of the closures inside it.
    return encloses(outer.frame, inner.frame)
  }

  /// Whether `inner` is a closure somewhere inside `outer`.
  func encloses(_ outer: FrameID, _ inner: FrameID) -> Bool {
    if outer == inner || inner == .none || outer == .none { return false }
    var frame = frames[inner.slot].parent
    while frame != .none {
      if frame == outer { return true }
      frame = frames[frame.slot].parent
    }
    return false
  }

  private mutating func walkBack(from root: LocationID, _ walk: inout Walk) {
    walk.start(at: root)
    loseResultsOfCalledClosure(root, &walk)
    while let location = walk.queue.popFront() {
      walk.queuedIn[location.slot] = 0
      let reached = walk.depths[location.slot]
      let depth = max(reached, 0)
      var gained = LocationAttributes()
      if reached < 0 { gained = attributesOfAddress(location, reaching: root, walk) }
      if depth == 0 {
        gained.formUnion(locations[root.slot].attributes.intersection([.mutates, .calls]))
      }
      if locations[location.slot].role == .parameter {
        recordLeak(of: location, to: root, depth: Int(depth), walk)
      }
      if !gained.isSubset(of: locations[location.slot].attributes) {
        locations[location.slot].attributes.formUnion(gained)
        let escapes = locations[location.slot].attributes.contains(.escapes)
        walk.enqueueRoot(location, first: escapes)
        if escapes { continue }
      }
      relaxFlows(into: location, depth: depth, &walk)
    }
  }

  private mutating func attributesOfAddress(
    _ location: LocationID, reaching root: LocationID, _ walk: Walk
  ) -> LocationAttributes {
    guard outlives(root, location) else {
      return locations[root.slot].attributes.contains(.persists) ? .persists : []
    }
    if isTracing && !locations[location.slot].attributes.contains(.escapes) {
      findings.append(explanation(of: location, reaching: root, kind: .escapes, walk))
    }
    return .heap
  }

  private mutating func recordLeak(
    of location: LocationID, to root: LocationID, depth: Int, _ walk: Walk
  ) {
    if outlives(root, location) {
      if isTracing && !locations[location.slot].attributes.contains(.escapes) {
        findings.append(
          explanation(
            of: location, reaching: root, kind: .leaks(root: root, dereferences: depth), walk))
      }
      addLeak(of: location, to: root, depth: depth)
    }
    let attributes = locations[root.slot].attributes
    if attributes.contains(.mutates) { locations[location.slot].leaks.addMutator(depth) }
    if attributes.contains(.calls) { locations[location.slot].leaks.addCallee(depth) }
  }

  private mutating func addLeak(of location: LocationID, to root: LocationID, depth: Int) {
    let sink = locations[root.slot]
    let isResult = sink.role == .result && !sink.attributes.contains(.escapes)
    if isResult && sink.frame == locations[location.slot].frame
      && Int(sink.resultIndex) < Leaks.trackedResults
    {
      locations[location.slot].leaks.addResult(Int(sink.resultIndex), depth)
    } else {
      locations[location.slot].leaks.addHeap(depth)
    }
  }

  /// A closure that is called from somewhere unknown returns its results to somewhere unknown.
  private mutating func loseResultsOfCalledClosure(_ root: LocationID, _ walk: inout Walk) {
    let location = locations[root.slot]
    guard location.attributes.contains(.calls), location.closureBody != .none else { return }
    let body = location.closureBody.slot
    guard !frames[body].resultsAreLost else { return }
    frames[body].resultsAreLost = true
    for result in frames[body].results {
      walk.enqueueRoot(result, first: locations[result.slot].attributes.contains(.escapes))
    }
  }

  private func relaxFlows(into location: LocationID, depth: Int32, _ walk: inout Walk) {
    var index = locations[location.slot].firstFlow
    while index >= 0 {
      let flow = flows[Int(index)]
      let source = flow.source.slot
      if !locations[source].attributes.contains(.escapes) {
        walk.reach(flow.source, depth + flow.dereferences, from: location, by: index)
      }
      index = flow.next
    }
  }
}

/// The state of the walks: one for all roots, so that nothing is allocated for each.
struct Walk {
  var generation: UInt32 = 0
  var roots: LocationQueue
  var queue: LocationQueue
  /// The least dereferences from the current root; valid where `reachedIn` is the generation.
  var depths: [Int32]
  var reachedIn: [UInt32]
  var queuedIn: [UInt32]
  /// The next location on the way to the root, and the flow that leads there.
  var towards: [LocationID]
  var throughFlow: [Int32]
  var isQueuedRoot: [Bool]

  init(capacity: Int) {
    roots = LocationQueue(capacity: capacity)
    queue = LocationQueue(capacity: 16)
    depths = [Int32](repeating: 0, count: capacity)
    reachedIn = [UInt32](repeating: 0, count: capacity)
    queuedIn = reachedIn
    towards = [LocationID](repeating: .blank, count: capacity)
    throughFlow = [Int32](repeating: -1, count: capacity)
    isQueuedRoot = [Bool](repeating: false, count: capacity)
  }

  /// Queues the heap, the callee, the mutator, then all locations from the last to the first.
  mutating func enqueueAll(count: Int) {
    for index in 4..<max(count, 4) {
      roots.pushFront(LocationID(index))
      isQueuedRoot[index] = true
    }
    for pseudo: LocationID in [.mutator, .callee, .heap] {
      roots.pushFront(pseudo)
      isQueuedRoot[pseudo.slot] = true
    }
  }

  mutating func enqueueRoot(_ location: LocationID, first: Bool) {
    guard !isQueuedRoot[location.slot] else { return }
    isQueuedRoot[location.slot] = true
    if first { roots.pushFront(location) } else { roots.pushBack(location) }
  }

  mutating func start(at root: LocationID) {
    generation += 1
    depths[root.slot] = 0
    reachedIn[root.slot] = generation
    throughFlow[root.slot] = -1
    queue.pushFront(root)
  }

  mutating func reach(
    _ source: LocationID, _ depth: Int32, from location: LocationID, by flow: Int32
  ) {
    let slot = source.slot
    if reachedIn[slot] == generation && depths[slot] <= depth { return }
    reachedIn[slot] = generation
    depths[slot] = depth
    towards[slot] = location
    throughFlow[slot] = flow
    if queuedIn[slot] != generation {
      queuedIn[slot] = generation
      queue.pushBack(source)
    }
  }
}
