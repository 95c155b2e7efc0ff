// What `tricolor explain` prints: a table for people, or an object for programs.
import Foundation

/// The places of a run in the order of their bytes, with all that is known about them. People are
/// told of lines, programs of columns, too.
struct ExplainReport {
  private let run: MeteredRun
  private let rows: [Row]
  private let total: MeteredCount
  /// What the places have that are not told.
  private let others: MeteredCount
  private let otherCount: Int

  private struct Row {
    let place: MeteredPlace
    let count: MeteredCount
    let verdicts: [EscapeVerdicts.Verdict]
    /// The kinds of what a line has allocated.
    let kinds: [String]
  }

  /// - Parameters:
  ///   - top: how many places are told.
  ///   - byLine: counts what a line has allocated together.
  init(_ run: MeteredRun, _ verdicts: EscapeVerdicts, top: Int, byLine: Bool) {
    self.run = run
    var counts: [MeteredPlace: MeteredCount] = [:]
    var kinds: [MeteredPlace: Set<String>] = [:]
    for (place, count) in run.places {
      let key = byLine ? place.wholeLine : place
      counts[key, default: MeteredCount()] += count
      kinds[key, default: []].insert(place.kind)
    }
    let sorted = counts.sorted { left, right in
      if left.value.bytes != right.value.bytes { return left.value.bytes > right.value.bytes }
      return left.key < right.key
    }
    rows = sorted.prefix(top).map { place, count in
      Row(
        place: place, count: count, verdicts: verdicts.verdicts(on: place),
        kinds: (kinds[place] ?? []).sorted())
    }
    var total = run.elsewhere
    var others = MeteredCount()
    for (index, row) in sorted.enumerated() {
      total += row.value
      if index >= top { others += row.value }
    }
    self.total = total
    self.others = others
    otherCount = max(0, sorted.count - top)
  }

  private func share(_ count: MeteredCount) -> Double {
    total.bytes == 0 ? 0 : Double(count.bytes) / Double(total.bytes)
  }

  // MARK: - For people

  /// The report in lines.
  var text: String {
    var lines = ["", heading, "", Self.columns("bytes", "share", "objects", "collector", "place")]
    var sources: [String: [Substring]] = [:]
    for row in rows {
      let place = row.place
      lines.append(line(row.count, "\(place.file):\(place.line)  \(place.function)"))
      let source = sources[place.file] ?? Self.lines(of: place.file)
      sources[place.file] = source
      if place.line >= 1 && place.line <= source.count {
        let text = source[place.line - 1].trimmingCharacters(in: .whitespaces)
        lines.append(Self.indent + text)
      }
      for verdict in row.verdicts {
        lines.append(Self.indent + "// " + verdict.text)
        for flow in verdict.flows { lines.append(Self.indent + "//   " + flow) }
      }
      if row.verdicts.isEmpty {
        let what = row.kinds.map { Self.descriptions[$0] ?? $0 }
        lines.append(Self.indent + "// " + what.joined(separator: ", "))
      }
    }
    if otherCount > 0 {
      lines.append(line(others, "\(otherCount) other place\(otherCount == 1 ? "" : "s")"))
    }
    if run.elsewhere.objects > 0 {
      lines.append(line(run.elsewhere, "the library, where none of these places called it"))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What is allocated where escape analysis has nothing to decide, by kind.
  private static let descriptions = [
    "object": "a value that is not on the stack", "append": "append needs more room",
    "make": "memory from make", "map": "the map needs room", "string": "a new string",
    "copy": "a copy of a string", "goroutine": "a new goroutine",
    "number": "a number in an interface", "call": "allocated by what is called",
    "other": "the run time's own",
  ]

  private var heading: String {
    let collector = Self.time(Double(run.collectorTime) / 1e9)
    let pauses = Self.time(Double(run.pauses) / 1e9)
    let cycles = run.cycles == 1 ? "1 collection" : "\(Self.grouped(run.cycles)) collections"
    let collecting =
      run.cycles == 0
      ? "no collection" : "\(cycles) took \(collector), the world stood still for \(pauses)"
    return """
      \(Self.grouped(total.objects)) object\(total.objects == 1 ? "" : "s"), \
      \(Self.size(total.bytes)); \(collecting); \(Self.time(run.processorTime)) of CPU in all, \
      counting included; exit code \(run.exitCode)
      """
  }

  private func line(_ count: MeteredCount, _ place: String) -> String {
    let share = share(count)
    return Self.columns(
      Self.size(count.bytes), String(format: "%.1f%%", share * 100), Self.grouped(count.objects),
      run.cycles == 0 ? "-" : Self.time(share * Double(run.collectorTime) / 1e9), place)
  }

  private static let indent = String(repeating: " ", count: 50)

  private static func columns(
    _ bytes: String, _ share: String, _ objects: String, _ collector: String, _ place: String
  ) -> String {
    func right(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    return right(bytes, 10) + right(share, 8) + right(objects, 17) + right(collector, 11) + "  "
      + place
  }

  private static func lines(of file: String) -> [Substring] {
    guard let bytes = FileManager.default.contents(atPath: file) else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
  }

  // MARK: Figures

  private static func size(_ bytes: UInt64) -> String {
    let units: [(Double, String)] = [(1e9, "GB"), (1e6, "MB"), (1e3, "kB")]
    for (unit, name) in units where Double(bytes) >= unit {
      return String(format: "%.1f %@", Double(bytes) / unit, name)
    }
    return "\(bytes) B"
  }

  private static func time(_ seconds: Double) -> String {
    if seconds >= 1 { return String(format: "%.2f s", seconds) }
    if seconds >= 1e-3 { return String(format: "%.1f ms", seconds * 1e3) }
    return String(format: "%.0f µs", seconds * 1e6)
  }

  private static func grouped(_ number: UInt64) -> String {
    var text = ""
    for (index, digit) in String(number).reversed().enumerated() {
      if index > 0 && index % 3 == 0 { text = "," + text }
      text = String(digit) + text
    }
    return text
  }

  // MARK: - For programs

  /// The report as one line of JSON.
  var json: String {
    let object = JSONReport(
      objects: total.objects, bytes: total.bytes, exitCode: run.exitCode, cycles: run.cycles,
      collectorNanoseconds: run.collectorTime, pauseNanoseconds: run.pauses,
      processorSeconds: run.processorTime,
      places: rows.map { row in
        JSONReport.Place(
          file: row.place.file, line: row.place.line, column: row.place.column,
          function: row.place.function, kind: row.place.kind, objects: row.count.objects,
          bytes: row.count.bytes, verdicts: row.verdicts.map(\.text),
          flows: row.verdicts.flatMap(\.flows))
      },
      otherPlaces: JSONReport.Rest(others), elsewhere: JSONReport.Rest(run.elsewhere))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Strings and finite numbers can always be encoded.
    guard let data = try? encoder.encode(object) else { return "{}\n" }
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}

/// The keys of the JSON report.
private struct JSONReport: Encodable {
  let objects: UInt64
  let bytes: UInt64
  let exitCode: Int32
  let cycles: UInt64
  let collectorNanoseconds: UInt64
  let pauseNanoseconds: UInt64
  let processorSeconds: Double
  let places: [Place]
  let otherPlaces: Rest
  let elsewhere: Rest

  struct Place: Encodable {
    let file: String
    let line: Int
    let column: Int
    let function: String
    let kind: String
    let objects: UInt64
    let bytes: UInt64
    let verdicts: [String]
    let flows: [String]
  }

  struct Rest: Encodable {
    let objects: UInt64
    let bytes: UInt64

    init(_ count: MeteredCount) {
      objects = count.objects
      bytes = count.bytes
    }
  }
}
