// Objects in the frame that mean something on some ways to a place and not on others:
//
//   var p *T
//   if c { p = &T{…} }
//   f()
//   use(p)
//
// Who scans the frame during f, or moves the stack, has to look at the words of T, to which p may
// lead. So they are cleared when the function begins, and mean something from then on: as Go does
// with variables that are "ambiguously live".
import GoIR

extension LoweredFunction {
  /// Clears the ambiguous objects at the entry. Before segments are planned.
  func clearAmbiguousObjects() {
    guard objects.contains(where: { $0.pointers.contains(true) }) else { return }
    let ambiguous = ambiguousObjects
    var entry: [Instruction] = []
    for index in ambiguous.elements {
      let object = FrameObject(index)
      if object == outgoing || incomingObjects[object] != nil { continue }
      guard let last = objects[index].pointers.lastIndex(of: true) else { continue }
      entry.append(.zero(Address(.frame(object, offset: 0)), bytes: Int64(last + 1) * 8))
      entry.append(.activate(object))
    }
    blocks[0].instructions.insert(contentsOf: entry, at: 0)
  }

  /// The objects that are active on some ways to a place where the frame may be looked at, but not
  /// on all, and that pointers may lead to there, or what comes later names.
  private var ambiguousObjects: IndexSet64 {
    let active = ActiveObjects(self)
    let needed = NeededObjects(self)
    let nowhere = IndexSet64(limit: objects.count)
    var result = nowhere
    for (index, possible) in possiblyActive(from: active).enumerated() {
      guard let next = blocks[index].safepointSuccessor, let atEnd = active.atEnd[index] else {
        continue
      }
      // Where the frame's pointers are is told by what the next segment's beginning knows.
      let known = next.map { active.atStart[$0.index] ?? nowhere } ?? atEnd
      var reachable = needed.addressed
      if let next { reachable.formUnion(needed.atStart[next.index]) }
      for object in possible.elements
      where !known.contains(object) && reachable.contains(object) {
        result.insert(object)
      }
    }
    return result
  }

  /// By block: what is active at its end if control came on some way.
  private func possiblyActive(from active: ActiveObjects) -> [IndexSet64] {
    var atEnd = active.atEnd.map { $0 ?? IndexSet64(limit: objects.count) }
    var pending = Array(blocks.indices)
    while let index = pending.popLast() {
      Liveness.forEachSuccessor(self, index) { next, _ in
        if atEnd[next.index].formUnion(atEnd[index]) { pending.append(next.index) }
      }
    }
    return atEnd
  }
}

extension Block {
  /// Where control goes on after the frame may have been looked at, at the block's end;
  /// `.some(nil)`: nowhere. nil: nobody looks there.
  fileprivate var safepointSuccessor: BlockID?? {
    switch terminator {
    case .call(let call): .some(call.next)
    case .poll(let target, _): .some(target)
    default: nil
    }
  }
}
