// Moving what a manual span holds to another without copying it: the kernel gives the pages another
// address. From a MiB on that takes a fraction of a copy's time, most of which goes into fresh
// pages, and no memory is there twice (decision 0014).
import CTricolor

extension UnsafeMutablePointer where Pointee == PageHeap {
  /// Pieces that are smaller are copied: about what a move costs.
  private static var smallestMove: Bytes { 256 << 10 }

  /// Makes the last `bytes` of one manual span the last of another. What the first holds is lost,
  /// and goes back to the system when it is freed. Copies what the system does not move.
  func moveManual(_ bytes: Bytes, from: SpanPointer, to: SpanPointer) {
    let systemPage = Bytes(tc_os_page_size())
    let end = from.pointee.base &+ PageCount(from.pointee.page_count) &<< Page.shift
    let target = to.pointee.base &+ PageCount(to.pointee.page_count) &<< Page.shift
    // Spans begin and end at pages of ours. Where the system's are larger, nothing can move.
    guard systemPage <= Page.size else {
      copy(end &- bytes, to: target &- bytes, bytes)
      return
    }
    let whole = bytes.roundedUp(to: systemPage)
    if move(end &- whole, to: target &- whole, whole) {
      from.pointee.flags |= UInt8(TC_SPAN_MOVED_AWAY)
    }
  }

  /// Moves or copies whole pages of the system. Whether some moved.
  private func move(_ at: Address, to target: Address, _ bytes: Bytes) -> Bool {
    let result: PageMove =
      bytes < Self.smallestMove ? .refused : pointee.system.move(at, to: target, bytes)
    switch result {
    case .moved:
      return true
    case .severalMappings:
      let half = (bytes / 2).roundedUp(to: Bytes(tc_os_page_size()))
      let isFirstMoved = move(at, to: target, half)
      return move(at &+ half, to: target &+ half, bytes &- half) || isFirstMoved
    case .refused:
      copy(at, to: target, bytes)
      return false
    }
  }

  private func copy(_ at: Address, to target: Address, _ bytes: Bytes) {
    // Both are ranges of spans, which do not overlap.
    let source = UnsafeRawPointer(bitPattern: at).unsafelyUnwrapped
    let target = UnsafeMutableRawPointer(bitPattern: target).unsafelyUnwrapped
    target.copyMemory(from: source, byteCount: Int(bytes))
  }
}
