// A compiled program in the tool's own process: its library is made, loaded, bound to the run time
// and run.
import CGoImports
import CGoRuntime
import Foundation
import GoBuild
import TricolorGoRuntime
import TricolorHeap
import TricolorScheduler

enum LoadedProgram {
  /// The shared library of a program's C text.
  static func library(for text: String, environment: [String: String]) throws -> String {
    let compiler: CCompiler
    do {
      compiler = try CCompiler.find(environment: environment)
    } catch {
      throw UsageFailure(error.description)
    }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "tricolor-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let source = folder.appendingPathComponent("program.c").path
    let library = folder.appendingPathComponent("program.so").path
    try text.write(toFile: source, atomically: true, encoding: .utf8)
    do {
      try compiler.makeLibrary(from: source, to: library, headers: RuntimeHeaders.folders)
    } catch {
      throw UsageFailure(error.description)
    }
    return library
  }

  /// Runs a library's program; ends the process.
  static func run(_ library: String) throws {
    guard let handle = dlopen(library, RTLD_NOW | RTLD_LOCAL) else {
      throw UsageFailure("\(library): \(dlerror().map { String(cString: $0) } ?? "not loadable")")
    }
    // The mapping stays; the file is not needed any more.
    try? FileManager.default.removeItem(
      at: URL(fileURLWithPath: library).deletingLastPathComponent())
    guard let imports = dlsym(handle, "tricolor_imports"),
      let program = dlsym(handle, "tricolor_program")
    else { throw UsageFailure("\(library): not a compiled program") }
    if let missing = tc_bind_imports(imports) {
      throw UsageFailure("the run time lacks \(String(cString: missing))")
    }
    var options = SchedulerOptions()
    options.readEnvironment()
    let pointer = UnsafeRawPointer(program).assumingMemoryBound(to: tc_program.self)
    var heap = HeapConfiguration()
    heap.readEnvironment()
    _ = try GoProcess.run(pointer, heap: heap, options: options) { _ in tc_go_register(pointer) }
  }
}
