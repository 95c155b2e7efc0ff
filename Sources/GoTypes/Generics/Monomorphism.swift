// Instances without end: `func f[T any]() { f[*T]() }` would need f for *T, **T, ***T, …
//
// A graph says which types flow into which type parameters. Its vertices are type parameters, and
// types that are declared inside generic functions (each instance of the function has its own).
// An edge has weight 0 if the type argument is just the type parameter or type it comes from, and
// 1 if it is built around it. A cycle with an edge of weight 1 never ends.
import GoSyntax

/// Who flows into which type parameter.
struct InstanceGraph {
  struct Vertex {
    let object: TypeNameObject
    /// The weight of the heaviest known path that ends here, its length, and its last edge.
    var weight = 0
    var length = 0
    var lastEdge = 0
  }

  struct Edge {
    let from: Int
    let to: Int
    let weight: Int
    let position: SourcePosition
    let type: GoType
  }

  var vertices: [Vertex] = []
  var edges: [Edge] = []
  /// The type parameter of the declared type for one that a method's receiver declares.
  private var canonical: [ObjectIdentifier: TypeParameter] = [:]
  private var indexByObject: [ObjectIdentifier: Int?] = [:]

  /// Makes a type parameter stand for another in the graph.
  mutating func setCanonical(_ parameter: TypeParameter, _ canonical: TypeParameter) {
    self.canonical[ObjectIdentifier(parameter)] = canonical
  }

  /// The package that is checked: a cycle of instances lies within one package.
  let package: Package

  init(package: Package) { self.package = package }

  /// Notes the instantiation of type parameters.
  /// - Parameter positions: of the arguments as far as they are written; else `position`.
  mutating func add(
    _ parameters: [TypeParameter], _ arguments: [GoType], at position: SourcePosition,
    _ positions: [SourcePosition]
  ) {
    for (index, parameter) in parameters.enumerated() where index < arguments.count {
      guard parameter.object.package === package else { continue }
      let place = index < positions.count ? positions[index] : position
      var walk = ArgumentWalk()
      walk.visit(arguments[index])
      for source in walk.sources {
        let from: Int?
        if let parameter = source.asTypeParameter {
          from = vertex(of: parameter)
        } else {
          from = source.asNamed.flatMap { vertex(ofLocal: $0.origin) }
        }
        guard let from else { continue }
        let weight = source === arguments[index] ? 0 : 1
        edges.append(
          Edge(
            from: from, to: vertex(of: parameter), weight: weight, position: place,
            type: arguments[index]))
      }
    }
  }

  private mutating func vertex(of parameter: TypeParameter) -> Int {
    let parameter = canonical[ObjectIdentifier(parameter)] ?? parameter
    let key = ObjectIdentifier(parameter.object)
    if let known = indexByObject[key], let index = known { return index }
    let index = vertices.count
    vertices.append(Vertex(object: parameter.object))
    indexByObject[key] = .some(index)
    return index
  }

  /// The vertex of a type that is declared inside a generic function; nil for other types.
  private mutating func vertex(ofLocal named: NamedType) -> Int? {
    let object = named.object
    guard object.package === package, object.parent !== package.scope else { return nil }
    let key = ObjectIdentifier(object)
    if let known = indexByObject[key] { return known }
    var result: Int?
    var scope: Scope? = object.parent
    while let current = scope, current !== package.scope {
      for element in current.all where element.position < object.position {
        guard let parameter = element.asTypeName?.type?.asTypeParameter,
          parameter.object === element
        else { continue }
        let index = result ?? vertices.count
        if result == nil { vertices.append(Vertex(object: object)) }
        result = index
        let from = vertex(of: parameter)
        edges.append(
          Edge(from: from, to: index, weight: 1, position: object.position, type: parameter))
      }
      scope = current.parent
    }
    indexByObject[key] = .some(result)
    return result
  }

  /// Finds the type parameters and named types in a type argument, outermost first, each once:
  /// types that share parts are exponentially larger than their text.
  private struct ArgumentWalk {
    var sources: [GoType] = []
    private var seen: Set<ObjectIdentifier> = []

    init() {}

    mutating func visit(_ type: GoType) {
      let type = type.unaliased
      guard type.kind != .basic, seen.insert(ObjectIdentifier(type)).inserted else { return }
      switch type.kind {
      case .typeParameter: sources.append(type)
      case .named:
        sources.append(type)
        type.asNamed?.typeArguments.forEach { visit($0) }
      case .array: type.asArray.map { visit($0.element) }
      case .slice: type.asSlice.map { visit($0.element) }
      case .pointer: type.asPointer.map { visit($0.base) }
      case .channel: type.asChannel.map { visit($0.element) }
      case .map:
        type.asMap.map {
          visit($0.key)
          visit($0.element)
        }
      case .interface: type.asInterface?.allMethods.forEach { visit($0.type) }
      case .signature:
        type.asSignature.map {
          visit($0.parameters.variables)
          visit($0.results.variables)
        }
      case .structure: type.asStruct.map { visit($0.fields) }
      case .basic, .tuple, .union, .alias: break
      }
    }

    private mutating func visit(_ variables: [VarObject]) {
      for variable in variables { visit(variable.type) }
    }

    private mutating func visit(_ type: GoType?) {
      if let type { visit(type) }
    }
  }
}

extension Checker {
  /// Reports instances without end. Looks for a cycle of positive weight: heaviest paths are
  /// lengthened until none changes, or one is as long as there are vertices.
  func checkInstanceCycles() {
    var changes = true
    while changes {
      changes = false
      for (index, edge) in instanceGraph.edges.enumerated() {
        let source = instanceGraph.vertices[edge.from]
        let weight = source.weight + edge.weight
        guard weight > instanceGraph.vertices[edge.to].weight else { continue }
        instanceGraph.vertices[edge.to].lastEdge = index
        instanceGraph.vertices[edge.to].length = source.length + 1
        if source.length + 1 == instanceGraph.vertices.count {
          reportInstanceCycle(endingAt: edge.to)
          return
        }
        instanceGraph.vertices[edge.to].weight = weight
        changes = true
      }
    }
  }

  private func reportInstanceCycle(endingAt end: Int) {
    var stack: [Int] = []
    var vertex = end
    while !stack.contains(vertex) {
      stack.append(vertex)
      vertex = instanceGraph.edges[instanceGraph.vertices[vertex].lastEdge].from
    }
    // What was visited before the cycle is not on it.
    stack.removeSubrange(..<(stack.firstIndex(of: vertex) ?? 0))
    var complaint = Complaint(.invalidInstanceCycle)
    complaint.add(instanceGraph.vertices[vertex].object.position, "instantiation cycle:")
    let relative: Qualifier = { [package] in $0 === package ? "" : $0.path }
    for member in stack {
      let edge = instanceGraph.edges[instanceGraph.vertices[member].lastEdge]
      let object = instanceGraph.vertices[edge.to].object
      let verb =
        object.type?.kind == .named ? "implicitly parameterized by" : "instantiated as"
      let type = typeString(edge.type, qualifier: relative)
      complaint.add(edge.position, "\(object.text) \(verb) \(type)")
    }
    report(complaint)
  }
}
