// The container's memory limit, found and read in directories that look like a kernel's.
import CTricolor
import Foundation
import Testing

@testable import TricolorHeap

/// A directory that looks like `/`, gone when the value is.
private final class FakeRoot {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("tricolor-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ path: String, _ text: String) throws {
    let file = url.appendingPathComponent(path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// Finds the container and reads its allowance, once for every text of `changes` that is
  /// written to `path` in between.
  func allowances(_ path: String = "", changes: [String] = []) -> [UInt64?]? {
    let storage = UnsafeMutableRawPointer.allocate(
      byteCount: ContainerMemory.storageBytes, alignment: 16)
    let scratch = UnsafeMutableBufferPointer<UInt8>.allocate(
      capacity: ContainerMemory.scratchBytes)
    defer {
      storage.deallocate()
      scratch.deallocate()
    }
    let root = Array(url.path.utf8)
    let found = root.withUnsafeBufferPointer { (root) -> ContainerMemory? in
      ContainerMemory.find(storage: storage, scratch: scratch, root: root)
    }
    guard let found else { return nil }
    var result = [found.allowance(scratch: scratch)]
    for change in changes {
      try? write(path, change)
      result.append(found.allowance(scratch: scratch))
    }
    return result
  }
}

@Suite struct ContainerMemoryTests {
  private let mounts2 =
    "25 30 0:23 / /proc rw - proc proc rw\n"
    + "31 23 0:27 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n"

  @Test func versionTwoSaysMemoryMaxAndChangesAreFollowed() throws {
    let root = try FakeRoot()
    try root.write("proc/self/cgroup", "0::/team/job\n")
    try root.write("proc/self/mountinfo", mounts2)
    let limit = "sys/fs/cgroup/team/job/memory.max"
    try root.write(limit, "67108864\n")
    let read = root.allowances(limit, changes: ["134217728\n", "max\n"])
    #expect(read == [67_108_864, 134_217_728, nil])
  }

  @Test func theLeastLimitOfAllAncestorsHolds() throws {
    let root = try FakeRoot()
    try root.write("proc/self/cgroup", "0::/a/b/c\n")
    try root.write("proc/self/mountinfo", mounts2)
    try root.write("sys/fs/cgroup/a/b/c/memory.max", "300\n")
    try root.write("sys/fs/cgroup/a/b/memory.max", "max\n")
    try root.write("sys/fs/cgroup/a/memory.max", "200\n")
    #expect(root.allowances() == [200])
  }

  @Test func versionOneSaysLimitInBytes() throws {
    let root = try FakeRoot()
    try root.write("proc/self/cgroup", "5:cpuset:/x\n4:cpu,memory:/docker/77\n0::/\n")
    try root.write(
      "proc/self/mountinfo",
      "31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw\n"
        + "35 31 0:32 / /cg/memory rw,relatime - cgroup cgroup rw,memory\n")
    try root.write("cg/memory/docker/77/memory.limit_in_bytes", "1048576\n")
    try root.write("cg/memory/memory.limit_in_bytes", "9223372036854771712\n")
    #expect(root.allowances() == [1_048_576])
  }

  @Test func insideAContainerTheMountShowsItsOwnCgroup() throws {
    let root = try FakeRoot()
    try root.write("proc/self/cgroup", "0::/docker/77/sub\n")
    try root.write(
      "proc/self/mountinfo", "31 23 0:27 /docker/77 /sys/fs/cgroup ro - cgroup2 cgroup2 rw\n")
    try root.write("sys/fs/cgroup/memory.max", "500\n")
    try root.write("sys/fs/cgroup/sub/memory.max", "400\n")
    #expect(root.allowances() == [400])
  }

  @Test func aCgroupOutsideTheMountIsSeenAsTheMountItself() throws {
    let root = try FakeRoot()
    try root.write("proc/self/cgroup", "0::/../../other\n")
    try root.write(
      "proc/self/mountinfo", "31 23 0:27 /docker/77 /sys/fs/cgroup ro - cgroup2 cgroup2 rw\n")
    try root.write("sys/fs/cgroup/memory.max", "500\n")
    #expect(root.allowances() == [500])
  }

  @Test func noLimitAnywhereIsNoAllowance() throws {
    let root = try FakeRoot()
    try root.write("proc/self/cgroup", "0::/\n")
    try root.write("proc/self/mountinfo", mounts2)
    #expect(root.allowances() == [nil])
  }

  @Test func withoutCgroupsThereIsNoContainer() throws {
    let root = try FakeRoot()
    #expect(root.allowances() == nil)
    try root.write("proc/self/cgroup", "garbage\n\n:::\n")
    try root.write("proc/self/mountinfo", "more garbage - -\n")
    #expect(root.allowances() == nil)
  }
}

@Suite struct TextFileTests {
  private func lines(_ text: String, capacity: Int) throws -> [String] {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("tricolor-\(UUID().uuidString)")
    try Data(text.utf8).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: capacity)
    defer { buffer.deallocate() }
    var found: [String] = []
    url.path.withCString { (path) -> Void in
      guard var file = TextFile(path, buffer: buffer) else { return }
      while let line = file.line() { found.append(String(decoding: line, as: UTF8.self)) }
    }
    return found
  }

  @Test func linesAreReadAcrossTheEdgesOfTheBuffer() throws {
    let text = (0..<50).map { "line \($0)" }.joined(separator: "\n")
    #expect(try lines(text, capacity: 16) == text.split(separator: "\n").map { String($0) })
    #expect(try lines("a\n\nb\n", capacity: 4) == ["a", "", "b"])
  }

  @Test func aLineBeyondTheBufferIsCut() throws {
    #expect(try lines("abcdefghij\nxy\n", capacity: 4) == ["abcd", "xy"])
  }

  @Test func numbersAreDecimalOrHexadecimalAndBounded() {
    func number(_ text: String, base: UInt64 = 10) -> UInt64? {
      Array(text.utf8).withUnsafeBufferPointer { (bytes) -> UInt64? in bytes.number(base: base) }
    }
    #expect(number("0") == 0 && number("18446744073709551615") == .max)
    #expect(number("18446744073709551616") == nil && number("") == nil && number("1a") == nil)
    #expect(number("7fff0a", base: 16) == 0x7fff0a && number("g", base: 16) == nil)
  }
}

@Suite struct ProcessMemoryTests {
  @Test func theSumOfTheMappingsIsTheResidentSet() throws {
    let scratch = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 4096)
    defer { scratch.deallocate() }
    let whole = try #require(ProcessMemory.resident(scratch: scratch))
    var sum: UInt64 = 0
    var last: Address = 0
    let told = ProcessMemory.forEachMapping(scratch: scratch) { (mapping: Mapping) -> Void in
      #expect(mapping.start >= last && mapping.end > mapping.start)
      last = mapping.end
      sum += mapping.bytes.resident
    }
    #expect(told)
    // Other tests run meanwhile, so the two moments differ.
    #expect(Double(sum) > Double(whole) * 0.7 && Double(sum) < Double(whole) * 1.4)
  }

  @Test func memoryThatIsTouchedBecomesResidentInItsMapping() throws {
    let scratch = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 4096)
    defer { scratch.deallocate() }
    let bytes: UInt = 64 << 20
    let at = tc_os_map(0, bytes, Int32(TC_ACCESS_WRITE))
    defer { _ = tc_os_unmap(at, bytes) }
    func resident() -> UInt64 {
      var found: UInt64 = 0
      _ = ProcessMemory.forEachMapping(scratch: scratch) { (mapping: Mapping) -> Void in
        if mapping.start <= at && mapping.end >= at + bytes { found = mapping.bytes.resident }
      }
      return found
    }
    let before = resident()
    let words = UnsafeMutablePointer<UInt8>(bitPattern: at)
    for offset in stride(from: 0, to: Int(bytes), by: 4096) { words?[offset] = 1 }
    #expect(resident() >= before + UInt64(bytes) * 9 / 10)
  }
}
