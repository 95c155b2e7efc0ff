// Cutting a function into segments: where each begins, which blocks it contains, and where what is
// needed later is kept in the frame.
//
// A segment begins at the entry, behind each call, at the head of each loop that can be stopped,
// and where deferred calls are made after a panic. Blocks that several segments reach are in each
// of them, as long as that does not make too much code; beyond that, some become segments of their
// own (joins), which others jump to with everything in the frame.

/// Where a segment begins.
public struct SegmentHead: Sendable {
  public let block: BlockID
  /// The call that it is behind; nil for other segments.
  public let call: Call?
  /// Whether a loop stops here.
  public internal(set) var isPoll = false
  /// Whether other segments jump here instead of containing it.
  public internal(set) var isJoin = false
  /// The registers to load from the frame.
  public internal(set) var live: [Register] = []
  /// The blocks, in the order of writing, the first one first.
  public internal(set) var region: [BlockID] = []
  /// The objects that mean something where it begins.
  public internal(set) var active: [FrameObject] = []
}

/// Which words of a frame hold pointers at one place.
public struct FramePointers: Sendable {
  /// Those that the function itself still needs.
  public internal(set) var live: [Bool]
  /// Those of objects that it does not name any more: they mean something as long as somebody has
  /// a pointer to their object.
  public internal(set) var reached: [Bool]

  init(words: Int) {
    live = Array(repeating: false, count: words)
    reached = live
  }
}

/// The segments and the frame of one function.
public struct SegmentPlan: Sendable {
  public private(set) var heads: [SegmentHead] = []
  /// The head that begins at a block.
  public private(set) var headOfBlock: [BlockID: Int] = [:]
  /// Polls that cannot be left out, by the block that ends with them.
  public private(set) var polls: Set<BlockID> = []
  /// Offsets from the stack pointer of registers that are kept.
  public private(set) var slots: [Register: Int64] = [:]
  /// Offsets of objects.
  public private(set) var objects: [Int64] = []
  /// Bytes from the stack pointer to the caller's.
  public private(set) var frame: Int64 = 8
  private(set) var active: ActiveObjects
  private(set) var liveness: Liveness
  private let needed: NeededObjects

  /// Plans a function.
  public init(_ function: LoweredFunction) {
    liveness = Liveness(function)
    active = ActiveObjects(function)
    needed = NeededObjects(function)
    findPolls(function)
    findHeads(function)
    chooseJoins(function)
    for index in heads.indices { describe(index, function) }
    layOut(function)
  }

  // MARK: - Polls

  /// A loop that calls Go on each way round needs no poll: each function looks at its entry. The
  /// glue does not look, if it need not wait.
  private mutating func findPolls(_ function: LoweredFunction) {
    for (index, block) in function.blocks.enumerated() {
      guard case .poll(let target, _) = block.terminator, active.atEnd[index] != nil else {
        continue
      }
      var seen: Set<BlockID> = [target]
      var pending = [target]
      while let next = pending.popLast() {
        if next.index == index {
          polls.insert(BlockID(index))
          break
        }
        let terminator = function.blocks[next.index].terminator
        var successors = terminator.localSuccessors
        if case .call(let call) = terminator, case .glue = call.target, let back = call.next {
          successors.append(back)
        }
        for successor in successors where seen.insert(successor).inserted {
          pending.append(successor)
        }
      }
    }
  }

  // MARK: - Heads

  private mutating func findHeads(_ function: LoweredFunction) {
    add(SegmentHead(block: LoweredFunction.entry, call: nil))
    for (index, block) in function.blocks.enumerated() where active.atEnd[index] != nil {
      switch block.terminator {
      case .call(let call):
        if let next = call.next { add(SegmentHead(block: next, call: call)) }
      case .poll(let target, _) where polls.contains(BlockID(index)):
        if headOfBlock[target] == nil { add(SegmentHead(block: target, call: nil)) }
        if let head = headOfBlock[target] { heads[head].isPoll = true }
      default: break
      }
    }
    if let recovery = function.recovery, headOfBlock[recovery] == nil {
      add(SegmentHead(block: recovery, call: nil))
    }
  }

  private mutating func add(_ head: SegmentHead) {
    headOfBlock[head.block] = heads.count
    heads.append(head)
  }

  // MARK: - Joins

  private mutating func chooseJoins(_ function: LoweredFunction) {
    let sizes = function.blocks.map { $0.instructions.count + 2 }
    let whole = sizes.reduce(0, +)
    let limit = whole * 3 + 100
    for _ in 0..<64 {
      var uses = [Int](repeating: 0, count: function.blocks.count)
      var total = 0
      for index in heads.indices {
        heads[index].region = region(from: heads[index].block, function)
        for block in heads[index].region {
          uses[block.index] += 1
          total += sizes[block.index]
        }
      }
      guard total > limit, addJoins(function, uses, sizes) else { return }
    }
    for index in heads.indices {
      heads[index].region = region(from: heads[index].block, function)
    }
  }

  /// Makes the blocks whose copies cost most segments of their own; false if there are none.
  private mutating func addJoins(
    _ function: LoweredFunction, _ uses: [Int], _ sizes: [Int]
  ) -> Bool {
    var gains: [(gain: Int, block: BlockID)] = []
    var predecessors = [Int](repeating: 0, count: function.blocks.count)
    for (index, block) in function.blocks.enumerated() where active.atEnd[index] != nil {
      for next in block.terminator.localSuccessors { predecessors[next.index] += 1 }
    }
    for index in uses.indices where uses[index] > 1 {
      let block = BlockID(index)
      let head = headOfBlock[block]
      if let head, heads[head].isJoin || heads[head].call != nil { continue }
      guard index != 0, predecessors[index] > 1 || head != nil else { continue }
      let size = region(from: block, function).reduce(0) { $0 + sizes[$1.index] }
      gains.append(((uses[index] - 1) * size, block))
    }
    gains.sort { $0.gain != $1.gain ? $0.gain > $1.gain : $0.block.raw < $1.block.raw }
    guard let best = gains.first, best.gain > 0 else { return false }
    for (gain, block) in gains.prefix(max(1, gains.count / 8)) where gain * 2 >= best.gain {
      if headOfBlock[block] == nil { add(SegmentHead(block: block, call: nil)) }
      if let head = headOfBlock[block] { heads[head].isJoin = true }
    }
    return true
  }

  /// Whether control leaves the segment to go to a block.
  public func isJoin(_ block: BlockID) -> Bool {
    headOfBlock[block].map { heads[$0].isJoin } ?? false
  }

  private func region(from start: BlockID, _ function: LoweredFunction) -> [BlockID] {
    var seen: Set<BlockID> = [start]
    var order: [BlockID] = []
    var pending = [start]
    while let block = pending.popLast() {
      order.append(block)
      for next in function.blocks[block.index].terminator.localSuccessors.reversed()
      where !(isJoin(next) && next != start) && seen.insert(next).inserted {
        pending.append(next)
      }
    }
    return order
  }

  // MARK: - What is kept

  private mutating func describe(_ index: Int, _ function: LoweredFunction) {
    let head = heads[index]
    var needed = liveness.atStart[head.block.index]
    if index == 0 { needed = IndexSet64(limit: function.registers.count) }
    for result in head.call?.results.all ?? [] { needed.remove(result.index) }
    // The callee may panic, and a deferred call recover: then it goes on elsewhere in this frame.
    if head.call != nil, let recovery = function.recovery {
      needed.formUnion(liveness.atStart[recovery.index])
    }
    heads[index].live = needed.elements.map { Register($0) }
    heads[index].active = (active.atStart[head.block.index]?.elements ?? []).map {
      FrameObject($0)
    }
  }

  private mutating func layOut(_ function: LoweredFunction) {
    var offset = (function.outgoingBytes + 7) / 8 * 8
    for (index, record) in function.objects.enumerated() {
      if function.incomingObjects[FrameObject(index)] != nil {
        objects.append(0)
      } else if function.outgoing?.index == index {
        objects.append(0)
      } else {
        objects.append(offset)
        offset += (record.size + 7) / 8 * 8
      }
    }
    offset = assignSlots(from: offset)
    frame = offset + 8
    for (object, place) in function.incomingObjects { objects[object.index] = frame + place }
  }

  /// Registers that are never needed at the same place share a slot.
  private mutating func assignSlots(from start: Int64) -> Int64 {
    var places: [Register: IndexSet64] = [:]
    var order: [Register] = []
    for (index, head) in heads.enumerated() {
      for register in head.live {
        if places[register] == nil {
          places[register] = IndexSet64(limit: heads.count)
          order.append(register)
        }
        places[register]?.insert(index)
      }
    }
    var taken: [IndexSet64] = []
    for register in order {
      guard let own = places[register] else { continue }
      var slot = taken.firstIndex { !$0.intersects(own) }
      if slot == nil {
        taken.append(IndexSet64(limit: heads.count))
        slot = taken.count - 1
      }
      if let slot {
        taken[slot].formUnion(own)
        slots[register] = start + Int64(slot) * 8
      }
    }
    return start + Int64(taken.count) * 8
  }

  // MARK: - Pointers

  /// Which words of the frame hold pointers where a segment begins that is not running: the return
  /// word is left out.
  public func pointers(at head: Int, _ function: LoweredFunction) -> FramePointers {
    let start = heads[head].block.index
    return pointers(heads[head].live, heads[head].active, needed.atStart[start], function)
  }

  /// The same at a call that never returns, at the end of a block.
  public func pointers(atEndOf block: BlockID, _ function: LoweredFunction) -> FramePointers {
    let live = function.recovery.map { liveness.atStart[$0.index].elements.map { Register($0) } }
    let objects = active.atEnd[block.index]?.elements.map { FrameObject($0) } ?? []
    let later = function.recovery.map { needed.atStart[$0.index] }
    return pointers(
      live ?? [], objects, later ?? IndexSet64(limit: function.objects.count), function)
  }

  private func pointers(
    _ live: [Register], _ active: [FrameObject], _ later: IndexSet64, _ function: LoweredFunction
  ) -> FramePointers {
    var map = FramePointers(words: Int(frame / 8) - 1)
    for register in live where function.registers[register.index].scalar == .pointer {
      if let slot = slots[register] { map.live[Int(slot / 8)] = true }
    }
    for object in active where function.incomingObjects[object] == nil {
      let isNeeded = later.contains(object.index)
      guard isNeeded || needed.addressed.contains(object.index) else { continue }
      let first = Int(objects[object.index] / 8)
      for (word, isPointer) in function.objects[object.index].pointers.enumerated()
      where isPointer {
        if isNeeded { map.live[first + word] = true } else { map.reached[first + word] = true }
      }
    }
    return map
  }

  /// The objects with pointers whose addresses are values somewhere: offset and bytes of each, in
  /// the order of the frame.
  public func addressedObjects(_ function: LoweredFunction) -> [(offset: Int64, bytes: Int64)] {
    needed.addressed.elements.compactMap { index in
      let record = function.objects[index]
      guard record.pointers.contains(true), function.incomingObjects[FrameObject(index)] == nil
      else { return nil }
      return (objects[index], record.size)
    }
  }

  /// The registers to keep when control leaves for a segment.
  public func live(at block: BlockID) -> [Register] {
    headOfBlock[block].map { heads[$0].live } ?? []
  }

  /// The registers to keep for after a recovered panic.
  public func liveAfterPanic(_ function: LoweredFunction) -> [Register] {
    guard let recovery = function.recovery else { return [] }
    return liveness.atStart[recovery.index].elements.map { Register($0) }
  }
}
