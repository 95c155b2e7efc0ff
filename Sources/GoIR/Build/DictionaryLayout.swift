// What the dictionary of a generic declaration holds. Of all its words only the places of method
// expressions show in diagnostics; its types and instances matter because naming them in a
// dictionary makes the unit build them.
import GoSyntax
import GoTypes

/// The contents of the dictionaries of one generic function, or of all methods of a generic type.
final class DictionaryLayout {
  /// A method of a type parameter, by the parameter's place in its list.
  private struct MethodKey: Hashable {
    let parameter: Int
    let method: String
  }

  /// An instance that the declaration's code uses with type arguments of its own.
  struct NeededInstance {
    let object: FuncObject
    let receiver: GoType?
    let arguments: [GoType]
  }

  private var methodPlaces: [MethodKey: Int] = [:]
  private var knownTypes: Set<ObjectIdentifier> = []
  private var knownInstances: Set<ObjectIdentifier> = []
  /// Types with type parameters in them that the code needs at run time.
  private(set) var derivedTypes: [GoType] = []
  /// Instances with type parameters in their arguments.
  private(set) var instances: [NeededInstance] = []

  /// The word that holds a method of a type parameter.
  func index(of parameter: GoType, _ method: String) -> Int {
    let index = parameter.asTypeParameter?.index ?? 0
    return place(MethodKey(parameter: index, method: method))
  }

  private func place(_ key: MethodKey) -> Int {
    if let known = methodPlaces[key] { return known }
    let place = methodPlaces.count
    methodPlaces[key] = place
    return place
  }

  func need(_ type: GoType) {
    if knownTypes.insert(ObjectIdentifier(type)).inserted { derivedTypes.append(type) }
  }

  func needInstance(of object: FuncObject, receiver: GoType?, arguments: [GoType]) {
    let key = ObjectIdentifier(receiver ?? arguments.first ?? BasicType.invalid)
    guard knownInstances.insert(key).inserted || receiver == nil else { return }
    instances.append(NeededInstance(object: object, receiver: receiver, arguments: arguments))
  }

  /// Gives places to the methods of type parameters in the order in which a body uses them.
  func scan(_ declaration: FunctionDeclaration) {
    guard let body = declaration.syntax.body else { return }
    scan(body, declaration.file)
  }

  private func scan(_ node: NodeID, _ file: FileTypes) {
    file.tree.forEachChild(of: node) { scan($0, file) }
    guard file.tree.kind(node) == .selector, let selection = file.selections[node],
      selection.kind != .field
    else { return }
    var receiver = selection.receiver
    for index in selection.path.dropLast() {
      let base = receiver.unaliased.asPointer?.base ?? receiver
      receiver = base.underlying.asStruct?.fields[index].type ?? BasicType.invalid
    }
    guard let parameter = receiver.asTypeParameter else { return }
    _ = place(MethodKey(parameter: parameter.index, method: selection.object.text))
  }
}

extension BodyBuilder {
  /// The layout of the dictionary that the body has, if it is shaped.
  var dictionaryLayout: DictionaryLayout? {
    guard environment?.isShaped == true, let declaration = source else { return nil }
    return unit.session.dictionaryLayout(of: declaration)
  }

  /// Notes that a type is needed at run time, if it has type parameters in it.
  func needDictionary(_ type: GoType?) {
    guard let type, let environment, environment.isShaped else { return }
    guard types.hasShape(types.intern(type, in: environment)) else { return }
    dictionaryLayout?.need(type)
  }
}
