// Roots: what hosts report through a visitor, and the jobs that a cycle's roots are cut into.
//
// A marker takes what is exact as candidates; what is ambiguous is checked at once, since in a heap
// of exact pointers the marking loop believes its candidates. The verifier (Checkmark.swift) has
// its own ear at the same visitor, so hosts report roots in one way only.
import CTricolor

typealias VisitorPointer = UnsafeMutablePointer<tc_visitor>

extension UnsafeMutablePointer where Pointee == tc_visitor {
  /// One exact word: a pointer into the heap, foreign, or nil.
  @inline(__always)
  func visit(_ word: UInt) {
    pointee.bytes &+= 8
    if let marker = pointee.marker {
      if pointee.marker.pointee.shared.pointee.ambiguous != 0 {
        marker.shade(word, ambiguous: true, marking: false)
      } else {
        marker.pushCandidate(word)
      }
    } else {
      verifier.pointee.visit(word, ambiguous: false)
    }
  }

  /// One word that may be anything.
  @inline(__always)
  func visitAmbiguous(_ word: UInt) {
    pointee.bytes &+= 8
    if let marker = pointee.marker {
      marker.shade(word, ambiguous: true, marking: false)
    } else {
      verifier.pointee.visit(word, ambiguous: true)
    }
  }

  /// All words of `bytes` bytes from `base` on, each ambiguous.
  func visitRange(_ base: Address, _ bytes: UInt) {
    var at = (base &+ 7) & ~7
    let end = base &+ bytes
    while at &+ 8 <= end {
      visitAmbiguous(tc_word_load(UnsafePointer<UInt>(bitPattern: at).unsafelyUnwrapped))
      at &+= 8
    }
  }

  /// All words of `bytes` bytes of machine stack, each ambiguous and perhaps stale.
  func visitStack(_ base: Address, _ bytes: UInt) {
    pointee.bytes &+= bytes
    var at = (base &+ 7) & ~7
    while at &+ 8 <= base &+ bytes {
      let word = tc_stack_word(UnsafePointer<UInt>(bitPattern: at))
      if let marker = pointee.marker {
        marker.shade(word, ambiguous: true, marking: false)
      } else {
        verifier.pointee.visitStale(word)
      }
      at &+= 8
    }
  }

  /// The words of `bytes` bytes from `base` on whose bits are set in `mask`, each exact.
  func visitMasked(_ base: Address, _ bytes: UInt, _ mask: UnsafePointer<UInt8>) {
    let words = Int(bytes &>> 3)
    var word = 0
    while word < words {
      var bits = mask[word &>> 3]
      if words &- word < 8 { bits &= (1 &<< UInt8(words &- word)) &- 1 }
      while bits != 0 {
        let at = base &+ UInt(word &+ bits.trailingZeroBitCount) &<< 3
        visit(tc_word_load(UnsafePointer<UInt>(bitPattern: at).unsafelyUnwrapped))
        bits &= bits &- 1
      }
      word &+= 8
    }
  }

  private var verifier: VerifierPointer {
    pointee.verifier.assumingMemoryBound(to: Verifier.self)
  }
}
