// A computed property through a reference: no offset, so the program ends, with words.
import Tricolor

struct Pair: BitwiseCopyable {
  var first: Int
  var twice: Int { first * 2 }
}

func run() throws(HeapError) {
  let heap = try ManagedHeap()
  let mutator = try heap.attach()
  let pair = mutator.make(Pair(first: 21))
  print("\(pair.value.twice)")
  print("\(pair.twice)")
}

do throws(HeapError) { try run() } catch { print(error.description) }
