// How maps make room: a small map becomes a table; a full table is rebuilt without its deleted
// slots, or twice as large, or as two.
import CGoRuntime
import CTricolor

extension Maps {
  /// Turns a small map that is full into one with a table.
  static func enlarge(_ g: Goroutine, _ type: MapTypePointer, _ map: MapPointer) {
    let table = Tables.make(g.cache, type, slots: 2 * slotsPerGroup, index: 0, depth: 0)
    if let group = map.group { move(g, type, map, group, to: table) }
    let memory = Tables.makeDirectory(g.cache, 1)
    Values.store(g.cache, UnsafeMutableRawPointer(memory), UnsafeMutableRawPointer(table))
    Tables.install(g.cache, map, memory, depth: 0)
  }

  /// Makes room in a table whose slots are used up.
  static func makeRoom(
    _ g: Goroutine, _ type: MapTypePointer, _ map: MapPointer, _ table: TablePointer
  ) {
    let slots = table.slotCount
    // At least an eighth of the slots is deleted ones: enough work to have paid for a rebuild.
    if Int(table.pointee.used) <= slots / 4 * 3 {
      rebuild(g, type, map, table, slots: slots)
    } else if slots < mostSlots {
      rebuild(g, type, map, table, slots: slots * 2)
    } else {
      split(g, type, map, table)
    }
  }

  /// Replaces a table by one of `slots` slots with the same entries.
  private static func rebuild(
    _ g: Goroutine, _ type: MapTypePointer, _ map: MapPointer, _ table: TablePointer, slots: Int
  ) {
    let new = Tables.make(
      g.cache, type, slots: slots, index: table.pointee.index, depth: table.pointee.depth)
    for index in 0..<table.groupCount {
      move(g, type, map, table.group(index, type), to: new)
    }
    let count = 1 &<< (Int(truncatingIfNeeded: map.depth) &- Int(table.pointee.depth))
    name(g.cache, map, new, at: table.pointee.index, count: count)
    table.pointee.index = -1
  }

  /// Replaces a table by two, by the next bit of the hash.
  private static func split(
    _ g: Goroutine, _ type: MapTypePointer, _ map: MapPointer, _ table: TablePointer
  ) {
    if UInt64(table.pointee.depth) == map.depth { doubleDirectory(g.cache, map) }
    let depth = table.pointee.depth + 1
    let count = 1 &<< (Int(truncatingIfNeeded: map.depth) &- Int(depth))
    let first = table.pointee.index
    let left = Tables.make(g.cache, type, slots: mostSlots, index: first, depth: depth)
    let right = Tables.make(g.cache, type, slots: mostSlots, index: first + count, depth: depth)
    let bit: UInt64 = 1 &<< (64 &- UInt64(depth))
    for index in 0..<table.groupCount {
      let group = table.group(index, type)
      var full = Control(group).full
      while !full.isEmpty {
        let slot = Slot(group: group, index: full.first)
        full.removeFirst()
        let hash = type.hash(g, slot.key(type), map.pointee.seed)
        put(g.cache, type, slot, hash, to: hash & bit == 0 ? left : right)
      }
    }
    name(g.cache, map, left, at: first, count: count)
    name(g.cache, map, right, at: first + count, count: count)
    table.pointee.index = -1
  }

  private static func doubleDirectory(_ cache: CachePointer, _ map: MapPointer) {
    let old = map.directory
    let count = map.directoryCount
    let new = Tables.makeDirectory(cache, count * 2)
    for index in 0..<count {
      let table = old[index]
      let memory = UnsafeMutableRawPointer(table)
      Values.store(cache, UnsafeMutableRawPointer(new + index * 2), memory)
      Values.store(cache, UnsafeMutableRawPointer(new + (index * 2 + 1)), memory)
    }
    var index = 0
    while index < count {
      let table = old[index]
      let span = 1 &<< (Int(truncatingIfNeeded: map.depth) &- Int(table.pointee.depth))
      table.pointee.index = index * 2
      index += span
    }
    Tables.install(cache, map, new, depth: map.depth + 1)
  }

  /// Enters a table in the directory.
  private static func name(
    _ cache: CachePointer, _ map: MapPointer, _ table: TablePointer, at first: Int, count: Int
  ) {
    for place in first..<first + count {
      Values.store(
        cache, UnsafeMutableRawPointer(map.directory + place), UnsafeMutableRawPointer(table))
    }
  }

  /// Copies a group's entries to a table that has room for them.
  private static func move(
    _ g: Goroutine, _ type: MapTypePointer, _ map: MapPointer, _ group: Group,
    to table: TablePointer
  ) {
    var full = Control(group).full
    while !full.isEmpty {
      let slot = Slot(group: group, index: full.first)
      full.removeFirst()
      put(g.cache, type, slot, type.hash(g, slot.key(type), map.pointee.seed), to: table)
    }
  }

  /// Copies an entry to a table that has room for it and does not have its key.
  @inline(__always)
  private static func put(
    _ cache: CachePointer, _ type: MapTypePointer, _ from: Slot, _ hash: UInt64,
    to table: TablePointer
  ) {
    let slot = table.emptySlot(hash, type)
    type.copySlot(cache, to: slot, from: from)
    slot.setControl(UInt8(truncatingIfNeeded: mark(hash)))
    table.pointee.used &+= 1
    table.pointee.growthLeft &-= 1
  }
}
