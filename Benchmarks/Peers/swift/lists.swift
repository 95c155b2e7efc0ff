// Doubly linked rings with reference-counted classes; twin of lists.c. Back links are unowned, and
// the ring is cut by hand when it is dropped.
final class Link {
  var next: Link?
  unowned(unsafe) var previous: Link?
  let value: Int
  init(_ value: Int) { self.value = value }
}

let length = 1000
let keptCount = 200

func build(_ seed: Int) -> Link {
  let head = Link(seed)
  var last = head
  for index in 1..<length {
    let link = Link(seed + index)
    link.previous = last
    last.next = link
    last = link
  }
  last.next = head
  head.previous = last
  return head
}

/// Cuts the ring and lets the links go one by one: a chain that is released as a whole recurses.
func drop(_ head: Link?) {
  var link = head?.next
  head?.next = nil
  while let here = link, here !== head {
    link = here.next
    here.next = nil
  }
}

let rounds = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1])! : 20_000
var kept = [Link?](repeating: nil, count: keptCount)
var sum: UInt64 = 0
for round in 0..<rounds {
  let list = build(round)
  var link = list
  repeat {
    sum &+= UInt64(link.value)
    link = link.next!
  } while link !== list
  repeat {
    sum ^= UInt64(link.value)
    link = link.previous!
  } while link !== list
  drop(kept[round % keptCount])
  kept[round % keptCount] = list
}
print("\(rounds) rounds, sum \(sum)")
