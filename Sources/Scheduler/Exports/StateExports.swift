// The rest of scheduler_calls.h: numbers, frames, panics, the end.
import CGoRuntime
import CTricolor

// MARK: Numbers

@c @implementation
public func tc_go_goroutine_count(_ g: UnsafeMutablePointer<tc_g>?) -> UInt {
  UInt(g.unsafelyUnwrapped.record.scheduler.living)
}

@c @implementation
public func tc_go_goroutine_id(_ g: UnsafeMutablePointer<tc_g>?) -> UInt {
  UInt(g.unsafelyUnwrapped.pointee.id)
}

@c @implementation
public func tc_go_max_procs(_ g: UnsafeMutablePointer<tc_g>?, _ count: UInt) -> UInt {
  let record = g.unsafelyUnwrapped.record
  let scheduler = record.scheduler
  let old = scheduler.processorCount
  let wanted = Int(bitPattern: count)
  guard wanted > 0, scheduler.pointee.options.seed == nil else { return UInt(old) }
  let new = UInt32(min(wanted, Int(Scheduler.mostProcessors)))
  if new == old { return UInt(old) }
  let processor = record.processor
  processor.becomeSafe()
  let isDone = scheduler.setProcessors(new)
  processor.becomeRunning()
  if !isDone { outOfMetadata() }
  scheduler.wakeOne()
  return UInt(old)
}

@c @implementation
public func tc_go_processor_count(_ g: UnsafeMutablePointer<tc_g>?) -> UInt {
  UInt(tc_os_processors())
}

@c @implementation
public func tc_go_set_max_stack(_ g: UnsafeMutablePointer<tc_g>?, _ bytes: UInt) -> UInt {
  let scheduler = g.unsafelyUnwrapped.record.scheduler
  return UInt(tc_u64_swap(&scheduler.pointee.stacks.maxBytes, UInt64(bytes)))
}

@c @implementation
public func tc_go_set_max_threads(_ g: UnsafeMutablePointer<tc_g>?, _ threads: UInt) -> UInt {
  let scheduler = g.unsafelyUnwrapped.record.scheduler
  return UInt(
    tc_u32_swap(&scheduler.pointee.maxMachines, UInt32(min(threads, UInt(Int32.max)))))
}

@c @implementation
public func tc_go_random(_ g: UnsafeMutablePointer<tc_g>?) -> UInt {
  let record = g.unsafelyUnwrapped.record
  return UInt(record.random(below: .max)) &<< 32 | UInt(record.random(below: .max))
}

@c @implementation
public func tc_go_nanotime(_ g: UnsafeMutablePointer<tc_g>?) -> UInt { UInt(tc_os_now()) }

@c @implementation
public func tc_go_processor(_ g: UnsafeMutablePointer<tc_g>?) -> UInt {
  UInt(g.unsafelyUnwrapped.record.processor.pointee.id)
}

// MARK: Finalizers

@c @implementation
public func tc_go_next_ready(
  _ g: UnsafeMutablePointer<tc_g>?, _ ready: UnsafeMutablePointer<tc_ready>?
) -> UInt {
  tc_next_ready(g.unsafelyUnwrapped.pointee.cache, ready) ? 1 : 0
}

@c @implementation
public func tc_go_finalizers_go_on(_ g: UnsafeMutablePointer<tc_g>?) -> UInt {
  let record = g.unsafelyUnwrapped.record
  return record.scheduler.finalizersGoOn(beside: record) ? 1 : 0
}

// MARK: Frames

@c @implementation
public func tc_go_callers(
  _ g: UnsafeMutablePointer<tc_g>?, _ skip: UInt, _ pcs: UnsafeMutablePointer<UInt>?,
  _ room: UInt
) -> UInt {
  guard let pcs else { return 0 }
  let count = g.unsafelyUnwrapped.record.storeCallers(
    skip: Int(bitPattern: skip), pcs, room: Int(bitPattern: room))
  return UInt(count)
}

@c @implementation
public func tc_go_frame(
  _ g: UnsafeMutablePointer<tc_g>?, _ pc: UInt, _ result: UnsafeMutablePointer<tc_frame_text>?
) -> UInt {
  guard let result, pc != 0,
    let place = g.unsafelyUnwrapped.record.scheduler.pointee.sites.find(pc: pc),
    let frame = TraceFrame.at(place.site, depth: place.depth)
  else { return 0 }
  result.pointee = tc_frame_text(
    function: text(frame.function.pointee.name), file: text(frame.function.pointee.file),
    line: UInt(frame.line), entry: UInt(bitPattern: frame.function.pointee.entry))
  return 1
}

private func text(_ at: UnsafePointer<CChar>?) -> tc_string {
  guard let at else { return tc_string(data: nil, length: 0) }
  var length = 0
  while at[length] != 0 { length += 1 }
  return tc_string(
    data: UnsafeRawPointer(at).assumingMemoryBound(to: UInt8.self), length: length)
}

@c @implementation
public func tc_go_stack_text(
  _ g: UnsafeMutablePointer<tc_g>?, _ buffer: UnsafeMutablePointer<CChar>?, _ room: UInt,
  _ all: UInt
) -> UInt {
  guard let buffer else { return 0 }
  let record = g.unsafelyUnwrapped.record
  let scheduler = record.scheduler
  let bytes = UnsafeMutableBufferPointer(
    start: UnsafeMutableRawPointer(buffer).assumingMemoryBound(to: UInt8.self),
    count: Int(bitPattern: room))
  var text = TextWriter(bytes, flushes: false)
  if all == 0 {
    record.writeTrace(&text, isKnown: true)
    return UInt(text.count)
  }
  let processor = record.processor
  processor.becomeSafe()
  scheduler.stopWorld()
  record.writeTrace(&text, isKnown: true)
  scheduler.writeOthers(&text, but: record)
  scheduler.startWorld()
  processor.becomeRunning()
  return UInt(text.count)
}

@c @implementation
public func tc_go_set_traceback(_ g: UnsafeMutablePointer<tc_g>?, _ data: UInt, _ length: UInt) {
  let scheduler = g.unsafelyUnwrapped.record.scheduler
  guard let text = UnsafePointer<UInt8>(bitPattern: data) else { return }
  let asked = TraceSettings(UnsafeBufferPointer(start: text, count: Int(bitPattern: length)))
  let least = scheduler.pointee.options.trace
  scheduler.pointee.trace = TraceSettings(
    level: max(asked.level, least.level), all: asked.all || least.all,
    crashes: asked.crashes || least.crashes)
}

// MARK: Panics

@c @implementation
public func tc_go_recover(
  _ g: UnsafeMutablePointer<tc_g>?, _ caller: UnsafeMutablePointer<CChar>?
) -> UnsafeMutablePointer<tc_panic>? {
  g.unsafelyUnwrapped.record.recover(UInt(bitPattern: caller))
}

@c @implementation
public func tc_go_recovered(_ g: UnsafeMutablePointer<tc_g>?) -> Bool {
  g.unsafelyUnwrapped.record.goOnRecovered()
}

@c @implementation
public func tc_go_abort_panics(_ g: UnsafeMutablePointer<tc_g>?) {
  g.unsafelyUnwrapped.record.abortPanics()
}

// MARK: The end

@c @implementation
public func tc_go_die_of_panic(_ g: UnsafeMutablePointer<tc_g>?) -> Never {
  let record = g.unsafelyUnwrapped.record
  record.scheduler.beginDying()
  record.scheduler.die(of: record, isKnown: true)
}

@c @implementation
public func tc_go_fatal(_ g: UnsafeMutablePointer<tc_g>?, _ message: tc_string) -> Never {
  let g = g.unsafelyUnwrapped
  guard g.pointee.scheduler != nil else {
    corrupt("a fatal error outside of every program", UInt(bitPattern: message.data))
  }
  g.record.scheduler.fatal(message.data, message.length, of: g.record)
}

@c @implementation
public func tc_go_exit(_ g: UnsafeMutablePointer<tc_g>?, _ code: Int) -> Never {
  tc_os_exit(Int32(truncatingIfNeeded: code))
}
