// What is known of a block of pages without looking inside: how many are free at its start, at most
// in a row, and at its end. The radix tree of these finds a run of pages in a few loads.
//
// Packed into one word, 21 bits each; a block that is wholly free and 2^21 pages long (16 GiB, the
// root's blocks) does not fit, so bit 63 alone stands for it.

/// A summary of a block of pages. Zero: nothing is free.
struct PageSummary: Equatable {
  let raw: UInt64

  /// Pages of the largest block: 2^21 of 8 KiB.
  static let mostPages: UInt = 1 &<< 21
  private static let allOfMost: UInt64 = 1 &<< 63
  private static let mask: UInt64 = (1 &<< 21) &- 1

  /// Nothing is free, or nothing is ours.
  static var full: PageSummary { PageSummary(raw: 0) }

  @inline(__always)
  init(raw: UInt64) { self.raw = raw }

  @inline(__always)
  init(start: UInt, most: UInt, end: UInt) {
    if most == Self.mostPages {
      raw = Self.allOfMost
    } else {
      raw = UInt64(start) | UInt64(most) &<< 21 | UInt64(end) &<< 42
    }
  }

  /// Free pages before the first taken one.
  @inline(__always)
  var start: UInt { raw & Self.allOfMost != 0 ? Self.mostPages : UInt(raw & Self.mask) }

  /// The longest run of free pages.
  @inline(__always)
  var most: UInt {
    raw & Self.allOfMost != 0 ? Self.mostPages : UInt((raw &>> 21) & Self.mask)
  }

  /// Free pages after the last taken one.
  @inline(__always)
  var end: UInt { raw & Self.allOfMost != 0 ? Self.mostPages : UInt((raw &>> 42) & Self.mask) }

  /// The summary of adjacent blocks of `pages` pages each.
  static func merge(
    _ blocks: UnsafePointer<PageSummary>, count: Int, pages: UInt
  ) -> PageSummary {
    let first = blocks[0]
    var start = first.start
    var most = first.most
    var run = first.end
    var startGrows = start == pages
    for index in 1..<count {
      let block = blocks[index]
      if block == .full {
        startGrows = false
        run = 0
        continue
      }
      let blockStart = block.start
      if startGrows {
        start &+= blockStart
        startGrows = blockStart == pages
      }
      // A run is complete, or part of a longer one that is looked at later, where a block begins.
      most = max(most, run &+ blockStart, block.most)
      run = block.end == pages ? run &+ pages : block.end
    }
    return PageSummary(start: start, most: max(most, run), end: run)
  }
}
