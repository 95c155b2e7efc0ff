// The memory that a container may use: where the kernel says so, and what it says now.
//
// The way there: /proc/self/cgroup names this process's cgroup, /proc/self/mountinfo says where
// its hierarchy is mounted. Version 2 says `memory.max`, version 1 `memory.limit_in_bytes`; the
// least of the cgroup's own and its ancestors' holds. Looked up once, read again as often as
// wanted: the limit may change while the program runs.
import CTricolor

/// The place of a cgroup's limit. Refers to memory that its maker owns.
struct ContainerMemory {
  /// Bytes of memory that one needs: its directory and, in the second half, the cgroup's name.
  static let storageBytes = 8192
  /// Bytes of scratch that finding and reading need.
  static let scratchBytes = 8192

  /// Path of the cgroup's directory, not terminated, with room for a file's name behind it.
  private let path: UnsafeMutablePointer<UInt8>
  private var length = 0
  /// The part of it that is the mount point: ancestors end there.
  private var mountLength = 0
  private let isVersion2: Bool

  private static let half = storageBytes / 2
  /// Longest name behind a directory, with its slash and zero byte.
  private static let nameRoom = 32

  /// Finds this process's cgroup; nil outside any (no Linux, no /proc, no memory controller).
  ///
  /// - Parameters:
  ///   - storage: `storageBytes` bytes that outlive it.
  ///   - scratch: lent for the call, `scratchBytes`.
  ///   - root: stands before every path: a test's directory; empty in earnest.
  static func find(
    storage: UnsafeMutableRawPointer, scratch: UnsafeMutableBufferPointer<UInt8>,
    root: TextSlice = TextSlice(start: nil, count: 0)
  ) -> ContainerMemory? {
    // A machine may have both hierarchies; version 1's controller, where it is mounted, rules.
    ContainerMemory(storage, scratch, root, isVersion2: false)
      ?? ContainerMemory(storage, scratch, root, isVersion2: true)
  }

  private init?(
    _ storage: UnsafeMutableRawPointer, _ scratch: UnsafeMutableBufferPointer<UInt8>,
    _ root: TextSlice, isVersion2: Bool
  ) {
    path = storage.assumingMemoryBound(to: UInt8.self)
    self.isVersion2 = isVersion2
    guard root.count < Self.half / 2, let group = readGroup(scratch, root) else { return nil }
    guard readMount(scratch, root, group) else { return nil }
  }

  /// What the container allows in bytes; nil when it sets no bound (or none can be read).
  func allowance(scratch: UnsafeMutableBufferPointer<UInt8>) -> UInt64? {
    var least: UInt64?
    var end = length
    while true {
      if let limit = readLimit(end, scratch), limit < least ?? .max { least = limit }
      guard end > mountLength else { return least }
      repeat { end -= 1 } while end > mountLength && path[end] != Self.slash
    }
  }

  // MARK: Finding

  private static var slash: UInt8 { 47 }
  private static var colon: UInt8 { 58 }
  private static var comma: UInt8 { 44 }
  private static var space: UInt8 { 32 }

  /// The cgroup's name, in the second half of the storage.
  private func readGroup(
    _ scratch: UnsafeMutableBufferPointer<UInt8>, _ root: TextSlice
  ) -> TextSlice? {
    guard var file = open("/proc/self/cgroup", scratch, root) else { return nil }
    while var line = file.line() {
      guard let number = line.takeWord(Self.colon), let controllers = line.takeWord(Self.colon)
      else { continue }
      let isOurs =
        isVersion2
        ? number.reads("0") && controllers.count == 0
        : controllers.holds("memory", separator: Self.comma)
      guard isOurs, line.count < Self.half - Self.nameRoom else { continue }
      for index in 0..<line.count { path[Self.half + index] = line[index] }
      return TextSlice(start: path + Self.half, count: line.count)
    }
    return nil
  }

  /// Finds where the hierarchy is mounted and puts the directory together.
  private mutating func readMount(
    _ scratch: UnsafeMutableBufferPointer<UInt8>, _ root: TextSlice, _ group: TextSlice
  ) -> Bool {
    guard var file = open("/proc/self/mountinfo", scratch, root) else { return false }
    while var line = file.line() {
      for _ in 0..<3 { _ = line.takeWord(Self.space) }
      guard let mountRoot = line.takeWord(Self.space), let point = line.takeWord(Self.space)
      else { continue }
      while let word = line.takeWord(Self.space), !word.reads("-") {}
      guard let type = line.takeWord(Self.space) else { continue }
      _ = line.takeWord(Self.space)
      let options = line
      let isOurs =
        isVersion2
        ? type.reads("cgroup2")
        : type.reads("cgroup") && options.holds("memory", separator: Self.comma)
      if isOurs { return settle(root, point, Self.below(mountRoot, group)) }
    }
    return false
  }

  /// The part of `group` below the mount's root: what a mount inside a container shows is the
  /// container's own cgroup. A cgroup outside of it cannot be seen; the mount itself stands for it.
  private static func below(_ mountRoot: TextSlice, _ group: TextSlice) -> TextSlice {
    if mountRoot.reads("/") { return group.reads("/") ? group.part(0, 0) : group }
    guard group.count >= mountRoot.count else { return group.part(0, 0) }
    for index in 0..<mountRoot.count where group[index] != mountRoot[index] {
      return group.part(0, 0)
    }
    let rest = group.part(mountRoot.count, group.count)
    return rest.count > 0 && rest[0] == slash ? rest : group.part(0, 0)
  }

  private mutating func settle(_ root: TextSlice, _ point: TextSlice, _ group: TextSlice) -> Bool {
    guard root.count + point.count + group.count < Self.half - Self.nameRoom else { return false }
    length = 0
    for character in root { append(character) }
    for character in point { append(character) }
    mountLength = length
    for character in group { append(character) }
    return true
  }

  private mutating func append(_ character: UInt8) {
    path[length] = character
    length += 1
  }

  // MARK: Reading

  /// The limit of the directory that is the first `end` bytes of the path.
  private func readLimit(_ end: Int, _ scratch: UnsafeMutableBufferPointer<UInt8>) -> UInt64? {
    let name: StaticString = isVersion2 ? "/memory.max" : "/memory.limit_in_bytes"
    // The name goes over what is behind this ancestor; it is put back afterwards.
    let room = name.utf8CodeUnitCount + 1
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: room) { saved -> UInt64? in
      for index in 0..<room {
        saved.initializeElement(at: index, to: path[end + index])
        path[end + index] = index < room - 1 ? name.utf8Start[index] : 0
      }
      defer { for index in 0..<room { path[end + index] = saved[index] } }
      let text = UnsafeRawPointer(path).assumingMemoryBound(to: CChar.self)
      guard var file = TextFile(text, buffer: scratch), let line = file.line(),
        let limit = line.number()
      else { return nil }
      // Version 1 says "none" by a number near 2^63.
      return limit < 1 << 60 ? limit : nil
    }
  }

  private func open(
    _ name: StaticString, _ scratch: UnsafeMutableBufferPointer<UInt8>, _ root: TextSlice
  ) -> TextFile? {
    let length = name.utf8CodeUnitCount
    for index in 0..<root.count { path[index] = root[index] }
    for index in 0..<length { path[root.count + index] = name.utf8Start[index] }
    path[root.count + length] = 0
    return TextFile(UnsafeRawPointer(path).assumingMemoryBound(to: CChar.self), buffer: scratch)
  }
}
