// How values are sent through the graph: notes on a hole, the flow itself, and the three shapes
// that a walk builds from it (spill, tee, later) beside the hole of a solved function's parameter.

extension FlowGraph {
  /// The hole with one more note on what happens to the value; the hole itself when not tracing.
  public mutating func noted(_ hole: Hole, _ site: SiteID, _ reason: StaticString) -> Hole {
    guard isTracing else { return hole }
    notes.append(FlowNote(site: site, reason: reason, next: hole.notes))
    var result = hole
    result.notes = NoteID(index: Int32(truncatingIfNeeded: notes.count - 1))
    return result
  }

  /// The hole for `e` when `*e` is evaluated into `hole`.
  public mutating func dereferenced(
    _ hole: Hole, _ site: SiteID, _ reason: StaticString
  ) -> Hole { noted(hole.shifted(by: 1), site, reason) }

  /// The hole for `e` when `&e` is evaluated into `hole`.
  public mutating func addressed(
    _ hole: Hole, _ site: SiteID, _ reason: StaticString
  ) -> Hole { noted(hole.shifted(by: -1), site, reason) }

  /// Lets the value of `source` flow into a hole.
  ///
  /// A flow into the blank is dropped, and so is one from a location into itself that does not
  /// take its address. An address that flows straight into an escaped location decides at once.
  public mutating func flow(_ hole: Hole, from source: LocationID) {
    if hole.takesAddress { locations[source.slot].isAddressTaken = true }
    let target = hole.target
    if target == .blank || (target == source && hole.dereferences >= 0) { return }
    if hole.dereferences < 0 && locations[target.slot].attributes.contains(.escapes) {
      if isTracing {
        let step = FlowStep(
          destination: target, source: source, dereferences: Int(hole.dereferences),
          notes: chain(hole.notes))
        findings.append(FlowFinding(location: source, kind: .escapes, steps: [step]))
      }
      locations[source.slot].attributes.formUnion(.heap)
      return
    }
    append(
      Flow(source: source, dereferences: hole.dereferences, notes: hole.notes), into: target)
  }

  private mutating func append(_ flow: Flow, into target: LocationID) {
    let index = Int32(truncatingIfNeeded: flows.count)
    flows.append(flow)
    let last = locations[target.slot].lastFlow
    if last >= 0 {
      flows[Int(last)].next = index
    } else {
      locations[target.slot].firstFlow = index
    }
    locations[target.slot].lastFlow = index
  }

  /// Adds storage that an expression makes, lets its address flow into `hole`, and returns the
  /// location: what the expression's operands flow into.
  public mutating func spill(
    _ hole: Hole, site: SiteID, frame: FrameID, loopDepth: Int
  ) -> LocationID {
    let storage = addLocation(
      site: site, frame: frame, role: .storage, loopDepth: loopDepth, persists: false)
    flow(addressed(hole, site, "spill"), from: storage)
    return storage
  }

  /// A hole that flows into each of `holes`.
  ///
  /// - Precondition: none of them takes an address, unless it is the only one: the address of a
  ///   copy is not the address of the original.
  public mutating func tee(_ holes: [Hole], frame: FrameID, loopDepth: Int) -> Hole {
    if holes.isEmpty { return .discard }
    if holes.count == 1 { return holes[0] }
    let copy = addLocation(
      site: .none, frame: frame, role: .temporary, loopDepth: loopDepth, persists: false)
    for hole in holes {
      precondition(!hole.isAddress, "the address of a copy was asked for")
      flow(hole, from: copy)
    }
    return Hole(copy)
  }

  /// A hole that flows into `hole` at some later time, so that the storage in between persists.
  public mutating func later(_ hole: Hole, frame: FrameID, loopDepth: Int) -> Hole {
    let keeper = addLocation(
      site: .none, frame: frame, role: .temporary, loopDepth: loopDepth, persists: true)
    flow(hole, from: keeper)
    return Hole(keeper)
  }

  /// The hole for an argument whose parameter leaks as `leaks` say.
  ///
  /// - Parameter results: the holes that the call's results flow into; empty when they are unused.
  public mutating func hole(
    for leaks: Leaks, results: [Hole], frame: FrameID, loopDepth: Int
  ) -> Hole {
    var holes: [Hole] = []
    if let depth = leaks.heap { holes.append(Hole(.heap).shifted(by: depth)) }
    if let depth = leaks.mutator { holes.append(Hole(.mutator).shifted(by: depth)) }
    if let depth = leaks.callee { holes.append(Hole(.callee).shifted(by: depth)) }
    if !results.isEmpty {
      for index in 0..<Leaks.trackedResults {
        if let depth = leaks.result(index) { holes.append(results[index].shifted(by: depth)) }
      }
    }
    return tee(holes, frame: frame, loopDepth: loopDepth)
  }

  func chain(_ first: NoteID) -> [FlowNote] {
    var result: [FlowNote] = []
    var next = first
    while next != .none {
      let note = notes[Int(next.index)]
      result.append(note)
      next = note.next
    }
    return result
  }
}
