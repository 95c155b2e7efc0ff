// go_calls.h, "Maps": forwarding, one specialisation a kind of key.
import CGoRuntime
import CTricolor

// MARK: Any keys

@c @implementation
public func tc_go_make_map(
  _ g: UnsafeMutablePointer<tc_g>?, _ type: UnsafePointer<tc_map_type>?, _ hint: Int,
  _ room: UnsafeMutablePointer<tc_map>?
) -> UnsafeMutablePointer<tc_map>? {
  Maps.make(g.unsafelyUnwrapped, type.unsafelyUnwrapped, hint, room)
}

@c @implementation
public func tc_go_map_find(
  _ g: UnsafeMutablePointer<tc_g>?, _ type: UnsafePointer<tc_map_type>?,
  _ map: UnsafeMutablePointer<tc_map>?, _ key: UnsafeRawPointer?
) -> UnsafeMutableRawPointer? {
  let g = g.unsafelyUnwrapped
  let type = type.unsafelyUnwrapped
  let key = AnyKey(at: key.unsafelyUnwrapped)
  guard let map else {
    if type.hashMayPanic { Maps.checkHash(g, type, key) }
    return nil
  }
  return Maps.find(g, type, map, key)?.element(type)
}

@c @implementation
public func tc_go_map_assign(
  _ g: UnsafeMutablePointer<tc_g>?, _ type: UnsafePointer<tc_map_type>?,
  _ map: UnsafeMutablePointer<tc_map>?, _ key: UnsafeRawPointer?
) -> UnsafeMutableRawPointer? {
  assign(g, type, map, AnyKey(at: key.unsafelyUnwrapped))
}

@c @implementation
public func tc_go_map_delete(
  _ g: UnsafeMutablePointer<tc_g>?, _ type: UnsafePointer<tc_map_type>?,
  _ map: UnsafeMutablePointer<tc_map>?, _ key: UnsafeRawPointer?
) {
  let g = g.unsafelyUnwrapped
  let type = type.unsafelyUnwrapped
  let key = AnyKey(at: key.unsafelyUnwrapped)
  guard let map else {
    if type.hashMayPanic { Maps.checkHash(g, type, key) }
    return
  }
  Maps.remove(g, type, map, key)
}

@c @implementation
public func tc_go_map_clone(
  _ g: UnsafeMutablePointer<tc_g>?, _ type: UInt, _ map: UInt
) -> UInt {
  let g = g.unsafelyUnwrapped
  // Invariant: whoever clones names the map's type.
  let type = MapTypePointer(bitPattern: type).unsafelyUnwrapped
  guard let map = UnsafeMutablePointer<tc_map>(bitPattern: map) else { return 0 }
  let clone = Maps.make(g, type, map.pointee.count, nil)
  var iterator = tc_map_iterator()
  tc_go_map_begin(g, type, map, &iterator)
  while let key = iterator.key, let element = iterator.element {
    if let place = tc_go_map_assign(g, type, clone, key) {
      tc_go_move(g, type.element, place, element, 1)
    }
    tc_go_map_next(g, &iterator)
  }
  return UInt(bitPattern: clone)
}

@c @implementation
public func tc_go_map_clear(
  _ g: UnsafeMutablePointer<tc_g>?, _ type: UnsafePointer<tc_map_type>?,
  _ map: UnsafeMutablePointer<tc_map>?
) {
  // A map without entries may have deleted slots; clearing it undoes them, so no look at the count.
  guard let map else { return }
  Maps.clear(g.unsafelyUnwrapped, type.unsafelyUnwrapped, map)
}

// MARK: Words, halves, strings

/// The element of a key whose hash cannot panic; nil if the map is nil or has none.
@inline(__always)
private func find<Key: MapKey>(
  _ g: UnsafeMutablePointer<tc_g>?, _ type: UnsafePointer<tc_map_type>?,
  _ map: UnsafeMutablePointer<tc_map>?, _ key: Key
) -> UnsafeMutableRawPointer? {
  guard let map else { return nil }
  let type = type.unsafelyUnwrapped
  return Maps.find(g.unsafelyUnwrapped, type, map, key)?.element(type)
}

/// The place of a key's element, made if there was none; nil after a panic.
@inline(__always)
private func assign<Key: MapKey>(
  _ g: UnsafeMutablePointer<tc_g>?, _ type: UnsafePointer<tc_map_type>?,
  _ map: UnsafeMutablePointer<tc_map>?, _ key: Key
) -> UnsafeMutableRawPointer? {
  let type = type.unsafelyUnwrapped
  return Maps.assign(g.unsafelyUnwrapped, type, map.unsafelyUnwrapped, key)?.element(type)
}

@c @implementation
public func tc_go_map_find_word(
  _ g: UnsafeMutablePointer<tc_g>?, _ type: UnsafePointer<tc_map_type>?,
  _ map: UnsafeMutablePointer<tc_map>?, _ key: UInt64
) -> UnsafeMutableRawPointer? { find(g, type, map, WordKey(value: key)) }

@c @implementation
public func tc_go_map_assign_word(
  _ g: UnsafeMutablePointer<tc_g>?, _ type: UnsafePointer<tc_map_type>?,
  _ map: UnsafeMutablePointer<tc_map>?, _ key: UInt64
) -> UnsafeMutableRawPointer? { assign(g, type, map, WordKey(value: key)) }

@c @implementation
public func tc_go_map_find_half(
  _ g: UnsafeMutablePointer<tc_g>?, _ type: UnsafePointer<tc_map_type>?,
  _ map: UnsafeMutablePointer<tc_map>?, _ key: UInt32
) -> UnsafeMutableRawPointer? { find(g, type, map, HalfKey(value: key)) }

@c @implementation
public func tc_go_map_assign_half(
  _ g: UnsafeMutablePointer<tc_g>?, _ type: UnsafePointer<tc_map_type>?,
  _ map: UnsafeMutablePointer<tc_map>?, _ key: UInt32
) -> UnsafeMutableRawPointer? { assign(g, type, map, HalfKey(value: key)) }

@c @implementation
public func tc_go_map_find_string(
  _ g: UnsafeMutablePointer<tc_g>?, _ type: UnsafePointer<tc_map_type>?,
  _ map: UnsafeMutablePointer<tc_map>?, _ key: tc_string
) -> UnsafeMutableRawPointer? { find(g, type, map, StringKey(value: key)) }

@c @implementation
public func tc_go_map_assign_string(
  _ g: UnsafeMutablePointer<tc_g>?, _ type: UnsafePointer<tc_map_type>?,
  _ map: UnsafeMutablePointer<tc_map>?, _ key: tc_string
) -> UnsafeMutableRawPointer? { assign(g, type, map, StringKey(value: key)) }

// MARK: Ranges

@c @implementation
public func tc_go_map_begin(
  _ g: UnsafeMutablePointer<tc_g>?, _ type: UnsafePointer<tc_map_type>?,
  _ map: UnsafeMutablePointer<tc_map>?, _ iterator: UnsafeMutablePointer<tc_map_iterator>?
) {
  Iteration.begin(
    g.unsafelyUnwrapped, type.unsafelyUnwrapped, map, iterator.unsafelyUnwrapped)
}

@c @implementation
public func tc_go_map_next(
  _ g: UnsafeMutablePointer<tc_g>?, _ iterator: UnsafeMutablePointer<tc_map_iterator>?
) {
  Iteration.next(g.unsafelyUnwrapped, iterator.unsafelyUnwrapped)
}
