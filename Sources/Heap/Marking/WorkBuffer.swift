// Work buffers and the two lists that move them between markers. Which entries there are is told
// in CTricolor/marking.h; what marking does with them is Drain.swift's.
//
// A list is a stack of buffers in one word: the address of the first, and a tag that changes with
// every push and pop, in the bits that an address aligned to 2 KiB below 2^48 leaves free (27).
// Without the tag, a marker that was interrupted between reading a head's link and swapping the
// head could install a link that is long out of date (ABA). That the buffers' memory stays mapped
// while marking runs makes reading the link of a buffer that somebody else just took harmless.
import CTricolor

typealias WorkBufferPointer = UnsafeMutablePointer<tc_work_buffer>
typealias WorkListPointer = UnsafeMutablePointer<tc_work_list>

/// Work entries: see marking.h.
enum WorkEntry {
  /// The bit of an entry whose object is marked and waits to be scanned.
  @inline(__always)
  static var grey: UInt { tc_work_grey() }
}

/// The links of a work list: an address and a tag in one word.
enum WorkLink {
  private static let lowTagBits = UInt(TC_WORK_BUFFER_BYTES) &- 1
  private static let addressBits: UInt = ((1 &<< UInt(TC_ADDRESS_BITS)) &- 1) & ~lowTagBits

  /// The buffer that a link leads to; nil at the list's end.
  @inline(__always)
  static func buffer(of link: UInt) -> WorkBufferPointer? {
    WorkBufferPointer(bitPattern: link & addressBits)
  }

  /// A link to `buffer` (or to none) with the tag after that of `old`. The tag counts in the bits
  /// below the address; a carry out of them goes on in the bits above.
  @inline(__always)
  static func link(to buffer: WorkBufferPointer?, after old: UInt) -> UInt {
    let low = (old &+ 1) & lowTagBits
    var high = old &>> UInt(TC_ADDRESS_BITS)
    if low == 0 { high &+= 1 }
    return UInt(bitPattern: buffer) | low | high &<< UInt(TC_ADDRESS_BITS)
  }

  /// Whether a link can hold the buffer's address.
  static func canHold(_ buffer: WorkBufferPointer) -> Bool {
    UInt(bitPattern: buffer) & ~addressBits == 0
  }
}

extension UnsafeMutablePointer where Pointee == tc_work_list {
  /// Whether no buffer is on the list at this moment.
  @inline(__always)
  var isEmpty: Bool { WorkLink.buffer(of: tc_word_load_acquire(&pointee.head)) == nil }

  /// Puts a buffer on the list.
  func push(_ buffer: WorkBufferPointer) {
    invariant(WorkLink.canHold(buffer), "a work buffer lies where no link reaches")
    while true {
      let old = tc_word_load(&pointee.head)
      tc_word_store(&buffer.pointee.next, old)
      if tc_word_cas(&pointee.head, old, WorkLink.link(to: buffer, after: old)) { return }
    }
  }

  /// Takes a buffer off the list; nil if there is none.
  func pop() -> WorkBufferPointer? {
    while true {
      let old = tc_word_load_acquire(&pointee.head)
      guard let buffer = WorkLink.buffer(of: old) else { return nil }
      let next = WorkLink.buffer(of: tc_word_load(&buffer.pointee.next))
      if tc_word_cas(&pointee.head, old, WorkLink.link(to: next, after: old)) { return buffer }
    }
  }

  /// How many buffers are on the list. With nobody else at work on it.
  var count: Int {
    var count = 0
    var link = tc_word_load_acquire(&pointee.head)
    while let buffer = WorkLink.buffer(of: link) {
      count &+= 1
      link = tc_word_load(&buffer.pointee.next)
    }
    return count
  }
}
