// A compiled program in the tool's own process: its library is loaded, bound to the run time and
// run.
import ArgumentParser
import CGoImports
import CGoRuntime
import Foundation
import TricolorGoRuntime

enum LoadedProgram {
  /// Runs a library's program; ends the process.
  ///
  /// - Parameters:
  ///   - arguments: what the program finds in os.Args; the first is its name.
  ///   - launcher: a file that starts the program anew, if there is one.
  ///   - isLoaded: called once the file is not needed any more.
  static func run(
    _ library: String, arguments: [String], launcher: String?, isLoaded: () -> Void
  ) throws {
    guard let handle = dlopen(library, RTLD_NOW | RTLD_LOCAL) else {
      throw UsageFailure("\(library): \(dlerror().map { String(cString: $0) } ?? "not loadable")")
    }
    isLoaded()
    guard let imports = dlsym(handle, "tricolor_imports"),
      let program = dlsym(handle, "tricolor_program")
    else { throw UsageFailure("\(library): not a compiled program") }
    if let missing = tc_bind_imports(imports) {
      throw UsageFailure("the run time lacks \(String(cString: missing))")
    }
    // The process ends with the program: the strings stay.
    let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
      capacity: arguments.count)
    for (index, argument) in arguments.enumerated() {
      (list + index).initialize(to: strdup(argument))
    }
    try MeteredMemory.attachIfAsked(handle)
    if let launcher { tc_go_set_launcher(strdup(launcher)) }
    let pointer = UnsafeRawPointer(program).assumingMemoryBound(to: tc_program.self)
    throw ExitCode(tc_go_run_program(pointer, Int32(arguments.count), list))
  }
}
