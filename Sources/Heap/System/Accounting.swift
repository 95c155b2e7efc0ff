// What a heap has from the system, by purpose: the figures behind Go's MemStats "Sys" fields.
import CTricolor

/// What memory outside the managed pages is used for, as MemStats tells them apart.
enum MemoryUse: Int {
  /// Span descriptors with their bits.
  case spans = 0
  /// Per-P caches.
  case caches
  /// Profiling tables.
  case buckets
  /// The collector's own: arena tables, page bits, summaries, work buffers.
  case collector
  /// Everything else.
  case other

  static let count = 5
}

/// Bytes by purpose. Lives in raw memory; all fields are atomic, so any thread may add.
struct Accounting {
  /// Bytes mapped for each use, in the order of `MemoryUse`.
  var mapped = (UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0))
  /// Bytes of live records in the pools of each use.
  var inUse = (UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0))
}

typealias AccountingPointer = UnsafeMutablePointer<Accounting>

extension UnsafeMutablePointer where Pointee == Accounting {
  @inline(__always)
  private func cell(_ use: MemoryUse, inUse: Bool) -> UnsafeMutablePointer<UInt64> {
    let first = UnsafeMutableRawPointer(self).assumingMemoryBound(to: UInt64.self)
    return first + (use.rawValue + (inUse ? MemoryUse.count : 0))
  }

  /// Notes that `bytes` were mapped for `use` (or, negative, unmapped).
  func map(_ bytes: Int, _ use: MemoryUse) {
    _ = tc_u64_add(cell(use, inUse: false), UInt64(bitPattern: Int64(bytes)))
  }

  /// Notes that records of `bytes` came into use (or, negative, went out of it).
  func use(_ bytes: Int, _ use: MemoryUse) {
    _ = tc_u64_add(cell(use, inUse: true), UInt64(bitPattern: Int64(bytes)))
  }

  /// Bytes mapped for `use`.
  func mapped(_ use: MemoryUse) -> UInt64 { tc_u64_load(cell(use, inUse: false)) }

  /// Bytes mapped for all uses together.
  var mappedInAll: UInt64 {
    mapped(.spans) &+ mapped(.caches) &+ mapped(.buckets) &+ mapped(.collector) &+ mapped(.other)
  }

  /// Bytes of live records of `use`.
  func inUse(_ use: MemoryUse) -> UInt64 { tc_u64_load(cell(use, inUse: true)) }
}
