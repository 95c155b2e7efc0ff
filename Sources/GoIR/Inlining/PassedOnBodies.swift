// Which bodies of other packages a package hands on to those that import it, as Go's export data
// do: of functions that were inlined here, and that importers can reach from what this package
// exports. What nobody hands on cannot be inlined, however small it is.
//
// Reachable are the exported objects; the types in their types; the methods of types; and what the
// bodies name that are handed out: of generic functions, and of those that can be inlined.
import GoSyntax
import GoTypes

extension Unit {
  /// Finds the bodies that importers of this package can inline, besides its own.
  func findPassedOnBodies() {
    guard !package.inlinedForeign.isEmpty else { return }
    var walk = ExportWalk(unit: self)
    for object in package.package.scope.all where object.isExported { walk.reach(object) }
    walk.run()
    package.passedOn = walk.passedOn
  }
}

extension Session {
  /// The package-level objects and methods that a function's body names; found once in a run.
  func objectsNamed(in declaration: FunctionDeclaration) -> [Object] {
    let key = ObjectIdentifier(declaration.object)
    if let known = namedObjects[key] { return known }
    var found: [Object] = []
    var seen: Set<ObjectIdentifier> = []
    if let body = declaration.syntax.body {
      let file = declaration.file
      file.tree.walk(body) { node in
        guard file.tree.kind(node) == .name, let object = file.use(node) else { return true }
        let isGlobal = object.parent === object.package?.scope
        guard object.kind == .function || object.kind == .typeName || isGlobal else { return true }
        if seen.insert(ObjectIdentifier(object)).inserted { found.append(object) }
        return true
      }
    }
    namedObjects[key] = found
    return found
  }
}

private struct ExportWalk {
  let unit: Unit
  private var seen: Set<ObjectIdentifier> = []
  private var waiting: [Object] = []
  private(set) var passedOn: Set<ObjectIdentifier> = []

  init(unit: Unit) { self.unit = unit }

  mutating func reach(_ object: Object) {
    let origin = object.asFunction?.origin ?? object
    if seen.insert(ObjectIdentifier(origin)).inserted { waiting.append(origin) }
  }

  mutating func run() {
    while let object = waiting.popLast() {
      if let type = object.type { reach(type) }
      if let function = object.asFunction { visit(function) }
    }
  }

  private mutating func visit(_ function: FuncObject) {
    guard let signature = function.signature,
      let declaration = unit.session.declaration(of: function)
    else { return }
    if signature.typeParameters.isEmpty && signature.receiverTypeParameters.isEmpty {
      let symbol = unit.session.symbol(of: function)
      guard symbol.inline != nil else { return }
      if function.package !== unit.package.package {
        guard unit.package.inlinedForeign.contains(ObjectIdentifier(symbol)) else { return }
        passedOn.insert(ObjectIdentifier(symbol))
      }
    }
    for object in unit.session.objectsNamed(in: declaration) { reach(object) }
  }

  /// The parts of a type, and the methods of the named ones.
  private mutating func reach(_ type: GoType) {
    switch type.kind {
    case .named:
      guard let named = type.asNamed else { return }
      for argument in named.typeArguments { reach(argument) }
      let origin = named.origin
      guard seen.insert(ObjectIdentifier(origin)).inserted else { return }
      reach(origin.underlying)
      for index in 0..<origin.methodCount { reach(origin.method(index)) }
    case .alias: if let alias = type.asAlias { reach(alias.actualType) }
    case .pointer: if let pointer = type.asPointer { reach(pointer.base) }
    case .slice: if let slice = type.asSlice { reach(slice.element) }
    case .array: if let array = type.asArray { reach(array.element) }
    case .channel: if let channel = type.asChannel { reach(channel.element) }
    case .map:
      guard let map = type.asMap else { return }
      reach(map.key)
      reach(map.element)
    case .structure:
      for field in type.asStruct?.fields ?? [] { if let inner = field.type { reach(inner) } }
    case .signature:
      guard let signature = type.asSignature else { return }
      reach(signature.parameters)
      reach(signature.results)
    case .tuple:
      for variable in type.asTuple?.variables ?? [] {
        if let inner = variable.type { reach(inner) }
      }
    case .interface:
      guard let interface = type.asInterface,
        seen.insert(ObjectIdentifier(interface)).inserted
      else { return }
      for method in interface.methods { if let inner = method.type { reach(inner) } }
      for inner in interface.embedded { reach(inner) }
    case .union: for term in type.asUnion?.terms ?? [] { reach(term.type) }
    case .basic, .typeParameter: break
    }
  }
}
