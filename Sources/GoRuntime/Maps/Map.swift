// Maps. A map's header is compiled code's (map.h); what hangs from it is here:
//
//   up to 8 entries     header.table -> one group, in the frame if the header is
//   more                header.table -> directory, 2^depth pointers -> tables -> groups
//
// A key's hash has three parts: the highest `depth` bits choose the table, the lowest seven are
// the control byte, those between choose the group in which the search begins; it goes on in steps
// of one, two, three… groups until one has an empty slot.
//
// A table has 16 to 1024 slots and is at most 7/8 full. One that is full grows to twice its size,
// and at 1024 slots it splits in two by one more bit of the hash; if it alone has as many bits as
// the directory, the directory doubles. So no insertion moves more than 1024 entries, however
// large the map is. A table that was replaced stays as it was, and its index becomes -1: iterators
// that are in it go on and look each key up in the map as it is now (Maps/Iterator).
//
// Files: Groups (slots and control words), Table (one table), Growth (rebuild, split), Keys (the
// kinds of keys that have their own code), Find, Assign, Remove, Iterator; Exports/MapExports.
import CGoRuntime
import CTricolor

typealias MapPointer = UnsafeMutablePointer<tc_map>

/// What `tc_map.state` holds: the directory's depth, flags, how often the map was cleared.
enum MapState {
  static let depthMask: UInt64 = 0xFF
  /// `table` is a directory; else it is a group, or nil.
  static let large: UInt64 = 1 << 8
  /// Somebody is changing the map.
  static let writing: UInt64 = 1 << 9
  static let clearUnit: UInt64 = 1 << 16
}

extension UnsafeMutablePointer where Pointee == tc_map {
  @inline(__always)
  var isLarge: Bool { pointee.state & MapState.large != 0 }

  @inline(__always)
  var depth: UInt64 { pointee.state & MapState.depthMask }

  @inline(__always)
  var clearCount: UInt64 { pointee.state / MapState.clearUnit }

  /// The only group of a small map; nil before the first entry.
  @inline(__always)
  var group: Group? { pointee.table }

  /// The directory of a large map.
  @inline(__always)
  var directory: UnsafeMutablePointer<TablePointer> {
    // Invariant: a large map has one.
    pointee.table.unsafelyUnwrapped.assumingMemoryBound(to: TablePointer.self)
  }

  @inline(__always)
  var directoryCount: Int { 1 &<< Int(truncatingIfNeeded: depth) }

  /// The place in the directory that a hash belongs to.
  @inline(__always)
  func place(of hash: UInt64) -> Int {
    // Two shifts: with depth 0 one would be by 64.
    Int(truncatingIfNeeded: (hash &>> 1) &>> (63 &- depth))
  }

  @inline(__always)
  func table(for hash: UInt64) -> TablePointer { directory[place(of: hash)] }

  // MARK: Changing

  /// Says that a change begins; ends the program if another one is under way.
  @inline(__always)
  func beginChange(_ g: Goroutine) {
    if pointee.state & MapState.writing != 0 { fatal(g, "concurrent map writes") }
    pointee.state ^= MapState.writing
  }

  @inline(__always)
  func endChange(_ g: Goroutine) {
    if pointee.state & MapState.writing == 0 { fatal(g, "concurrent map writes") }
    pointee.state ^= MapState.writing
  }

  /// Ends the program if a change is under way.
  @inline(__always)
  func checkNoChange(_ g: Goroutine) {
    if pointee.state & MapState.writing != 0 { fatal(g, "concurrent map read and map write") }
  }
}

/// Making maps.
enum Maps {
  static let slotsPerGroup = 8
  /// Slots of the largest table: what one insertion may move.
  static let mostSlots = 1024

  /// A new map with room for `hint` entries. `room`, if it is not nil, is a header in a frame, all
  /// zero, and behind it a group, unless the hint is for more than one: both live as long as the
  /// map.
  static func make(_ g: Goroutine, _ type: MapTypePointer, _ hint: Int, _ room: MapPointer?)
    -> MapPointer
  {
    let header =
      room
      ?? tc_allocate_masked(g.cache, UInt(MemoryLayout<tc_map>.size), UInt64(TC_MAP_POINTERS))
      .unsafelyUnwrapped.assumingMemoryBound(to: tc_map.self)
    header.pointee.count = 0
    header.pointee.table = nil
    header.pointee.state = 0
    header.pointee.seed = g.random()
    if hint > slotsPerGroup {
      prepare(g, type, header, hint)
    } else if let room {
      // No barrier: whoever scans the frame finds it.
      let group = Group(room + 1)
      type.reset(group, 1)
      header.pointee.table = group
    }
    return header
  }

  /// Gives an empty map tables for `hint` entries, more than eight.
  private static func prepare(
    _ g: Goroutine, _ type: MapTypePointer, _ map: MapPointer, _ hint: Int
  ) {
    // A table is filled to 7/8. What cannot be is no hint.
    let wanted = hint.multipliedReportingOverflow(by: slotsPerGroup)
    if wanted.overflow { return }
    let slots = (wanted.partialValue &+ 6) / 7
    let bytes = (slots / slotsPerGroup).multipliedReportingOverflow(by: type.groupBytes)
    if bytes.overflow || bytes.partialValue > 1 << Int(TC_ADDRESS_BITS) - 1 { return }
    var tables = 1
    var depth: UInt64 = 0
    while tables * mostSlots < slots {
      tables *= 2
      depth += 1
    }
    var capacity = 2 * slotsPerGroup
    while capacity * tables < slots { capacity *= 2 }
    let memory = Tables.makeDirectory(g.cache, tables)
    for index in 0..<tables {
      let table = Tables.make(g.cache, type, slots: capacity, index: index, depth: UInt8(depth))
      Values.store(g.cache, UnsafeMutableRawPointer(memory + index), UnsafeMutableRawPointer(table))
    }
    Tables.install(g.cache, map, memory, depth: depth)
  }
}
