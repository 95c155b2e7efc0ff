// A map of the run time next to a dictionary that says what it must hold. Keys are numbers; how a
// number becomes a key is the kind's. Elements point to objects that say whose they are, so a
// missing barrier shows as a freed object.
import CGoRuntime
import CTricolor
import Testing
import TricolorHeap

/// A kind of keys.
enum KeyKind: CaseIterable {
  case word, half, string, pointer, wide, dynamic, largeElement

  var type: UnsafePointer<tc_map_type> {
    switch self {
    case .word: Self.wordMap
    case .half: Self.halfMap
    case .string: Self.stringMap
    case .pointer: Self.pointerMap
    case .wide: Self.wideMap
    case .dynamic: Self.dynamicMap
    case .largeElement: Self.largeMap
    }
  }

  nonisolated(unsafe) private static let wordMap = HandMade.map(
    HandMade.word, HandMade.pointer, hash: { _, key, seed in tc_go_hash_bytes(key, 8, seed) })
  nonisolated(unsafe) private static let halfMap = HandMade.map(
    HandMade.half, HandMade.pointer, hash: { _, key, seed in tc_go_hash_bytes(key, 4, seed) })
  nonisolated(unsafe) private static let stringMap = HandMade.map(
    HandMade.string, HandMade.pointer,
    hash: { _, key, seed in
      let text = key!.load(as: tc_string.self)
      return tc_go_hash_bytes(text.data, UInt(text.length), seed)
    }, flags: Int(TC_MAP_NEED_KEY_UPDATE))
  nonisolated(unsafe) private static let pointerMap = HandMade.map(
    HandMade.pointer, HandMade.pointer,
    hash: { _, key, seed in tc_go_hash_bytes(key, 8, seed) })
  nonisolated(unsafe) private static let wideMap = HandMade.map(
    HandMade.wide, HandMade.pointer, hash: { _, key, seed in tc_go_hash_bytes(key, 136, seed) })
  nonisolated(unsafe) private static let dynamicMap = HandMade.map(
    HandMade.any, HandMade.pointer,
    hash: { g, key, seed in tc_go_hash_any(g, key!.load(as: tc_any.self), seed) },
    flags: Int(TC_MAP_NEED_KEY_UPDATE | TC_MAP_HASH_MIGHT_PANIC))
  nonisolated(unsafe) private static let largeMap = HandMade.map(
    HandMade.word, HandMade.large, hash: { _, key, seed in tc_go_hash_bytes(key, 8, seed) })
}

/// The map, and what it must hold: the number in each element's object by key.
final class MapModel {
  let runtime: RuntimeHeap
  let kind: KeyKind
  let map: UnsafeMutablePointer<tc_map>
  private(set) var expected: [Int: UInt64] = [:]
  /// Objects that pointer keys point to, by number; alive through `keep`.
  private var keyObjects: [Int: UInt] = [:]
  private let key = UnsafeMutableRawPointer.allocate(byteCount: 136, alignment: 8)

  /// Roots: 0 the map, 1 a list that keeps key objects alive, 2 and up for the caller.
  init(_ runtime: RuntimeHeap, _ kind: KeyKind, hint: Int) {
    self.runtime = runtime
    self.kind = kind
    map = tc_go_make_map(runtime.g, kind.type, hint, nil)
    runtime.roots[0] = UInt(bitPattern: map)
  }

  deinit { key.deallocate() }

  // MARK: Keys

  /// Writes the key of a number to `key`.
  private func write(_ number: Int) {
    switch kind {
    case .word, .largeElement: key.storeBytes(of: UInt64(number &* 1024), as: UInt64.self)
    case .half: key.storeBytes(of: UInt32(number), as: UInt32.self)
    case .string: key.storeBytes(of: text(number), as: tc_string.self)
    case .pointer: key.storeBytes(of: object(number), as: UInt.self)
    case .wide:
      for index in 0..<17 {
        key.storeBytes(of: UInt64(number + index), toByteOffset: index * 8, as: UInt64.self)
      }
    case .dynamic: writeDynamic(number)
    }
  }

  /// A third of the keys are words, a third strings, a third pointers.
  private func writeDynamic(_ number: Int) {
    var value = tc_any()
    switch number % 3 {
    case 0:
      value.type = HandMade.word
      let box = tc_allocate_noscan(runtime.cache, 16)!
      box.storeBytes(of: UInt64(number), as: UInt64.self)
      value.data = box
    case 1:
      value.type = HandMade.string
      let box = tc_allocate(runtime.cache, 16, HandMade.string)!
      tc_store(
        runtime.cache, box.assumingMemoryBound(to: UnsafeMutableRawPointer?.self),
        UnsafeMutableRawPointer(mutating: text(number).data))
      box.storeBytes(of: text(number).length, toByteOffset: 8, as: Int.self)
      value.data = box
    default:
      value.type = HandMade.pointer
      value.data = UnsafeMutableRawPointer(bitPattern: object(number))
    }
    key.storeBytes(of: value, as: tc_any.self)
  }

  /// A new string of the number, on the heap; of different lengths.
  private func text(_ number: Int) -> tc_string {
    let digits = [UInt8](String(repeating: "\(number)/", count: number % 7 + 1).utf8)
    return digits.withUnsafeBufferPointer {
      tc_go_string_of_bytes(runtime.g, nil, $0.baseAddress, $0.count)
    }
  }

  /// The object that stands for a number, kept alive by the list at root 1.
  private func object(_ number: Int) -> UInt {
    if let known = keyObjects[number] { return known }
    let object = UInt(bitPattern: tc_allocate_noscan(runtime.cache, 16)!)
    UnsafeMutablePointer<UInt64>(bitPattern: object)![0] = UInt64(number)
    let link = tc_allocate_masked(runtime.cache, 16, 0b11)!
      .assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
    tc_store(runtime.cache, link, UnsafeMutableRawPointer(bitPattern: runtime.roots[1]))
    tc_store(runtime.cache, link + 1, UnsafeMutableRawPointer(bitPattern: object))
    runtime.roots[1] = UInt(bitPattern: link)
    keyObjects[number] = object
    return object
  }

  /// The number of a key in the map.
  func number(of key: UnsafeRawPointer) -> Int {
    switch kind {
    case .word, .largeElement: return Int(key.load(as: UInt64.self)) / 1024
    case .half: return Int(key.load(as: UInt32.self))
    case .string: return number(of: key.load(as: tc_string.self))
    case .pointer: return Int(key.load(as: UnsafePointer<UInt64>.self)[0])
    case .wide: return Int(key.load(as: UInt64.self))
    case .dynamic:
      let value = key.load(as: tc_any.self)
      if value.type == HandMade.string { return number(of: value.data.load(as: tc_string.self)) }
      return Int(value.data.load(as: UInt64.self))
    }
  }

  private func number(of text: tc_string) -> Int {
    var value = 0
    for index in 0..<text.length {
      if text.data[index] == UInt8(ascii: "/") { break }
      value = value * 10 + Int(text.data[index] - 48)
    }
    return value
  }

  // MARK: Operations

  func assign(_ number: Int, _ value: UInt64, fast: Bool) {
    write(number)
    let element = place(number, fast: fast)!
    let object = tc_allocate_noscan(runtime.cache, 16)!
    object.storeBytes(of: value, as: UInt64.self)
    tc_store(
      runtime.cache, element.assumingMemoryBound(to: UnsafeMutableRawPointer?.self), object)
    if kind == .largeElement {
      let known = expected[number] != nil
      #expect(known || element.load(fromByteOffset: 184, as: UInt64.self) == 0)
      element.storeBytes(of: value, toByteOffset: 184, as: UInt64.self)
    }
    expected[number] = value
  }

  private func place(_ number: Int, fast: Bool) -> UnsafeMutableRawPointer? {
    let g = runtime.g
    switch kind {
    case .word where fast, .pointer where fast, .largeElement where fast:
      return tc_go_map_assign_word(g, kind.type, map, key.load(as: UInt64.self))
    case .half where fast:
      return tc_go_map_assign_half(g, kind.type, map, key.load(as: UInt32.self))
    case .string where fast:
      return tc_go_map_assign_string(g, kind.type, map, key.load(as: tc_string.self))
    default: return tc_go_map_assign(g, kind.type, map, key)
    }
  }

  func check(_ number: Int, fast: Bool) {
    write(number)
    let g = runtime.g
    let element: UnsafeMutableRawPointer?
    switch kind {
    case .word where fast, .pointer where fast, .largeElement where fast:
      element = tc_go_map_find_word(g, kind.type, map, key.load(as: UInt64.self))
    case .half where fast:
      element = tc_go_map_find_half(g, kind.type, map, key.load(as: UInt32.self))
    case .string where fast:
      element = tc_go_map_find_string(g, kind.type, map, key.load(as: tc_string.self))
    default: element = tc_go_map_find(g, kind.type, map, key)
    }
    let found = element.map { value(of: $0) }
    #expect(found == expected[number], "\(kind) \(number)")
  }

  /// What the element's object says.
  func value(of element: UnsafeRawPointer) -> UInt64 {
    element.load(as: UnsafePointer<UInt64>.self)[0]
  }

  func remove(_ number: Int) {
    write(number)
    tc_go_map_delete(runtime.g, kind.type, map, key)
    expected[number] = nil
  }

  func clear() {
    tc_go_map_clear(runtime.g, kind.type, map)
    expected = [:]
  }

  /// All entries by a range, each once.
  func entries() -> [Int: UInt64] {
    var found: [Int: UInt64] = [:]
    var iterator = tc_map_iterator()
    tc_go_map_begin(runtime.g, kind.type, map, &iterator)
    while let key = iterator.key {
      let number = number(of: key)
      #expect(found[number] == nil, "\(kind) gives \(number) twice")
      found[number] = value(of: iterator.element)
      tc_go_map_next(runtime.g, &iterator)
    }
    return found
  }
}
