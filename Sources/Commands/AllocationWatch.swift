// Functions that must not allocate: which ones they are, what they do call, and the complaint with
// the way from the function to the place that allocates.
import Driver
import Escape
import GoIR
import GoSyntax

/// One way in which a function may allocate that must not.
struct AllocationComplaint {
  /// The package of the function.
  let package: String
  /// Where it allocates itself, or where it calls what does.
  let position: SourcePosition
  /// What is wrong, in one line.
  let message: String
  /// The calls that lead to the allocation, and the flow of the value, in lines.
  let steps: [(position: SourcePosition, text: String)]
  /// Lines that carry their positions in the text.
  let explanation: [String]

  /// The complaint as lines of an error.
  func lines(_ sources: SourceSet) -> [String] {
    var result: [String] = ["\(sources.compilerPlace(position)): \(message)"]
    for step in steps { result.append("\(sources.compilerPlace(step.position)):   \(step.text)") }
    return result + explanation
  }
}

/// Collects what is needed to judge functions that must not allocate.
final class AllocationWatch {
  private struct Entry {
    let allocations: FunctionAllocations
    let package: String
  }

  /// One step of a chain of calls: the call, and the function whose body it is in.
  private struct Step {
    let key: String
    let call: CallSite
  }

  /// Whether some function must not allocate. If not, nothing is collected.
  let isActive: Bool
  private let denied: [String]
  private let sources: SourceSet
  private var entries: [String: Entry] = [:]
  /// The functions that must not allocate, in the order of the packages.
  private var watched: [String] = []
  private var found: Set<String> = []

  init(_ roots: [LoadedPackage], _ denied: [String], _ sources: SourceSet) {
    self.denied = denied
    self.sources = sources
    isActive = !denied.isEmpty || roots.contains { Self.asks($0) }
  }

  /// Whether a package has a function with the directive.
  static func asks(_ package: LoadedPackage) -> Bool {
    package.files.contains { tree in
      tree.declarations.contains { node in
        guard tree.kind(node) == .functionDeclaration,
          let pragma = tree.functionDeclaration(node).pragma
        else { return false }
        return tree.pragma(pragma).flags.contains(.noAllocation)
      }
    }
  }

  /// The names that were given and that no function has.
  var unknownNames: [String] { denied.filter { !found.contains($0) } }

  /// Takes notice of a package.
  func note(_ unit: AnalyzedUnit) {
    guard isActive else { return }
    for allocations in unit.allocations() {
      let symbol = allocations.symbol
      let key = Self.key(symbol)
      entries[key] = Entry(
        allocations: allocations, package: unit.unit.package.package.path)
      let names = denied.filter { Self.matches($0, symbol) }
      found.formUnion(names)
      let isAsked = symbol.pragma.contains(.noAllocation) && symbol.kind != .instance
      if (isAsked || !names.isEmpty) && !watched.contains(key) { watched.append(key) }
    }
  }

  /// What functions are known by across packages. Literals have no name of their own.
  private static func key(_ symbol: FunctionSymbol) -> String {
    if symbol.kind == .closure { return "literal \(UInt(bitPattern: ObjectIdentifier(symbol)))" }
    return (symbol.package?.path ?? "") + "." + symbol.name
  }

  /// Whether a name on the command line means a function: with or without package, and without
  /// type arguments.
  private static func matches(_ name: String, _ symbol: FunctionSymbol) -> Bool {
    guard symbol.kind == .declared || symbol.kind == .shaped else { return false }
    var plain = ""
    var depth = 0
    for character in symbol.name {
      if character == "[" { depth += 1 }
      if depth == 0 { plain.append(character) }
      if character == "]" { depth -= 1 }
    }
    return name == plain || name == (symbol.package?.path ?? "") + "." + plain
  }

  // MARK: - Judging

  /// What is wrong with the functions that must not allocate.
  func complaints() -> [AllocationComplaint] {
    var result: [AllocationComplaint] = []
    for key in watched {
      guard let entry = entries[key] else { continue }
      result += complaints(about: entry)
    }
    return result
  }

  private func complaints(about entry: Entry) -> [AllocationComplaint] {
    let name = entry.allocations.symbol.name
    var result: [AllocationComplaint] = entry.allocations.sites.map { site in
      AllocationComplaint(
        package: entry.package, position: site.position,
        message: "\(name) must not allocate: \(site.text)", steps: [],
        explanation: site.explanation)
    }
    for call in entry.allocations.calls {
      guard let (chain, reason) = wayToAllocation(from: call) else { continue }
      var steps: [(position: SourcePosition, text: String)] = chain.map {
        ($0.call.position, "calls \($0.call.text)")
      }
      steps.append((reason.position, reason.text))
      result.append(
        AllocationComplaint(
          package: entry.package, position: call.position,
          message: "\(name) must not allocate, but \(call.text) may", steps: steps,
          explanation: reason.explanation))
    }
    return result
  }

  /// The shortest way from a call to a place that may allocate: the calls behind the first one,
  /// and the place; nil if there is none.
  private func wayToAllocation(from call: CallSite) -> ([Step], AllocationSite)? {
    if let unknown = unknown(call) { return ([], unknown) }
    var visited: Set<String> = []
    var queue: [(key: String, chain: [Step])] = []
    for callee in call.callees where visited.insert(Self.key(callee)).inserted {
      queue.append((Self.key(callee), []))
    }
    var index = 0
    while index < queue.count {
      let (key, chain) = queue[index]
      index += 1
      guard let entry = entries[key] else { continue }
      if let site = entry.allocations.sites.first { return (chain, site) }
      for next in entry.allocations.calls {
        if let unknown = unknown(next) { return (chain, unknown) }
        for callee in next.callees where visited.insert(Self.key(callee)).inserted {
          queue.append((Self.key(callee), chain + [Step(key: key, call: next)]))
        }
      }
    }
    return nil
  }

  /// Why nothing is known of what a call does.
  private func unknown(_ call: CallSite) -> AllocationSite? {
    if call.callees.isEmpty {
      return AllocationSite(
        position: call.position,
        text: "\(call.text) calls a function that is not known before it runs", explanation: [])
    }
    for callee in call.callees where !callee.isIntrinsic && callee.kind != .runtime {
      // Assembly that lets nothing escape does not allocate; other bodies may be anything.
      let isAssembly = !callee.hasBody && callee.pragma.contains(.noEscape)
      guard entries[Self.key(callee)] == nil, !isAssembly else { continue }
      return AllocationSite(
        position: call.position, text: "\(callee.name) has no body in Go", explanation: [])
    }
    return nil
  }
}
