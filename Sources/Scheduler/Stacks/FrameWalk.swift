// Walking a goroutine's stack from the innermost frame outwards. The goroutine stands still;
// nothing is allocated, and a step is a look into a table of what was found last.
import CGoRuntime
import CTricolor

/// Where a walk is: a frame, and the site at which it stands.
struct FrameWalk {
  private let sites: SiteTable
  /// The word that leads to the frame: a segment or a site's address plus one.
  private(set) var word: UInt
  /// The frame's lowest address.
  private(set) var sp: UInt
  private(set) var site: SitePointer

  /// Begins at the frame that `word` leads to; nil if that is the goroutine's end.
  init?(_ sites: SiteTable, sp: UInt, word: UInt) {
    guard word != sites.leave, let site = sites.find(word: word) else { return nil }
    self.sites = sites
    self.sp = sp
    self.word = word
    self.site = site
  }

  /// Begins at the goroutine's innermost frame; nil if it has none.
  init?(_ sites: SiteTable, _ record: GoroutinePointer) {
    guard record.pointee.g.stack_low != 0 else { return nil }
    self.init(
      sites, sp: UInt(bitPattern: record.pointee.g.sp),
      word: UInt(bitPattern: record.pointee.g.resume))
  }

  /// The caller's `sp`.
  @inline(__always)
  var callerSP: UInt { sp &+ UInt(site.pointee.frame) }

  /// Goes to the caller's frame; false at the goroutine's end.
  @inline(__always)
  mutating func step() -> Bool {
    let caller = callerSP
    // Invariant 2 of segment.h: the caller has written it.
    let next = UnsafePointer<UInt>(bitPattern: caller &- 8).unsafelyUnwrapped.pointee
    sp = caller
    // Recursion: the same place again.
    if next == word { return true }
    guard next != sites.leave else { return false }
    guard let found = sites.find(word: next) else {
      corrupt("a return word that no site describes", next, caller)
    }
    word = next
    site = found
    return true
  }
}
