// Deleting a key, and all of them.
import CGoRuntime
import CTricolor

extension Maps {
  /// Deletes a key, if it is there; blame: it cannot be hashed.
  static func remove(
    _ g: Goroutine, _ type: MapTypePointer, _ map: MapPointer, _ key: AnyKey
  ) {
    if map.pointee.count == 0 {
      if type.hashMayPanic { checkHash(g, type, key) }
      return
    }
    let hash = key.hash(g, type, map.pointee.seed)
    if type.hashMayPanic && g.pointee.fault != nil { return }
    map.beginChange(g)
    if map.isLarge {
      let table = map.table(for: hash)
      if let slot = find(g, type, table, key, hash) {
        empty(g, type, map, slot, table)
      }
    } else if let group = map.group, let slot = findInGroup(g, type, map, group, key) {
      empty(g, type, map, slot, nil)
    }
    map.endChange(g)
  }

  private static func empty(
    _ g: Goroutine, _ type: MapTypePointer, _ map: MapPointer, _ slot: Slot, _ table: TablePointer?
  ) {
    type.clearSlot(g.cache, slot)
    if let table {
      table.pointee.used &-= 1
      // No search has passed a group that has an empty slot, so one more is no lie.
      if Control(slot.group).empties.isEmpty {
        slot.setControl(Control.deleted)
      } else {
        slot.setControl(Control.empty)
        table.pointee.growthLeft &+= 1
      }
    } else {
      slot.setControl(Control.empty)
    }
    map.pointee.count &-= 1
    // Nothing hangs on the seed any more: a new one undoes what somebody learned of the old.
    if map.pointee.count == 0 { map.pointee.seed = g.random() }
  }

  /// Deletes all keys, those that are equal to none too. Tables stay for what comes.
  static func clear(_ g: Goroutine, _ type: MapTypePointer, _ map: MapPointer) {
    map.beginChange(g)
    if map.isLarge {
      var place = 0
      while place < map.directoryCount {
        let table = map.directory[place]
        place += 1 &<< (Int(truncatingIfNeeded: map.depth) &- Int(table.pointee.depth))
        let slots = table.slotCount
        let most = slots - slots / 8
        if table.pointee.used == 0 && Int(table.pointee.growthLeft) == most { continue }
        clear(g.cache, type, table.pointee.groups, table.groupCount)
        table.pointee.used = 0
        table.pointee.growthLeft = UInt16(most)
      }
    } else if let group = map.group {
      clear(g.cache, type, group, 1)
    }
    map.pointee.count = 0
    map.pointee.state &+= MapState.clearUnit
    map.pointee.seed = g.random()
    map.endChange(g)
  }

  private static func clear(
    _ cache: CachePointer, _ type: MapTypePointer, _ groups: Group, _ count: Int
  ) {
    Values.clear(cache, type.group, at: groups, bytes: count &* type.groupBytes)
    type.reset(groups, count)
  }
}
