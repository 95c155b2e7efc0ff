// 200,000 versions of a set, of which the last 100 are kept; then all but the newest are dropped.
import Tricolor

/// A version with its number, and a name that Swift itself keeps, beside the object.
struct Version: BitwiseCopyable {
  var set: VersionedSet
  var number: Int
  var name: SideBox<String>
}

let versions = 200_000
let kept = 100

func run(marking: ManagedHeap.Marking) throws(HeapError) {
  var configuration = ManagedHeap.Configuration()
  configuration.marking = marking
  let heap = try ManagedHeap(configuration)
  let mutator = try heap.attach()
  let ring: ManagedArray<Ref<Version>?> = mutator.makeArray(count: kept, repeating: nil)
  let weak = RootTable<WeakRef<Version>>(heap: heap)
  var set = VersionedSet()
  var state: UInt64 = 88_172_645_463_325_252
  for number in 1...versions {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    let key = Int(state >> 33) % 20_000
    set = state & 1 == 0 ? set.inserting(key, mutator) : set.removing(key, mutator)
    let version = mutator.make(with: "version \(number)") { name in
      Version(set: set, number: number, name: name)
    }
    ring[number % kept] = version
    if number > versions - kept { weak.append(mutator.make(mutator.weak(version))) }
  }
  guard let newest = ring[versions % kept], let oldest = ring[(versions + 1) % kept] else { return }
  print("\(newest.name.value): \(newest.set.count) keys, sum \(newest.set.sum)")
  print("\(oldest.name.value): \(oldest.set.count) keys, sum \(oldest.set.sum)")
  for place in ring.indices where ring[place] != newest { ring[place] = nil }
  heap.collect()
  // A word on the stack that happens to lead to one of them may keep it.
  var gone = 0
  for index in 0..<weak.count where weak[index].value.ref == nil { gone += 1 }
  print(gone > kept - 5 ? "the others are gone" : "only \(gone) of the others are gone")
  let isWell = heap.violations().isEmpty && heap.statistics().collections > 10
  print(isWell ? "the heap is well" : "the heap is not well")
}

do throws(HeapError) {
  try run(marking: .concurrent)
  try run(marking: .stopped)
} catch {
  print(error.description)
}
