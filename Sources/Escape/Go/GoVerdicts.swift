// After the solve: the parameters' leaks, the verdicts, and the lines about both.
import GoIR
import GoSyntax
import GoTypes

extension GroupWalk {
  func finish() {
    for function in functions {
      analysis.tagged.insert(function.index)
      tagParameters(function)
    }
    for location in graph.addedLocations { judge(location) }
  }

  // MARK: - Parameters

  private func tagParameters(_ function: Function) {
    var summaries: [UInt64] = []
    for (index, parameter) in function.parameters.enumerated() {
      summaries.append(tag(parameter, index, function).bits)
    }
    function.symbol.parameterSummaries = summaries
  }

  private func tag(_ parameter: VariableID, _ index: Int, _ function: Function) -> Leaks {
    let record = unit[parameter]
    let isSaid =
      analysis.options.verbosity > 0 && !function.isWrapper && !function.isDuplicate
    func say(_ text: String) {
      let leaks = !text.hasSuffix("does not escape")
      if isSaid { analysis.say(record.position, text, .parameter(leaks: leaks)) }
    }
    let isNamed = !record.name.hasPrefix("~p")
    let isUintptr = types.form(record.type) == .uintptr
    guard function.hasBody else {
      function.symbol.pragma.insert(.uintptrKeepAlive)
      if isUintptr { say("assuming \(record.name) is unsafe uintptr") }
      if isUintptr || !types.hasPointers(record.type) { return .unknown }
      return tagWithoutBody(record.name, isNamed, function, say)
    }
    if function.symbol.pragma.contains(.uintptrEscapes) {
      if isUintptr {
        say("marking \(record.name) as escaping uintptr")
        return .unknown
      }
      let isLast = index == function.parameters.count - 1
      if isLast, types.isVariadic(function.symbol.type),
        types.form(types.element(record.type)) == .uintptr
      {
        say("marking \(record.name) as escaping ...uintptr")
        return .unknown
      }
    }
    guard types.hasPointers(record.type) else { return .unknown }
    guard isNamed else { return Leaks() }
    let location = location(parameter)
    var leaks = graph.leaks(of: location)
    leaks.dropWhatTheHeapCovers()
    if isSaid && !graph.attributes(of: location).contains(.escapes) {
      sayLeaks(leaks, record, function)
    }
    return leaks
  }

  private func tagWithoutBody(
    _ name: String, _ isNamed: Bool, _ function: Function, _ say: (String) -> Void
  ) -> Leaks {
    var leaks = Leaks()
    if function.symbol.pragma.contains(.noEscape) {
      if isNamed { say("\(name) does not escape") }
      leaks.addMutator(0)
      leaks.addCallee(0)
    } else {
      if isNamed { say("leaking param: \(name)") }
      leaks.addHeap(0)
    }
    return leaks
  }

  private func sayLeaks(_ leaks: Leaks, _ parameter: Variable, _ function: Function) {
    var isSaid = false
    if let depth = leaks.heap {
      let what = depth == 0 ? "leaking param" : "leaking param content"
      analysis.say(
        parameter.position, "\(what): \(parameter.name)", .parameter(leaks: true))
      isSaid = true
    }
    for index in 0..<Leaks.trackedResults {
      guard let depth = leaks.result(index), index < function.results.count else { continue }
      let result = unit[function.results[index]].name
      analysis.say(
        parameter.position,
        "leaking param: \(parameter.name) to result \(result) level=\(depth)",
        .parameter(leaks: true))
      isSaid = true
    }
    if !isSaid {
      analysis.say(
        parameter.position, "\(parameter.name) does not escape", .parameter(leaks: false))
    }
  }

  // MARK: - Verdicts

  private func judge(_ location: LocationID) {
    let site = graph.site(of: location)
    guard site != .none else { return }
    let attributes = graph.attributes(of: location)
    let escapes = attributes.contains(.escapes)
    let verdict = EscapeVerdict(
      escapes: escapes, isTransient: !escapes && !attributes.contains(.persists),
      mutates: attributes.contains(.mutates))
    let isSaid = analysis.options.verbosity > 0
    if let variable = variable(site) {
      analysis.record(verdict, variable: variable)
      if escapes && isSaid {
        analysis.say(
          unit[variable].position, "moved to heap: \(analysis.text.text(variable))",
          .storage(isHeap: true))
      }
      return
    }
    guard let node = node(site) else { return }
    analysis.record(verdict, node: node)
    let operation = unit.operation(node)
    let isWrapper = operation == .closure && unit.closureFunction(node).isWrapper
    if isSaid && !isWrapper {
      let what = operation == .append ? "append" : analysis.text.text(node)
      let how = escapes ? "escapes to heap" : "does not escape"
      analysis.say(unit[node].position, "\(what) \(how)", .storage(isHeap: escapes))
    }
    if operation == .stringToBytes && !attributes.contains(.mutates) && isSaid {
      analysis.say(unit[node].position, "zero-copy string->[]byte conversion")
    }
  }
}
