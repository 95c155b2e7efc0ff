// go_calls.h, "Interfaces", and language_calls.h: types, names and panics.
import CGoRuntime
import CTricolor

private func program(_ g: Goroutine) -> UnsafePointer<tc_program> {
  // Invariant: a goroutine belongs to a program from its birth.
  UnsafePointer(g.pointee.program).unsafelyUnwrapped
}

@c @implementation
public func tc_go_register(_ program: UnsafePointer<tc_program>?) {
  MethodTables.register(program.unsafelyUnwrapped)
}

// MARK: Method tables

@c @implementation
public func tc_go_itab(
  _ g: UnsafeMutablePointer<tc_g>?, _ interface: UnsafePointer<tc_type>?,
  _ type: UnsafePointer<tc_type>?
) -> UnsafeMutablePointer<tc_itab>? {
  let table = MethodTables.table(
    program(g.unsafelyUnwrapped), interface.unsafelyUnwrapped, type.unsafelyUnwrapped)
  return tc_itab_methods(table)?.pointee == 0 ? nil : table
}

@c @implementation
public func tc_go_missing_method(
  _ g: UnsafeMutablePointer<tc_g>?, _ interface: UnsafePointer<tc_type>?,
  _ type: UnsafePointer<tc_type>?
) -> tc_string {
  let search = MethodSearch(
    program: program(g.unsafelyUnwrapped), interface: interface.unsafelyUnwrapped,
    type: type.unsafelyUnwrapped)
  return search.run(nil)?.text ?? tc_string()
}

// MARK: Equality and hashes

@c @implementation
public func tc_go_equal_data(
  _ g: UnsafeMutablePointer<tc_g>?, _ type: UnsafePointer<tc_type>?,
  _ left: UnsafeMutableRawPointer?, _ right: UnsafeMutableRawPointer?
) -> Bool {
  Dynamic.equal(g.unsafelyUnwrapped, type.unsafelyUnwrapped, left, right)
}

@c @implementation
public func tc_go_hash_any(
  _ g: UnsafeMutablePointer<tc_g>?, _ value: tc_any, _ seed: UInt
) -> UInt {
  UInt(Dynamic.hash(g.unsafelyUnwrapped, value, UInt64(seed)))
}

@c @implementation
public func tc_go_hash_interface(
  _ g: UnsafeMutablePointer<tc_g>?, _ type: UInt, _ data: UInt, _ seed: UInt
) -> tc_hash_view {
  let g = g.unsafelyUnwrapped
  let value = tc_any(
    type: TypePointer(bitPattern: type), data: UnsafeMutableRawPointer(bitPattern: data))
  let hash = Dynamic.hash(g, value, UInt64(seed))
  let fault = UInt(bitPattern: g.pointee.fault)
  g.pointee.fault = nil
  return tc_hash_view(hash: UInt(hash), fault: fault)
}

@c @implementation
public func tc_go_hash_bytes(_ data: UnsafeRawPointer?, _ bytes: UInt, _ seed: UInt) -> UInt {
  var nothing: UInt8 = 0
  guard let data else { return UInt(Hash.bytes(&nothing, 0, UInt64(seed))) }
  return UInt(Hash.bytes(data, Int(bitPattern: bytes), UInt64(seed)))
}

@c @implementation
public func tc_go_hash_float(_ value: Double, _ seed: UInt) -> UInt {
  UInt(Hash.float(value, UInt64(seed)))
}

// MARK: The program's tables

@c @implementation
public func tc_go_name(_ g: UnsafeMutablePointer<tc_g>?, _ offset: UInt) -> UInt {
  let name = program(g.unsafelyUnwrapped).name(Int32(truncatingIfNeeded: offset))
  return UInt(bitPattern: name.bytes)
}

@c @implementation
public func tc_go_type(_ g: UnsafeMutablePointer<tc_g>?, _ offset: UInt) -> UInt {
  UInt(bitPattern: program(g.unsafelyUnwrapped).type(Int32(truncatingIfNeeded: offset)))
}

@c @implementation
public func tc_go_type_count(_ g: UnsafeMutablePointer<tc_g>?) -> UInt {
  UInt(program(g.unsafelyUnwrapped).pointee.type_count)
}

@c @implementation
public func tc_go_set_reflected(
  _ g: UnsafeMutablePointer<tc_g>?, _ places: UInt, _ count: UInt
) {
  // The array first: it is never shorter than the count that is read before it.
  let shared = tc_reflected_shared().unsafelyUnwrapped
  tc_publish_reflected(shared, places, count)
}

@c @implementation
public func tc_go_hash_value(
  _ g: UnsafeMutablePointer<tc_g>?, _ type: UInt, _ at: UInt, _ seed: UInt
) -> UInt {
  let g = g.unsafelyUnwrapped
  // Invariant: whoever hashes has a type and a value.
  let type = TypePointer(bitPattern: type).unsafelyUnwrapped
  let at = UnsafeRawPointer(bitPattern: at).unsafelyUnwrapped
  if type.pointee.equal == nil {
    g.blame(type)
    return 0
  }
  return UInt(Dynamic.hash(g, type, at, UInt64(seed)))
}

@c @implementation
public func tc_go_text(_ g: UnsafeMutablePointer<tc_g>?, _ offset: UInt) -> UInt {
  UInt(bitPattern: program(g.unsafelyUnwrapped).text(Int32(truncatingIfNeeded: offset)))
}

// MARK: Panics

/// Panic number `index` of a goroutine, the latest first.
private func panic(_ g: Goroutine, _ index: UInt) -> UnsafeMutablePointer<tc_panic>? {
  var found = g.pointee.panics
  for _ in 0..<index { found = found?.pointee.link }
  return found
}

@c @implementation
public func tc_go_panic_at(_ g: UnsafeMutablePointer<tc_g>?, _ index: UInt) -> tc_panic_view {
  guard let found = panic(g.unsafelyUnwrapped, index) else { return tc_panic_view() }
  var flags: UInt = 0
  if found.pointee.is_recovered != 0 { flags |= 1 }
  if found.pointee.is_goexit != 0 { flags |= 2 }
  if found.pointee.is_aborted != 0 { flags |= 4 }
  if found.pointee.is_repanicked != 0 { flags |= 8 }
  return tc_panic_view(
    type: found.pointee.type, data: found.pointee.data, flags: flags, found: 1)
}

@c @implementation
public func tc_go_set_panic(
  _ g: UnsafeMutablePointer<tc_g>?, _ index: UInt, _ type: UInt, _ data: UInt
) {
  guard let found = panic(g.unsafelyUnwrapped, index) else { return }
  found.pointee.type = type
  found.pointee.data = data
}

@c @implementation
public func tc_go_mark_repanicked(_ g: UnsafeMutablePointer<tc_g>?, _ index: UInt) {
  panic(g.unsafelyUnwrapped, index)?.pointee.is_repanicked = 1
}
