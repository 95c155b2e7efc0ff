// The tables beside the code: functions, sites with their masks, shapes of closures. Collected
// while segments are written, printed in front of them.
import GoIR
import GoSyntax
import Lowering

/// The sites, masks and functions of a program.
final class SiteTable {
  private(set) var siteCount = 0
  private var sites = ""
  private var masks: [[UInt8]: String] = [:]
  private var maskText = ""
  private var shapes: [String: String] = [:]
  private var shapeText = ""
  private var functionText = ""
  private let sources: SourceSet

  private let folder: String

  /// No sites yet.
  ///
  /// - Parameter folder: what relative paths of source files are relative to.
  init(_ sources: SourceSet, folder: String) {
    self.sources = sources
    self.folder = folder
  }

  /// Adds a site; answers its number.
  func add(
    _ function: LoweredFunction, _ plan: SegmentPlan, code: String?, position: IRPosition,
    pointers: [Bool], flags: Int, words: Int = 0, isEntry: Bool = false
  ) -> Int {
    let place = location(function.unit.outermost(position))
    let mask = pointers.contains(true) ? maskSymbol(pointers) : "0"
    sites += """
        {\(code ?? "0"), &tc_function_\(function.number), 0, \(place.line), \
      \(isEntry ? 0 : plan.frame), \(words), \(flags), 0, \(mask)},

      """
    siteCount += 1
    return siteCount - 1
  }

  /// Adds the sites of the segments that start the program.
  func addStart() {
    sites += """
        {tc_start, &tc_start_function, 0, 0, 0, 0, 1, 0, 0},
        {tc_start_next, &tc_start_function, 0, 0, 16, 0, 0, 0, 0},

      """
    siteCount += 2
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
    let name = "tc_mask_\(masks.count)_frame"
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
    let name = "tc_shape_\(shapes.count)"
    shapes[key] = name
    let last = (pointers.lastIndex(of: true) ?? -1) + 1
    shapeText += """
      static const tc_type \(name) = {.size = \(bytes), .ptr_bytes = \(last * 8), .align = 8, \
      .field_align = 8, .mask = \(mask)};

      """
    return "&" + name
  }

  /// Adds a function's record.
  func add(_ function: LoweredFunction, _ plan: SegmentPlan, entry: String) {
    let place = location(function.unit.outermost(function.function.position))
    let name = LoweredProgram.tracebackName(of: function.function.symbol)
    let incoming = function.incomingPointers
    let mask = incoming.contains(true) ? maskSymbol(incoming) : "0"
    let recovered = function.recovery.flatMap { plan.headOfBlock[$0] }.map { "\(entry)_\($0)" }
    let flags = function.function.isWrapper || function.function.symbol.kind == .wrapper ? 1 : 0
    functionText += """
      static const tc_function tc_function_\(function.number) = {\(CSpelling.quoted(name)), \
      \(CSpelling.quoted(place.file)), \(place.line), \(flags), \(incoming.count), \(mask), \
      \(recovered ?? "0"), \(entry)};

      """
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

  /// What stands in front of the code: it may name sites before they are known.
  var declarations: String { "extern const tc_site tc_sites[];\n" }

  /// What the code needs to be declared, but not defined, before it.
  var tables: String { maskText + shapeText }

  /// What follows the code.
  var definitions: String {
    functionText + "__attribute__((visibility(\"hidden\"))) const tc_site tc_sites[] = {\n"
      + sites + "};\n"
  }
}
