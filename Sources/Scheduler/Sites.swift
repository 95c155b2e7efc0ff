// From a return word to the site that describes the frame behind it: an open hash of the addresses
// of segments, filled when the program is registered and constant from then on.
//
// It is touched in every program, so it counts in the memory of the smallest ones: entries are
// distances within the program's image, which clang's code model keeps below 2 GiB.
import CGoRuntime
import CTricolor

/// The sites of a program by their code.
struct SiteTable {
  private let entries: UnsafeMutablePointer<Entry>
  private let mask: UInt
  private let shift: UInt
  private let program: UnsafePointer<tc_program>
  /// What the distances are from: where a goroutine's last return goes, which is code of the image.
  let leave: UInt

  /// Of a segment's code and of its site, from `leave`. A site of 0: the entry is free.
  private struct Entry {
    var code: Int32
    var site: Int32
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
    // Two thirds full at most.
    let wanted = count + count / 2 + 2
    let bits = UInt(UInt.bitWidth - (wanted - 1).leadingZeroBitCount)
    let size: UInt = 1 << bits
    guard let memory = tc_metadata_allocate(heap, size * UInt(MemoryLayout<Entry>.stride)) else {
      return nil
    }
    let table = SiteTable(
      entries: memory.bindMemory(to: Entry.self, capacity: Int(size)), mask: size - 1,
      shift: 64 - bits, program: program, leave: UInt(bitPattern: program.pointee.leave))
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
    guard let code = site.pointee.code else { return }
    let word = UInt(bitPattern: code)
    let entry = Entry(code: distance(word), site: distance(UInt(bitPattern: site)))
    var at = place(word)
    while entries[Int(at)].site != 0 {
      if entries[Int(at)].code == entry.code { return }
      at = (at &+ 1) & mask
    }
    entries[Int(at)] = entry
  }

  /// From `leave` to something in the program's image.
  private func distance(_ address: UInt) -> Int32 {
    let distance = Int(bitPattern: address &- leave)
    guard let short = Int32(exactly: distance) else {
      corrupt("the program is larger than its tables can tell", address)
    }
    return short
  }

  /// The site of a segment; nil if there is none.
  @inline(__always)
  func find(code: UInt) -> SitePointer? {
    let wanted = Int(bitPattern: code &- leave)
    var at = place(code)
    while true {
      let entry = entries[Int(at)]
      if entry.site == 0 { return nil }
      if Int(entry.code) == wanted {
        return SitePointer(bitPattern: leave &+ UInt(bitPattern: Int(entry.site)))
      }
      at = (at &+ 1) & mask
    }
  }

  /// The site that a return word stands for (segment.h, invariant 2). Nil: no such site.
  @inline(__always)
  func find(word: UInt) -> SitePointer? {
    word & 1 != 0 ? SitePointer(bitPattern: word & ~1) : find(code: word)
  }

  /// As `find(word:)`, of a word that may be anything.
  func checked(word: UInt) -> SitePointer? {
    if word & 1 == 0 { return find(code: word) }
    return forEachRange { sites, count in
      let offset = (word & ~1) &- UInt(bitPattern: sites)
      let stride = UInt(MemoryLayout<tc_site>.stride)
      return offset < stride * UInt(count) && offset % stride == 0
        ? sites + Int(offset / stride) : nil
    }
  }

  /// The site of the segment that a machine address lies in; nil if it is in none. Looks at all of
  /// them: for last words.
  func segment(at address: UInt) -> SitePointer? {
    // Longer than any segment; what follows the last one is not told from it.
    var least: UInt = 1 << 18
    var nearest: SitePointer?
    _ = forEachRange { sites, count -> SitePointer? in
      for index in 0..<count {
        guard let code = sites[index].code else { continue }
        let distance = address &- UInt(bitPattern: code)
        if distance < least { (least, nearest) = (distance, sites + index) }
      }
      return nil
    }
    return nearest
  }

  /// The first answer for a file's sites, or for the glue's.
  private func forEachRange(_ body: (SitePointer, Int) -> SitePointer?) -> SitePointer? {
    for number in 0..<Int(program.pointee.site_range_count) {
      let range = program.pointee.sites[number]
      if let found = body(range.sites, Int(range.count)) { return found }
    }
    guard let glue = program.pointee.glue_sites, let count = program.pointee.glue_site_count else {
      return nil
    }
    return body(glue, Int(count.pointee))
  }

  // MARK: Places that programs see
  //
  // A place (a "pc") is an address inside of a site's record: the record's own for the innermost
  // call, two more for each call further out that was replaced by the callee's body, and one, since
  // programs subtract one from what they take for a return address.

  private static var deepest: Int { MemoryLayout<tc_site>.stride / 2 - 1 }

  /// The place of a call.
  /// - Parameter depth: how many calls were replaced by bodies further in, of those at the site.
  func pc(_ site: SitePointer, _ depth: Int) -> UInt {
    UInt(bitPattern: site) &+ 2 &* UInt(min(depth, Self.deepest)) &+ 1
  }

  /// The place below each goroutine's first function.
  var bottom: UInt {
    guard let glue = program.pointee.glue_sites, let count = program.pointee.glue_site_count,
      count.pointee > 0
    else { return 0 }
    // glue_segments.h: it comes last.
    return pc(glue + Int(count.pointee) - 1, 0)
  }

  /// What a place stands for; or a function's code, or a return word. Looks through the files of
  /// the program.
  func find(pc: UInt) -> (site: SitePointer, depth: Int)? {
    if let site = find(code: pc) { return (site, 0) }
    for number in 0..<Int(program.pointee.site_range_count) {
      let range = program.pointee.sites[number]
      if let found = Self.find(pc, in: range.sites, Int(range.count)) { return found }
    }
    guard let count = program.pointee.glue_site_count else { return nil }
    return Self.find(pc, in: program.pointee.glue_sites, Int(count.pointee))
  }

  private static func find(
    _ pc: UInt, in sites: SitePointer?, _ count: Int
  ) -> (site: SitePointer, depth: Int)? {
    guard let sites else { return nil }
    let stride = UInt(MemoryLayout<tc_site>.stride)
    let offset = pc &- UInt(bitPattern: sites)
    guard offset < stride * UInt(count) else { return nil }
    return (sites + Int(offset / stride), Int(offset % stride / 2))
  }
}
