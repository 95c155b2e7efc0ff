// `tricolor sizes`: the size-class table in Go's columns, as text or as JSON.
import ArgumentParser
import TricolorHeap

/// Prints the size classes of the allocator with what each of them wastes.
public struct SizesCommand: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "sizes",
    abstract: "Print the allocator's size classes.",
    discussion: """
      An object of up to 32768 bytes takes a slot of the smallest class that holds it. The \
      columns: bytes of a slot, bytes of a span, slots of a span, bytes left over behind the \
      last slot, the largest share of a span that can be lost, and the alignment of every slot.
      The exit code is 0.

      Examples:
        tricolor sizes
        tricolor sizes --json
      """)

  @Flag(help: "Print a JSON array of objects instead.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Print the generated C source instead: 'header'.", visibility: .hidden))
  var emit: SizeClassSource?

  public init() {}

  public func run() throws {
    let rows = SizeClassRule.rows()
    if let emit {
      Output.write(emit.text(rows))
    } else if json {
      Output.line(SizeClassTable.json(rows))
    } else {
      Output.line(SizeClassTable.text(rows, prefix: "").joined(separator: "\n"))
    }
  }
}

/// The table as people and as tools read it.
enum SizeClassTable {
  /// Lines in the format of Go's sizeclasses.go, each led by `prefix`.
  static func text(_ rows: [SizeClassRow], prefix: String) -> [String] {
    var lines: [String] = []
    lines.append("class  bytes/obj  bytes/span  objects  tail waste  max waste  min align")
    for row in rows {
      let cells: [String] = [
        padded("\(row.number)", 5), padded("\(row.objectSize)", 9), padded("\(row.spanSize)", 10),
        padded("\(row.objectCount)", 7), padded("\(row.tailWaste)", 10),
        padded(percent(row.maxWastePermyriad), 9), padded("\(row.minAlign)", 9),
      ]
      lines.append(cells.joined(separator: "  "))
    }
    lines.append("")
    lines.append("alignment  bits  min obj size")
    for entry in SizeClassRule.alignments(rows) {
      let bits = entry.alignment.trailingZeroBitCount
      lines.append(
        padded("\(entry.alignment)", 9) + padded("\(bits)", 6) + padded("\(entry.minSize)", 14))
    }
    return lines.map {
      $0.isEmpty ? String(prefix.dropLast(prefix.hasSuffix(" ") ? 1 : 0)) : prefix + $0
    }
  }

  /// A JSON array with one object a class; percentages are numbers, sizes are bytes.
  static func json(_ rows: [SizeClassRow]) -> String {
    let objects = rows.map { (row: SizeClassRow) -> String in
      let members: [String] = [
        "\"class\": \(row.number)", "\"bytesPerObject\": \(row.objectSize)",
        "\"bytesPerSpan\": \(row.spanSize)", "\"objects\": \(row.objectCount)",
        "\"tailWaste\": \(row.tailWaste)",
        "\"maxWastePercent\": \(hundredths(row.maxWastePermyriad))",
        "\"minAlign\": \(row.minAlign)",
      ]
      return "  {" + members.joined(separator: ", ") + "}"
    }
    return "[\n" + objects.joined(separator: ",\n") + "\n]"
  }

  private static func percent(_ permyriad: Int) -> String { hundredths(permyriad) + "%" }

  private static func hundredths(_ value: Int) -> String {
    let fraction = value % 100
    return "\(value / 100)." + (fraction < 10 ? "0" : "") + "\(fraction)"
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
