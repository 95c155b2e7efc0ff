// Why a location escapes or a parameter leaks: the flow from it to the root, step by step, and
// its text. A front end says how sites are called and where they are; the rest is here.

/// One flow on the way from a location to what it reaches.
public struct FlowStep: Sendable {
  /// Where the value goes.
  public let destination: LocationID
  /// Where it comes from.
  public let source: LocationID
  /// The dereferences in between; -1 when the source's address flows.
  public let dereferences: Int
  /// What the expressions in between did with it, outermost first.
  public let notes: [FlowNote]
}

/// A decision of the solver with its reason.
public struct FlowFinding: Sendable {
  /// What was decided.
  public enum Kind: Sendable {
    /// The location's address outlives it.
    case escapes
    /// The parameter's value reaches the heap or a result, after so many dereferences.
    case leaks(root: LocationID, dereferences: Int)
  }

  /// The location that the decision is about.
  public let location: LocationID
  /// What was decided.
  public let kind: Kind
  /// The way, from the location to the root.
  public let steps: [FlowStep]
  /// Whether the way runs into a cycle and was cut there.
  public let isTruncated: Bool

  init(location: LocationID, kind: Kind, steps: [FlowStep], isTruncated: Bool = false) {
    self.location = location
    self.kind = kind
    self.steps = steps
    self.isTruncated = isTruncated
  }
}

/// What a front end tells about its sites, for the text of a finding.
public protocol FlowNaming {
  /// The source text of an expression or the name of a variable.
  func text(of site: SiteID) -> String
  /// The place, as diagnostics print it: "./x.go:3:4".
  func position(of site: SiteID) -> String
  /// The name of the function that a frame belongs to.
  func functionName(of site: SiteID) -> String
}

extension FlowFinding {
  /// The finding as the lines that `go build -gcflags=-m=2` prints for it.
  ///
  /// - Parameters:
  ///   - naming: how the front end calls its sites.
  ///   - graph: the graph that the finding came from.
  public func lines(naming: some FlowNaming, graph: FlowGraph) -> [String] {
    let place = naming.position(of: graph.site(of: location))
    var result = [place + ": " + headline(naming, graph)]
    for step in steps {
      let operation = step.dereferences < 0 ? "&" : String(repeating: "*", count: step.dereferences)
      let target = Self.name(of: step.destination, naming, graph)
      let source = Self.name(of: step.source, naming, graph)
      result.append("\(place):   flow: \(target) ← \(operation)\(source):")
      for note in step.notes {
        let text = naming.text(of: note.site)
        let at = naming.position(of: note.site)
        result.append("\(place):     from \(text) (\(note.reason)) at \(at)")
      }
    }
    if isTruncated {
      result.append(
        "\(place):   warning: truncated explanation due to assignment cycle; "
          + "see golang.org/issue/35518")
    }
    return result
  }

  private func headline(_ naming: some FlowNaming, _ graph: FlowGraph) -> String {
    let text = naming.text(of: graph.site(of: location))
    let function = naming.functionName(of: graph.site(of: graph.frame(of: location)))
    switch kind {
    case .escapes:
      return "\(text) escapes to heap in \(function):"
    case .leaks(let root, let dereferences):
      let target = Self.name(of: root, naming, graph)
      return "parameter \(text) leaks to \(target) for \(function) with derefs=\(dereferences):"
    }
  }

  private static func name(
    of location: LocationID, _ naming: some FlowNaming, _ graph: FlowGraph
  ) -> String {
    if location == .heap { return "{heap}" }
    let site = graph.site(of: location)
    if site == .none { return "{temp}" }
    let text = naming.text(of: site)
    return graph.role(of: location).isNamed ? text : "{storage for \(text)}"
  }
}

extension FlowGraph {
  /// The findings since the last call, in the order of the decisions; empty when not tracing.
  public mutating func takeFindings() -> [FlowFinding] {
    let taken = findings
    findings.removeAll(keepingCapacity: true)
    return taken
  }

  func explanation(
    of location: LocationID, reaching root: LocationID, kind: FlowFinding.Kind, _ walk: Walk
  ) -> FlowFinding {
    var steps: [FlowStep] = []
    var visited: Set<LocationID> = []
    var source = location
    while true {
      if !visited.insert(source).inserted {
        return FlowFinding(location: location, kind: kind, steps: steps, isTruncated: true)
      }
      let index = walk.throughFlow[source.slot]
      // Only a root has no flow towards it, and a root's own value does not outlive itself.
      guard index >= 0 else { break }
      let flow = flows[Int(index)]
      let destination = walk.towards[source.slot]
      steps.append(
        FlowStep(
          destination: destination, source: source, dereferences: Int(flow.dereferences),
          notes: chain(flow.notes)))
      if destination == root { break }
      source = destination
    }
    return FlowFinding(location: location, kind: kind, steps: steps)
  }
}
