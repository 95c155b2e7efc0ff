// The front door to types in generated C: descriptors, comparison, hashing, method tables.
//
// ## The way through
//
// 1. While code is generated, it asks for symbols: `symbol(for:)` of a type, `equality(of:)`,
//    `hash(of:)`, `itab(interface:type:)`, `mask(of:)`. Who asks has them emitted.
//    Meanwhile a `MethodLiveness` learns which methods can be called through interfaces.
// 2. `emitDeclarations` closes the set: what a descriptor refers to gets one too. It then writes
//    everything once, which brings up names, bitmaps and functions, and declares what there is.
//    The declarations go in front of the code.
// 3. `emitDefinitions` goes behind it, in the same file or another one of the program: all symbols
//    are shared between files, and hidden from everybody else.
//
// ## The tables
//
// Descriptors and method tables are named by their types, so that code is the same in each program
// that uses them. `tc_types` has the descriptors in the order of their numbers; element 0 is
// nobody's. Where abi has offsets of
// types, names and functions there are indices into `tc_types`, byte offsets into `tc_names` and
// indices into `tc_texts`. A type has one descriptor, whatever its spelling: so types are compared
// by address.
//
// Side files: DescriptorShape (references), DescriptorWriter (initialisers), NameRecords,
// PointerMasks, EqualityPlan and EqualityFunctions, MapGroups, MethodTables, MethodLiveness.
import GoIR

/// The descriptors of a program's types, and what goes with them. Confined to one thread.
public final class TypeDescriptors {
  let types: TypeTable
  let methods: MethodTables
  let naming: any SymbolNaming
  /// What can be called through interfaces. Complete before `emitDeclarations`.
  public var liveness: MethodLiveness

  var names = NameRecords()
  var masks = PointerMasks()
  var equalities = EqualityFunctions()
  var groups = MapGroups()
  var texts = TextTable()

  /// By identity. The number is the place in `order`, from 1 on.
  private var numbers: [TypeID: Int] = [:]
  private var symbols: [TypeID: String] = [:]
  /// Types with the same text do not share a name.
  private var taken = UniqueNames()
  private var order: [TypeID] = []
  private var closed = 0
  private var itabs: [ItabKey: String] = [:]
  private var itabOrder: [ItabKey] = []
  private var plans: [TypeID: EqualityPlan?] = [:]
  private var descriptorText = ""
  private var writtenTypes = -1
  private var writtenItabs = -1

  private struct ItabKey: Hashable {
    let interface: TypeID
    let type: TypeID
  }

  /// No descriptors yet.
  ///
  /// - Parameters:
  ///   - methods: the methods of the program's types.
  ///   - liveness: which of them are live; may be replaced until `emitDeclarations`.
  ///   - naming: the C names of functions.
  public init(methods: MethodTables, liveness: MethodLiveness, naming: any SymbolNaming) {
    types = methods.types
    self.methods = methods
    self.liveness = liveness
    self.naming = naming
  }

  // MARK: - Types

  /// The C name of a type's descriptor, an object of the C type `tc_descriptor`.
  public func symbol(for type: TypeID) -> String {
    let type = types.identity(type)
    if let known = symbols[type] { return known }
    _ = number(of: type)
    let symbol = taken.claim("tc_type_" + StableNames.hash(types.linkText(type)))
    symbols[type] = symbol
    return symbol
  }

  /// A constant expression of the C type `const tc_type *`: the descriptor's address.
  public func reference(to type: TypeID) -> String { "&\(symbol(for: type)).type" }

  /// The descriptor's index in the table of types.
  public func number(of type: TypeID) -> Int {
    let type = types.identity(type)
    if let known = numbers[type] { return known }
    order.append(type)
    numbers[type] = order.count
    return order.count
  }

  /// The number of a type's descriptor if there is one anyway; else 0.
  func knownNumber(of type: TypeID) -> Int { numbers[types.identity(type)] ?? 0 }

  /// The C name of a type's pointer bitmap, a `const uint8_t[]`; "NULL" if it has no pointers.
  public func mask(of type: TypeID) -> String {
    var bits = PointerBits()
    bits.add(type, of: types)
    return mask(bits)
  }

  /// The C name of a bitmap; "NULL" if nothing is marked in it.
  public func mask(_ bits: PointerBits) -> String { masks.symbol(for: bits) ?? "NULL" }

  // MARK: - Equality

  func plan(_ type: TypeID) -> EqualityPlan? {
    let type = types.identity(type)
    if let known = plans[type] { return known }
    let plan = EqualityPlan(type, of: types)
    plans[type] = .some(plan)
    return plan
  }

  /// The C name of the function that compares two values of a type by address; nil if they cannot
  /// be compared. Sets g->fault where Go panics, if `comparisonMayPanic`.
  public func equality(of type: TypeID) -> String? {
    plan(type).map { "tc_eq_\(equalities.number(of: $0))" }
  }

  /// Whether comparing two values of a type may panic.
  public func comparisonMayPanic(_ type: TypeID) -> Bool { plan(type)?.mayPanic ?? false }

  /// Whether two values of a type are equal if all their bytes are.
  public func isPlainMemory(_ type: TypeID) -> Bool {
    plan(type)?.isMemory(size: types.size(type)) ?? false
  }

  /// The C name of the function that hashes a value of a type by address; nil if it cannot be
  /// compared. Sets g->fault where Go panics, if `comparisonMayPanic`.
  public func hash(of type: TypeID) -> String? {
    plan(type).map { "tc_hash_\(equalities.hashNumber(of: $0))" }
  }

  // MARK: - Method tables

  /// The C name of the table of a type's methods for an interface that it implements: an object of
  /// the C type `tc_itab`. The conversion has to be reported to the liveness, too.
  public func itab(interface: TypeID, type: TypeID) -> String {
    let key = ItabKey(interface: types.identity(interface), type: types.identity(type))
    if let known = itabs[key] { return known }
    itabOrder.append(key)
    let text = types.linkText(key.interface) + " of " + types.linkText(key.type)
    let symbol = taken.claim("tc_itab_" + StableNames.hash(text))
    itabs[key] = symbol
    _ = number(of: key.interface)
    _ = number(of: key.type)
    return symbol
  }

  // MARK: - Emission

  /// Closes the set of descriptors and writes declarations of everything that was asked for.
  public func emitDeclarations(into text: inout String) {
    prepare()
    text += "/* Types. */\n"
    for type in order {
      text += "extern const tc_descriptor \(symbol(for: type)) TC_HIDDEN;"
      text += " /* \(CText.comment(TypeString.text(type, types))) */\n"
    }
    for key in itabOrder {
      let interface = CText.comment(TypeString.text(key.interface, types))
      text += "extern const tc_itab \(itabs[key] ?? "") TC_HIDDEN;"
      text += " /* \(CText.comment(TypeString.text(key.type, types))) as \(interface) */\n"
    }
    equalities.emitDeclarations(into: &text)
    masks.emitDeclarations(into: &text)
    groups.emitDeclarations(into: &text)
    text += """
      extern const char tc_names[] TC_HIDDEN;
      extern const tc_type *const tc_types[] TC_HIDDEN;
      extern tc_segment *const tc_texts[] TC_HIDDEN;
      extern const tc_itab *const tc_itabs[] TC_HIDDEN;

      """
  }

  /// Writes definitions of everything that was declared, and the program's tables.
  public func emitDefinitions(into text: inout String) {
    prepare()
    texts.emitDeclarations(into: &text)
    equalities.emitDefinitions(naming: naming, into: &text)
    masks.emitDefinitions(into: &text)
    groups.emitDefinitions(into: &text)
    text += descriptorText
    emitTables(into: &text)
  }

  /// Declarations and then definitions.
  public func emit(into text: inout String) {
    emitDeclarations(into: &text)
    emitDefinitions(into: &text)
  }

  /// The fields of the `tc_program` initialiser that name the tables. After `emitDeclarations`.
  public var programFields: String {
    """
      .types = tc_types,
      .type_count = \(order.count + 1),
      .names = tc_names,
      .texts = tc_texts,
      .text_count = \(texts.count),
      .itabs = tc_itabs,
      .itab_count = \(itabOrder.count),

    """
  }

  /// Gives everything that is referred to a number, and writes the descriptors.
  private func prepare() {
    guard writtenTypes != order.count || writtenItabs != itabOrder.count else { return }
    // The first writing may bring up what only the second can name: numbers are given first.
    while closed < order.count {
      close(order[closed])
      closed += 1
    }
    texts = TextTable()
    var text = ""
    for type in order { DescriptorWriter(self, type).write(into: &text) }
    for key in itabOrder { write(key, into: &text) }
    descriptorText = text
    precondition(closed == order.count, "a descriptor refers to a type without a number")
    writtenTypes = order.count
    writtenItabs = itabOrder.count
  }

  private func close(_ type: TypeID) {
    for reference in DescriptorShape(type, methods).references { _ = number(of: reference) }
    for method in methods.methodSet(of: type) where liveness.isLive(method, of: type) {
      _ = number(of: method.type)
    }
  }

  private func write(_ key: ItabKey, into text: inout String) {
    let members = types.members(key.interface)
    let entries: [String] = members.map { member in
      guard let method = methods.method(of: key.type, named: member) else {
        preconditionFailure("a method table for an interface that the type does not implement")
      }
      guard liveness.isLive(method, of: key.type) else { return "tc_method_left_out" }
      let name = naming.interfaceEntry(
        of: methods.interfaceFunction(method, receiver: key.type))
      texts.declare(name)
      return name
    }
    let hash = fnvHash(types.linkText(key.type))
    text += "TC_HIDDEN const tc_itab \(itabs[key] ?? "") = {\n"
    text += "  \(reference(to: key.interface)), \(reference(to: key.type)), \(hash)u, 0,\n"
    text += "  {\(entries.joined(separator: ", "))}};\n"
  }

  private func emitTables(into text: inout String) {
    text += "TC_HIDDEN const char tc_names[\(names.bytes.count)] = \n"
    var start = 0
    while start < names.bytes.count {
      let end = min(start + 64, names.bytes.count)
      text += "  \"\(CText.literal(names.bytes[start..<end]))\"\n"
      start = end
    }
    text += "  ;\nTC_HIDDEN const tc_type *const tc_types[] = {\n  NULL,\n"
    for type in order { text += "  \(reference(to: type)),\n" }
    text += "};\n"
    texts.emitTable(into: &text)
    text += "TC_HIDDEN const tc_itab *const tc_itabs[] = {\n"
    for key in itabOrder { text += "  &\(itabs[key] ?? ""),\n" }
    text += "  NULL,\n};\n"
  }
}

/// The functions that method tables name: `tc_program.texts`. Index 0 is nobody's.
struct TextTable {
  private var indices: [String: Int32] = [:]
  private var order: [String] = []
  private var declared: Set<String> = []

  /// The length of the table.
  var count: Int { order.count + 1 }

  /// The index of a segment, given now if it is new.
  mutating func index(of name: String) -> Int32 {
    if let known = indices[name] { return known }
    declare(name)
    order.append(name)
    indices[name] = Int32(order.count)
    return Int32(order.count)
  }

  /// Has a segment declared.
  mutating func declare(_ name: String) { declared.insert(name) }

  /// All segments that are named, sorted.
  var declaredNames: [String] { declared.sorted() }

  /// Also the segment that stands where a method is that nothing calls.
  func emitDeclarations(into text: inout String) {
    for name in declaredNames { text += "TC_SEGMENT \(name)(TC_PARAMETERS);\n" }
    text += "static TC_SEGMENT tc_method_left_out(TC_PARAMETERS) { __builtin_trap(); }\n"
  }

  func emitTable(into text: inout String) {
    text += "TC_HIDDEN tc_segment *const tc_texts[] = {\n  tc_method_left_out,\n"
    for name in order { text += "  \(name),\n" }
    text += "};\n"
  }
}
