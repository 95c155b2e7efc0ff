// The text of a type as descriptors carry it and reflect prints it: names qualified by the
// package's name, unexported methods too, but not fields. (TypeTable.linkText tells types apart
// instead.)
import GoIR
import GoTypes

struct TypeString {
  private let types: TypeTable
  private let names: TypeText
  private(set) var text = ""

  /// The text of a type.
  static func text(_ type: TypeID, _ types: TypeTable) -> String {
    var writer = TypeString(types: types)
    writer.write(type)
    return writer.text
  }

  private init(types: TypeTable) {
    self.types = types
    names = TypeText(types, local: nil)
  }

  private mutating func write(_ given: TypeID) {
    let type = types.identity(given)
    if types.hasName(type) {
      text += names.text(type)
      return
    }
    switch types.form(type) {
    case .pointer: write("*", types.element(type))
    case .slice: write("[]", types.element(type))
    case .array: write("[\(types.length(type))]", types.element(type))
    case .map:
      write("map[", types.key(type))
      write("]", types.element(type))
    case .channel: writeChannel(type)
    case .function:
      text += "func"
      writeSignature(type)
    case .interface: writeInterface(type)
    case .structure: writeStruct(type)
    default: text += names.text(type)
    }
  }

  private mutating func write(_ prefix: String, _ element: TypeID) {
    text += prefix
    write(element)
  }

  private mutating func writeChannel(_ type: TypeID) {
    let element = types.element(type)
    switch types.direction(type) {
    case .receiveOnly: write("<-chan ", element)
    case .sendOnly: write("chan<- ", element)
    case .both:
      let isReceiver =
        types.form(element) == .channel && !types.hasName(element)
        && types.direction(element) == .receiveOnly
      write(isReceiver ? "chan (" : "chan ", element)
      if isReceiver { text += ")" }
    }
  }

  private mutating func writeSignature(_ type: TypeID) {
    writeList(types.parameters(type), isVariadic: types.isVariadic(type))
    let results = types.results(type)
    if results.count == 1 {
      write(" ", results[0])
    } else if !results.isEmpty {
      text += " "
      writeList(results, isVariadic: false)
    }
  }

  private mutating func writeList(_ list: [TypeID], isVariadic: Bool) {
    text += "("
    for (index, type) in list.enumerated() {
      if index > 0 { text += ", " }
      if isVariadic && index == list.count - 1 {
        write("...", types.element(type))
      } else {
        write(type)
      }
    }
    text += ")"
  }

  private mutating func writeInterface(_ type: TypeID) {
    text += "interface {"
    for (index, method) in types.members(type).enumerated() {
      text += index > 0 ? "; " : " "
      if let package = method.package { text += package.name + "." }
      text += method.name
      writeSignature(method.type)
    }
    text += types.members(type).isEmpty ? "}" : " }"
  }

  private mutating func writeStruct(_ type: TypeID) {
    text += "struct {"
    for (index, field) in types.members(type).enumerated() {
      text += index > 0 ? "; " : " "
      if !field.isEmbedded { text += field.name + " " }
      write(field.type)
      if !field.tag.isEmpty { text += " " + goQuoted(field.tag) }
    }
    text += types.members(type).isEmpty ? "}" : " }"
  }
}
