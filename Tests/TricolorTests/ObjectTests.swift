// Objects and references: properties, identity, arrays, layouts, side boxes.
import Testing
import Tricolor

@Suite(.serialized) struct ObjectTests {
  @Test func aReferenceIsOneWordAndOptionalToo() {
    #expect(MemoryLayout<Ref<Node>>.size == 8)
    #expect(MemoryLayout<Ref<Node>?>.size == 8)
    #expect(MemoryLayout<WeakRef<Node>?>.size == 8)
    #expect(MemoryLayout<ManagedArray<Node>?>.size == 8)
  }

  @Test func storedPropertiesAreTheReferencesOwn() throws {
    let heap = try testHeap()
    try heap.enter { mutator in
      let first = mutator.make(Node(value: 1))
      let second = mutator.make(Node(next: first, value: 2))
      first.next = second
      first.value += 40
      #expect(second.next?.value == 41)
      #expect(first.next?.next == first, "a cycle")
      first.value = 7
      #expect(first.value == 7)
    }
  }

  /// One word that wraps a reference, two words, a property that is computed from two others, and
  /// numbers that share a word: each store is seen by a collection that goes on meanwhile.
  @Test func storesOfEveryShapeAreSeenByTheCollector() throws {
    struct Wrapped: BitwiseCopyable { var node: Ref<Node>? }
    struct Ends: BitwiseCopyable {
      var first: Ref<Node>?
      var last: Ref<Node>?
    }
    struct Halves: BitwiseCopyable {
      var low: Int32
      var high: Int32
    }
    struct Holder: BitwiseCopyable {
      var plain: Ref<Node>?
      var wrapped = Wrapped()
      var ends = Ends()
      var halves = Halves(low: 0, high: 0)
      var array: ManagedArray<Int>?
      /// The two ends the other way round.
      var turned: Ends {
        get { Ends(first: ends.last, last: ends.first) }
        set { ends = Ends(first: newValue.last, last: newValue.first) }
      }
    }
    for (stress, rounds) in [(false, 200_000), (true, 10_000)] {
      let heap = try testHeap(stress: stress, percent: 20)
      let mutator = try heap.attach()
      let holder = mutator.make(Holder())
      for round in 0..<rounds {
        if stress && round % 500 == 0 { heap.collect() }
        let (one, two) = (makeNode(round, mutator), makeNode(-round, mutator))
        switch round % 6 {
        case 0: holder.plain = one
        case 1: holder.wrapped = Wrapped(node: one)
        case 2: holder.ends = Ends(first: one, last: two)
        case 3: holder.turned = Ends(first: one, last: two)
        case 4: holder.halves = Halves(low: Int32(round), high: -1)
        default: holder.array = mutator.makeArray(count: 3, repeating: round)
        }
        guard round > 6 else { continue }
        let done = round / 6 * 6
        let last = (0..<6).map { done + $0 <= round ? done + $0 : done + $0 - 6 }
        #expect(holder.plain?.value == last[0])
        #expect(holder.wrapped.node?.value == last[1])
        let (first, second) = last[3] > last[2] ? (-last[3], last[3]) : (last[2], -last[2])
        #expect(holder.ends.first?.value == first && holder.ends.last?.value == second)
        #expect(holder.halves.low == Int32(last[4]) && holder.halves.high == -1)
        #expect(holder.array?[2] == last[5])
      }
      let collections = heap.statistics().collections
      #expect(collections > 0)
    }
  }

  @Test func copiesOfAReferenceAreTheSameObject() throws {
    let heap = try testHeap()
    try heap.enter { mutator in
      let node = mutator.make(Node(value: 1))
      let copy = node
      copy.value = 5
      #expect(node.value == 5)
      #expect(node == copy)
      let twin = mutator.make(Node(value: 5))
      #expect(node != twin)
      #expect(Set([node, copy]).count == 1)
    }
  }

  @Test func newObjectsHaveTheirValueWhateverWasThereBefore() throws {
    let heap = try testHeap(stress: true)
    try heap.enter { mutator in
      for round in 0..<2000 {
        let node = mutator.make(Node(value: round))
        #expect(node.next == nil && node.other == nil && node.value == round)
        if round % 500 == 0 { heap.collect() }
      }
    }
  }

  @Test func anObjectOfAThousandBytesKeepsWhatItsWordsLeadTo() throws {
    struct Large: BitwiseCopyable {
      var head: Ref<Node>?
      var filler: InlineArray<120, Int>
      var tail: Ref<Node>?
    }
    let heap = try testHeap()
    try heap.enter { mutator in
      let large = mutator.make(
        Large(
          head: mutator.make(Node(value: 1)), filler: .init(repeating: 3),
          tail: mutator.make(Node(value: 2))))
      heap.collect()
      _ = makeList(1000, mutator)
      heap.collect()
      #expect(large.head?.value == 1)
      #expect(large.tail?.value == 2)
    }
  }

  @Test func declaredLayoutsKeepExactlyTheirReferences() throws {
    let heap = try testHeap()
    try heap.enter { mutator in
      let tree = makeTree(10, mutator)
      heap.collect()
      #expect(countNodes(tree) == 2047)
    }
  }

  @Test func arraysKeepTheirElementsAndCheckTheirBounds() throws {
    let heap = try testHeap()
    try heap.enter { mutator in
      let array: ManagedArray<Ref<Node>?> = mutator.makeArray(count: 10_000, repeating: nil)
      for index in array.indices { array[index] = mutator.make(Node(value: index)) }
      heap.collect()
      var total = 0
      for index in array.indices { total += array[index]?.value ?? 0 }
      #expect(total == 10_000 * 9_999 / 2)
      let numbers = mutator.makeArray(count: 5, repeating: 2.5)
      numbers[4] = 1
      #expect(numbers[3] == 2.5 && numbers[4] == 1)
      let none = mutator.makeArray(count: 0, repeating: 1)
      #expect(none.count == 0)
    }
  }

  @Test func typesWithoutReferencesKeepNothing() throws {
    let heap = try testHeap()
    try heap.enter { mutator in
      let bytes = mutator.makeArray(count: 100_000, repeating: UInt8(7))
      heap.collect()
      #expect(bytes[99_999] == 7)
      let number = mutator.make(42)
      #expect(number.value == 42)
    }
  }

  @Test func aSideBoxHoldsASwiftValueUntilItsOwnerGoes() async throws {
    final class Witness: Sendable {
      let onDeinit: @Sendable () -> Void
      init(_ onDeinit: @escaping @Sendable () -> Void) { self.onDeinit = onDeinit }
      deinit { onDeinit() }
    }
    struct Named: BitwiseCopyable {
      var name: SideBox<String>
    }
    let heap = try testHeap()
    let released = Counter()
    try heap.enter { mutator in
      let named = mutator.make(with: "tricolor") { Named(name: $0) }
      heap.collect()
      #expect(named.name.value == "tricolor")
      named.name.value += "!"
      #expect(named.name.value == "tricolor!")
      for _ in 0..<100 {
        struct Holder: BitwiseCopyable { var box: SideBox<Witness> }
        _ = mutator.make(with: Witness { released.add() }) { Holder(box: $0) }
      }
      clearStack()
      heap.collect()
    }
    heap.collect()
    await eventually { released.value >= 95 }
    #expect(released.value >= 95, "a few may still be named by stale words on the stack")
  }

  @Test func whatIsInBoxesIsReleasedWithTheHeap() throws {
    final class Witness: Sendable {
      let counter: Counter
      init(_ counter: Counter) { self.counter = counter }
      deinit { counter.add() }
    }
    struct Holder: BitwiseCopyable { var box: SideBox<Witness> }
    let released = Counter()
    do {
      let heap = try testHeap()
      try heap.enter { mutator in
        for _ in 0..<50 { _ = mutator.make(with: Witness(released)) { Holder(box: $0) } }
      }
    }
    #expect(released.value == 50)
  }
}
