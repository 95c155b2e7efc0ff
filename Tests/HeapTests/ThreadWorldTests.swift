// The world of ordinary threads as the collector sees it.
import CTricolor
import Testing

@testable import TricolorHeap

@Suite struct ThreadWorldTests {
  /// What the roots' scanner found out.
  private struct Findings {
    let world: ThreadWorldPointer
    var idle: UInt32?
  }

  @Test func theProcessorOfAThreadThatMarksIsNotIdle() throws {
    var hooks = ThreadWorldHooks()
    let findings = UnsafeMutablePointer<Findings>.allocate(capacity: 1)
    defer { findings.deallocate() }
    hooks.context = UnsafeMutableRawPointer(findings)
    hooks.scanRoots = { context, _ in
      let findings = context!.assumingMemoryBound(to: Findings.self)  // the test's own
      let world = findings.pointee.world
      findings.pointee.idle = world.table.pointee.idle_processors?(world, nil)
      return 8
    }
    let world = try #require(ThreadWorld.create(processors: 2, hooks: hooks))
    findings.initialize(to: Findings(world: world))
    defer { world.destroy() }
    try collectAtASafepoint(world)
    #expect(findings.pointee.idle == 1)
  }

  @Test func whatOneSliceCanMarkIsMarkedByWhoBeginsTheCycle() throws {
    let world = try #require(ThreadWorld.create(processors: 2))
    defer { world.destroy() }
    var configuration = HeapConfiguration()
    configuration.world = world.table
    configuration.worldContext = UnsafeMutableRawPointer(world)
    configuration.collector.workerThreads = 0
    let heap = try Heap(configuration)
    let thread = try #require(tc_thread_attach(heap.pointer))
    var marking = 0
    for _ in 0..<500_000 {
      _ = tc_thread_allocate_noscan(thread, 64)
      tc_thread_poll(thread)
      if heap.phase != .off { marking += 1 }
    }
    tc_thread_detach(thread)
    #expect(heap.finishedCycles >= 5, "32 MB of garbage in rooms of 4")
    #expect(marking == 0)
  }

  /// A cycle that the calling thread marks alone, at a safepoint of its own.
  private func collectAtASafepoint(_ world: ThreadWorldPointer) throws {
    var configuration = HeapConfiguration()
    configuration.world = world.table
    configuration.worldContext = UnsafeMutableRawPointer(world)
    configuration.collector.workerThreads = 0
    configuration.collector.switches.stopTheWorld = 1
    let heap = try Heap(configuration)
    let thread = try #require(tc_thread_attach(heap.pointer))
    heap.pointer.collector.askFor(.request)
    tc_thread_poll(thread)
    #expect(heap.finishedCycles == 1)
    tc_thread_detach(thread)
  }
}
