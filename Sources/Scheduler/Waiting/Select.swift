// select: one of several operations on channels, chosen at random among those that can go on.
//
//  1. With all channels locked, in the order of their addresses, the cases are tried in a random
//     order; the first that can go on is taken.
//  2. If none can, and there is no default, a waiter stands in the line of each channel, and the
//     goroutine parks. Whoever comes first and can set `selected` has chosen the case.
//  3. Before it runs again, the goroutine leaves the other lines (Machine.execute).
import CGoRuntime
import CTricolor

/// The cases of one select while it runs, with room for two orders of them.
struct SelectCases {
  let cases: UnsafeMutablePointer<tc_case>
  /// The cases with a channel, in random order.
  let poll: UnsafeMutablePointer<UInt32>
  /// The same in the order of their channels' addresses.
  let locks: UnsafeMutablePointer<UInt32>
  /// How many there are.
  var count = 0

  @inline(__always)
  func channel(_ index: UInt32) -> ChannelPointer {
    // Invariant: cases without a channel are in neither order.
    UnsafeMutableRawPointer(cases[Int(index)].channel.unsafelyUnwrapped)
      .assumingMemoryBound(to: Channel.self)
  }

  /// Fills both orders.
  mutating func order(_ total: Int, _ record: GoroutinePointer) {
    for index in 0..<total where cases[index].channel != nil {
      let other = Int(record.random(below: UInt32(count + 1)))
      poll[count] = poll[other]
      poll[other] = UInt32(index)
      locks[count] = UInt32(index)
      count += 1
    }
    sortLocks()
  }

  @inline(__always)
  private func isBefore(_ left: UInt32, _ right: UInt32) -> Bool {
    UInt(bitPattern: channel(left)) < UInt(bitPattern: channel(right))
  }

  /// Heap sort: no worst case, no memory.
  private func sortLocks() {
    var start = count / 2
    while start > 0 {
      start -= 1
      sift(start, count)
    }
    var end = count
    while end > 1 {
      end -= 1
      (locks[0], locks[end]) = (locks[end], locks[0])
      sift(0, end)
    }
  }

  private func sift(_ start: Int, _ end: Int) {
    var at = start
    while 2 * at + 1 < end {
      var child = 2 * at + 1
      if child + 1 < end, isBefore(locks[child], locks[child + 1]) { child += 1 }
      guard isBefore(locks[at], locks[child]) else { return }
      (locks[at], locks[child]) = (locks[child], locks[at])
      at = child
    }
  }

  /// Locks every channel once.
  func lockAll() {
    var last: ChannelPointer?
    for place in 0..<count {
      let channel = channel(locks[place])
      if channel != last { channel.lock() }
      last = channel
    }
  }

  func unlockAll() {
    for place in stride(from: count - 1, through: 0, by: -1) {
      let channel = channel(locks[place])
      if place > 0 && self.channel(locks[place - 1]) == channel { continue }
      channel.unlock()
    }
  }
}

extension UnsafeMutablePointer where Pointee == Goroutine {
  /// A number below `bound` from the goroutine's generator.
  @inline(__always)
  func random(below bound: UInt32) -> UInt32 {
    var x = pointee.g.random
    x ^= x &<< 13
    x ^= x &>> 7
    x ^= x &<< 17
    pointee.g.random = x
    return UInt32(truncatingIfNeeded: ((x &>> 32) &* UInt64(bound)) &>> 32)
  }

  /// A select over `count` cases.
  func select(_ cases: UnsafeMutablePointer<tc_case>?, _ count: Int, hasDefault: Bool) -> UInt32 {
    guard let cases, count > 0 else {
      if hasDefault { return chosen(-1) }
      park(Int32(TC_WAIT_SELECT_NO_CASES))
      return UInt32(TC_PARKED)
    }
    return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * count) { room in
      // Invariant: the room has at least two elements.
      let first = room.baseAddress.unsafelyUnwrapped
      var select = SelectCases(cases: cases, poll: first, locks: first + count)
      select.order(count, self)
      return run(select, hasDefault)
    }
  }

  private func run(_ select: SelectCases, _ hasDefault: Bool) -> UInt32 {
    select.lockAll()
    for place in 0..<select.count {
      let index = select.poll[place]
      var woken: GoroutinePointer?
      let result = attempt(select, index, &woken)
      if result == .mustWait { continue }
      select.unlockAll()
      if let woken { scheduler.ready(woken, processor) }
      if result == .closed && select.cases[Int(index)].is_send != 0 {
        return fault(TC_GO_FAULT_SEND_CLOSED)
      }
      pointee.g.words.1 = result == .done ? 1 : 0
      return chosen(Int(index))
    }
    if hasDefault {
      select.unlockAll()
      return chosen(-1)
    }
    return wait(select)
  }

  private func attempt(
    _ select: SelectCases, _ index: UInt32, _ woken: inout GoroutinePointer?
  ) -> ChannelResult {
    let element = select.cases[Int(index)].element
    let channel = select.channel(index)
    if select.cases[Int(index)].is_send != 0 {
      return channel.trySend(element, pointee.g.cache, &woken)
    }
    return channel.tryReceive(element, self, pointee.g.cache, &woken)
  }

  private func chosen(_ index: Int) -> UInt32 {
    pointee.g.words.0 = UInt(bitPattern: index)
    return UInt32(TC_DONE)
  }

  /// Stands in all lines and parks. All channels are locked, and left.
  private func wait(_ select: SelectCases) -> UInt32 {
    let processor = self.processor
    tc_u32_store(&pointee.selected, 0)
    var last: WaiterPointer?
    for place in 0..<select.count {
      let index = select.locks[place]
      let waiter = place == 0 ? ownWaiter : scheduler.takeWaiter(processor)
      waiter.pointee.goroutine = self
      waiter.pointee.channel = select.channel(index)
      waiter.pointee.element = select.cases[Int(index)].element
      waiter.pointee.index = Int32(index)
      waiter.pointee.isSend = select.cases[Int(index)].is_send != 0
      waiter.pointee.sibling = nil
      if let last { last.pointee.sibling = waiter } else { pointee.waiters = waiter }
      last = waiter
      select.channel(index).line(ofSenders: waiter.pointee.isSend).pointee.append(waiter)
    }
    // The cases lie in the goroutine's frame, which is not ours once it is parked: so the channels
    // are copied to where the orders were.
    return withUnsafeTemporaryAllocation(of: UInt.self, capacity: max(select.count, 1)) { room in
      for place in 0..<select.count {
        room[place] = UInt(bitPattern: select.channel(select.locks[place]))
      }
      park(select.count == 0 ? Int32(TC_WAIT_SELECT_NO_CASES) : Int32(TC_WAIT_SELECT))
      for place in stride(from: select.count - 1, through: 0, by: -1) {
        if place > 0 && room[place - 1] == room[place] { continue }
        // The channels live: this processor is running, so no sweep begins.
        ChannelPointer(bitPattern: room[place]).map { $0.unlock() }
      }
      return UInt32(TC_PARKED)
    }
  }
}
