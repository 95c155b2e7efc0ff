// The public face: a Go program runs here from its beginning to its end.
import CGoRuntime
import CTricolor
import TricolorHeap

/// A running Go program: a heap, a scheduler, and the threads that serve it.
public enum GoProcess {
  /// Runs a program until its main goroutine returns. The calling thread is the first of those that
  /// run goroutines, and the one that packages are initialised on.
  ///
  /// - Parameters:
  ///   - program: what the compiler has put out; it must stay valid for good if the process goes
  ///   on.
  ///   - heap: settings of the heap; its world is the scheduler.
  ///   - options: settings of the scheduler.
  ///   - prepare: called once the heap exists and before any goroutine runs; for what other parts
  ///   of
  ///     the run time must set up.
  /// - Returns: the exit code. Only if `options.returnsAtEnd`; else the process ends.
  /// - Throws: `HeapError` if the heap cannot be made.
  public static func run(
    _ program: UnsafePointer<tc_program>, heap: HeapConfiguration = HeapConfiguration(),
    options: SchedulerOptions = SchedulerOptions(),
    prepare: (UnsafeMutablePointer<tc_heap>) -> Void = { _ in }
  ) throws(HeapError) -> Int32 {
    let bytes = UInt(MemoryLayout<Scheduler>.stride &+ MemoryLayout<tc_world>.stride &+ 128)
    let at = tc_os_map(0, (bytes &+ 16383) & ~16383, Int32(TC_ACCESS_WRITE))
    guard let memory = UnsafeMutableRawPointer(bitPattern: at) else {
      throw .outOfMemory(bytes: bytes)
    }
    defer { _ = tc_os_unmap(at, (bytes &+ 16383) & ~16383) }
    let scheduler = memory.assumingMemoryBound(to: Scheduler.self)
    let table = (memory + ((MemoryLayout<Scheduler>.stride + 63) & ~63))
      .assumingMemoryBound(to: tc_world.self)
    table.initialize(to: tc_world())
    SchedulerPointer.fill(table)
    var configuration = heap
    configuration.world = UnsafePointer(table)
    configuration.worldContext = memory
    // All that the heap asks its host for before something runs is this.
    scheduler.pointee.processorCount = options.processorCount
    let owner = try Heap(configuration)
    guard scheduler.setUp(owner.pointer, program, options) else {
      throw .outOfMemory(bytes: bytes)
    }
    prepare(owner.pointer)
    let code = scheduler.runMain()
    scheduler.pointee.table.destroy()
    // The heap lives until here.
    invariant(owner.pointer == scheduler.heap, "the heap is not the scheduler's")
    return code
  }
}
