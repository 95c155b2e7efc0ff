// Whether a file is still the one that was read: by its size, its time and its place on the disk.
import Foundation

/// What the system tells about a file without reading it.
struct FileState: Equatable {
  /// Bytes.
  let size: Int64
  /// When it was changed, in nanoseconds since 1970.
  let changed: Int64
  /// Its number on the disk.
  let number: UInt64
  let isDirectory: Bool

  /// The state of what is at a path; nil if there is nothing.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    size = Int64(status.st_size)
    changed = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    number = UInt64(status.st_ino)
    isDirectory = status.st_mode & S_IFMT == S_IFDIR
  }

  /// Says the same of the same file, and nothing else of any other.
  var text: String { "\(size) \(changed) \(number)" }

  /// Now, in nanoseconds since 1970.
  static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
