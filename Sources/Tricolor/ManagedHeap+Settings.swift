// From a heap's configuration, and the environment in Go's variables, to the run time's settings.
import TricolorHeap

extension ManagedHeap.Configuration {
  /// What the run time is told. Ambiguous words, because threads' stacks and undeclared layouts
  /// are.
  func heapConfiguration(_ world: ThreadWorldPointer) -> HeapConfiguration {
    var settings = HeapConfiguration()
    settings.ambiguous = true
    settings.verify = verify
    settings.stress = stress
    settings.clobberFreed = stress
    settings.maximumBytes = maximumBytes.map { UInt(max($0, 0)) }
    settings.world = world.table
    settings.worldContext = UnsafeMutableRawPointer(world)
    return settings
  }
}
