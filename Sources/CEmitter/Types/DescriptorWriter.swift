// The initialiser of one descriptor: the common part, and the words behind it, which are laid out
// as types.h tells.
import GoIR
import GoTypes
import Lowering

struct DescriptorWriter {
  private let owner: TypeDescriptors
  private let type: TypeID
  private var types: TypeTable { owner.types }

  init(_ owner: TypeDescriptors, _ type: TypeID) {
    self.owner = owner
    self.type = type
  }

  /// Writes the definition.
  func write(into text: inout String) {
    let methods = owner.methods.methodSet(of: type)
    let isUncommon = types.hasName(type) || !methods.isEmpty
    let table = tableWords()
    let tableOffset = kindWordCount + (isUncommon ? 2 : 0)
    var words = kindWords(tableAt: tableOffset)
    if isUncommon { words.append(uncommon(methods, tableBytes: table.bytes)) }
    words += table.words
    words += methods.map { method($0) }
    text += "/* \(CText.comment(TypeString.text(type, types))) */\n"
    text += "TC_HIDDEN const tc_descriptor \(owner.symbol(for: type)) = {\n"
    text += common(isUncommon: isUncommon)
    if !words.isEmpty {
      text += ",\n  {\n"
      for word in words { text += "    \(word),\n" }
      text += "  }"
    }
    text += "};\n"
  }

  private func reference(_ type: TypeID) -> String { owner.reference(to: type) }

  private func nameAddress(_ offset: Int32) -> String { "tc_names + \(offset)" }

  // MARK: - The common part

  private func common(isUncommon: Bool) -> String {
    let layout = types.layout(type)
    let hasPointers = types.hasPointers(type)
    let plan = owner.plan(type)
    var flags = isUncommon ? 1 : 0
    if types.hasName(type) { flags |= 4 }
    if let plan, plan.isMemory(size: layout.size) { flags |= 8 }
    if types.isDirectInterface(type) { flags |= 32 }
    let name = owner.names.offset(of: TypeString.text(type, types), isExported: isNameExported)
    let hash = fnvHash(types.linkText(type))
    let equal = plan.map { "&tc_equality_\(owner.equalities.number(of: $0))" } ?? "NULL"
    let pointer = owner.knownNumber(of: types.pointer(to: type))
    var text = "  {.size = \(layout.size), "
    text += ".ptr_bytes = \(hasPointers ? layout.pointerBytes : 0), "
    text += ".hash = \(hash)u, .tflag = \(flags), .align = \(layout.alignment), "
    text += ".field_align = \(layout.alignment), .kind = \(abiKind(types.form(type))),\n"
    text += "   .equal = \(equal), .mask = \(owner.mask(of: type)), "
    text += ".str = \(name), .ptr_to_this = \(pointer)}"
    return text
  }

  /// Whether the type's name, or that of what it points to, is exported.
  private var isNameExported: Bool {
    let isPointer = !types.hasName(type) && types.form(type) == .pointer
    let base = isPointer ? types.element(type) : type
    guard let first = types.named(base)?.name.unicodeScalars.first else { return false }
    return first.properties.isUppercase
  }

  // MARK: - What the kind adds

  private var kindWordCount: Int {
    switch types.form(type) {
    case .pointer, .slice, .function: return 1
    case .channel: return 2
    case .array: return 3
    case .interface, .structure: return 4
    case .map: return 11
    default: return 0
    }
  }

  private func kindWords(tableAt table: Int) -> [String] {
    switch types.form(type) {
    case .pointer, .slice: return [reference(types.element(type))]
    case .channel:
      return [reference(types.element(type)), "TC_NUMBER(\(abiDirection))"]
    case .array:
      let element = types.element(type)
      return [
        reference(element), reference(types.slice(of: element)),
        "TC_NUMBER(\(types.length(type)))",
      ]
    case .function:
      let results = types.results(type).count | (types.isVariadic(type) ? 0x8000 : 0)
      return ["TC_NUMBER(\(types.parameters(type).count) | \(results) << 16)"]
    case .interface, .structure:
      let count = types.members(type).count
      let place = count == 0 ? "NULL" : "&\(owner.symbol(for: type)).words[\(table)]"
      let package = memberPackage.map { nameAddress(owner.names.offset(of: $0)) } ?? "NULL"
      return [package, place, "TC_NUMBER(\(count))", "TC_NUMBER(\(count))"]
    case .map: return mapWords()
    default: return []
    }
  }

  private var abiDirection: Int {
    switch types.direction(type) {
    case .receiveOnly: return 1
    case .sendOnly: return 2
    case .both: return 3
    }
  }

  /// The path of the package that the descriptor tells for unexported members.
  private var memberPackage: String? {
    if types.form(type) == .interface {
      return types.named(type)?.package?.path
    }
    return types.members(type).first { !$0.isExported }?.package?.path
  }

  private func mapWords() -> [String] {
    let key = types.key(type)
    let element = types.element(type)
    let group = MapGroupLayout(key: key, element: element, types)
    let bits = group.bits(types)
    let groupName = owner.names.offset(
      of: "map.group[\(TypeString.text(key, types))]\(TypeString.text(element, types))")
    let symbol = owner.groups.symbol(
      for: group, bits, mask: owner.masks.symbol(for: bits), name: groupName)
    let plan = owner.plan(key)
    let hasher = plan.map { "&tc_hashing_\(owner.equalities.hashNumber(of: $0))" } ?? "NULL"
    let flags = group.flags | (plan.map { mapKeyFlags($0) } ?? 0)
    let slots = MapGroupLayout.slotsOffset
    let numbers: [Int64] = [
      group.size, slots, group.stride, slots + group.elementOffset, group.stride,
      group.elementOffset, Int64(flags),
    ]
    return [reference(key), reference(element), "&\(symbol).type", hasher]
      + numbers.map { "TC_NUMBER(\($0))" }
  }

  // MARK: - Names and methods

  private func uncommon(_ methods: [MethodSetEntry], tableBytes: Int) -> String {
    let package = typePackage.map { owner.names.offset(of: $0) } ?? 0
    let exported = methods.count { $0.isExported }
    return "TC_UNCOMMON(\(package), \(methods.count), \(exported), \(16 + tableBytes))"
  }

  /// The path of the package of a type, or of what a pointer, slice, array or channel without a
  /// name is of.
  private var typePackage: String? {
    if let named = types.named(type) { return named.package?.path }
    if types.form(type) == .unsafePointer { return "unsafe" }
    switch types.form(type) {
    case .pointer, .slice, .array, .channel: return types.named(types.element(type))?.package?.path
    default: return nil
    }
  }

  /// The name of a method. The package is told only if the descriptor does not tell it already.
  private func methodName(_ name: String, _ package: Package?, inside path: String?) -> Int32 {
    owner.names.offset(
      of: name, package: package?.path == path ? nil : package?.path, isExported: package == nil)
  }

  private func method(_ method: MethodSetEntry) -> String {
    let name = methodName(method.name, method.package, inside: typePackage)
    guard owner.liveness.isLive(method, of: type) else { return "TC_METHOD(\(name), -1, -1, -1)" }
    let interfaceEntry = owner.naming.interfaceEntry(
      of: owner.methods.interfaceFunction(method, receiver: type))
    var plain: Int32 = -1
    if owner.liveness.keepsPlainFunctions {
      plain = owner.texts.index(
        of: owner.naming.entry(of: owner.methods.function(method, receiver: type)))
    }
    let interfaceText = owner.texts.index(of: interfaceEntry)
    let number = owner.number(of: method.type)
    return "TC_METHOD(\(name), \(number), \(interfaceText), \(plain))"
  }

  // MARK: - The table of the kind

  private func tableWords() -> (words: [String], bytes: Int) {
    switch types.form(type) {
    case .function:
      let list = types.parameters(type) + types.results(type)
      return (list.map { reference($0) }, list.count * 8)
    case .interface:
      let members = types.members(type)
      let words: [String] = members.map { member in
        let name = methodName(member.name, member.package, inside: memberPackage)
        return "TC_PAIR(\(name), \(owner.number(of: member.type)))"
      }
      return (words, members.count * 8)
    case .structure:
      let members = types.members(type)
      let words: [String] = members.enumerated().map { index, field in
        let name = owner.names.offset(
          of: field.name, tag: field.tag, isExported: field.isExported,
          isEmbedded: field.isEmbedded)
        let offset = types.fieldOffset(type, index)
        return "\(nameAddress(name)), \(reference(field.type)), TC_NUMBER(\(offset))"
      }
      return (words, members.count * 24)
    default: return ([], 0)
    }
  }
}
