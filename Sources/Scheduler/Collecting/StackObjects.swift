// Which objects in a goroutine's frames are alive. A function's sites map the objects that it
// still names; one that it does not name any more is alive exactly if something alive has a pointer
// to it: a register of a callee, another object, a deferred call. So the scan of a stack notes the
// pointers into the stack that it meets, and when it comes to a frame, follows those that lead to
// it.
//
// Pointers lead outwards (segment.h, invariant 3), and frames are visited from the innermost on:
// when a frame's own words have been visited, all pointers to its objects are known but those that
// its objects have to each other. The notes have room for some hundred; when they are full, every
// object of all frames that follow counts as alive.
import CGoRuntime
import CTricolor

/// Pointers into a stack that were met and not followed yet, the lowest one first.
struct StackPointers {
  /// Words of memory that it needs.
  static var words: Int { noteLimit + recentCount + doneCount }
  /// Notes at most; fewer keep more alive in stacks where many objects are held at once.
  private static var noteLimit: Int { 448 }
  /// Places where a pointer that was noted before is recognised; a power of two.
  private static var recentCount: Int { 32 }
  /// Words of marks for objects of one frame; those beyond 2,048 count as alive.
  private static var doneCount: Int { 32 }

  private let notes: UnsafeMutablePointer<UInt>
  private let recent: UnsafeMutablePointer<UInt>
  private let done: UnsafeMutablePointer<UInt>
  private let low: UInt
  private let size: UInt
  private var count = 0
  /// Whether a pointer was lost: then all objects count as alive.
  private(set) var isFull = false

  /// No pointers, in memory of `words` words.
  init(_ memory: UnsafeMutableBufferPointer<UInt>, low: UInt, high: UInt) {
    invariant(memory.count >= Self.words, "room for notes of a stack's scan")
    // It has as many words as were asked for, which are not none.
    notes = memory.baseAddress.unsafelyUnwrapped
    recent = notes + Self.noteLimit
    done = recent + Self.recentCount
    self.low = low
    size = high &- low
    for index in 0..<Self.recentCount { recent[index] = 0 }
  }

  /// Notes a word that may be a pointer into the stack.
  @inline(__always)
  mutating func note(_ word: UInt) {
    if word &- low >= size { return }
    if count > 0 || isFull { return add(word) }
    // Mostly a pointer to the caller's frame, and forgotten there.
    notes[0] = word
    count = 1
  }

  /// Notes the words from `base` on whose bits are set; those of the mask behind `words` are not.
  @inline(__always)
  mutating func note(masked base: UInt, words: UInt, _ mask: UnsafePointer<UInt8>) {
    var at = UnsafePointer<UInt>(bitPattern: base).unsafelyUnwrapped  // in the stack
    let end = at + Int(words)
    var next = mask
    while at < end {
      var bits = UInt32(next.pointee)
      while bits != 0 {
        note(at[bits.trailingZeroBitCount])
        bits &= bits &- 1
      }
      at += 8
      next += 1
    }
  }

  /// From now on all objects count as alive.
  mutating func loseTrack() { isFull = true }

  @inline(never)
  private mutating func add(_ word: UInt) {
    let place = recent + Int((word &>> 3) & UInt(Self.recentCount &- 1))
    if place.pointee == word || isFull { return }
    guard count < Self.noteLimit else {
      isFull = true
      return
    }
    place.pointee = word
    // A heap: each is at most as large as its children.
    var index = count
    count += 1
    while index > 0 {
      let parent = (index - 1) / 2
      if notes[parent] <= word { break }
      notes[index] = notes[parent]
      index = parent
    }
    notes[index] = word
  }

  /// Whether a pointer below `end` is noted.
  @inline(__always)
  func has(below end: UInt) -> Bool { count > 0 && notes[0] < end }

  /// Forgets the pointers below `end`, of which there is one.
  @inline(__always)
  mutating func drop(below end: UInt) {
    if count == 1 { count = 0 } else { dropSeveral(below: end) }
  }

  @inline(never)
  private mutating func dropSeveral(below end: UInt) {
    while take(below: end) != nil {}
  }

  /// The lowest pointer, if it is below `end`, which is forgotten then.
  mutating func take(below end: UInt) -> UInt? {
    guard has(below: end) else { return nil }
    let lowest = notes[0]
    count -= 1
    let moved = notes[count]
    var index = 0
    while true {
      var child = 2 * index + 1
      if child >= count { break }
      if child + 1 < count && notes[child + 1] < notes[child] { child += 1 }
      if notes[child] >= moved { break }
      notes[index] = notes[child]
      index = child
    }
    notes[index] = moved
    return lowest
  }

  /// Begins with the objects of another frame.
  func clearDone(objects: Int) {
    for index in 0..<min(Self.doneCount, (objects + 63) / 64) { done[index] = 0 }
  }

  /// Whether an object of the frame is met for the first time; nil if there is no mark for it.
  func isFirst(_ object: Int) -> Bool? {
    guard object < Self.doneCount * 64 else { return nil }
    let bit: UInt = 1 &<< UInt(object & 63)
    if done[object / 64] & bit != 0 { return false }
    done[object / 64] |= bit
    return true
  }
}

extension FrameWalk {
  /// Bits of each mask of the site: the words of the frame, less the return word.
  var maskedWords: UInt { site.pointee.frame == 0 ? 0 : UInt(site.pointee.frame) / 8 &- 1 }

  /// The words of objects that the function does not name any more; nil if there are none.
  var objectMask: UnsafePointer<UInt8>? {
    guard site.pointee.flags & UInt16(TC_SITE_OBJECTS) != 0, let mask = site.pointee.mask else {
      return nil
    }
    return mask + Int((maskedWords &+ 63) / 64 &* 8)
  }

  /// Reports what is alive in the frame, and notes where it leads to in the stack.
  @inline(__always)
  func visit(
    _ visitor: UnsafeMutablePointer<tc_visitor>?, _ pointers: inout StackPointers
  ) {
    if let mask = site.pointee.mask {
      tc_visit_masked(visitor, UnsafeRawPointer(bitPattern: sp), maskedWords &* 8, mask)
      pointers.note(masked: sp, words: maskedWords, mask)
    }
    let function = site.pointee.function.unsafelyUnwrapped  // each site has one
    if let mask = function.pointee.argument_mask {
      let words = UInt(function.pointee.argument_words)
      tc_visit_masked(visitor, UnsafeRawPointer(bitPattern: callerSP), words &* 8, mask)
      pointers.note(masked: callerSP, words: words, mask)
    }
    if pointers.has(below: callerSP) || pointers.isFull {
      if let mask = objectMask { visitObjects(function, mask, visitor, &pointers) }
      if pointers.has(below: callerSP) { pointers.drop(below: callerSP) }
    }
  }

  @inline(never)
  private func visitObjects(
    _ function: UnsafePointer<tc_function>, _ mask: UnsafePointer<UInt8>,
    _ visitor: UnsafeMutablePointer<tc_visitor>?, _ pointers: inout StackPointers
  ) {
    let count = Int(function.pointee.object_count)
    pointers.clearDone(objects: count)
    while !pointers.isFull, let address = pointers.take(below: callerSP) {
      guard let index = Self.object(function, holding: address &- sp) else { continue }
      guard let isFirst = pointers.isFirst(index) else {
        pointers.loseTrack()
        break
      }
      if !isFirst { continue }
      let place = function.pointee.objects[index]
      for word in UInt(place.offset) / 8..<UInt(place.offset &+ place.bytes &+ 7) / 8
      where mask[Int(word / 8)] &>> UInt8(word & 7) & 1 != 0 {
        let at = UnsafePointer<UInt>(bitPattern: sp &+ word &* 8).unsafelyUnwrapped
        tc_visit_word(visitor, at.pointee)
        pointers.note(at.pointee)
      }
    }
    if pointers.isFull {
      tc_visit_masked(visitor, UnsafeRawPointer(bitPattern: sp), maskedWords &* 8, mask)
    }
  }

  /// The number of the object that has the byte at an offset from `sp`.
  private static func object(
    _ function: UnsafePointer<tc_function>, holding offset: UInt
  ) -> Int? {
    var low = 0
    var high = Int(function.pointee.object_count)
    while low < high {
      let middle = (low + high) / 2
      let place = function.pointee.objects[middle]
      if offset < UInt(place.offset) {
        high = middle
      } else if offset >= UInt(place.offset) &+ UInt(place.bytes) {
        low = middle + 1
      } else {
        return middle
      }
    }
    return nil
  }
}
