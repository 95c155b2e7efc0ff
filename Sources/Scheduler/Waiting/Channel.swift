// Channels: a buffer, a line of senders, a line of receivers, a lock.
//
// INVARIANTS, under the lock
//  - At most one of the lines is not empty, but for a select that waits for both.
//  - If receivers wait the buffer is empty; if senders wait it is full.
//
// Elements are handed over directly when somebody waits: from the sender's memory to the
// receiver's, be that in a stack. The barrier must see such a copy: a pointer leaves one stack,
// perhaps not scanned yet, for another that perhaps has been.
//
// A channel is an object of the heap; its waiters are records outside of it. Its goroutines keep
// what they wait for alive.
import CGoRuntime
import CTricolor

typealias ChannelPointer = UnsafeMutablePointer<Channel>

/// In the heap. The first two fields are what compiled code reads (tc_channel).
struct Channel {
  var length: Int = 0
  var capacity: Int
  /// The only words that the collector looks at: buffer and element type.
  var buffer: UnsafeMutableRawPointer?
  var elementType: UnsafePointer<tc_type>
  /// A brief lock: every section is a copy and a few words, or a batch of those who are woken.
  var lockWord: UInt32 = 0
  var isClosed: UInt32 = 0
  /// Whether it belongs to a timer, and holds a value (ChannelTimers.swift).
  var timed: UInt32 = TimedPlace.none
  /// Where the next element goes into the buffer, and where the next comes from.
  var sendPlace: Int = 0
  var receivePlace: Int = 0
  var receivers = WaiterLine()
  var senders = WaiterLine()

  /// The bits of the words that hold pointers.
  static let pointerMask: UInt64 = 0b1100
}

/// What became of an operation on a channel, without waiting.
enum ChannelResult {
  case done
  /// Nobody is there, or the buffer has no room: wait.
  case mustWait
  case closed
}

extension UnsafeMutablePointer where Pointee == Channel {
  // Objects of the heap do not move, so neither does the address of the lock.
  @inline(__always)
  func lock() { tc_brief_lock(&pointee.lockWord) }

  @inline(__always)
  func unlock() { tc_brief_unlock(&pointee.lockWord) }

  /// How many of those who wait a channel wakes when it is closed, before the collector may stop
  /// the world: some ten microseconds' worth.
  static var wokenAtOnce: Int { 256 }

  @inline(__always)
  var hasNoWaiters: Bool { pointee.receivers.first == nil && pointee.senders.first == nil }

  @inline(__always)
  var elementBytes: Int { Int(pointee.elementType.pointee.size) }

  @inline(__always)
  func line(ofSenders: Bool) -> UnsafeMutablePointer<WaiterLine> {
    ofSenders
      ? withUnsafeMutablePointer(to: &pointee.senders) { $0 }
      : withUnsafeMutablePointer(to: &pointee.receivers) { $0 }
  }

  @inline(__always)
  private func place(_ index: Int) -> UnsafeMutableRawPointer? {
    pointee.buffer.map { $0 + index * elementBytes }
  }

  @inline(__always)
  private func next(_ index: Int) -> Int { index + 1 == pointee.capacity ? 0 : index + 1 }

  // MARK: Copies

  /// Copies an element between memory of goroutines and the buffer.
  /// - Parameters:
  ///   - target: in `owner`'s stack, or in the heap.
  ///   - owner: whose memory `target` is; nil: the buffer.
  private func copy(
    to target: UnsafeMutableRawPointer?, from source: UnsafeRawPointer?,
    owner: GoroutinePointer?, _ cache: UnsafeMutablePointer<tc_cache>
  ) {
    let bytes = elementBytes
    guard let target, let source, bytes > 0 else { return }
    if cache.pointee.barrier != 0, pointee.elementType.pointee.ptr_bytes > 0 {
      if let owner, owner.ownsStack(target) {
        // What was there means nothing; what comes is shaded.
        tc_bulk_barrier_typed(
          cache, UnsafeMutableRawPointer(mutating: source), nil, UInt(bytes), pointee.elementType)
      } else {
        tc_bulk_barrier_typed(cache, target, source, UInt(bytes), pointee.elementType)
      }
    }
    target.copyMemory(from: source, byteCount: bytes)
  }

  /// Clears an element: in the buffer, or where a receiver wants it.
  private func clear(
    _ target: UnsafeMutableRawPointer?, owner: GoroutinePointer?,
    _ cache: UnsafeMutablePointer<tc_cache>
  ) {
    let bytes = elementBytes
    guard let target, bytes > 0 else { return }
    if cache.pointee.barrier != 0, pointee.elementType.pointee.ptr_bytes > 0,
      owner.map({ !$0.ownsStack(target) }) ?? true
    {
      tc_bulk_barrier_typed(cache, target, nil, UInt(bytes), pointee.elementType)
    }
    target.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
  }

  // MARK: Operations; the lock is held

  /// Sends if that is possible now. `woken` is the receiver that got the element, to be made ready
  /// once the lock is left.
  func trySend(
    _ element: UnsafeRawPointer?, _ cache: UnsafeMutablePointer<tc_cache>,
    _ woken: inout GoroutinePointer?
  ) -> ChannelResult {
    if pointee.isClosed != 0 { return .closed }
    if let waiter = pointee.receivers.take() {
      // Invariant: a waiter in a line belongs to a goroutine.
      let receiver = waiter.pointee.goroutine.unsafelyUnwrapped
      copy(to: waiter.pointee.element, from: element, owner: receiver, cache)
      receiver.answer(waiter, received: true)
      woken = receiver
      return .done
    }
    guard pointee.length < pointee.capacity else { return .mustWait }
    copy(to: place(pointee.sendPlace), from: element, owner: nil, cache)
    pointee.sendPlace = next(pointee.sendPlace)
    pointee.length += 1
    return .done
  }

  /// Receives if that is possible now; `.closed`: a zero element, since nothing will come.
  func tryReceive(
    _ element: UnsafeMutableRawPointer?, _ receiver: GoroutinePointer,
    _ cache: UnsafeMutablePointer<tc_cache>, _ woken: inout GoroutinePointer?
  ) -> ChannelResult {
    if pointee.length > 0 {
      let slot = place(pointee.receivePlace)
      copy(to: element, from: slot, owner: receiver, cache)
      clear(slot, owner: nil, cache)
      pointee.receivePlace = next(pointee.receivePlace)
      pointee.length -= 1
      // There is room now: the first who waits to send takes it.
      guard let waiter = pointee.senders.take() else { return .done }
      let sender = waiter.pointee.goroutine.unsafelyUnwrapped  // as above
      copy(to: place(pointee.sendPlace), from: waiter.pointee.element, owner: nil, cache)
      pointee.sendPlace = next(pointee.sendPlace)
      pointee.length += 1
      sender.answer(waiter, received: false)
      woken = sender
      return .done
    }
    if let waiter = pointee.senders.take() {
      let sender = waiter.pointee.goroutine.unsafelyUnwrapped  // as above
      copy(to: element, from: waiter.pointee.element, owner: receiver, cache)
      sender.answer(waiter, received: false)
      woken = sender
      return .done
    }
    if pointee.timed == TimedPlace.full {
      copy(to: element, from: pointee.buffer, owner: receiver, cache)
      pointee.timed = TimedPlace.empty
      return .done
    }
    guard pointee.isClosed != 0 else { return .mustWait }
    clear(element, owner: receiver, cache)
    return .closed
  }

  /// Takes some of those who wait off a closed channel: they are to be made ready once the lock is
  /// left, linked by `next`; nil: nobody waits any more.
  func takeWaiters(_ cache: UnsafeMutablePointer<tc_cache>) -> GoroutinePointer? {
    var woken: GoroutinePointer?
    var room = Self.wokenAtOnce
    while room > 0, let waiter = pointee.senders.take() {
      room -= 1
      let sender = waiter.pointee.goroutine.unsafelyUnwrapped  // as above
      sender.answerWithPanic(TC_GO_FAULT_SEND_CLOSED)
      sender.pointee.next = woken
      woken = sender
    }
    while room > 0, let waiter = pointee.receivers.take() {
      room -= 1
      let receiver = waiter.pointee.goroutine.unsafelyUnwrapped  // as above
      clear(waiter.pointee.element, owner: receiver, cache)
      receiver.answer(waiter, received: false)
      receiver.pointee.next = woken
      woken = receiver
    }
    return woken
  }
}

extension UnsafeMutablePointer where Pointee == Goroutine {
  /// Whether an address lies in its stack.
  @inline(__always)
  func ownsStack(_ address: UnsafeRawPointer) -> Bool {
    let word = UInt(bitPattern: address)
    return word &- pointee.g.stack_low < pointee.g.stack_high &- pointee.g.stack_low
  }

  /// Stores what the goroutine finds when it goes on: the operation of `waiter` was done.
  @inline(__always)
  func answer(_ waiter: WaiterPointer, received: Bool) {
    if waiter.pointee.index < 0 {
      pointee.g.words.0 = received ? 1 : 0
    } else {
      pointee.g.words.0 = UInt(bitPattern: Int(waiter.pointee.index))
      pointee.g.words.1 = received ? 1 : 0
    }
  }

  /// It goes on with a panic: with the function that raises it, in place of the one that waited.
  func answerWithPanic(_ fault: Int) {
    pointee.g.resume = UnsafeMutableRawPointer(pointee.g.program.pointee.fault)
    pointee.g.words.0 = UInt(fault)
  }

  // MARK: Sending and receiving

  /// Stands in line and parks. The channel's lock is held, and left.
  private func wait(
    _ channel: ChannelPointer, _ element: UnsafeMutableRawPointer?, isSend: Bool
  ) -> UInt32 {
    let waiter = ownWaiter
    waiter.pointee.goroutine = self
    waiter.pointee.channel = channel
    waiter.pointee.element = element
    waiter.pointee.index = -1
    waiter.pointee.isSend = isSend
    waiter.pointee.sibling = nil
    pointee.waiters = waiter
    channel.line(ofSenders: isSend).pointee.append(waiter)
    park(isSend ? Int32(TC_WAIT_CHAN_SEND) : Int32(TC_WAIT_CHAN_RECEIVE))
    // From here on it may run elsewhere; the channel is alive, since this processor is running.
    channel.unlock()
    return UInt32(TC_PARKED)
  }

  func send(_ channel: ChannelPointer?, _ element: UnsafeRawPointer?) -> UInt32 {
    guard let channel else {
      park(Int32(TC_WAIT_CHAN_SEND_NIL))
      return UInt32(TC_PARKED)
    }
    var woken: GoroutinePointer?
    channel.lock()
    let result = channel.trySend(element, pointee.g.cache, &woken)
    if result == .mustWait {
      return wait(channel, UnsafeMutableRawPointer(mutating: element), isSend: true)
    }
    channel.unlock()
    if result == .closed { return fault(TC_GO_FAULT_SEND_CLOSED) }
    if let woken { scheduler.ready(woken, processor) }
    return UInt32(TC_DONE)
  }

  func receive(_ channel: ChannelPointer?, _ element: UnsafeMutableRawPointer?) -> UInt32 {
    guard let channel else {
      park(Int32(TC_WAIT_CHAN_RECEIVE_NIL))
      return UInt32(TC_PARKED)
    }
    var woken: GoroutinePointer?
    channel.lock()
    let result = channel.tryReceive(element, self, pointee.g.cache, &woken)
    if result == .mustWait { return wait(channel, element, isSend: false) }
    channel.unlock()
    pointee.g.words.0 = result == .done ? 1 : 0
    if let woken { scheduler.ready(woken, processor) }
    return UInt32(TC_DONE)
  }

  func close(_ channel: ChannelPointer?) -> UInt32 {
    guard let channel else { return fault(TC_GO_FAULT_CLOSE_NIL) }
    channel.lock()
    if channel.pointee.isClosed != 0 {
      channel.unlock()
      return fault(TC_GO_FAULT_CLOSE_CLOSED)
    }
    channel.pointee.isClosed = 1
    while true {
      var woken = channel.takeWaiters(pointee.g.cache)
      let isLast = channel.hasNoWaiters
      channel.unlock()
      while let record = woken {
        woken = record.pointee.next
        record.pointee.next = nil
        scheduler.ready(record, processor)
      }
      if isLast { return UInt32(TC_DONE) }
      if tc_u32_load(&processor.pointee.asked) != 0 { letOthersStop(keeping: channel) }
      if scheduler.isEnding { return UInt32(TC_PARKED) }
      channel.lock()
    }
  }

  /// A hundred thousand may wait, and the world must be able to stop meanwhile. What else was asked
  /// for is left to the next safepoint.
  private func letOthersStop(keeping channel: ChannelPointer) {
    // Nobody else may know the channel any more: the collector finds it here.
    pointee.g.words.0 = UInt(bitPattern: channel)
    pointee.g.saved_words = 1
    stand(processor) {}
    pointee.g.saved_words = 0
  }

  func fault(_ number: Int) -> UInt32 {
    pointee.g.words.0 = UInt(number)
    return UInt32(TC_FAULT)
  }
}

extension UnsafeMutablePointer where Pointee == Scheduler {
  /// A new channel; nil if it cannot be so large.
  func makeChannel(
    _ type: UnsafePointer<tc_type>, _ capacity: Int, _ cache: UnsafeMutablePointer<tc_cache>
  ) -> ChannelPointer? {
    // abi.ChanType: the element's type stands behind the prefix.
    let element = UnsafeRawPointer(type + 1).load(as: UnsafePointer<tc_type>.self)
    let header = UInt(MemoryLayout<Channel>.stride)
    let (bytes, overflow) = element.pointee.size.multipliedReportingOverflow(
      by: UInt(bitPattern: capacity))
    guard capacity >= 0, !overflow, bytes < (1 << 47) - header else { return nil }
    let memory: UnsafeMutableRawPointer
    let buffer: UnsafeMutableRawPointer?
    if bytes > 0 && element.pointee.ptr_bytes > 0 {
      memory = tc_allocate(cache, header, channelType).unsafelyUnwrapped  // or the process ends
      buffer = tc_allocate(cache, bytes, element)
    } else {
      // One object without pointers; the buffer lies behind the header. Types are never freed.
      memory = tc_allocate(cache, header + bytes, nil).unsafelyUnwrapped  // or the process ends
      buffer = bytes > 0 ? memory + Int(header) : nil
    }
    let channel = memory.assumingMemoryBound(to: Channel.self)
    channel.initialize(to: Channel(capacity: capacity, buffer: buffer, elementType: element))
    return channel
  }

  private var channelType: UnsafePointer<tc_type> {
    // The scheduler never moves.
    withUnsafeMutablePointer(to: &pointee.channelType) { UnsafePointer($0) }
  }

  /// Describes channel headers to the heap.
  func describeChannels() {
    pointee.channelMask = Channel.pointerMask
    pointee.channelType.size = UInt(MemoryLayout<Channel>.stride)
    pointee.channelType.ptr_bytes = 32
    pointee.channelType.align = 8
    withUnsafeMutablePointer(to: &pointee.channelMask) { mask in
      pointee.channelType.mask = UnsafePointer(
        UnsafeMutableRawPointer(mask).assumingMemoryBound(to: UInt8.self))
    }
  }
}
