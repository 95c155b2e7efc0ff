// Doubly linked rings; twin of Peers/c/lists.c.
import Tricolor

struct Link: BitwiseCopyable {
  var next: Ref<Link>?
  var previous: Ref<Link>?
  var value: Int
}

private let length = 1000
private let keptCount = 200

private func ring(_ seed: Int, _ mutator: borrowing Mutator) -> Ref<Link> {
  let head = mutator.make(Link(value: seed))
  var last = head
  for index in 1..<length {
    let link = mutator.make(Link(previous: last, value: seed + index))
    last.next = link
    last = link
  }
  last.next = head
  head.previous = last
  return head
}

func runLists(rounds: Int, _ mutator: borrowing Mutator) {
  let kept: ManagedArray<Ref<Link>?> = mutator.makeArray(count: keptCount, repeating: nil)
  var sum: UInt64 = 0
  for round in 0..<rounds {
    let list = ring(round, mutator)
    var link = list
    repeat {
      sum &+= UInt64(link.value)
      guard let next = link.next else { break }
      link = next
    } while link != list
    repeat {
      sum ^= UInt64(link.value)
      guard let previous = link.previous else { break }
      link = previous
    } while link != list
    kept[round % keptCount] = list
  }
  print("\(rounds) rounds, sum \(sum)")
}
