// A heap as text, for people: a line an arena, then what its spans hold by class.
//
//   heap: 2 arenas, 4194304 bytes in 312 spans, 3101232 bytes in 48810 objects
//   arena 0xc000000000: 312 spans, 512 of 8192 pages
//     scan     64 B    41 spans    4980 of    5166 slots  96%
//     noscan large      2 spans  131072 bytes
//   |####:::....                                                     |
//
// In the bar each sign stands for 128 pages: '#' all in spans, ':' some, '.' none.
import CTricolor

extension HeapWalk {
  /// Spans, slots and objects of one span class.
  private struct Tally {
    var spans = 0
    var slots = 0
    var objects = 0
    var bytes: UInt = 0
  }

  /// The map of `heap`.
  static func map(_ heap: HeapPointer) -> String {
    var lines: [String] = []
    var total = Tally()
    var arenas = 0
    forEachArena(heap) { (arena: UnsafeMutablePointer<tc_arena>) in
      arenas += 1
      append(arena, heap, &lines, &total)
    }
    let first =
      "heap: \(arenas) arena\(arenas == 1 ? "" : "s"), \(total.bytes) bytes in \(total.spans)"
      + " spans, \(total.objects) objects"
    return ([first] + lines).joined(separator: "\n") + "\n"
  }

  private static func append(
    _ arena: UnsafeMutablePointer<tc_arena>, _ heap: HeapPointer, _ lines: inout [String],
    _ total: inout Tally
  ) {
    var tallies = [Tally](repeating: Tally(), count: SpanClass.count)
    var pages = [Int](repeating: 0, count: 64)
    var spans = 0
    var pageCount = 0
    forEachSpan(in: arena) { (span: SpanPointer) in
      spans += 1
      let number = Int(span.pointee.span_class)
      tallies[number].spans += 1
      tallies[number].slots += Int(span.pointee.object_count)
      tallies[number].bytes += span.byteCount
      forEachObject(in: span, heap) { (_: HeapObject) in tallies[number].objects += 1 }
      let first = Int((span.pointee.base &- arena.pointee.base) &>> Page.shift)
      for page in first..<first + Int(span.pointee.page_count) {
        // A span may end in the next arena; its pages count where it begins.
        pages[min(page / 128, 63)] += 1
        pageCount += 1
      }
    }
    let address = String(arena.pointee.base, radix: 16)
    lines.append("arena 0x\(address): \(spans) spans, \(pageCount) of \(Arena.pages) pages")
    for number in 0..<SpanClass.count where tallies[number].spans > 0 {
      lines.append("  " + line(tallies[number], SpanClass(UInt8(number))))
      total.spans += tallies[number].spans
      total.objects += tallies[number].objects
      total.bytes += tallies[number].bytes
    }
    let bar = pages.map { (count: Int) -> String in count >= 128 ? "#" : count > 0 ? ":" : "." }
    lines.append("  |" + bar.joined() + "|")
  }

  private static func line(_ tally: Tally, _ spanClass: SpanClass) -> String {
    let kind = spanClass.isNoscan ? "noscan" : "scan  "
    if spanClass.sizeClass == .large {
      return "\(kind) large   \(padded(tally.spans, 6)) spans \(padded(Int(tally.bytes), 12)) bytes"
    }
    let share = tally.slots == 0 ? 0 : tally.objects * 100 / tally.slots
    return "\(kind) \(padded(Int(spanClass.sizeClass.objectSize), 5)) B "
      + "\(padded(tally.spans, 6)) spans \(padded(tally.objects, 8)) of "
      + "\(padded(tally.slots, 8)) slots \(padded(share, 3))%"
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: " ", count: max(0, width - text.utf8.count)) + text
  }
}
