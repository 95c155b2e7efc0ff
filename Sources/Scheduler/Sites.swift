// From a return word to the site that describes the frame behind it: an open hash of the addresses
// of segments, filled when the program is registered and constant from then on.
import CGoRuntime
import CTricolor

/// The sites of a program by their code.
struct SiteTable {
  private let entries: UnsafeMutablePointer<Entry>
  private let mask: UInt
  private let shift: UInt
  let leave: UInt

  private struct Entry {
    var code: UInt
    var site: SitePointer?
  }

  /// nil when memory is refused.
  static func make(
    _ heap: UnsafeMutablePointer<tc_heap>, _ program: UnsafePointer<tc_program>
  ) -> SiteTable? {
    let glue = program.pointee.glue_site_count?.pointee ?? 0
    var count = UInt(glue)
    for index in 0..<Int(program.pointee.site_range_count) {
      count += program.pointee.sites[index].count
    }
    let wanted = 2 * count + 2
    let bits = UInt(UInt.bitWidth - (wanted - 1).leadingZeroBitCount)
    let size: UInt = 1 << bits
    guard let memory = tc_metadata_allocate(heap, size * UInt(MemoryLayout<Entry>.stride)) else {
      return nil
    }
    let table = SiteTable(
      entries: memory.bindMemory(to: Entry.self, capacity: Int(size)), mask: size - 1,
      shift: 64 - bits, leave: UInt(bitPattern: program.pointee.leave))
    for number in 0..<Int(program.pointee.site_range_count) {
      let range = program.pointee.sites[number]
      for index in 0..<Int(range.count) { table.insert(range.sites + index) }
    }
    for index in 0..<Int(glue) { table.insert(program.pointee.glue_sites + index) }
    return table
  }

  @inline(__always)
  private func place(_ code: UInt) -> UInt { (code &* 0x9e37_79b9_7f4a_7c15) &>> shift }

  private func insert(_ site: SitePointer) {
    let code = UInt(bitPattern: site.pointee.code)
    guard code != 0 else { return }
    var at = place(code)
    while entries[Int(at)].site != nil {
      if entries[Int(at)].code == code { return }
      at = (at &+ 1) & mask
    }
    entries[Int(at)] = Entry(code: code, site: site)
  }

  /// The site of a segment; nil if there is none.
  @inline(__always)
  func find(code: UInt) -> SitePointer? {
    var at = place(code)
    while let site = entries[Int(at)].site {
      if entries[Int(at)].code == code { return site }
      at = (at &+ 1) & mask
    }
    return nil
  }

  /// The site that a return word stands for (segment.h, invariant 2). Nil: no such site.
  @inline(__always)
  func find(word: UInt) -> SitePointer? {
    word & 1 != 0 ? SitePointer(bitPattern: word & ~1) : find(code: word)
  }
}
