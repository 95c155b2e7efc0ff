// A ring of locations, open at both ends: the work list of the solver.

/// A double-ended queue; every operation is amortised constant time.
struct LocationQueue {
  private var ring: [LocationID]
  private var head = 0
  private(set) var count = 0

  init(capacity: Int) {
    var size = 2
    while size < capacity { size *= 2 }
    ring = [LocationID](repeating: .blank, count: size)
  }

  mutating func pushFront(_ location: LocationID) {
    growIfFull()
    head = (head &- 1) & (ring.count - 1)
    ring[head] = location
    count += 1
  }

  mutating func pushBack(_ location: LocationID) {
    growIfFull()
    ring[(head + count) & (ring.count - 1)] = location
    count += 1
  }

  mutating func popFront() -> LocationID? {
    guard count > 0 else { return nil }
    let location = ring[head]
    head = (head + 1) & (ring.count - 1)
    count -= 1
    return location
  }

  private mutating func growIfFull() {
    guard count == ring.count else { return }
    var larger = [LocationID](repeating: .blank, count: ring.count * 2)
    for offset in 0..<count { larger[offset] = ring[(head + offset) & (ring.count - 1)] }
    ring = larger
    head = 0
  }
}
