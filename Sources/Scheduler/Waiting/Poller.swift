// The thread that asks the system which descriptors became ready. It is started when the first one
// is to be watched, and holds no processor: it only makes goroutines ready.
import CGoRuntime
import CTricolor

/// All descriptors that are watched.
struct Poller {
  /// Guards what follows but for `waiting`.
  var lock: UInt32 = 0
  /// The system's handle; below 0: none is made yet. Atomic.
  var handle: Int32 = -1
  /// Descriptors that nobody uses.
  var free: PollPointer?
  /// Goroutines that wait for descriptors. Atomic.
  var waiting: UInt32 = 0
  var thread: UInt = 0
  /// Ends the thread's wait when the scheduler ends.
  var wake: Int32 = -1

  /// Descriptors made at once.
  static let chunk = 32
  /// Events taken at once.
  static let batch = 64
}

extension UnsafeMutablePointer where Pointee == Scheduler {
  /// Begins to watch a descriptor of the system.
  /// - Returns: ours, or why it cannot be watched: an errno value.
  func watch(_ fd: Int32) -> (descriptor: PollPointer?, error: Int32) {
    tc_lock(&pointee.poller.lock)
    defer { tc_unlock(&pointee.poller.lock) }
    let error = startPoller()
    if error != 0 { return (nil, error) }
    let descriptor = takeDescriptor()
    tc_lock(&descriptor.pointee.lock)
    descriptor.pointee.generation &+= 1
    descriptor.pointee.fd = fd
    descriptor.pointee.isClosing = false
    descriptor.pointee.hasFailed = false
    descriptor.pointee.reading = PollSide()
    descriptor.pointee.writing = PollSide()
    let generation = descriptor.pointee.generation
    tc_unlock(&descriptor.pointee.lock)
    let refused = tc_os_poll_add(
      pointee.poller.handle, fd, UnsafeMutableRawPointer(descriptor), generation)
    guard refused == 0 else {
      descriptor.pointee.next = pointee.poller.free
      pointee.poller.free = descriptor
      return (nil, refused)
    }
    return (descriptor, 0)
  }

  /// Ends it. Nobody waits any more (`unblock`).
  func unwatch(_ descriptor: PollPointer) {
    tc_lock(&pointee.poller.lock)
    tc_lock(&descriptor.pointee.lock)
    tc_os_poll_remove(pointee.poller.handle, descriptor.pointee.fd)
    descriptor.pointee.generation &+= 1
    descriptor.pointee.fd = -1
    tc_unlock(&descriptor.pointee.lock)
    descriptor.pointee.next = pointee.poller.free
    pointee.poller.free = descriptor
    tc_unlock(&pointee.poller.lock)
  }

  /// A descriptor's record. The poller's lock is held.
  private func takeDescriptor() -> PollPointer {
    if let free = pointee.poller.free {
      pointee.poller.free = free.pointee.next
      return free
    }
    let bytes = UInt(MemoryLayout<PollDescriptor>.stride * Poller.chunk)
    guard let memory = tc_metadata_allocate(heap, bytes) else { outOfMetadata() }
    let first = memory.bindMemory(to: PollDescriptor.self, capacity: Poller.chunk)
    for place in 0..<Poller.chunk {
      (first + place).initialize(to: PollDescriptor())
      guard place > 0 else { continue }
      first[place].next = pointee.poller.free
      pointee.poller.free = first + place
    }
    return first
  }

  // MARK: The thread

  /// Starts the thread, if it does not run yet. The poller's lock is held. An errno value.
  private func startPoller() -> Int32 {
    if pointee.poller.handle >= 0 { return 0 }
    var wake: Int32 = -1
    var error: Int32 = 0
    let handle = tc_os_poll_open(&wake, &error)
    if handle < 0 { return error }
    pointee.poller.wake = wake
    tc_u32_store_release(handleWord, UInt32(bitPattern: handle))
    let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
      argument.unsafelyUnwrapped.assumingMemoryBound(to: Scheduler.self).pollAll()
      return nil
    }
    pointee.poller.thread = tc_os_thread_start(body, UnsafeMutableRawPointer(self))
    if pointee.poller.thread == 0 { fatal("runtime: failed to create new OS thread") }
    return 0
  }

  private var handleWord: UnsafeMutablePointer<UInt32> {
    withUnsafeMutablePointer(to: &pointee.poller.handle) {
      UnsafeMutableRawPointer($0).assumingMemoryBound(to: UInt32.self)
    }
  }

  private func pollAll() {
    while !isEnding { passEvents(waiting: true, nil) }
  }

  /// Takes events if there are any; a machine that has nothing else to do, before it sleeps.
  func pollNow(_ processor: ProcessorPointer) -> Bool {
    if tc_u32_load(&pointee.poller.waiting) == 0 { return false }
    return passEvents(waiting: false, processor)
  }

  /// Asks the system, and makes ready who waited. Whether anything came.
  @discardableResult
  private func passEvents(waiting: Bool, _ processor: ProcessorPointer?) -> Bool {
    withUnsafeTemporaryAllocation(of: tc_poll_event.self, capacity: Poller.batch) { events in
      // Invariant: the room is not empty.
      let first = events.baseAddress.unsafelyUnwrapped
      let count = tc_os_poll_events(
        Int32(bitPattern: tc_u32_load_acquire(handleWord)), first, Int32(Poller.batch), waiting)
      // What is between the system and a queue is no deadlock: `waiting` counts it.
      for place in 0..<Int(max(count, 0)) {
        let event = first[place]
        guard let descriptor = event.context?.assumingMemoryBound(to: PollDescriptor.self) else {
          continue
        }
        becomeReady(
          descriptor, event.generation, reading: event.reading, writing: event.writing,
          failed: event.failed, processor)
      }
      return count > 0
    }
  }

  /// Ends the thread, with the scheduler.
  func endPoller() {
    guard pointee.poller.thread != 0 else { return }
    tc_os_poll_wake(pointee.poller.wake)
    tc_os_thread_join(pointee.poller.thread)
    tc_os_poll_close(pointee.poller.handle, pointee.poller.wake)
  }
}
