// The tables beside the code of one C file: functions, sites with their masks, calls that were
// replaced by bodies, shapes of closures. Collected while segments are written.
import GoIR
import GoSyntax
import Lowering

/// The sites, masks and functions of one file.
final class SiteTable {
  /// The array of sites in C.
  let name: String
  private(set) var siteCount = 0
  private var sites = ""
  private var masks: [[UInt8]: String] = [:]
  private var maskText = ""
  private var shapes: [String: String] = [:]
  private var shapeText = ""
  private var functions: [Int: String] = [:]
  private var functionText = ""
  private var functionsWithObjects: Set<Int> = []
  private var inlinedRecords: [InlinedCall: String] = [:]
  private var inlinedFunctions: [ObjectIdentifier: String] = [:]
  private var inlinedText = ""
  private let tag: String
  private let sources: SourceSet
  private let types: TypeTable
  private let folder: String
  /// The file's meters; nil: nobody counts there.
  let meters: MeterTable?

  private struct InlinedCall: Hashable {
    /// The unit or the function that numbers it.
    let home: ObjectIdentifier
    let index: Int32
  }

  /// No sites yet.
  ///
  /// - Parameters:
  ///   - tag: tells the file's own names from those of others.
  ///   - folder: what relative paths of source files are relative to.
  ///   - meters: the file's meters, if its allocations are to be counted.
  init(
    _ sources: SourceSet, types: TypeTable, tag: String, folder: String, meters: MeterTable? = nil
  ) {
    self.meters = meters
    self.sources = sources
    self.types = types
    self.tag = tag
    self.folder = folder
    name = "tc_sites_\(tag)"
  }

  // MARK: - Sites

  /// Adds a site; answers its number.
  func add(
    _ function: LoweredFunction, _ plan: SegmentPlan, code: String?, position: IRPosition,
    pointers: FramePointers?, flags: Int, words: Int = 0, isEntry: Bool = false
  ) -> Int {
    let place = location(position.source)
    let inlined = inlinedCall(position.inlining, function)
    let (mask, hasObjects) = mask(of: pointers)
    if hasObjects { functionsWithObjects.insert(function.number) }
    let flags = flags | (hasObjects ? 4 : 0)  // TC_SITE_OBJECTS
    sites += """
        {\(code ?? "0"), &\(record(of: function.number)), \(inlined), \(place.line), \
      \(isEntry ? 0 : plan.frame), \(words), \(flags), \(isEntry ? plan.frame : 0), \(mask)},

      """
    siteCount += 1
    return siteCount - 1
  }

  /// What a segment's C function begins with: the site's line of the index.
  func line(of segment: String, site: Int) -> String {
    "TC_SITE_LINE(\(segment), \(name), \(site));"
  }

  /// Adds the sites of the segments that start the program.
  func addStart() {
    sites += """
        {tc_start, &tc_start_function, 0, 0, 0, 0, 1, 0, 0},
        {tc_start_next, &tc_start_function, 0, 0, 16, 0, 0, 0, 0},

      """
    siteCount += 2
  }

  // MARK: - Masks and memory

  /// The masks of a site, one behind the other, and whether there is a second one.
  private func mask(of pointers: FramePointers?) -> (String, Bool) {
    guard let pointers else { return ("0", false) }
    if !pointers.reached.contains(true) {
      return (pointers.live.contains(true) ? maskSymbol(pointers.live) : "0", false)
    }
    // Each is a whole number of words.
    let gap = [Bool](repeating: false, count: (64 - pointers.live.count % 64) % 64)
    return (maskSymbol(pointers.live + gap + pointers.reached), true)
  }

  /// The bytes of a bitmap.
  func maskSymbol(_ pointers: [Bool]) -> String {
    var bytes = [UInt8](repeating: 0, count: (pointers.count + 7) / 8)
    for (index, isPointer) in pointers.enumerated() where isPointer {
      bytes[index / 8] |= 1 << UInt8(index % 8)
    }
    // Read in words.
    while bytes.count % 8 != 0 { bytes.append(0) }
    if let known = masks[bytes] { return known }
    let name = "tc_frame_\(tag)_\(masks.count)"
    masks[bytes] = name
    maskText +=
      "static const uint8_t \(name)[] __attribute__((aligned(8))) = {"
      + bytes.map { String($0) }.joined(separator: ",") + "};\n"
    return name
  }

  /// The call that allocates memory with pointers at some words.
  func allocation(bytes: Int64, pointers: [Bool], descriptor: String? = nil) -> String {
    if !pointers.contains(true) {
      if bytes < 16 { return "tc_allocate_tiny(g->cache, \(bytes))" }
      if bytes <= 32768 { return "tc_allocate_noscan(g->cache, \(bytes))" }
      return "tc_allocate(g->cache, \(bytes), 0)"
    }
    if bytes <= 512 {
      var mask: UInt64 = 0
      for (index, isPointer) in pointers.enumerated() where isPointer {
        mask |= 1 << UInt64(index)
      }
      return "tc_allocate_masked(g->cache, \(bytes), UINT64_C(\(mask)))"
    }
    return "tc_allocate(g->cache, \(bytes), \(descriptor ?? shape(bytes, pointers)))"
  }

  /// The descriptor of memory that is no Go type: a large closure.
  private func shape(_ bytes: Int64, _ pointers: [Bool]) -> String {
    let mask = maskSymbol(pointers)
    let key = "\(bytes) \(mask)"
    if let known = shapes[key] { return "&" + known }
    let name = "tc_shape_\(tag)_\(shapes.count)"
    shapes[key] = name
    let last = (pointers.lastIndex(of: true) ?? -1) + 1
    shapeText += """
      static const tc_type \(name) = {.size = \(bytes), .ptr_bytes = \(last * 8), .align = 8, \
      .field_align = 8, .mask = \(mask)};

      """
    return "&" + name
  }

  // MARK: - Functions

  /// The record of a function, an object in C.
  private func record(of number: Int) -> String {
    if let known = functions[number] { return known }
    let name = "tc_function_\(tag)_\(functions.count)"
    functions[number] = name
    return name
  }

  /// Adds a function's record.
  func add(_ function: LoweredFunction, _ plan: SegmentPlan, entry: String) {
    let symbol = function.function.symbol
    let place = location(function.unit.outermost(function.function.position))
    let incoming = function.incomingPointers
    let mask = incoming.contains(true) ? maskSymbol(incoming) : "0"
    let recovered = function.recovery.flatMap { plan.headOfBlock[$0] }.map { "\(entry)_\($0)" }
    functionText += """
      static const tc_function \(record(of: function.number)) = \
      {\(CSpelling.quoted(LoweredProgram.tracebackName(of: symbol))), \
      \(CSpelling.quoted(place.file)), \(place.line), \
      \(flags(symbol, isWrapper: function.function.isWrapper)), \(incoming.count), \(mask), \
      \(recovered ?? "0"), \(entry)\(objects(function, plan))};

      """
  }

  /// Adds a function of the run time that Go code has as a value: its record and its entry.
  ///
  /// - Parameter words: a bit for each argument word that is a pointer.
  /// - Returns: the site's number.
  func add(bodiless number: Int, _ symbol: FunctionSymbol, entry: String, words: Int) -> Int {
    let place = symbol.declaration.map { location($0.file.tree.position($0.node)) } ?? ("", 0)
    functionText += """
      static const tc_function \(record(of: number)) = \
      {\(CSpelling.quoted(LoweredProgram.tracebackName(of: symbol))), \
      \(CSpelling.quoted(place.0)), \(place.1), \(flags(symbol, isWrapper: false)), 0, 0, 0, \
      \(entry)};

      """
    sites += "  {\(entry), &\(record(of: number)), 0, \(place.1), 0, \(words), 1, 0, 0},\n"
    siteCount += 1
    return siteCount - 1
  }

  /// The fields of a function's record that tell where its objects are.
  private func objects(_ function: LoweredFunction, _ plan: SegmentPlan) -> String {
    guard functionsWithObjects.contains(function.number) else { return "" }
    let objects = plan.addressedObjects(function)
    let list = objects.map { "{\($0.offset), \($0.bytes)}" }.joined(separator: ", ")
    return ", \(objects.count), (const tc_object_place[]){\(list)}"
  }

  /// Functions of reflection that stand between a call and what it calls: Go's linker knows them by
  /// their names too.
  private static let callThrough: Set<String> = ["callReflect", "callMethod"]

  private func flags(_ symbol: FunctionSymbol, isWrapper: Bool) -> Int {
    let isBetween = symbol.package?.path == "reflect" && Self.callThrough.contains(symbol.name)
    return (isWrapper || isBetween || symbol.kind == .wrapper ? 1 : 0)
      | (types.parameters(symbol.type).isEmpty ? 4 : 0)
  }

  /// The record of a call that was replaced by the callee's body: its address in C.
  private func inlinedCall(_ index: Int32, _ function: LoweredFunction) -> String {
    guard index >= 0 else { return "0" }
    let home: AnyObject = function.isOfUnit(inlinedCall: index) ? function.unit : function
    let key = InlinedCall(home: ObjectIdentifier(home), index: index)
    if let known = inlinedRecords[key] { return "&" + known }
    let call = function.inlinedCall(index)
    let parent = inlinedCall(call.position.inlining, function)
    let callee = inlinedFunction(call.callee)
    let name = "tc_inlined_\(tag)_\(inlinedRecords.count)"
    inlinedRecords[key] = name
    let line = location(call.position.source).line
    inlinedText += "static const tc_inlined \(name) = {&\(callee), \(parent), \(line)};\n"
    return "&" + name
  }

  private func inlinedFunction(_ symbol: FunctionSymbol) -> String {
    let key = ObjectIdentifier(symbol)
    if let known = inlinedFunctions[key] { return known }
    let name = "tc_text_\(tag)_\(inlinedFunctions.count)"
    inlinedFunctions[key] = name
    let declared = symbol.declaration.map { location($0.file.tree.position($0.node)) }
    // A function literal has no declaration.
    let place = declared ?? symbol.function.map { location($0.position.source) } ?? ("", 0)
    let told = flags(symbol, isWrapper: symbol.function?.isWrapper ?? false)
    inlinedText += """
      static const tc_function \(name) = \
      {\(CSpelling.quoted(LoweredProgram.tracebackName(of: symbol))), \
      \(CSpelling.quoted(place.0)), \(place.1), \(told), 0, 0, 0, 0};

      """
    return name
  }

  /// Traces name files by absolute paths.
  private func absolute(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    return folder + "/" + (path.hasPrefix("./") ? path.dropFirst(2) : path[...])
  }

  private func location(_ position: SourcePosition) -> (file: String, line: Int) {
    guard let found = sources.location(of: position) else { return ("", 0) }
    return (absolute(found.file), found.line)
  }

  // MARK: - Text

  /// The declaration that other files of the program need, too.
  var declaration: String { "extern const tc_site \(name)[] TC_HIDDEN;\n" }

  /// What the code needs to be defined before it.
  var tables: String { declaration + maskText + shapeText }

  /// What follows the code.
  var definitions: String {
    if siteCount == 0 { return "" }
    return functionText + inlinedText + "const tc_site \(name)[] = {\n" + sites + "};\n"
  }
}
