// One run of a metered program, in a process of its own: how it ended, and what it allocated where.
import ArgumentParser
import CGoRuntime
import Foundation

/// A place in the source that has allocated.
struct MeteredPlace: Hashable {
  /// What: `object`, `append`, … (`MeteredKind` of the emitter); empty for a whole line.
  let kind: String
  let function: String
  let file: String
  let line: Int
  /// 0: the whole line.
  let column: Int

  /// The line that it is on.
  var wholeLine: MeteredPlace {
    MeteredPlace(kind: "", function: function, file: file, line: line, column: 0)
  }
}

extension MeteredPlace: Comparable {
  /// By where it is.
  static func < (left: MeteredPlace, right: MeteredPlace) -> Bool {
    (left.file, left.line, left.column, left.function, left.kind)
      < (right.file, right.line, right.column, right.function, right.kind)
  }
}

/// Objects, and bytes of their memory.
struct MeteredCount {
  var objects: UInt64 = 0
  var bytes: UInt64 = 0

  init() {}

  init(_ meter: tc_meter) {
    objects = meter.objects
    bytes = meter.bytes
  }

  static func += (left: inout MeteredCount, right: MeteredCount) {
    left.objects += right.objects
    left.bytes += right.bytes
  }
}

/// What came of a run.
struct MeteredRun {
  /// As a shell tells it: 128 and the signal's number if it ended by one.
  private(set) var exitCode: Int32 = 0
  /// Processor time of the whole process in seconds, counting included.
  private(set) var processorTime = 0.0
  private(set) var cycles: UInt64 = 0
  /// Nanoseconds of processor time that collecting took.
  private(set) var collectorTime: UInt64 = 0
  /// Nanoseconds for which the world stood still.
  private(set) var pauses: UInt64 = 0
  /// By place, those that allocated; places that inlining has brought into several functions are
  /// one.
  private(set) var places: [MeteredPlace: MeteredCount] = [:]
  private(set) var elsewhere = MeteredCount()

  /// Runs a library's program to its end.
  ///
  /// - Parameters:
  ///   - arguments: the program's name, and what goes to it.
  ///   - memory: the path of a file for the counts, which is made and removed.
  init(_ library: String, _ arguments: [String], memory path: String) throws {
    // Never closed: text that the places point to is read below.
    guard let handle = dlopen(library, RTLD_NOW | RTLD_LOCAL) else {
      throw UsageFailure("\(library): \(dlerror().map { String(cString: $0) } ?? "not loadable")")
    }
    let files = MeteredMemory.files(of: handle)
    let memory = try MeteredMemory(path, places: files.reduce(0) { $0 + Int($1.count) })
    defer { unlink(path) }
    try run(library, arguments, path)
    cycles = memory.totals.pointee.cycles
    collectorTime = memory.totals.pointee.cpu
    pauses = memory.totals.pointee.pauses
    elsewhere = MeteredCount(memory.elsewhere.pointee)
    var next = memory.meters
    for file in files {
      for index in 0..<Int(file.count) where next[index].objects > 0 {
        places[Self.place(file.places[index]), default: MeteredCount()] +=
          MeteredCount(next[index])
      }
      next += Int(file.count)
    }
  }

  private static func place(_ place: tc_metered_place) -> MeteredPlace {
    MeteredPlace(
      kind: String(cString: place.kind), function: String(cString: place.function),
      file: String(cString: place.file),
      line: Int(place.line), column: Int(place.column))
  }

  // MARK: - The process

  /// Who gets the signals that ask the tool to end; 0: nobody.
  nonisolated(unsafe) private static var child: pid_t = 0

  private mutating func run(_ library: String, _ arguments: [String], _ memory: String) throws {
    guard let tool = Bundle.main.executablePath else { throw UsageFailure("no path of the tool") }
    setenv(MeteredMemory.variable, memory, 1)
    defer { unsetenv(MeteredMemory.variable) }
    // Keys that end a program reach its whole group: the tool stays to tell what there is to tell.
    let ignored = [SIGINT, SIGQUIT].map { (number: $0, before: signal($0, SIG_IGN)) }
    let passed = [SIGTERM, SIGHUP].map { number in
      (number: number, before: signal(number) { if Self.child > 0 { kill(Self.child, $0) } })
    }
    defer { for (number, before) in ignored + passed { signal(number, before) } }
    Self.child = try Self.start(tool, ["launch", "--", library] + arguments)
    var status: Int32 = 0
    var usage = rusage()
    while wait4(Self.child, &status, 0, &usage) < 0 && errno == EINTR {}
    Self.child = 0
    let number = status & 0x7f
    exitCode = number != 0 ? 128 + number : (status >> 8) & 0xff
    processorTime = Self.seconds(usage.ru_utime) + Self.seconds(usage.ru_stime)
  }

  private static func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) / 1e6
  }

  private static func start(_ tool: String, _ arguments: [String]) throws -> pid_t {
    #if canImport(Glibc)
      var attributes = posix_spawnattr_t()
    #else
      var attributes: posix_spawnattr_t?
    #endif
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // What the tool ignores, the program does not.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGQUIT] { sigaddset(&signals, number) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    var words: [UnsafeMutablePointer<CChar>?] = ([tool] + arguments).map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }
    var started: pid_t = 0
    let number = posix_spawn(&started, tool, nil, &attributes, words, environ)
    guard number == 0 else { throw UsageFailure("\(tool): \(String(cString: strerror(number)))") }
    return started
  }
}
