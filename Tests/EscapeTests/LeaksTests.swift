// The eight bytes of Leaks.
import Testing

@testable import Escape

@Suite struct LeaksTests {
  @Test func theLeastDepthIsKept() {
    var leaks = Leaks()
    #expect(leaks.isEmpty)
    leaks.addHeap(3)
    leaks.addHeap(1)
    leaks.addHeap(2)
    leaks.addResult(4, 7)
    #expect(leaks.heap == 1)
    #expect(leaks.result(4) == 7)
    #expect(leaks.result(3) == nil)
    #expect(leaks.mutator == nil && leaks.callee == nil)
  }

  @Test func theHeapCoversWhatIsNotShallower() {
    var leaks = Leaks()
    leaks.addHeap(1)
    leaks.addMutator(0)
    leaks.addCallee(1)
    leaks.addResult(0, 0)
    leaks.addResult(1, 5)
    leaks.dropWhatTheHeapCovers()
    #expect(leaks.mutator == 0)
    #expect(leaks.callee == nil)
    #expect(leaks.result(0) == 0)
    #expect(leaks.result(1) == nil)
  }

  @Test func depthsSaturateAndTheEncodingComesBack() {
    var leaks = Leaks()
    leaks.addCallee(100_000)
    leaks.addHeap(0)
    #expect(leaks.callee == 254)
    #expect(Leaks(bits: leaks.bits) == leaks)
    #expect(Leaks.unknown.heap == 0)
  }

  @Test func theQueueKeepsItsOrderAcrossGrowth() {
    var queue = LocationQueue(capacity: 2)
    for index in 0..<9 { queue.pushBack(LocationID(index)) }
    queue.pushFront(LocationID(100))
    var order: [Int32] = []
    while let next = queue.popFront() { order.append(next.index) }
    #expect(order == [100, 0, 1, 2, 3, 4, 5, 6, 7, 8])
  }
}
