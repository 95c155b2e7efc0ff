// go_calls.h, "Memory and slices".
import CGoRuntime
import CTricolor

/// Bytes of `count` values; nil if there cannot be so many.
private func bytes(of type: TypePointer, _ count: Int) -> Int? {
  let size = type.pointee.size
  if count < 0 { return nil }
  let product = size.multipliedReportingOverflow(by: UInt(bitPattern: count))
  if product.overflow || product.partialValue > 1 << UInt(TC_ADDRESS_BITS) { return nil }
  return Int(bitPattern: product.partialValue)
}

@c @implementation
public func tc_go_make_array(
  _ g: UnsafeMutablePointer<tc_g>?, _ type: UnsafePointer<tc_type>?, _ count: Int
) -> UnsafeMutableRawPointer? {
  let g = g.unsafelyUnwrapped
  let type = type.unsafelyUnwrapped
  guard let bytes = bytes(of: type, count) else {
    g.blame(type)
    return nil
  }
  return Allocate.values(g.cache, type, bytes: bytes)
}

@c @implementation
public func tc_go_grow(
  _ g: UnsafeMutablePointer<tc_g>?, _ type: UnsafePointer<tc_type>?, _ old: tc_slice, _ length: Int
) -> tc_slice {
  let g = g.unsafelyUnwrapped
  let type = type.unsafelyUnwrapped
  let size = Int(bitPattern: type.pointee.size)
  if length < 0 {
    g.blame(type)
    return tc_slice()
  }
  if size == 0 {
    let place = tc_allocate(g.cache, 0, nil).unsafelyUnwrapped
    return tc_slice(
      data: place.assumingMemoryBound(to: UInt8.self), length: length, capacity: length)
  }
  let noscan = type.pointee.ptr_bytes == 0
  let wanted = Growth.wanted(length: length, capacity: old.capacity)
  guard let asked = bytes(of: type, wanted) else {
    g.blame(type)
    return tc_slice()
  }
  let room = Int(bitPattern: Growth.roundedUp(UInt(bitPattern: asked), noscan: noscan))
  let capacity = room / size
  let memory: UnsafeMutableRawPointer
  let used = old.length &* size
  if noscan {
    memory = Allocate.raw(g.cache, room)
    if room > Int(TC_MAX_SMALL) { Values.zero(memory + used, room - used) }
  } else {
    memory = Allocate.values(g.cache, type, bytes: capacity &* size)
  }
  if used > 0 {
    let from = UnsafeRawPointer(old.data.unsafelyUnwrapped)
    if tc_is_marking(g.cache) {
      Values.copy(g.cache, type, to: memory, from: from, bytes: used)
    } else {
      // New memory needs no cards.
      Values.copyBytes(to: memory, from: from, used)
    }
  }
  return tc_slice(
    data: memory.assumingMemoryBound(to: UInt8.self), length: length, capacity: capacity)
}

@c @implementation
public func tc_go_move(
  _ g: UnsafeMutablePointer<tc_g>?, _ type: UnsafePointer<tc_type>?,
  _ to: UnsafeMutableRawPointer?, _ from: UnsafeRawPointer?, _ count: Int
) {
  guard let to, let from, count > 0 else { return }
  let type = type.unsafelyUnwrapped
  Values.copy(
    g.unsafelyUnwrapped.cache, type, to: to, from: from,
    bytes: count &* Int(bitPattern: type.pointee.size))
}

@c @implementation
public func tc_go_clear(
  _ g: UnsafeMutablePointer<tc_g>?, _ type: UnsafePointer<tc_type>?,
  _ at: UnsafeMutableRawPointer?, _ count: Int
) {
  guard let at, count > 0 else { return }
  let type = type.unsafelyUnwrapped
  Values.clear(
    g.unsafelyUnwrapped.cache, type, at: at, bytes: count &* Int(bitPattern: type.pointee.size))
}
