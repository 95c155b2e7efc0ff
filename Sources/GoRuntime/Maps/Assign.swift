// Storing a key: its element's address, for the program to write to.
import CGoRuntime
import CTricolor

extension Maps {
  /// The slot of a key, made if there is none; nil and blame: the key cannot be hashed.
  @inline(__always)
  static func assign<Key: MapKey>(
    _ g: Goroutine, _ type: MapTypePointer, _ map: MapPointer, _ key: Key
  ) -> Slot? {
    let hash = key.hash(g, type, map.pointee.seed)
    if type.hashMayPanic && g.pointee.fault != nil { return nil }
    map.beginChange(g)
    let slot =
      map.isLarge
      ? assignToTable(g, type, map, key, hash) : assignToGroup(g, type, map, key, hash)
    map.endChange(g)
    return slot
  }

  @inline(__always)
  private static func assignToGroup<Key: MapKey>(
    _ g: Goroutine, _ type: MapTypePointer, _ map: MapPointer, _ key: Key, _ hash: UInt64
  ) -> Slot {
    let group = map.group ?? makeGroup(g, type, map)
    var candidates = Control(group).matches(mark(hash))
    while !candidates.isEmpty {
      let slot = Slot(group: group, index: candidates.first)
      if key.equals(g, type, slot.key(type)) { return updated(g, type, slot, key) }
      candidates.removeFirst()
    }
    let empties = Control(group).empties
    if empties.isEmpty {
      enlarge(g, type, map)
      return assignToTable(g, type, map, key, hash)
    }
    let slot = Slot(group: group, index: empties.first)
    fill(g, type, map, slot, key, hash)
    return slot
  }

  private static func makeGroup(
    _ g: Goroutine, _ type: MapTypePointer, _ map: MapPointer
  ) -> Group {
    let group = type.makeGroups(g.cache, 1)
    withUnsafeMutablePointer(to: &map.pointee.table) { slot in
      Values.store(g.cache, UnsafeMutableRawPointer(slot), group)
    }
    return group
  }

  @inline(__always)
  private static func assignToTable<Key: MapKey>(
    _ g: Goroutine, _ type: MapTypePointer, _ map: MapPointer, _ key: Key, _ hash: UInt64
  ) -> Slot {
    while true {
      let table = map.table(for: hash)
      var way = Probe(hash, mask: table.pointee.groupMask)
      var deleted: Slot?
      search: while true {
        let group = table.group(way.group, type)
        askForSlots(of: group, type)
        let control = Control(group)
        var candidates = control.matches(mark(hash))
        while !candidates.isEmpty {
          let slot = Slot(group: group, index: candidates.first)
          if key.equals(g, type, slot.key(type)) { return updated(g, type, slot, key) }
          candidates.removeFirst()
        }
        let empties = control.empties
        if deleted == nil && !control.unused.isEmpty && control.unused.bits != empties.bits {
          let tombs = SlotSet(control.unused.bits & ~empties.bits)
          deleted = Slot(group: group, index: tombs.first)
        }
        if !empties.isEmpty {
          // The key is not there. A deleted slot on the way costs no growth.
          if let deleted {
            table.pointee.used &+= 1
            fill(g, type, map, deleted, key, hash)
            return deleted
          }
          if table.pointee.growthLeft > 0 {
            table.pointee.growthLeft &-= 1
            table.pointee.used &+= 1
            let slot = Slot(group: group, index: empties.first)
            fill(g, type, map, slot, key, hash)
            return slot
          }
          break search
        }
        way.advance()
      }
      makeRoom(g, type, map, table)
    }
  }

  /// The slot of a key that was there.
  @inline(__always)
  private static func updated<Key: MapKey>(
    _ g: Goroutine, _ type: MapTypePointer, _ slot: Slot, _ key: Key
  ) -> Slot {
    if type.updatesKeys { key.store(g, type, slot.key(type)) }
    return slot
  }

  /// Stores a key in a slot that is unused; its element is zero.
  @inline(__always)
  private static func fill<Key: MapKey>(
    _ g: Goroutine, _ type: MapTypePointer, _ map: MapPointer, _ slot: Slot, _ key: Key,
    _ hash: UInt64
  ) {
    var place = slot.keyPlace(type)
    if type.hasIndirectKeys {
      let memory = Allocate.value(g.cache, type.key)
      Values.store(g.cache, place, memory)
      place = memory
    }
    if type.hasIndirectElements {
      Values.store(
        g.cache, slot.elementPlace(type), Allocate.value(g.cache, type.element))
    }
    key.store(g, type, place)
    slot.setControl(UInt8(truncatingIfNeeded: mark(hash)))
    map.pointee.count &+= 1
  }
}
