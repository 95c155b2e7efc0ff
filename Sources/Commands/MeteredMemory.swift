// The memory in which a metered program counts: a file that its process and the one that reads it
// have mapped, so that the counts are there however the program ends. First what collecting cost,
// then the meter of everything that belongs to no place, then a meter for each place, in the order
// of the library's list (CGoRuntime/include/metered.h).
import CGoRuntime
import Foundation

/// See the top of the file.
struct MeteredMemory {
  /// The environment variable that names the file, for the program's process.
  static let variable = "TRICOLOR_METERS"
  private static let headerBytes = 64

  private let base: UnsafeMutableRawPointer

  /// What collecting has cost.
  var totals: UnsafeMutablePointer<tc_cycle_totals> {
    base.assumingMemoryBound(to: tc_cycle_totals.self)
  }

  /// What was allocated at no place of the user's.
  var elsewhere: UnsafeMutablePointer<tc_meter> {
    (base + 32).assumingMemoryBound(to: tc_meter.self)
  }

  /// The places' meters.
  var meters: UnsafeMutablePointer<tc_meter> {
    (base + Self.headerBytes).assumingMemoryBound(to: tc_meter.self)
  }

  /// Maps the file, with room for the meters of so many places.
  ///
  /// - Throws: what the system says, as a failure of the command's.
  init(_ path: String, places: Int) throws {
    let bytes = Self.headerBytes + places * MemoryLayout<tc_meter>.stride
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Self.failure(path) }
    defer { close(file) }
    #if os(Linux)
      // Room is taken now: what is missing later would end the program by a signal.
      let number = posix_fallocate(file, 0, off_t(bytes))
      guard number == 0 else {
        throw UsageFailure("\(path): \(String(cString: strerror(number)))")
      }
    #else
      guard ftruncate(file, off_t(bytes)) == 0 else { throw Self.failure(path) }
    #endif
    let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
    guard let memory, memory != MAP_FAILED else { throw Self.failure(path) }
    base = memory
  }

  private static func failure(_ path: String) -> UsageFailure {
    UsageFailure("\(path): \(String(cString: strerror(errno)))")
  }

  /// The lists of a loaded library, one a file of C; none if it is not metered.
  static func files(of handle: UnsafeMutableRawPointer) -> [tc_metered_file] {
    guard let list = dlsym(handle, "tricolor_metered") else { return [] }
    var next = UnsafeRawPointer(list).assumingMemoryBound(to: tc_metered_file.self)
    var files: [tc_metered_file] = []
    while next.pointee.places != nil {
      files.append(next.pointee)
      next += 1
    }
    return files
  }

  /// In the program's process: has it count where the environment says, if it says so.
  static func attachIfAsked(_ handle: UnsafeMutableRawPointer) throws {
    guard let path = ProcessInfo.processInfo.environment[variable] else { return }
    // What the program starts is not counted.
    unsetenv(variable)
    let files = files(of: handle)
    let memory = try MeteredMemory(path, places: files.reduce(0) { $0 + Int($1.count) })
    var next = memory.meters
    for file in files {
      file.meters.pointee = next
      next += Int(file.count)
    }
    tc_go_set_metering(memory.elsewhere, memory.totals)
  }
}
