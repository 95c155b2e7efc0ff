// Threads whose roots are exact: only what is on the shadow stack keeps an object.
import CTricolor
import Testing

@testable import TricolorHeap

@Suite struct ExactThreadTests {
  @Test func onlyTheShadowStackOfAnExactThreadKeepsObjects() throws {
    let world = try #require(ThreadWorld.create())
    var configuration = HeapConfiguration()
    configuration.world = world.table
    configuration.worldContext = UnsafeMutableRawPointer(world)
    let count = try survivors(configuration)
    #expect(count == [1, 0])
    world.destroy()
  }

  /// Objects that two collections leave of ten, of which one is on the shadow stack at the first.
  private func survivors(_ configuration: HeapConfiguration) throws -> [UInt64] {
    let heap = try Heap(configuration)
    let thread = try #require(tc_thread_attach(heap.pointer))
    let shadow = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: 1)
    defer { shadow.deallocate() }
    thread.pointee.shadow_first = shadow
    thread.pointee.shadow_next = shadow
    thread.pointee.exact = 1
    // These stay on the machine stack all the time.
    var local: [10 of UnsafeMutableRawPointer?] = .init(repeating: nil)
    for index in 0..<10 { local[index] = tc_thread_allocate_noscan(thread, 64) }
    shadow.initialize(to: local[3])
    thread.pointee.shadow_next = shadow + 1
    tc_thread_collect(thread)
    var counts = [heap.stats().heapObjects]
    thread.pointee.shadow_next = shadow
    tc_thread_collect(thread)
    counts.append(heap.stats().heapObjects)
    for index in 0..<10 { #expect(local[index] != nil) }
    tc_thread_detach(thread)
    return counts
  }
}
