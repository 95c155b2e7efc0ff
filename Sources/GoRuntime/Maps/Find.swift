// Looking a key up.
import CGoRuntime
import CTricolor

extension Maps {
  /// Blames a key that cannot be hashed: a panic even where nothing can be found. Go has other
  /// words for it then; bit 0 of the fault says so.
  static func checkHash<Key: MapKey>(_ g: Goroutine, _ type: MapTypePointer, _ key: Key) {
    _ = key.hash(g, type, 0)
    if let fault = g.pointee.fault {
      g.pointee.fault = TypePointer(bitPattern: UInt(bitPattern: fault) | 1)
    }
  }

  /// The slot of a key; nil: not there, or (blame) it cannot be hashed.
  @inline(__always)
  static func find<Key: MapKey>(
    _ g: Goroutine, _ type: MapTypePointer, _ map: MapPointer, _ key: Key
  ) -> Slot? {
    if map.pointee.count == 0 {
      if type.hashMayPanic { checkHash(g, type, key) }
      return nil
    }
    map.checkNoChange(g)
    if !map.isLarge {
      guard let group = map.group else { return nil }
      return Key.comparesFirst
        ? findByComparing(g, type, group, key) : findInGroup(g, type, map, group, key)
    }
    let hash = key.hash(g, type, map.pointee.seed)
    if type.hashMayPanic && g.pointee.fault != nil { return nil }
    return find(g, type, map.table(for: hash), key, hash)
  }

  /// The slot of a key in a table.
  @inline(__always)
  static func find<Key: MapKey>(
    _ g: Goroutine, _ type: MapTypePointer, _ table: TablePointer, _ key: Key, _ hash: UInt64
  ) -> Slot? {
    var way = Probe(hash, mask: table.pointee.groupMask)
    while true {
      let group = table.group(way.group, type)
      askForSlots(of: group, type)
      let control = Control(group)
      var candidates = control.matches(mark(hash))
      while !candidates.isEmpty {
        let slot = Slot(group: group, index: candidates.first)
        if key.equals(g, type, slot.key(type)) { return slot }
        candidates.removeFirst()
      }
      if !control.empties.isEmpty { return nil }
      way.advance()
    }
  }

  /// Asks for the lines of a group beyond the first: which of them holds the slot is known only
  /// when the control word has come, and in a large map none of them is near. Words for keys and
  /// for elements fill three lines.
  @inline(__always)
  static func askForSlots(of group: Group, _ type: MapTypePointer) {
    tc_prefetch(group + 64)
    tc_prefetch(group + 128)
    if type.pointee.key_stride > 8 { tc_prefetch(group + 192) }
  }

  /// The slot of a key in a small map, by its hash.
  @inline(__always)
  static func findInGroup<Key: MapKey>(
    _ g: Goroutine, _ type: MapTypePointer, _ map: MapPointer, _ group: Group, _ key: Key
  ) -> Slot? {
    let hash = key.hash(g, type, map.pointee.seed)
    if type.hashMayPanic && g.pointee.fault != nil { return nil }
    var candidates = Control(group).matches(mark(hash))
    while !candidates.isEmpty {
      let slot = Slot(group: group, index: candidates.first)
      if key.equals(g, type, slot.key(type)) { return slot }
      candidates.removeFirst()
    }
    return nil
  }

  /// The slot of a key in a small map, where comparing is cheaper than hashing.
  @inline(__always)
  static func findByComparing<Key: MapKey>(
    _ g: Goroutine, _ type: MapTypePointer, _ group: Group, _ key: Key
  ) -> Slot? {
    var full = Control(group).full
    while !full.isEmpty {
      let slot = Slot(group: group, index: full.first)
      if key.equals(g, type, slot.key(type)) { return slot }
      full.removeFirst()
    }
    return nil
  }
}
