// Small graphs in a few words: variables are added by name and flows by their text.
@testable import Escape

/// A graph under construction, with one function `f` whose locations go by one-letter names.
struct GraphFixture {
  var graph: FlowGraph
  let frame: FrameID
  private(set) var names: [String: LocationID] = [
    "heap": .heap, "mutator": .mutator, "callee": .callee,
  ]
  private(set) var sites: [String] = []

  init(isTracing: Bool = false) {
    graph = FlowGraph(isTracing: isTracing)
    frame = graph.addFrame(site: SiteID(0))
    sites.append("f")
  }

  subscript(name: String) -> LocationID {
    guard let location = names[name] else { preconditionFailure("no location \(name)") }
    return location
  }

  mutating func frame(_ name: String, in parent: FrameID) -> FrameID {
    sites.append(name)
    return graph.addFrame(site: SiteID(UInt32(sites.count - 1)), parent: parent)
  }

  @discardableResult
  mutating func add(
    _ name: String, _ role: LocationRole = .variable, depth: Int = 1, frame: FrameID? = nil,
    result: Int = -1
  ) -> LocationID {
    sites.append(name)
    let location = graph.addLocation(
      site: SiteID(UInt32(sites.count - 1)), frame: frame ?? self.frame, role: role,
      loopDepth: depth, persists: role != .storage && role != .temporary, resultIndex: result)
    names[name] = location
    return location
  }

  /// Adds a flow written as an assignment: "p = &q", "p = q", "p = **q".
  mutating func flow(_ text: String) {
    let words = text.split(separator: " ")
    var source = words[2]
    var weight = 0
    if source.first == "&" {
      weight = -1
      source.removeFirst()
    }
    while source.first == "*" {
      weight += 1
      source.removeFirst()
    }
    sites.append(text)
    let hole = graph.noted(
      Hole(self[String(words[0])]).shifted(by: weight), SiteID(UInt32(sites.count - 1)),
      "assign")
    graph.flow(hole, from: self[String(source)])
  }

  func escapes(_ name: String) -> Bool {
    graph.attributes(of: self[name]).contains(.escapes)
  }

  func leaks(_ name: String) -> Leaks {
    var leaks = graph.leaks(of: self[name])
    leaks.dropWhatTheHeapCovers()
    return leaks
  }
}

extension GraphFixture: FlowNaming {
  func text(of site: SiteID) -> String { sites[Int(site.raw)] }
  func position(of site: SiteID) -> String { "f:\(site.raw)" }
  func functionName(of site: SiteID) -> String { text(of: site) }
}
