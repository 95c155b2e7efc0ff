// One table: its record and its groups, both on the heap.
import CGoRuntime
import CTricolor

/// A table's record. `groups` is its only pointer.
struct MapTable {
  /// The groups, one behind the other.
  var groups: Group
  /// Groups - 1.
  var groupMask: Int
  /// The first place of the directory that names it; -1: it was replaced.
  var index: Int
  /// Full slots.
  var used: UInt16
  /// Empty slots that may still be filled. Deleted ones count as filled.
  var growthLeft: UInt16
  /// Highest bits of the hash that all its keys share.
  var depth: UInt8

  /// Bit i: word i is a pointer.
  static let pointers: UInt64 = 1
}

typealias TablePointer = UnsafeMutablePointer<MapTable>

extension UnsafeMutablePointer where Pointee == MapTable {
  @inline(__always)
  var slotCount: Int { (pointee.groupMask &+ 1) &* Maps.slotsPerGroup }

  @inline(__always)
  var groupCount: Int { pointee.groupMask &+ 1 }

  @inline(__always)
  var isStale: Bool { pointee.index < 0 }

  @inline(__always)
  func group(_ index: Int, _ type: MapTypePointer) -> Group {
    pointee.groups + index &* type.groupBytes
  }

  /// The first empty slot on the way of a hash. There is one.
  func emptySlot(_ hash: UInt64, _ type: MapTypePointer) -> Slot {
    var way = Probe(hash, mask: pointee.groupMask)
    while true {
      let group = group(way.group, type)
      let empties = Control(group).empties
      if !empties.isEmpty { return Slot(group: group, index: empties.first) }
      way.advance()
    }
  }
}

/// The order in which a search visits a table's groups: each exactly once.
struct Probe {
  private(set) var group: Int
  private var step = 0
  private let mask: Int

  @inline(__always)
  init(_ hash: UInt64, mask: Int) {
    self.mask = mask
    group = Int(truncatingIfNeeded: hash &>> 7) & mask
  }

  @inline(__always)
  mutating func advance() {
    step &+= 1
    group = (group &+ step) & mask
  }
}

/// Making tables and directories.
enum Tables {
  /// An empty table of `slots` slots, a power of two and at least 16.
  static func make(
    _ cache: CachePointer, _ type: MapTypePointer, slots: Int, index: Int, depth: UInt8
  ) -> TablePointer {
    let count = slots / Maps.slotsPerGroup
    let groups = type.makeGroups(cache, count)
    let memory = tc_allocate_masked(
      cache, UInt(MemoryLayout<MapTable>.size), MapTable.pointers
    ).unsafelyUnwrapped
    let table = memory.assumingMemoryBound(to: MapTable.self)
    // A store through the barrier: marking may be on, and the record is black.
    Values.store(cache, memory, groups)
    table.pointee.groupMask = count - 1
    table.pointee.index = index
    table.pointee.used = 0
    table.pointee.growthLeft = UInt16(slots - slots / 8)
    table.pointee.depth = depth
    return table
  }

  /// A directory of `count` pointers.
  static func makeDirectory(
    _ cache: CachePointer, _ count: Int
  ) -> UnsafeMutablePointer<TablePointer?> {
    let type = tc_pointer_type().unsafelyUnwrapped
    return Allocate.values(cache, type, bytes: count * 8)
      .assumingMemoryBound(to: TablePointer?.self)
  }

  /// Makes a directory a map's.
  static func install(
    _ cache: CachePointer, _ map: MapPointer, _ memory: UnsafeMutablePointer<TablePointer?>,
    depth: UInt64
  ) {
    withUnsafeMutablePointer(to: &map.pointee.table) { slot in
      Values.store(cache, UnsafeMutableRawPointer(slot), UnsafeMutableRawPointer(memory))
    }
    map.pointee.state = map.pointee.state & ~MapState.depthMask | MapState.large | depth
  }
}
