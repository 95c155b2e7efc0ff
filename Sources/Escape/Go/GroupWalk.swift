// The walk over one group of functions: its graph, its locations, its order of work.
//
// A site of the graph is a variable or a node of the unit; the two share one number space, even
// numbers for nodes and odd ones for variables.
import GoIR
import GoSyntax
import GoTypes

/// Builds and solves the graph of one group.
final class GroupWalk {
  let analysis: EscapeAnalysis
  let unit: Unit
  let functions: [Function]
  var graph: FlowGraph
  private var frames: [Int32: FrameID] = [:]
  private var variableLocations: [VariableID: LocationID] = [:]
  /// Closures with the hole that captured variables flow into.
  var closures: [(hole: Hole, function: Function)] = []

  /// The function that is being walked.
  var function: Function
  /// How many loops of it are around, counted from 1.
  var loopDepth = 1
  /// Labels of the function, and whether a jump leads back to them.
  var labels: [LabelID: Bool] = [:]

  init(_ analysis: EscapeAnalysis, _ functions: [Function]) {
    self.analysis = analysis
    unit = analysis.unit
    self.functions = functions
    function = functions[0]
    graph = FlowGraph(
      isTracing: analysis.options.verbosity >= 2 || analysis.options.keepsExplanations)
  }

  var types: TypeTable { unit.types }

  func run() {
    for function in functions { addFrame(function) }
    for function in functions { addVariables(function) }
    for function in functions where !function.isCapturingClosure { walk(function) }
    for closure in closures { connect(closure.function, closure.hole) }
    for location in graph.addedLocations {
      replaceByLiteral(location)
      if let reason = heapReason(location) {
        let hole = noted(address: Hole(.heap), graph.site(of: location), reason)
        flow(hole, from: location)
      }
    }
    graph.solve()
    sayFindings()
    finish()
  }

  // MARK: - Sites and locations

  static func site(_ node: IRNode) -> SiteID { SiteID(node.raw << 1) }

  static func site(_ variable: VariableID) -> SiteID { SiteID(variable.raw << 1 | 1) }

  /// The node of a site; nil for a variable's.
  func node(_ site: SiteID) -> IRNode? {
    site == .none || site.raw & 1 != 0 ? nil : IRNode(raw: site.raw >> 1)
  }

  /// The variable of a site; nil for a node's.
  func variable(_ site: SiteID) -> VariableID? {
    site == .none || site.raw & 1 == 0 ? nil : VariableID(raw: site.raw >> 1)
  }

  func frame(_ function: Function) -> FrameID { frames[function.index] ?? .none }

  private func addFrame(_ function: Function) {
    var parent = FrameID.none
    var outer = function.parent
    while let candidate = outer {
      if let known = frames[candidate.index] {
        parent = known
        break
      }
      outer = candidate.parent
    }
    frames[function.index] = graph.addFrame(
      site: SiteID(UInt32(bitPattern: function.index)), parent: parent)
  }

  private func addVariables(_ function: Function) {
    let results = Set(function.results)
    let parameters = Set(function.parameters)
    for variable in function.locals {
      var role = LocationRole.variable
      var index = -1
      if parameters.contains(variable) { role = .parameter }
      if results.contains(variable) {
        role = .result
        index = function.results.firstIndex(of: variable) ?? -1
      }
      addLocation(of: variable, in: function, role: role, resultIndex: index)
    }
    if !function.isLiteral {
      if function.hiddenParameter.isPresent {
        addLocation(of: function.hiddenParameter, in: function, role: .parameter)
      }
    }
  }

  func addLocation(
    of variable: VariableID, in function: Function, role: LocationRole, resultIndex: Int = -1
  ) {
    variableLocations[variable] = graph.addLocation(
      site: Self.site(variable), frame: frame(function), role: role, loopDepth: 1,
      persists: true, resultIndex: resultIndex)
  }

  /// The location of a local variable, or of what a closure's view stands for.
  func location(_ variable: VariableID) -> LocationID {
    guard let known = variableLocations[unit.canonical(variable)] else {
      preconditionFailure("a variable belongs to no function of the group")
    }
    return known
  }

  // MARK: - Flows in the terms of the walk

  func flow(_ hole: Hole, from location: LocationID) {
    graph.flow(hole, from: location)
    sayFindings()
  }

  func noted(_ hole: Hole, _ node: IRNode, _ reason: StaticString) -> Hole {
    graph.noted(hole, Self.site(node), reason)
  }

  func noted(address hole: Hole, _ site: SiteID, _ reason: StaticString) -> Hole {
    graph.addressed(hole, site, reason)
  }

  func dereferenced(_ hole: Hole, _ node: IRNode, _ reason: StaticString) -> Hole {
    graph.dereferenced(hole, Self.site(node), reason)
  }

  func addressed(_ hole: Hole, _ node: IRNode, _ reason: StaticString) -> Hole {
    graph.addressed(hole, Self.site(node), reason)
  }

  /// Adds the storage that a node makes; what goes into it flows into the result.
  func spill(_ hole: Hole, _ node: IRNode) -> Hole {
    let location = graph.spill(
      hole, site: Self.site(node), frame: frame(function), loopDepth: loopDepth)
    sayFindings()
    return Hole(location)
  }

  func tee(_ holes: [Hole]) -> Hole {
    graph.tee(holes, frame: frame(function), loopDepth: loopDepth)
  }

  func later(_ hole: Hole) -> Hole {
    graph.later(hole, frame: frame(function), loopDepth: loopDepth)
  }

  func temporaryLocation(persists: Bool) -> LocationID {
    graph.addLocation(
      site: .none, frame: frame(function), role: .temporary, loopDepth: loopDepth,
      persists: persists)
  }

  // MARK: - Functions

  /// Walks the body of a function.
  func walk(_ function: Function) {
    let saved = (self.function, loopDepth, labels)
    self.function = function
    loopDepth = 1
    labels = [:]
    unit.forEachNode(in: function) { node in
      switch unit.operation(node) {
      case .label: labels[unit.label(of: node)] = false
      case .goto:
        // A label that comes before a jump to it is the head of a loop.
        if labels[unit.label(of: node)] == false { labels[unit.label(of: node)] = true }
      default: break
      }
    }
    block(function.body)
    (self.function, loopDepth, labels) = saved
  }

  /// Whether a function's locations are in this graph, so that its leaks are not known yet.
  func isInGroup(_ symbol: FunctionSymbol) -> Function? {
    guard let function = unit.definition(of: symbol), frames[function.index] != nil,
      !analysis.tagged.contains(function.index)
    else { return nil }
    return function
  }

  // MARK: - Saying

  func sayFindings() {
    guard graph.isTracing else { return }
    for finding in graph.takeFindings() {
      let lines = finding.lines(naming: self, graph: graph)
      if analysis.options.keepsExplanations, case .escapes = finding.kind {
        analysis.keep(lines, for: graph.site(of: finding.location))
      }
      guard analysis.options.verbosity >= 2 else { continue }
      for line in lines { analysis.say(line: line) }
    }
  }
}

extension GroupWalk: FlowNaming {
  func text(of site: SiteID) -> String {
    if let variable = variable(site) { return analysis.text.text(variable) }
    return node(site).map { analysis.text.text($0) } ?? ""
  }

  func position(of site: SiteID) -> String {
    if let variable = variable(site) {
      return analysis.place(unit.outermost(unit[variable].position))
    }
    guard let node = node(site) else { return "" }
    return analysis.place(unit.outermost(unit[node].position))
  }

  func functionName(of site: SiteID) -> String {
    unit.function(Int32(bitPattern: site.raw))?.symbol.name ?? ""
  }
}
