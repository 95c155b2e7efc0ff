// start.h: a program's whole life, with the settings of the environment.
import CGoRuntime
import CTricolor
import TricolorHeap
import TricolorScheduler

@c @implementation
public func tc_go_run_program(
  _ program: UnsafePointer<tc_program>?, _ count: Int32,
  _ arguments: UnsafePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  guard let program else { return 2 }
  tc_go_set_arguments(count, arguments)
  var options = SchedulerOptions()
  options.readEnvironment()
  options.catchesQuit = true
  var heap = HeapConfiguration()
  heap.readEnvironment()
  let metering = tc_go_metering_asked()
  if let elsewhere = metering.elsewhere {
    heap.metered = true
    heap.collector.totals = metering.totals
    options.meter = elsewhere
  }
  do {
    return try GoProcess.run(program, heap: heap, options: options) { _ in
      tc_go_register(program)
    }
  } catch {
    let text: StaticString = "fatal error: runtime: cannot allocate the heap\n"
    _ = tc_os_write(2, text.utf8Start, UInt(text.utf8CodeUnitCount))
    return 2
  }
}
