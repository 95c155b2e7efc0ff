// How types print: in diagnostics, qualified by package name unless local; and as link names,
// qualified by package path, which tell all types apart.
import GoSyntax
import GoTypes

/// Writes types as diagnostics of one package show them.
public struct TypeText {
  let types: TypeTable
  /// The package whose names need no qualifier.
  let local: Package?

  /// A writer for the messages of a package.
  public init(_ types: TypeTable, local: Package?) {
    self.types = types
    self.local = local
  }

  /// The text of a type.
  public func text(_ type: TypeID) -> String {
    var writer = TypeWriter(types: types, local: local, isLink: false)
    writer.write(type)
    return writer.output
  }
}

extension TypeTable {
  /// A text that is the same for identical types and for no others.
  public func linkText(_ type: TypeID) -> String {
    var writer = TypeWriter(types: self, local: nil, isLink: true)
    writer.write(identity(type))
    return writer.output
  }
}

struct TypeWriter {
  let types: TypeTable
  let local: Package?
  let isLink: Bool
  var output = ""
  /// Types that are being written, with where they begin.
  private var open: [TypeID: Int] = [:]

  init(types: TypeTable, local: Package?, isLink: Bool) {
    self.types = types
    self.local = local
    self.isLink = isLink
  }

  mutating func write(_ type: TypeID) {
    let record = types.records[type.slot]
    if let named = record.named {
      output += name(named)
      return
    }
    if let name = record.basicName {
      output += name
      return
    }
    if let start = open[type] {
      output += "@\(start)"
      return
    }
    open[type] = output.utf8.count
    writeLiteral(record)
    open[type] = nil
  }

  private func name(_ named: NamedTypeInfo) -> String {
    if named.isShape { return "go.shape." + named.name }
    let text = isLink ? named.linkName : named.display
    guard let package = named.package, package !== local else { return text }
    return (isLink ? package.path : package.name) + "." + text
  }

  private mutating func writeLiteral(_ record: TypeRecord) {
    switch record.form {
    case .pointer:
      output += "*"
      write(record.element)
    case .slice:
      output += "[]"
      write(record.element)
    case .array:
      output += "[\(record.length)]"
      write(record.element)
    case .map:
      output += "map["
      write(record.key)
      output += "]"
      write(record.element)
    case .channel: writeChannel(record)
    case .function:
      output += "func"
      writeSignature(record)
    case .tuple: writeList(record.members[...], isVariadic: false)
    case .interface: writeInterface(record)
    case .structure: writeStruct(record)
    default: output += "<T>"
    }
  }

  private mutating func writeChannel(_ record: TypeRecord) {
    switch ChannelDirection(rawValue: UInt8(record.length)) ?? .both {
    case .receiveOnly: output += "<-chan "
    case .sendOnly: output += "chan<- "
    case .both:
      output += "chan "
      let element = types.records[record.element.slot]
      let isReceiver =
        ChannelDirection(rawValue: UInt8(truncatingIfNeeded: element.length))
        == .receiveOnly
      if element.form == .channel && element.named == nil && isReceiver {
        output += "("
        write(record.element)
        output += ")"
        return
      }
    }
    write(record.element)
  }

  private mutating func writeSignature(_ record: TypeRecord) {
    writeList(record.members[..<record.parameterCount], isVariadic: record.isVariadic)
    let results = record.members[record.parameterCount...]
    if results.count == 1, let only = results.first {
      output += " "
      write(only.type)
    } else if results.count > 1 {
      output += " "
      writeList(results, isVariadic: false)
    }
  }

  private mutating func writeList(_ list: ArraySlice<TypeMember>, isVariadic: Bool) {
    output += "("
    for index in list.indices {
      if index > list.startIndex { output += ", " }
      if isVariadic && index == list.endIndex - 1 {
        output += "..."
        write(types.records[list[index].type.slot].element)
      } else {
        write(list[index].type)
      }
    }
    output += ")"
  }

  private mutating func writeInterface(_ record: TypeRecord) {
    output += "interface {"
    for (index, method) in record.members.enumerated() {
      output += index > 0 ? "; " : " "
      if let package = method.package { output += package.path + "." }
      output += method.name
      writeSignature(types.records[method.type.slot])
    }
    output += record.members.isEmpty ? "}" : " }"
  }

  private mutating func writeStruct(_ record: TypeRecord) {
    output += "struct {"
    for (index, field) in record.members.enumerated() {
      output += index > 0 ? "; " : " "
      if !field.isEmbedded {
        if let package = field.package, isLink || package !== local {
          output += (isLink ? package.path : package.name) + "."
        }
        output += field.name + " "
      } else if isLink, !embeddedNameIsTypeName(field) {
        if let package = field.package { output += package.path + "." }
        output += field.name + " = "
      }
      write(field.type)
      if !field.tag.isEmpty { output += " " + goQuoted(field.tag) }
    }
    output += record.members.isEmpty ? "}" : " }"
  }

  /// Whether an embedded field is called as its type; the type's arguments belong to its name.
  private func embeddedNameIsTypeName(_ field: TypeMember) -> Bool {
    var type = field.type
    let record = types.records[type.slot]
    if record.form == .pointer && record.named == nil { type = record.element }
    guard let named = types.records[type.slot].named else { return false }
    return named.linkName == field.name && (field.isExported || named.package === field.package)
  }
}
