// Types as messages print them.
import GoSyntax

/// How the objects of a package are qualified; no qualification if the answer is empty.
public typealias Qualifier = (Package) -> String

/// A type as Go writes it.
/// - Parameter qualifier: by default objects are qualified by the path of their package.
public func typeString(_ type: GoType, qualifier: Qualifier? = nil) -> String {
  var writer = TypeWriter(qualifier: qualifier)
  writer.write(type)
  return writer.text
}

/// Prints types into a string.
struct TypeWriter {
  var text = ""
  let qualifier: Qualifier?
  /// Writes parameter names as well as their types.
  var writesParameterNames = true
  /// Says of the first unexported field of which package it is.
  var marksPackages = false
  /// Gives the place of a declaration; nil if places are not known.
  var describePosition: ((SourcePosition) -> String)?
  /// The types around the one that is written, to notice a type that contains itself literally.
  private var open: Set<ObjectIdentifier> = []
  /// How long a text becomes, about, in bytes: a type whose parts are shared can be written in
  /// fewer lines than there are atoms to print it with.
  private static let longest = 1 << 20

  init(qualifier: Qualifier?) { self.qualifier = qualifier }

  mutating func write(_ type: GoType) {
    guard text.utf8.count < Self.longest else {
      if !text.hasSuffix("…") { text += "…" }
      return
    }
    let key = ObjectIdentifier(type)
    if type.kind != .basic && !open.insert(key).inserted {
      text += "<cycle to \(type.kind)>"
      return
    }
    defer { if type.kind != .basic { open.remove(key) } }
    switch type.kind {
    case .basic: writeBasic(unsafeDowncast(type, to: BasicType.self))
    case .array:
      let array = unsafeDowncast(type, to: ArrayType.self)
      text += "[\(array.length)]"
      write(array.element)
    case .slice:
      text += "[]"
      write(unsafeDowncast(type, to: SliceType.self).element)
    case .pointer:
      text += "*"
      write(unsafeDowncast(type, to: PointerType.self).base)
    case .map:
      let map = unsafeDowncast(type, to: MapType.self)
      text += "map["
      write(map.key)
      text += "]"
      write(map.element)
    case .channel: writeChannel(unsafeDowncast(type, to: ChannelType.self))
    case .structure: writeStruct(unsafeDowncast(type, to: StructType.self))
    case .tuple: writeTuple(unsafeDowncast(type, to: TupleType.self), isVariadic: false)
    case .signature:
      text += "func"
      writeSignature(unsafeDowncast(type, to: Signature.self))
    case .union: writeUnion(unsafeDowncast(type, to: UnionType.self))
    case .interface: writeInterface(unsafeDowncast(type, to: InterfaceType.self))
    case .named:
      let named = unsafeDowncast(type, to: NamedType.self)
      writeName(named.object, named.typeArguments, named.typeParameters)
    case .alias:
      let alias = unsafeDowncast(type, to: AliasType.self)
      writeName(alias.object, alias.typeArguments, alias.typeParameters)
    case .typeParameter: writeTypeParameter(unsafeDowncast(type, to: TypeParameter.self))
    }
  }

  private mutating func writeBasic(_ basic: BasicType) {
    // The one exported name: Pointer, of package unsafe.
    if basic.basicKind == .unsafePointer { text += "unsafe." }
    text += basic.name
  }

  private mutating func writeChannel(_ channel: ChannelType) {
    var needsParentheses = false
    switch channel.direction {
    case .both:
      text += "chan "
      needsParentheses = channel.element.asChannel?.direction == .receiveOnly
    case .sendOnly: text += "chan<- "
    case .receiveOnly: text += "<-chan "
    }
    if needsParentheses { text += "(" }
    write(channel.element)
    if needsParentheses { text += ")" }
  }

  private mutating func writeStruct(_ structure: StructType) {
    text += "struct{"
    for (index, field) in structure.fields.enumerated() {
      if index > 0 { text += "; " }
      let marks = marksPackages && qualifier == nil && !field.isExported
      if marks { marksPackages = false }
      if !field.isEmbedded { text += field.text + " " }
      write(field.type)
      if marks { text += " /* package \(field.package?.path ?? "") */ " }
      let tag = structure.tag(index)
      if !tag.isEmpty { text += " " + ConstantFormat.quoted(tag) }
    }
    text += "}"
  }

  /// A type that may not be known yet.
  private mutating func write(_ type: GoType?) {
    if let type { write(type) } else { text += "<nil>" }
  }

  private mutating func writeUnion(_ union: UnionType) {
    for (index, term) in union.terms.enumerated() {
      if index > 0 { text += " | " }
      if term.hasTilde { text += "~" }
      write(term.type)
    }
  }

  private mutating func writeInterface(_ interface: InterfaceType) {
    if interface.computedTypeSet === TypeSet.comparable {
      text += "interface{comparable}"
      return
    }
    if interface.isImplicit {
      if interface.methods.isEmpty, interface.embedded.count == 1 {
        write(interface.embedded[0])
        return
      }
      text += "/* implicit */ "
    }
    text += "interface{"
    var isFirst = true
    for method in interface.methods {
      if !isFirst { text += "; " }
      isFirst = false
      text += method.text
      if let signature = method.signature { writeSignature(signature) }
    }
    for type in interface.embedded {
      if !isFirst { text += "; " }
      isFirst = false
      write(type)
    }
    text += "}"
  }

  private mutating func writeName(
    _ object: TypeNameObject, _ arguments: [GoType], _ parameters: [TypeParameter]
  ) {
    text += packagePrefix(object.package, qualifier) + object.text
    if !arguments.isEmpty {
      writeList(arguments)
    } else if !parameters.isEmpty {
      writeTypeParameters(parameters)
    }
  }

  private mutating func writeList(_ types: [GoType]) {
    text += "["
    for (index, type) in types.enumerated() {
      if index > 0 { text += ", " }
      write(type)
    }
    text += "]"
  }

  /// A list of declared type parameters with their constraints: `[P, Q any, R ~int]`.
  mutating func writeTypeParameters(_ parameters: [TypeParameter]) {
    text += "["
    var previous: GoType?
    for (index, parameter) in parameters.enumerated() {
      if index > 0 {
        if let previous, parameter.constraint !== previous {
          text += " "
          write(previous)
        }
        text += ", "
      }
      previous = parameter.constraint
      write(parameter)
    }
    if let previous {
      text += " "
      write(previous)
    }
    text += "]"
  }

  private mutating func writeTypeParameter(_ parameter: TypeParameter) {
    let name = parameter.object.text
    text += name
    // Do not let it be taken for a predeclared type.
    if TypeWriter.predeclared.contains(name) {
      let place = describePosition?(parameter.object.position) ?? "-"
      text += " /* with \(name) declared at \(place) */"
    }
  }

  mutating func writeTuple(_ tuple: TupleType, isVariadic: Bool) {
    text += "("
    for (index, variable) in tuple.variables.enumerated() {
      if index > 0 { text += ", " }
      if !variable.text.isEmpty && writesParameterNames { text += variable.text + " " }
      guard isVariadic, index == tuple.count - 1, let type = variable.type else {
        write(variable.type)
        continue
      }
      if let slice = type.asSlice {
        text += "..."
        write(slice.element)
      } else {
        // append([]byte, string...)
        write(type)
        text += "..."
      }
    }
    text += ")"
  }

  /// A signature without the keyword: `(x int) (y, z string)`.
  mutating func writeSignature(_ signature: Signature) {
    if !signature.typeParameters.isEmpty { writeTypeParameters(signature.typeParameters) }
    writeTuple(signature.parameters, isVariadic: signature.isVariadic)
    let results = signature.results
    if results.count == 0 { return }
    text += " "
    if results.count == 1, results.variables[0].text.isEmpty {
      write(results.variables[0].type)
    } else {
      writeTuple(results, isVariadic: false)
    }
  }

  /// The names of the universe.
  private static let predeclared: Set<String> = {
    var names: Set<String> = ["any", "comparable", "error", "true", "false", "iota", "nil"]
    names.formUnion(BasicType.predeclared.map(\.name))
    names.formUnion(Builtin.allCases.filter { !$0.isUnsafe }.map(\.spelling))
    return names
  }()
}

/// The qualification of a package's objects, with the dot; empty if there is none.
func packagePrefix(_ package: Package?, _ qualifier: Qualifier?) -> String {
  guard let package else { return "" }
  let prefix = qualifier?(package) ?? package.path
  return prefix.isEmpty ? "" : prefix + "."
}
