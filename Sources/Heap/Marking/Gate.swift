// The gate of marking: who holds work that no list shows. Every slice of marking goes in through
// it and, when its marker is empty again, out; whoever must know that nothing is grey any more,
// or that nobody marks, asks here.
//
// One word: how many slices are going on (low 16 bits), how many ever went in (the epoch, above),
// and the top bit, which keeps new ones out. Work is *exhausted* when the lists are empty and no
// slice is going on; since these cannot be read together, the epoch tells whether a slice came
// and took something between the two looks.
import CTricolor

typealias MarkStatePointer = UnsafeMutablePointer<tc_mark_state>

extension UnsafeMutablePointer where Pointee == tc_mark_state {
  private static var closedBit: UInt64 { 1 &<< 63 }
  private static var activeBits: UInt64 { 0xffff }
  private static var entry: UInt64 { 0x1_0001 }

  /// Goes in; false when the gate is closed. Pair with `leaveGate`.
  @inline(__always)
  func enterGate() -> Bool {
    while true {
      let old = tc_u64_load(&pointee.gate)
      if old & Self.closedBit != 0 { return false }
      let new = (old &+ Self.entry) & ~Self.closedBit
      if tc_u64_cas(&pointee.gate, old, new) { return true }
    }
  }

  /// Goes out. The marker that went in with it is empty: its work is on the lists.
  @inline(__always)
  func leaveGate() {
    let old = tc_u64_sub(&pointee.gate, 1)
    invariant(old & Self.activeBits != 0, "a mark slice left that never entered")
  }

  /// Keeps new slices out and waits until those that are going on have left: well under a
  /// millisecond, since slices are short.
  func closeGate() {
    _ = tc_u64_or(&pointee.gate, Self.closedBit)
    while tc_u64_load_acquire(&pointee.gate) & Self.activeBits != 0 { tc_os_yield() }
  }

  /// Lets slices in.
  func openGate() {
    _ = tc_u64_and(&pointee.gate, ~Self.closedBit)
  }

  /// How many slices are going on.
  @inline(__always)
  var activeSlices: Int { Int(tc_u64_load_acquire(&pointee.gate) & Self.activeBits) }

  /// Whether at some moment during this call there was no root job left, no entry on the lists,
  /// and none in the hands of a marker. Barrier buffers are not looked at: with mutators running
  /// the answer says "perhaps done", with the world stopped and buffers flushed "done".
  func isExhausted() -> Bool {
    let before = tc_u64_load_acquire(&pointee.gate)
    guard before & Self.activeBits == 0 else { return false }
    let nextRoot = tc_u32_load_acquire(&pointee.next_root)
    guard nextRoot >= tc_u32_load(&pointee.root_jobs) else { return false }
    guard fullList.isEmpty else { return false }
    tc_full_fence()
    return tc_u64_load_acquire(&pointee.gate) & ~Self.closedBit == before & ~Self.closedBit
  }
}
