// Everything of `import Tricolor` once, each answer in a line: that it compiles in the Embedded
// subset, and means the same there.
import Tricolor
import TricolorHeap
import TricolorTelemetry

struct Point: ReferenceFree {
  var x: Double
  var y: Double
}

/// Properties of every kind: references, one that holds several words, plain ones, a constant.
struct Node: BitwiseCopyable {
  var next: Ref<Node>?
  var ends: (Ref<Point>?, Ref<Point>?)
  var place: Point
  var label: Int32
  let number: Int
}

func tell(_ name: StaticString, _ holds: Bool) { print("\(name): \(holds ? "yes" : "no")") }

func objects(_ mutator: borrowing Mutator) {
  let node = mutator.make(Node(ends: (nil, nil), place: Point(x: 1, y: 2), label: 3, number: 4))
  node.next = node
  node.ends = (mutator.make(Point(x: 5, y: 6)), nil)
  node.place.y += 1
  node.label = 7
  tell("a reference", node.next == node)
  tell("two references in one property", node.ends.0?.x == 5 && node.ends.1 == nil)
  tell("a plain struct", node.place.x == 1 && node.place.y == 3)
  tell("half a word, a constant", node.label == 7 && node.number == 4)
  node.value = Node(ends: (nil, nil), place: Point(x: 0, y: 0), label: 8, number: 9)
  tell("a whole object", node.label == 8 && node.number == 9 && node.next == nil)
  var counts = [Ref<Node>: Int]()
  counts[node] = 1
  tell("a key", counts[node] == 1)
}

func arrays(_ mutator: borrowing Mutator) throws(HeapError) {
  let squares = mutator.makeArray((0..<100).map { $0 * $0 })
  let points: ManagedArray<Ref<Point>?> = try mutator.tryMakeArray(count: 10, repeating: nil)
  points[3] = mutator.make(Point(x: 1, y: 1))
  tell("arrays", squares[9] == 81 && points[3]?.y == 1 && points.count == 10)
}

func roots(_ heap: ManagedHeap, _ mutator: borrowing Mutator) {
  let root = Root(mutator.make(Point(x: 1, y: 2)), in: heap)
  let table = RootTable<Point>(heap: heap)
  for x in 0..<100 { table.append(mutator.make(Point(x: Double(x), y: 0))) }
  heap.collect()
  tell("roots", root.ref.y == 2 && (0..<100).allSatisfy { table[$0].x == Double($0) })
}

/// 1000 objects with a box, a finalizer and a cleanup each, of which nothing is left.
@inline(never)
func drop(_ mutator: borrowing Mutator) {
  for index in 0..<1000 {
    let ref = mutator.make(with: "\(index)") { (name: SideBox<String>) in Named(name: name) }
    if index == 500 { tell("a box", ref.name.value.utf8.count == 3) }
    mutator.onFinalize(ref) { (_: Ref<Named>) in }
    _ = mutator.onCleanup(of: ref) {}
  }
}

struct Named: BitwiseCopyable { var name: SideBox<String> }

func reports(_ heap: ManagedHeap) {
  let subscription = heap.subscribe(to: [.cycleEnd]) { (_: Event) in }
  heap.collect()
  heap.deliverEvents()
  tell("a subscription", subscription != nil)
  tell("statistics", heap.statistics().collections > 1 && heap.memStats().mallocs > 1000)
  if case .count(let live) = heap.metric("/gc/heap/live:bytes") { tell("a metric", live > 0) }
  tell("metrics", heap.metrics().count > 50 && heap.gcStats().numGC > 1)
  tell("a map", heap.map().utf8.count > 100)
  tell("a memory report", heap.memoryReport()?.resident ?? 0 > 0)
  tell("no violation", heap.violations().isEmpty)
}

func run() throws(HeapError) {
  var configuration = ManagedHeap.Configuration()
  configuration.verify = true
  let heap = try ManagedHeap(configuration)
  try heap.enter { (mutator: borrowing Mutator) throws(HeapError) in
    objects(mutator)
    try arrays(mutator)
    roots(heap, mutator)
    drop(mutator)
    mutator.blocking { tell("blocking", true) }
    mutator.poll()
  }
  heap.gcPercent = 50
  heap.memoryLimit = 64 << 20
  reports(heap)
  heap.releaseMemory()
  tell("settings", heap.gcPercent == 50 && heap.memoryLimit == 64 << 20)
}

do throws(HeapError) { try run() } catch { print(error.description) }
