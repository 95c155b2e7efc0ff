// go_calls.h, "Strings". A result goes to the frame's 32-byte buffer if there is one and it fits,
// else to new memory without pointers.
import CGoRuntime
import CTricolor

/// Bytes of the buffer that compiled code offers.
private let bufferBytes = 32

/// Memory for a result of `bytes`, all of which the caller writes.
@inline(__always)
private func room(
  _ g: Goroutine, _ buffer: UnsafeMutableRawPointer?, _ bytes: Int
) -> UnsafeMutablePointer<UInt8> {
  let memory: UnsafeMutableRawPointer
  if let buffer, bytes <= bufferBytes {
    memory = buffer
  } else {
    memory = Allocate.raw(g.cache, bytes)
  }
  return memory.assumingMemoryBound(to: UInt8.self)
}

// MARK: Concatenation and comparison

@c @implementation
public func tc_go_concat(
  _ g: UnsafeMutablePointer<tc_g>?, _ buffer: UnsafeMutableRawPointer?,
  _ parts: UnsafePointer<tc_string>?, _ count: Int
) -> tc_string {
  let g = g.unsafelyUnwrapped
  let parts = parts.unsafelyUnwrapped
  var length = 0
  var filled = 0
  var last = 0
  for index in 0..<count {
    let part = parts[index].length
    if part == 0 { continue }
    let sum = length.addingReportingOverflow(part)
    if sum.overflow { fatal(g, "string concatenation too long") }
    length = sum.partialValue
    filled &+= 1
    last = index
  }
  if filled == 0 { return tc_string() }
  if filled == 1 {
    // The string itself will do, unless it lies in this stack and the result may outlive it.
    let only = parts[last]
    if buffer != nil || !g.ownsStackAddress(UInt(bitPattern: only.data)) { return only }
  }
  let result = room(g, buffer, length)
  var at = result
  for index in 0..<count {
    let part = parts[index]
    guard part.length > 0, let data = part.data else { continue }
    Values.copyBytes(to: at, from: data, part.length)
    at += part.length
  }
  return tc_string(data: result, length: length)
}

@c @implementation
public func tc_go_compare(
  _ g: UnsafeMutablePointer<tc_g>?, _ left: tc_string, _ right: tc_string
) -> Int {
  let common = min(left.length, right.length)
  if common > 0, left.data != right.data {
    let order = tc_compare_bytes(left.data, right.data, UInt(bitPattern: common))
    if order != 0 { return Int(order) }
  }
  return left.length &- right.length
}

// MARK: Conversions

@c @implementation
public func tc_go_string_of_bytes(
  _ g: UnsafeMutablePointer<tc_g>?, _ buffer: UnsafeMutableRawPointer?,
  _ data: UnsafePointer<UInt8>?, _ length: Int
) -> tc_string {
  guard let data, length > 0 else { return tc_string() }
  if length == 1 { return tc_string(data: tc_byte_string(data[0]), length: 1) }
  let result = room(g.unsafelyUnwrapped, buffer, length)
  Values.copyBytes(to: result, from: data, length)
  return tc_string(data: result, length: length)
}

@c @implementation
public func tc_go_string_of_runes(
  _ g: UnsafeMutablePointer<tc_g>?, _ buffer: UnsafeMutableRawPointer?,
  _ data: UnsafePointer<Int32>?, _ length: Int
) -> tc_string {
  guard let data, length > 0 else { return tc_string() }
  var bytes = 0
  for index in 0..<length {
    let rune = UInt32(bitPattern: data[index])
    bytes &+= Runes.width(rune)
  }
  let result = room(g.unsafelyUnwrapped, buffer, bytes)
  var at = result
  for index in 0..<length { at += Runes.encode(UInt32(bitPattern: data[index]), at: at) }
  return tc_string(data: result, length: bytes)
}

@c @implementation
public func tc_go_string_of_rune(
  _ g: UnsafeMutablePointer<tc_g>?, _ buffer: UnsafeMutableRawPointer?, _ rune: Int64
) -> tc_string {
  let isRune = rune >= 0 && rune <= 0x10_FFFF
  let value = isRune ? UInt32(truncatingIfNeeded: rune) : Runes.replacement
  if value < 0x80 {
    return tc_string(data: tc_byte_string(UInt8(truncatingIfNeeded: value)), length: 1)
  }
  let result = room(g.unsafelyUnwrapped, buffer, 4)
  return tc_string(data: result, length: Runes.encode(value, at: result))
}

@c @implementation
public func tc_go_bytes_of_string(
  _ g: UnsafeMutablePointer<tc_g>?, _ buffer: UnsafeMutableRawPointer?, _ text: tc_string
) -> tc_slice {
  let g = g.unsafelyUnwrapped
  let length = text.length
  if let buffer, length <= bufferBytes {
    // As Go: the room is the whole buffer, and what is not used of it is zero.
    let bytes = buffer.assumingMemoryBound(to: UInt8.self)
    Values.zero(buffer, bufferBytes)
    if let data = text.data { Values.copyBytes(to: bytes, from: data, length) }
    return tc_slice(data: bytes, length: length, capacity: bufferBytes)
  }
  let capacity = Int(bitPattern: Growth.roundedUp(UInt(bitPattern: length), noscan: true))
  let bytes = Allocate.raw(g.cache, capacity).assumingMemoryBound(to: UInt8.self)
  if let data = text.data, length > 0 {
    Values.copyBytes(to: bytes, from: data, length)
  }
  if capacity > Int(TC_MAX_SMALL) {
    Values.zero(UnsafeMutableRawPointer(bytes + length), capacity - length)
  }
  return tc_slice(data: bytes, length: length, capacity: capacity)
}

@c @implementation
public func tc_go_runes_of_string(
  _ g: UnsafeMutablePointer<tc_g>?, _ buffer: UnsafeMutableRawPointer?, _ text: tc_string
) -> tc_slice {
  let g = g.unsafelyUnwrapped
  var count = 0
  var index = 0
  while index < text.length {
    index &+= Runes.decode(text.data.unsafelyUnwrapped + index, text.length &- index).bytes
    count &+= 1
  }
  var capacity = bufferBytes / 4
  let memory: UnsafeMutableRawPointer
  if let buffer, count <= capacity {
    memory = buffer
    Values.zero(memory, bufferBytes)
  } else {
    let bytes = Growth.roundedUp(UInt(bitPattern: count &* 4), noscan: true)
    capacity = Int(bitPattern: bytes / 4)
    memory = Allocate.noscan(g.cache, Int(bitPattern: bytes))
  }
  let runes = memory.assumingMemoryBound(to: UInt32.self)
  index = 0
  count = 0
  while index < text.length {
    let next = Runes.decode(text.data.unsafelyUnwrapped + index, text.length &- index)
    runes[count] = next.rune
    index &+= next.bytes
    count &+= 1
  }
  let data = memory.assumingMemoryBound(to: UInt8.self)
  return tc_slice(data: data, length: count, capacity: capacity)
}

@c @implementation
public func tc_go_decode_rune(_ g: UnsafeMutablePointer<tc_g>?, _ text: tc_string, _ index: Int) {
  let g = g.unsafelyUnwrapped
  let next = Runes.decode(text.data.unsafelyUnwrapped + index, text.length &- index)
  g.pointee.words.0 = UInt(next.rune)
  g.pointee.words.1 = UInt(bitPattern: index &+ next.bytes)
}
