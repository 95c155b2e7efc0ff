// What the kernel says of this process's memory: the resident set as a whole, and of the ranges of
// addresses that a caller asks about. For reports; reading takes microseconds to milliseconds.
import CTricolor

/// The kernel's figures for one range or one kind of mapping, in bytes.
struct ResidentBytes: Equatable {
  /// Backed by memory.
  var resident: UInt64 = 0
  /// The part of it in huge pages.
  var huge: UInt64 = 0
  /// The part of it that was given back lazily and not taken yet.
  var lazilyFree: UInt64 = 0

  static func += (sum: inout ResidentBytes, more: ResidentBytes) {
    sum.resident &+= more.resident
    sum.huge &+= more.huge
    sum.lazilyFree &+= more.lazilyFree
  }
}

/// What a mapping is, as far as its line in smaps tells.
enum MappingKind {
  /// Anonymous memory that nobody has named.
  case anonymous
  /// A file: code, data of libraries.
  case file
  /// `[heap]`: the C library's.
  case breakHeap
  /// `[stack]`: the first thread's.
  case stack
  /// `[vdso]` and its like.
  case kernel
}

/// One mapping of smaps.
struct Mapping {
  var start: Address
  var end: Address
  var kind: MappingKind
  var bytes = ResidentBytes()
}

enum ProcessMemory {
  /// Bytes of scratch that the calls below need at least.
  static let scratchBytes = 4096

  /// The resident set in bytes, by /proc/self/statm; nil where there is none. A few microseconds;
  /// on kernels that count lazily it may be off by some pages a thread.
  static func resident(scratch: UnsafeMutableBufferPointer<UInt8>) -> UInt64? {
    guard var file = open("/proc/self/statm", scratch), var line = file.line() else { return nil }
    _ = line.takeWord(space)
    guard let pages = line.takeWord(space)?.number() else { return nil }
    return pages &* UInt64(tc_os_page_size())
  }

  /// Calls `body` with every mapping of this process, by rising address. False when the kernel
  /// tells nothing.
  static func forEachMapping(
    scratch: UnsafeMutableBufferPointer<UInt8>, _ body: (Mapping) -> Void
  ) -> Bool {
    guard var file = open("/proc/self/smaps", scratch) else { return false }
    var current: Mapping?
    while let line = file.line() {
      if let next = header(line) {
        if let current { body(current) }
        current = next
      } else if current != nil {
        note(line, &current)
      }
    }
    guard let current else { return false }
    body(current)
    return true
  }

  private static var space: UInt8 { 32 }

  /// `7f00-7f01 rw-p 00000000 00:00 0   name`; nil for other lines.
  private static func header(_ line: TextSlice) -> Mapping? {
    var line = line
    guard var range = line.takeWord(space), let start = range.takeWord(45)?.number(base: 16),
      let end = range.number(base: 16)
    else { return nil }
    for _ in 0..<4 { guard line.takeWord(space) != nil else { return nil } }
    while let word = line.takeWord(space) {
      guard word.count > 0 else { continue }
      return Mapping(start: Address(start), end: Address(end), kind: kind(word))
    }
    return Mapping(start: Address(start), end: Address(end), kind: .anonymous)
  }

  private static func kind(_ name: TextSlice) -> MappingKind {
    if name.reads("[heap]") { return .breakHeap }
    if name.starts("[stack") { return .stack }
    if name.starts("[anon") { return .anonymous }
    return name.starts("[") ? .kernel : .file
  }

  /// `Rss:      12 kB` and its like.
  private static func note(_ line: TextSlice, _ mapping: inout Mapping?) {
    var line = line
    guard let name = line.takeWord(space) else { return }
    let isResident = name.reads("Rss:")
    let isHuge = name.reads("AnonHugePages:")
    guard isResident || isHuge || name.reads("LazyFree:") else { return }
    while let word = line.takeWord(space) {
      guard let kilobytes = word.number() else { continue }
      let bytes = kilobytes << 10
      if isResident {
        mapping?.bytes.resident = bytes
      } else if isHuge {
        mapping?.bytes.huge = bytes
      } else {
        mapping?.bytes.lazilyFree = bytes
      }
      return
    }
  }

  private static func open(
    _ path: StaticString, _ scratch: UnsafeMutableBufferPointer<UInt8>
  ) -> TextFile? {
    TextFile(UnsafeRawPointer(path.utf8Start).assumingMemoryBound(to: CChar.self), buffer: scratch)
  }
}
