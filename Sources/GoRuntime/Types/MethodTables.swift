// The method tables of all pairs of interface and type that programs have asked for. Reading takes
// no lock: a table of addresses with open addressing, whose entries are published and stay; when
// it is full, a larger copy takes its place, and the old one stays for those who still read it.
//
// Memory: tables live as long as the process. Old copies are together smaller than the present one.
import CGoRuntime
import CTricolor

typealias MethodTable = UnsafeMutablePointer<tc_itab>

/// The registry.
enum MethodTables {
  private static var shared: UnsafeMutablePointer<tc_itab_registry> {
    tc_itab_shared().unsafelyUnwrapped
  }

  /// The table of a type for an interface, made if there is none. Its first entry is 0 if a method
  /// is missing.
  static func table(
    _ program: UnsafePointer<tc_program>, _ interface: TypePointer, _ type: TypePointer
  ) -> MethodTable {
    if let found = find(interface, type) { return found }
    tc_lock(&shared.pointee.lock)
    defer { tc_unlock(&shared.pointee.lock) }
    if let found = find(interface, type) { return found }
    let made = make(program, interface, type)
    add(made)
    return made
  }

  /// Takes in the tables that a compiler made.
  static func register(_ program: UnsafePointer<tc_program>) {
    tc_lock(&shared.pointee.lock)
    defer { tc_unlock(&shared.pointee.lock) }
    for index in 0..<Int(program.pointee.itab_count) {
      guard let table = program.pointee.itabs?[index], let interface = table.pointee.interface,
        let type = table.pointee.type
      else { continue }
      // Constant, and only read through this pointer.
      if find(interface, type) == nil { add(MethodTable(mutating: table)) }
    }
  }

  // MARK: The table of addresses: [mask, place, place, …]

  private static func hash(_ interface: TypePointer, _ type: TypePointer) -> UInt {
    let low = UInt64(UInt(bitPattern: interface))
    return UInt(Hash.fold(low ^ 0x9E37_79B9_7F4A_7C15, UInt64(UInt(bitPattern: type))))
  }

  private static func find(_ interface: TypePointer, _ type: TypePointer) -> MethodTable? {
    let word = tc_word_load_acquire(&shared.pointee.published)
    guard let places = UnsafeMutablePointer<UInt>(bitPattern: word) else { return nil }
    let mask = places[0]
    var index = hash(interface, type)
    while true {
      let entry = tc_word_load_acquire(places + 1 + Int(index & mask))
      guard let table = MethodTable(bitPattern: entry) else { return nil }
      if table.pointee.interface == interface && table.pointee.type == type { return table }
      index &+= 1
    }
  }

  /// Adds a table that is not there. With the lock.
  private static func add(_ table: MethodTable) {
    let old = UnsafeMutablePointer<UInt>(bitPattern: shared.pointee.published)
    let size = old.map { $0[0] + 1 } ?? 0
    if UInt(shared.pointee.count) * 4 >= size * 3 { grow(old, to: max(size * 2, 512)) }
    let places = UnsafeMutablePointer<UInt>(bitPattern: shared.pointee.published).unsafelyUnwrapped
    put(table, places)
    shared.pointee.count += 1
  }

  private static func grow(_ old: UnsafeMutablePointer<UInt>?, to size: UInt) {
    let words = memory(bytes: (size + 1) * 8).assumingMemoryBound(to: UInt.self)
    words[0] = size - 1
    if let old {
      for index in 0...Int(old[0]) {
        if let table = MethodTable(bitPattern: old[1 + index]) { put(table, words) }
      }
    }
    tc_word_store_release(&shared.pointee.published, UInt(bitPattern: words))
  }

  private static func put(_ table: MethodTable, _ places: UnsafeMutablePointer<UInt>) {
    let interface = table.pointee.interface.unsafelyUnwrapped
    var index = hash(interface, table.pointee.type.unsafelyUnwrapped)
    while places[1 + Int(index & places[0])] != 0 { index &+= 1 }
    tc_word_store_release(places + 1 + Int(index & places[0]), UInt(bitPattern: table))
  }

  // MARK: Making tables

  private static func make(
    _ program: UnsafePointer<tc_program>, _ interface: TypePointer, _ type: TypePointer
  ) -> MethodTable {
    let count = max(interface.interfaceMethods.count, 1)
    let bytes = UInt(MemoryLayout<tc_itab>.size) + UInt(count) * 8
    let table = memory(bytes: bytes).assumingMemoryBound(to: tc_itab.self)
    table.pointee.interface = interface
    table.pointee.type = type
    table.pointee.hash = type.pointee.hash
    let methods = tc_itab_methods(table).unsafelyUnwrapped
    let search = MethodSearch(program: program, interface: interface, type: type)
    if search.run(methods) != nil { methods[0] = 0 }
    return table
  }

  /// Zeroed memory that is never given back. With the lock.
  private static func memory(bytes: UInt) -> UnsafeMutableRawPointer {
    let grain: UInt = 64 << 10
    let rounded = (bytes + 15) & ~15
    if shared.pointee.end - shared.pointee.next < rounded {
      let mapped = max(grain, (rounded + 4095) & ~4095)
      let at = tc_os_map(0, mapped, Int32(TC_ACCESS_WRITE))
      if at == 0 {
        let message: StaticString = "fatal error: runtime: cannot allocate memory\n"
        tc_os_write_error(message.utf8Start, UInt(message.utf8CodeUnitCount))
        tc_call_fatal_handler()
        tc_os_exit(2)
      }
      shared.pointee.next = at
      shared.pointee.end = at + mapped
    }
    let result = shared.pointee.next
    shared.pointee.next += rounded
    // Invariant: mappings are not at 0.
    return UnsafeMutableRawPointer(bitPattern: result).unsafelyUnwrapped
  }
}
