// Ranging over a map. The order begins at a random place of the directory, and at a random slot
// of each table. What Go promises: an entry that is deleted before it is reached is not given; one
// that is added may be; none is given twice.
//
// An iterator that is in a table which is replaced meanwhile stays in the old one, for its order,
// and looks each key up in the map as it is now. When it is through with a table it skips all
// places of the directory that the table had, also if two tables stand there by now: their entries
// were in the old one, or are new. When the directory doubles, so do places.
import CGoRuntime
import CTricolor

typealias IteratorPointer = UnsafeMutablePointer<tc_map_iterator>

extension UnsafeMutablePointer where Pointee == tc_map_iterator {
  /// The slot that each table is begun at; taken modulo the table's size.
  fileprivate var slotOffset: Int {
    get { Int(truncatingIfNeeded: pointee.words.0) }
    nonmutating set { pointee.words.0 = UInt64(bitPattern: Int64(newValue)) }
  }
  /// The place of the directory that is begun at; likewise.
  fileprivate var placeOffset: UInt64 {
    get { pointee.words.1 }
    nonmutating set { pointee.words.1 = newValue }
  }
  /// The map's count of clearings when the iteration began.
  fileprivate var clearCount: UInt64 {
    get { pointee.words.2 }
    nonmutating set { pointee.words.2 = newValue }
  }
  /// The directory's depth that places are meant for; `small` if the map had no directory.
  fileprivate var depth: UInt64 {
    get { pointee.words.3 }
    nonmutating set { pointee.words.3 = newValue }
  }
  /// Places that are done.
  fileprivate var place: UInt64 {
    get { pointee.words.4 }
    nonmutating set { pointee.words.4 = newValue }
  }
  /// Slots of the table that are done.
  fileprivate var entry: Int {
    get { Int(truncatingIfNeeded: pointee.words.5) }
    nonmutating set { pointee.words.5 = UInt64(bitPattern: Int64(newValue)) }
  }

  fileprivate static var small: UInt64 { .max }

  /// The table that it is in, or the small map's group; nil between two tables.
  fileprivate var current: UnsafeMutableRawPointer? { pointee.table }

  // An iterator is in a frame, or in memory that the collector scans: hence the barriers.
  private func set(_ offset: Int, _ g: Goroutine, _ value: UnsafeMutableRawPointer?) {
    Values.store(g.cache, UnsafeMutableRawPointer(self) + offset, value)
  }

  fileprivate func setMap(_ g: Goroutine, _ map: MapPointer) {
    set(24, g, UnsafeMutableRawPointer(map))
  }

  fileprivate func setCurrent(_ g: Goroutine, _ table: UnsafeMutableRawPointer?) {
    set(32, g, table)
  }

  fileprivate func give(
    _ g: Goroutine, _ key: UnsafeMutableRawPointer?, _ element: UnsafeMutableRawPointer?
  ) {
    set(0, g, key)
    set(8, g, element)
  }
}

/// Ranges over maps.
enum Iteration {
  /// Begins: the iterator stands at the first entry.
  static func begin(
    _ g: Goroutine, _ type: MapTypePointer, _ map: MapPointer?, _ iterator: IteratorPointer
  ) {
    guard let map, map.pointee.count > 0 else {
      iterator.give(g, nil, nil)
      return
    }
    iterator.pointee.type = UnsafeRawPointer(type).assumingMemoryBound(to: tc_type.self)
    iterator.setMap(g, map)
    iterator.slotOffset = Int(truncatingIfNeeded: g.random() &>> 1)
    iterator.clearCount = map.clearCount
    iterator.place = 0
    iterator.entry = 0
    if map.isLarge {
      iterator.placeOffset = g.random()
      iterator.depth = map.depth
      iterator.setCurrent(g, nil)
    } else {
      iterator.depth = IteratorPointer.small
      iterator.setCurrent(g, map.group)
    }
    next(g, iterator)
  }

  /// Goes on to the next entry.
  static func next(_ g: Goroutine, _ iterator: IteratorPointer) {
    guard let map = iterator.pointee.map, let typed = iterator.pointee.type else {
      iterator.give(g, nil, nil)
      return
    }
    let type = UnsafeRawPointer(typed).assumingMemoryBound(to: tc_map_type.self)
    if map.pointee.state & MapState.writing != 0 {
      fatal(g, "concurrent map iteration and map write")
    }
    if iterator.depth == IteratorPointer.small {
      nextOfGroup(g, type, map, iterator)
    } else {
      nextOfTables(g, type, map, iterator)
    }
  }

  private static func nextOfGroup(
    _ g: Goroutine, _ type: MapTypePointer, _ map: MapPointer, _ iterator: IteratorPointer
  ) {
    let group = iterator.current.unsafelyUnwrapped  // Invariant: a small map with entries has one.
    while let slot = nextFull(type, group, Maps.slotsPerGroup - 1, iterator) {
      if give(g, type, map, iterator, slot, isStale: map.isLarge) { return }
    }
    iterator.give(g, nil, nil)
  }

  private static func nextOfTables(
    _ g: Goroutine, _ type: MapTypePointer, _ map: MapPointer, _ iterator: IteratorPointer
  ) {
    let grown = map.depth &- iterator.depth
    if grown > 0 {
      iterator.place &<<= grown
      iterator.placeOffset &<<= grown
      iterator.depth = map.depth
    }
    let count = UInt64(map.directoryCount)
    while iterator.place < count {
      let table = enterTable(g, map, iterator)
      while let slot = nextFull(type, table.pointee.groups, table.slotCount - 1, iterator) {
        if give(g, type, map, iterator, slot, isStale: table.isStale) { return }
      }
      iterator.place &+= 1 &<< (map.depth &- UInt64(table.pointee.depth))
      iterator.entry = 0
      iterator.setCurrent(g, nil)
    }
    iterator.give(g, nil, nil)
  }

  /// The table that the iterator is in, or enters now.
  private static func enterTable(
    _ g: Goroutine, _ map: MapPointer, _ iterator: IteratorPointer
  ) -> TablePointer {
    if let current = iterator.current { return current.assumingMemoryBound(to: MapTable.self) }
    let mask = UInt64(map.directoryCount - 1)
    let place = Int((iterator.place &+ iterator.placeOffset) & mask)
    let table = map.directory[place]
    // The random first place may be in the middle of those of a table: begin at its first.
    iterator.placeOffset &-= UInt64(bitPattern: Int64(place - table.pointee.index))
    iterator.setCurrent(g, UnsafeMutableRawPointer(table))
    return table
  }

  /// The next full slot of some groups; nil: all slots are done. `mask`: slots - 1.
  private static func nextFull(
    _ type: MapTypePointer, _ groups: Group, _ mask: Int, _ iterator: IteratorPointer
  ) -> Slot? {
    var entry = iterator.entry
    let offset = iterator.slotOffset
    defer { iterator.entry = entry }
    while entry <= mask {
      let at = (entry &+ offset) & mask
      let within = at & 7
      let group = groups + (at &>> 3) &* type.groupBytes
      let full = Control(group).full.from(within)
      if full.isEmpty {
        entry &+= Maps.slotsPerGroup &- within
        continue
      }
      entry &+= full.first &- within
      // Past the slot that was the first of all.
      if entry > mask { return nil }
      entry &+= 1
      return Slot(group: group, index: full.first)
    }
    return nil
  }

  /// Gives the entry of a slot, unless it is in the map no more.
  private static func give(
    _ g: Goroutine, _ type: MapTypePointer, _ map: MapPointer, _ iterator: IteratorPointer,
    _ slot: Slot, isStale: Bool
  ) -> Bool {
    let key = slot.key(type)
    if !isStale {
      iterator.give(g, key, slot.element(type))
      return true
    }
    if let now = Maps.find(g, type, map, AnyKey(at: key)) {
      iterator.give(g, now.key(type), now.element(type))
      return true
    }
    // NaN is found by nobody; it can only have been cleared away.
    if iterator.clearCount == map.clearCount && !type.equal(g, key, key) {
      iterator.give(g, key, slot.element(type))
      return true
    }
    return false
  }
}
