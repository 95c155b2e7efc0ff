// From a return word to the site that describes the frame behind it: a search of the index that the
// linker made, in the order of the code, and a small table of what was found last.
//
// It is in every program, so it counts in the memory of the smallest ones: nothing is filled in at
// the start, where only the order of the index is checked, and a program whose stacks nobody reads
// never touches its sites.
import CGoRuntime
import CTricolor

/// The sites of a program by their code.
struct SiteTable {
  /// Rising by code.
  private let index: UnsafePointer<tc_site_line>
  private let count: Int
  /// Where the lines lie as far as their distances go.
  private let origin: UInt
  /// What was found, by a hash of the code: the distances of code and site from `leave`, one in the
  /// lower and one in the upper half of a word that is read and written as one. 0: nothing.
  private let found: UnsafeMutablePointer<UInt>
  private let program: UnsafePointer<tc_program>
  /// What the distances are from: where a goroutine's last return goes, which is code of the image.
  /// clang's code model keeps that below 2 GiB.
  let leave: UInt

  private static let foundBits: UInt = 11

  /// nil when memory is refused.
  static func make(
    _ heap: UnsafeMutablePointer<tc_heap>, _ program: UnsafePointer<tc_program>
  ) -> SiteTable? {
    guard let memory = tc_metadata_allocate(heap, 8 << foundBits),
      let (index, count, origin) = linked(program) ?? sorted(heap, program)
    else { return nil }
    return SiteTable(
      index: index, count: count, origin: origin,
      found: memory.bindMemory(to: UInt.self, capacity: 1 << Int(foundBits)), program: program,
      leave: UInt(bitPattern: program.pointee.leave))
  }

  /// The linker's index; nil if there is none, or if the linker has not put it into the order of
  /// the code. A few microseconds.
  private static func linked(
    _ program: UnsafePointer<tc_program>
  ) -> (UnsafePointer<tc_site_line>, Int, UInt)? {
    guard let start = program.pointee.site_index, let end = program.pointee.site_index_end else {
      return nil
    }
    let table = (start, end - start, UInt(bitPattern: start))
    return rises(table) ? table : nil
  }

  /// Whether each line's code is where the one before it has its own, or behind.
  private static func rises(_ table: (UnsafePointer<tc_site_line>, Int, UInt)) -> Bool {
    var last: UInt = 0
    for place in 0..<table.1 {
      let line = table.2 &+ UInt(place * MemoryLayout<tc_site_line>.stride)
      let code = line &+ UInt(bitPattern: Int(table.0[place].code))
      if code < last { return false }
      last = code
    }
    return true
  }

  /// An index of one's own, for linkers that make none; nil when memory is refused. Its memory may
  /// be far from the code, so the lines tell distances as if they lay there.
  private static func sorted(
    _ heap: UnsafeMutablePointer<tc_heap>, _ program: UnsafePointer<tc_program>
  ) -> (UnsafePointer<tc_site_line>, Int, UInt)? {
    var total = 0
    for number in 0..<Int(program.pointee.site_range_count) {
      total += Int(program.pointee.sites[number].count)
    }
    guard let memory = tc_metadata_allocate(heap, UInt(total) * 8 + 8) else { return nil }
    let lines = memory.bindMemory(to: tc_site_line.self, capacity: total)
    let origin = UInt(bitPattern: program.pointee.leave)
    var count = 0
    for number in 0..<Int(program.pointee.site_range_count) {
      let range = program.pointee.sites[number]
      for site in range.sites..<range.sites + Int(range.count) {
        guard let code = site.pointee.code else { continue }
        lines[count] = tc_site_line(
          code: short(UInt(bitPattern: code) &- origin),
          site: short(UInt(bitPattern: site) &- origin))
        count += 1
      }
    }
    var rising = UnsafeMutableBufferPointer(start: lines, count: count)
    rising.sort { $0.code < $1.code }
    for place in 0..<count {
      lines[place].code -= Int32(place * 8)
      lines[place].site -= Int32(place * 8 + 4)
    }
    return (UnsafePointer(lines), count, origin)
  }

  /// A distance within the program's image.
  private static func short(_ distance: UInt) -> Int32 {
    guard let short = Int32(exactly: Int(bitPattern: distance)) else {
      corrupt("the program is larger than its tables can tell", distance)
    }
    return short
  }

  /// The site of a segment; nil if there is none.
  @inline(__always)
  func find(code: UInt) -> SitePointer? {
    let place = found + Int((code &* 0x9e37_79b9_7f4a_7c15) &>> (64 &- Self.foundBits))
    let known = tc_word_load(place)
    let distance = Int(bitPattern: code &- leave)
    if known != 0, Int(Int32(truncatingIfNeeded: known)) == distance {
      return SitePointer(bitPattern: leave &+ UInt(bitPattern: Int(bitPattern: known) &>> 32))
    }
    return search(code, place)
  }

  /// As `find`, of what is not among what was found; it is from then on.
  @inline(never)
  private func search(_ code: UInt, _ place: UnsafeMutablePointer<UInt>) -> SitePointer? {
    guard let site = indexed(code) ?? glue(code) else { return nil }
    let low = UInt32(bitPattern: Self.short(code &- leave))
    let high = Self.short(UInt(bitPattern: site) &- leave)
    // Other threads may write the same; whoever reads gets one of the words that were written.
    tc_word_store(place, UInt(bitPattern: Int(high) &<< 32) | UInt(low))
    return site
  }

  private func indexed(_ code: UInt) -> SitePointer? {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      let line = origin &+ UInt(middle * MemoryLayout<tc_site_line>.stride)
      let here = line &+ UInt(bitPattern: Int(index[middle].code))
      if here == code {
        return SitePointer(bitPattern: line &+ 4 &+ UInt(bitPattern: Int(index[middle].site)))
      }
      if here < code { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  private func glue(_ code: UInt) -> SitePointer? {
    guard let sites = program.pointee.glue_sites, let count = program.pointee.glue_site_count else {
      return nil
    }
    for site in sites..<sites + Int(count.pointee)
    where UInt(bitPattern: site.pointee.code) == code && code != 0 { return site }
    return nil
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
