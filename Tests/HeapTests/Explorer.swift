// A seeded explorer of interleavings: mutators that allocate, load, store and drop, and a collector
// that is taken one step at a time, both driven by one random number generator on one thread; and
// a shadow of every object, which knows what is reachable. A schedule is its seed.
//
// What is checked:
//   - every load gives what the shadow says; every reachable object keeps its contents, whatever
//     was collected meanwhile (freed memory is overwritten, so a lost object shows at once);
//   - what was unreachable when a cycle began is free once that cycle's sweep is complete; of a
//     minor cycle: what was young, and reachable neither from roots nor from what was old;
//   - in the end, with all roots dropped, a collection frees everything.
import CTricolor
import TestRandomness
import TricolorHeap
import TricolorPacing

/// What can be in an object: `fields` pointers, `stride` bytes apart, of which the explorer uses
/// at most eight; and one word that tells which object it is.
struct ObjectShape {
  var size: UInt
  var fields: Int
  var stride: UInt
  var identity: UInt
  /// Pointer bits of small objects; nil: by type.
  var mask: UInt64?

  static let usedFields = 8

  /// The offset of used field `index`.
  func offset(_ index: Int) -> UInt {
    let spread = fields <= ObjectShape.usedFields ? 1 : fields / ObjectShape.usedFields
    return UInt(index * spread) * stride
  }

  var used: Int { min(fields, ObjectShape.usedFields) }

  static let pair = ObjectShape(size: 24, fields: 2, stride: 8, identity: 16, mask: 0b011)
  static let wide = ObjectShape(size: 64, fields: 7, stride: 8, identity: 56, mask: 0x7f)
  static let headed = ObjectShape(size: 1024, fields: 64, stride: 16, identity: 8, mask: nil)
  /// Two fill a page: every other one begins a fresh page.
  static let roomy = ObjectShape(size: 4064, fields: 254, stride: 16, identity: 8, mask: nil)
  static let large = ObjectShape(size: 40_960, fields: 2560, stride: 16, identity: 8, mask: nil)
  static func leaf(_ size: UInt) -> ObjectShape {
    ObjectShape(size: size, fields: 0, stride: 8, identity: 0, mask: nil)
  }
}

/// What the explorer knows of an object.
struct ShadowObject {
  var address: UInt
  var shape: ObjectShape
  /// Numbers of the objects that the used fields point to; -1: nil.
  var fields: [Int]
  var isFreed = false
  /// Allocated since the last cycle's marks: what a minor cycle looks at.
  var isYoung = true
}

/// How a schedule is run.
struct ExplorerOptions {
  var steps = 400
  var faults: UInt32 = 0
  var verify = false
  var ambiguous = false
  /// Also large objects, in pieces.
  var withLarge = true
  /// Only objects that fill half a page, so that pages are fresh all the time.
  var roomyOnly = false
  var barrierEntries: Int?
  /// Which cycles are minor; nil: none in half of the schedules, in an eighth of them what the
  /// pacer thinks worthwhile.
  var minorCycles: MinorCycles?
}

/// See the top of the file.
struct Explorer: ~Copyable {
  private var random: SeededRandom
  private let options: ExplorerOptions
  private let world: StepWorld
  private let heap: Heap
  private var objects: [ShadowObject] = []
  private var newest: [UInt: Int] = [:]
  /// Shadow roots: as the world's slots, by object number.
  private var stacks: [[Int]]
  private var globals: [Int]
  private let places: [Int]
  /// Objects that were unreachable when the running or last cycle began.
  private var doomed: [Int] = []
  private var isSweeping = false
  private var weights: [Int]
  private(set) var failure: String?
  private(set) var cycles = 0

  static let slotsEach = 16
  static let globalSlots = 4
  /// {pointer, word}.
  private static let pairType = makeLastingType(size: 16)

  init(seed: UInt64, _ options: ExplorerOptions) throws {
    var dice = SeededRandom(seed: seed)
    self.options = options
    world = StepWorld(slotsEach: Explorer.slotsEach, globals: Explorer.globalSlots)
    var configuration = HeapConfiguration()
    configuration.clobberFreed = true
    configuration.verify = options.verify
    configuration.ambiguous = options.ambiguous
    configuration.stress = dice.oneIn(3)
    configuration.collector.percent = -1
    configuration.collector.faults = options.faults
    configuration.collector.pieceBytes = 4096
    let entries = [2, 4, 16, Int(TC_BARRIER_ENTRIES)][dice.below(4)]
    configuration.collector.barrierEntries = options.barrierEntries ?? entries
    configuration.collector.lostObject = { _, _ in }
    let isMinor = dice.oneIn(2)
    let rule: MinorCycles = seed % 4 == 0 ? .whenWorthwhile : .always
    configuration.collector.minorCycles = options.minorCycles ?? (isMinor ? rule : .never)
    let made = try Heap(world.host(configuration))
    var attached: [Int] = []
    for _ in 0..<1 + dice.below(3) {
      if let place = world.attach(to: made) { attached.append(place) }
    }
    heap = made
    places = attached
    stacks = Array(
      repeating: Array(repeating: -1, count: Explorer.slotsEach), count: attached.count)
    globals = Array(repeating: -1, count: Explorer.globalSlots)
    weights = []
    for _ in 0..<Action.allCases.count { weights.append(1 + dice.below(12)) }
    // Long marking among many changes: what the barrier is for.
    weights[Action.begin.rawValue] = 1 + dice.below(4)
    weights[Action.markSome.rawValue] = 1 + dice.below(6)
    weights[Action.markRoot.rawValue] = 1 + dice.below(3)
    weights[Action.poll.rawValue] = dice.below(2)
    weights[Action.flush.rawValue] = dice.below(2)
    random = dice
  }

  enum Action: Int, CaseIterable {
    case allocate, load, store, storeNil, storeGlobal, loadGlobal, dropRoot, moveRoot, hand
    case pushDown, pullUp
    case copyRange, clearRange
    case begin, markRoot, markSome, flush, finish, sweep, poll
  }

  /// Runs the schedule. `failure` says what went wrong, if anything.
  mutating func run() {
    var total = 0
    for weight in weights { total += weight }
    for _ in 0..<options.steps {
      var pick = random.below(total)
      var action = 0
      while pick >= weights[action] {
        pick -= weights[action]
        action += 1
      }
      take(Action(rawValue: action)!)  // weights has one entry a case
      if failure != nil { return }
    }
    end()
  }

  private mutating func take(_ action: Action) {
    let me = random.below(places.count)
    switch action {
    case .allocate: allocate(me)
    case .load: load(me)
    case .store: store(me, isNil: false)
    case .storeNil: store(me, isNil: true)
    case .storeGlobal: storeGlobal(me)
    case .loadGlobal: setRoot(me, random.below(Explorer.slotsEach), globals[anyGlobal()])
    case .dropRoot: setRoot(me, random.below(Explorer.slotsEach), -1)
    case .moveRoot: setRoot(me, random.below(Explorer.slotsEach), anyRoot(me))
    case .hand: hand(me)
    case .pushDown: pushDown(me)
    case .pullUp: pullUp(me)
    case .copyRange: copyRange(me)
    case .clearRange: clearRange(me)
    case .begin: begin(me)
    case .markRoot: heap.markOneRoot(cache(me))
    case .markSome:
      heap.markSome(cache(me), bytes: 1 + UInt(random.below(random.oneIn(3) ? 400 : 40)))
    case .flush: tc_flush_barrier(cache(me))
    case .finish: finish(me)
    case .sweep: sweep()
    case .poll: poll(me)
    }
  }

  // MARK: Mutators

  private func cache(_ mutator: Int) -> CachePointer { world.cache(of: places[mutator]) }
  private mutating func anyGlobal() -> Int { random.below(Explorer.globalSlots) }
  /// The object in one of the mutator's root slots, an empty one (-1) only now and then.
  private mutating func anyRoot(_ mutator: Int) -> Int {
    for _ in 0..<3 {
      let number = stacks[mutator][random.below(Explorer.slotsEach)]
      if number >= 0 { return number }
    }
    return -1
  }

  private func address(_ number: Int) -> UInt { number < 0 ? 0 : objects[number].address }

  private mutating func setRoot(_ mutator: Int, _ slot: Int, _ number: Int) {
    stacks[mutator][slot] = number
    world.roots(of: places[mutator])[slot] = address(number)
  }

  private mutating func someShape() -> ObjectShape {
    if options.roomyOnly { return .roomy }
    switch random.below(options.withLarge ? 24 : 22) {
    case 0..<10: return .pair
    case 10..<15: return .wide
    case 15..<19: return .leaf(UInt(16 + random.below(80)))
    case 19..<21: return .headed
    case 21: return .roomy
    default: return .large
    }
  }

  private mutating func allocate(_ mutator: Int) {
    let shape = someShape()
    let memory: UnsafeMutableRawPointer?
    if let mask = shape.mask {
      memory = tc_allocate_masked(cache(mutator), shape.size, mask)
    } else if shape.fields == 0 {
      memory = tc_allocate(cache(mutator), shape.size, nil)
    } else {
      memory = tc_allocate(
        cache(mutator), shape.size, UnsafePointer<tc_type>(bitPattern: Explorer.pairType))
    }
    guard let memory else {
      failure = "an allocation was refused"
      return
    }
    let number = objects.count
    let address = UInt(bitPattern: memory)
    for word in 0..<Int(shape.size / 8)
    where memory.load(fromByteOffset: word * 8, as: UInt.self) != 0 {
      failure = "object \(number) at \(hex(address)) is not zero when it is new"
      return
    }
    memory.storeBytes(of: UInt(number + 1), toByteOffset: Int(shape.identity), as: UInt.self)
    objects.append(
      ShadowObject(
        address: address, shape: shape, fields: Array(repeating: -1, count: shape.used),
        isYoung: heap.phase == .off))
    newest[address] = number
    let parent = anyRoot(mutator)
    if parent >= 0, objects[parent].shape.used > 0, random.oneIn(2) {
      storeField(mutator, parent, random.below(objects[parent].shape.used), number)
    } else {
      setRoot(mutator, random.below(Explorer.slotsEach), number)
    }
  }

  private func slot(_ number: Int, _ field: Int) -> UnsafeMutablePointer<UnsafeMutableRawPointer?> {
    let object = objects[number]
    // Invariant: objects have addresses.
    return UnsafeMutablePointer(bitPattern: object.address + object.shape.offset(field))!
  }

  private mutating func load(_ mutator: Int) {
    let number = anyRoot(mutator)
    guard number >= 0, objects[number].shape.used > 0 else { return }
    let field = random.below(objects[number].shape.used)
    let expected = objects[number].fields[field]
    let found = UInt(bitPattern: slot(number, field).pointee)
    if found != address(expected) {
      failure = "field \(field) of object \(number) is \(hex(found)), not \(hex(address(expected)))"
      return
    }
    setRoot(mutator, random.below(Explorer.slotsEach), expected)
  }

  private mutating func store(_ mutator: Int, isNil: Bool) {
    let number = anyRoot(mutator)
    guard number >= 0, objects[number].shape.used > 0 else { return }
    let field = random.below(objects[number].shape.used)
    storeField(mutator, number, field, isNil ? -1 : anyRoot(mutator))
  }

  /// From the stack into an object, and off the stack: the pointer hides in the heap.
  private mutating func pushDown(_ mutator: Int) {
    let value = anyRoot(mutator)
    let number = anyRoot(mutator)
    guard value >= 0, number >= 0, value != number, objects[number].shape.used > 0 else { return }
    storeField(mutator, number, random.below(objects[number].shape.used), value)
    for slot in 0..<Explorer.slotsEach where stacks[mutator][slot] == value {
      setRoot(mutator, slot, -1)
    }
  }

  /// Out of an object onto the stack: the pointer hides on a stack that may be black.
  private mutating func pullUp(_ mutator: Int) {
    let number = anyRoot(mutator)
    guard number >= 0, objects[number].shape.used > 0 else { return }
    let field = random.below(objects[number].shape.used)
    setRoot(mutator, random.below(Explorer.slotsEach), objects[number].fields[field])
    storeField(mutator, number, field, -1)
  }

  private mutating func storeField(
    _ mutator: Int, _ number: Int, _ field: Int, _ value: Int
  ) {
    tc_store(cache(mutator), slot(number, field), pointer(value))
    objects[number].fields[field] = value
  }

  private func pointer(_ number: Int) -> UnsafeMutableRawPointer? {
    UnsafeMutableRawPointer(bitPattern: address(number))
  }

  private mutating func storeGlobal(_ mutator: Int) {
    let global = anyGlobal()
    let value = random.oneIn(4) ? -1 : anyRoot(mutator)
    let place = UnsafeMutableRawPointer(world.globals + global)
    tc_store(
      cache(mutator), place.assumingMemoryBound(to: UnsafeMutableRawPointer?.self),
      pointer(value))
    globals[global] = value
  }

  /// From one stack to another, which a host tells the collector.
  private mutating func hand(_ mutator: Int) {
    let other = random.below(places.count)
    let value = anyRoot(mutator)
    tc_shade(cache(mutator), pointer(value))
    setRoot(other, random.below(Explorer.slotsEach), value)
  }

  private mutating func copyRange(_ mutator: Int) {
    let from = anyRoot(mutator)
    let to = anyRoot(mutator)
    guard from >= 0, to >= 0, from != to, objects[from].shape.fields == objects[to].shape.fields,
      objects[from].shape.fields == 7 || objects[from].shape.fields == 2
    else { return }
    let shape = objects[from].shape
    let first = random.below(shape.used)
    let count = 1 + random.below(shape.used - first)
    let bytes = UInt(count) * shape.stride
    let source = UnsafeRawPointer(slot(from, first))
    let destination = UnsafeMutableRawPointer(slot(to, first))
    tc_before_copy(cache(mutator), destination, source, bytes)
    destination.copyMemory(from: source, byteCount: Int(bytes))
    for index in first..<first + count { objects[to].fields[index] = objects[from].fields[index] }
  }

  private mutating func clearRange(_ mutator: Int) {
    let number = anyRoot(mutator)
    guard number >= 0, objects[number].shape.used > 0 else { return }
    let shape = objects[number].shape
    let start = UnsafeMutableRawPointer(slot(number, 0))
    let bytes = shape.stride * UInt(shape.fields) - (shape.stride - 8)
    let identity = objects[number].address + shape.identity
    tc_before_copy(cache(mutator), start, nil, bytes)
    start.initializeMemory(as: UInt8.self, repeating: 0, count: Int(bytes))
    UnsafeMutablePointer<UInt>(bitPattern: identity)!.pointee = UInt(number + 1)  // an object's
    objects[number].fields = Array(repeating: -1, count: shape.used)
  }

  // MARK: The collector

  private mutating func begin(_ mutator: Int) {
    guard heap.phase == .off else { return }
    while heap.sweepOne() {}
    checkAfterSweep()
    if failure != nil { return }
    doomed = heap.nextCycleKind == .minor ? unreachableAndYoung() : unreachable()
    for number in objects.indices { objects[number].isYoung = false }
    heap.beginCycle(cache(mutator), mayBeMinor: true)
    // A trial was called off.
    if heap.phase == .off { doomed = [] }
  }

  private mutating func finish(_ mutator: Int) {
    heap.finishMarking(cache(mutator))
    noteCycles()
  }

  private mutating func poll(_ mutator: Int) {
    heap.pollSafepoint(cache(mutator))
    noteCycles()
  }

  /// Notices that marking came to its end.
  private mutating func noteCycles() {
    guard Int(heap.finishedCycles) > cycles else { return }
    cycles += 1
    isSweeping = true
  }

  private mutating func sweep() {
    guard heap.phase == .off, isSweeping, !heap.sweepOne() else { return }
    checkAfterSweep()
  }

  /// All marking that is left, then the sweep, then the checks.
  private mutating func completeCycle() {
    while heap.phase == .mark {
      while heap.markOneRoot(cache(0)) {}
      while heap.markSome(cache(0), bytes: 4096) {}
      finish(0)
    }
    while heap.sweepOne() {}
    checkAfterSweep()
  }

  private mutating func checkAfterSweep() {
    guard isSweeping else { return }
    isSweeping = false
    for number in doomed {
      let object = objects[number]
      // A slot that a cache holds in a run counts as an object, but it was cleared.
      if newest[object.address] == number, heap.object(at: object.address) != nil,
        identity(of: number) == UInt(number + 1)
      {
        failure = "object \(number) at \(hex(object.address)) outlived a cycle as garbage"
        return
      }
      objects[number].isFreed = true
    }
    doomed = []
    checkReachable()
  }

  private func identity(of number: Int) -> UInt {
    let object = objects[number]
    // Invariant: an object's address is not 0, and its heap keeps the memory mapped.
    return UnsafePointer<UInt>(bitPattern: object.address + object.shape.identity)!.pointee
  }

  private mutating func checkReachable() {
    for number in reachable() {
      let object = objects[number]
      let found = heap.object(at: object.address)
      if found?.address != object.address {
        failure = "reachable object \(number) at \(hex(object.address)) was freed"
        return
      }
      if identity(of: number) != UInt(number + 1) {
        failure = "reachable object \(number) at \(hex(object.address)) was overwritten"
        return
      }
      for field in 0..<object.shape.used
      where UInt(bitPattern: slot(number, field).pointee) != address(object.fields[field]) {
        failure = "field \(field) of reachable object \(number) was overwritten"
        return
      }
    }
  }

  /// What can be reached from the roots and the objects in `others`.
  private func reachable(andFrom others: [Int] = []) -> [Int] {
    var seen = Array(repeating: false, count: objects.count)
    var found: [Int] = []
    func visit(_ number: Int) {
      if number >= 0 && !seen[number] {
        seen[number] = true
        found.append(number)
      }
    }
    for stack in stacks { stack.forEach(visit) }
    globals.forEach(visit)
    others.forEach(visit)
    var next = 0
    while next < found.count {
      objects[found[next]].fields.forEach(visit)
      next += 1
    }
    return found
  }

  private func unreachable() -> [Int] {
    var live = Array(repeating: false, count: objects.count)
    for number in reachable() { live[number] = true }
    return objects.indices.filter { !live[$0] && !objects[$0].isFreed }
  }

  /// What a minor cycle must free: it takes all that is old for live.
  private func unreachableAndYoung() -> [Int] {
    let old = objects.indices.filter { !objects[$0].isYoung && !objects[$0].isFreed }
    var live = Array(repeating: false, count: objects.count)
    for number in reachable(andFrom: old) { live[number] = true }
    return objects.indices.filter {
      objects[$0].isYoung && !live[$0] && !objects[$0].isFreed
    }
  }

  /// Completes what runs, drops all roots, and collects: nothing may be left.
  private mutating func end() {
    completeCycle()
    if failure != nil { return }
    for mutator in places.indices {
      for slot in 0..<Explorer.slotsEach { setRoot(mutator, slot, -1) }
    }
    for global in 0..<Explorer.globalSlots {
      world.globals[global] = 0
      globals[global] = -1
    }
    heap.collect(cache(0))
    for place in places { world.detach(place, from: heap) }
    let left = heap.stats().heapObjects
    if left != 0 { failure = "\(left) objects are left when all roots are dropped" }
  }
}

func hex(_ word: UInt) -> String { "0x" + String(word, radix: 16) }
