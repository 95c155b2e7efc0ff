// scheme FILE …: runs Scheme programs on a managed heap. `--limit MiB` sets its memory limit,
// `--statistics` tells at the end what the heap did.
import Foundation
import Tricolor

var files: [String] = []
var configuration = ManagedHeap.Configuration()
nonisolated(unsafe) var showsStatistics = false
var words = CommandLine.arguments.dropFirst()
while let word = words.popFirst() {
  switch word {
  case "--limit":
    guard let mebibytes = words.popFirst().flatMap(Int.init), mebibytes > 0 else {
      FileHandle.standardError.write(Data("scheme: --limit wants a number of MiB\n".utf8))
      exit(2)
    }
    configuration.memoryLimit = mebibytes << 20
  case "--statistics": showsStatistics = true
  default: files.append(word)
  }
}
guard !files.isEmpty else {
  let usage = "usage: scheme [--limit MiB] [--statistics] FILE …\n"
  FileHandle.standardError.write(Data(usage.utf8))
  exit(2)
}

/// Runs the programs and says how the process should end.
@Sendable func runAll(_ files: [String], _ configuration: ManagedHeap.Configuration) -> Int32 {
  do {
    let heap = try ManagedHeap(configuration)
    let scheme = try Interpreter(heap: heap) { text in
      FileHandle.standardOutput.write(Data(text.utf8))
    }
    for file in files { try scheme.run(program: String(contentsOfFile: file, encoding: .utf8)) }
    if showsStatistics {
      FileHandle.standardError.write(Data("\(heap.statistics())\n".utf8))
    }
    return 0
  } catch {
    FileHandle.standardError.write(Data("scheme: \(error)\n".utf8))
    return 1
  }
}

// Scheme recurses where it likes, and so does the interpreter: on a thread with room for it.
let thread = Thread { [files, configuration] in exit(runAll(files, configuration)) }
thread.stackSize = Interpreter.stackBytes
thread.start()
while true { sleep(1000) }
