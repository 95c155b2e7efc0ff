// A mutator whose every object is known to a model: what was allocated, with what contents, and
// whether it is still wanted. The heap is right as long as every wanted object keeps its contents.
import CTricolor
import TestRandomness
import Foundation

@testable import TricolorHeap

/// One mutator with a cache of its own. One thread at a time.
final class ShadowMutator: @unchecked Sendable {
  struct Object {
    let address: Address
    let size: Int
    let seed: UInt64
  }

  let heap: HeapPointer
  let cache: CachePointer
  var random: SeededRandom
  private(set) var objects: [Object] = []
  /// Types outlive the objects.
  private let types: [TestType]
  private(set) var failures: [String] = []
  private(set) var allocations = 0

  init(_ heap: HeapPointer, seed: UInt64) {
    self.heap = heap
    cache = ProcessorCache.create(heap)
    random = SeededRandom(seed: seed)
    var types: [TestType] = []
    for _ in 0..<40 { types.append(TestType.random(&random, maxWords: 70)) }
    self.types = types
  }

  /// Gives the cache back. Objects stay in the heap.
  func retire() { ProcessorCache.destroy(cache) }

  /// Some operations: mostly allocation, some looks, some deaths.
  func run(_ operations: Int) {
    for _ in 0..<operations {
      switch random.below(100) {
      case 0..<62: allocate()
      case 62..<72: if !objects.isEmpty { check(objects[random.below(objects.count)]) }
      default: if !objects.isEmpty { drop(random.below(objects.count)) }
      }
    }
  }

  /// Forgets about `count` objects at once.
  func dropMany(_ count: Int) {
    for _ in 0..<min(count, objects.count) { drop(random.below(objects.count)) }
  }

  /// Marks everything that is wanted.
  func markAll() {
    for object in objects {
      guard let span = tc_span_of(heap, object.address) else {
        fail("no span", object)
        continue
      }
      _ = tc_mark(span, tc_object_index(span, object.address))
    }
  }

  func checkAll() {
    for object in objects { check(object) }
  }

  /// Bytes wanted, for the statistics.
  var wantedBytes: UInt64 { objects.reduce(0) { $0 + UInt64($1.size) } }

  private func pickSize() -> Int {
    switch random.below(100) {
    case 0..<15: return 1 + random.below(15)
    case 15..<75: return 16 + random.below(500)
    case 75..<95: return 512 + random.below(4000)
    case 95..<99: return 4096 + random.below(30_000)
    default: return 32_768 + random.below(300_000)
    }
  }

  private func allocate() {
    var size = pickSize()
    var type: TestType?
    if random.oneIn(3) {
      let chosen = types[random.below(types.count)]
      let stride = chosen.words.count * 8
      size = max(1, size / stride) * stride
      type = chosen
    }
    guard let object = tc_allocate(cache, UInt(size), type?.type) else {
      failures.append("memory refused for \(size) bytes")
      return
    }
    allocations += 1
    let record = Object(address: UInt(bitPattern: object), size: size, seed: random.next())
    checkZero(record)
    fill(record)
    objects.append(record)
  }

  private func drop(_ index: Int) {
    check(objects[index])
    objects.swapAt(index, objects.count - 1)
    objects.removeLast()
  }

  /// The bytes of an object that the model writes: all of a small one, both ends of a larger.
  private func forEachByte(_ object: Object, _ body: (UnsafeMutablePointer<UInt8>, UInt8) -> Void) {
    let bytes = UnsafeMutablePointer<UInt8>(bitPattern: object.address)!
    let edge = min(object.size, 48)
    for index in 0..<edge { body(bytes + index, pattern(object, index)) }
    for index in max(edge, object.size - 48)..<object.size {
      body(bytes + index, pattern(object, index))
    }
  }

  private func pattern(_ object: Object, _ index: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: object.seed >> UInt64(index & 56)) ^ UInt8(index & 255)
  }

  private func fill(_ object: Object) {
    forEachByte(object) { (at: UnsafeMutablePointer<UInt8>, byte: UInt8) in at.pointee = byte }
  }

  private func check(_ object: Object) {
    var broken = false
    forEachByte(object) { (at: UnsafeMutablePointer<UInt8>, byte: UInt8) in
      if at.pointee != byte { broken = true }
    }
    if broken { fail("contents lost", object) }
  }

  private func checkZero(_ object: Object) {
    var dirty = false
    let bytes = UnsafeMutablePointer<UInt8>(bitPattern: object.address)!
    for index in 0..<min(object.size, 1024) where bytes[index] != 0 { dirty = true }
    for index in max(0, object.size - 64)..<object.size where bytes[index] != 0 { dirty = true }
    if dirty { fail("not zero", object) }
  }

  private func fail(_ what: String, _ object: Object) {
    guard failures.count < 10 else { return }
    let span = tc_span_of(heap, object.address)
    let shape = span.map { "span class \($0.pointee.span_class)" } ?? "no span"
    failures.append(
      "\(what): \(object.size) bytes at \(String(object.address, radix: 16)), \(shape)")
  }
}
