// Events from where they happen to those who asked for them.
import CTricolor
import Foundation
import Testing
import TricolorTelemetry

@testable import TricolorHeap

/// A hub with its ring, and a heap that is nothing but a host.
private final class Bench {
  let hub: EventHubPointer
  let heap = UnsafeMutablePointer<tc_heap>.allocate(capacity: 1)
  private let ring: UnsafeMutableRawPointer

  init() {
    ring = UnsafeMutableRawPointer.allocate(byteCount: EventHub.ringBytes, alignment: 64)
    hub = EventHubPointer.allocate(capacity: 1)
    hub.initialize(to: EventHub(ring: ring))
    heap.initialize(to: tc_heap())
  }

  deinit {
    hub.deallocate()
    heap.deallocate()
    ring.deallocate()
  }

  func emit(_ kind: EventKind, _ first: UInt64 = 0) {
    guard hub.wants(kind) else { return }
    hub.emit(Event(kind, time: 1, cycle: 2, first), heap)
  }
}

/// What a subscriber was told.
private final class Log {
  var events: [Event] = []

  static let callback: tc_event_callback = { context, event in
    guard let context, let event else { return }
    Unmanaged<Log>.fromOpaque(context).takeUnretainedValue().events.append(Event(event.pointee))
  }

  var context: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }
  var kinds: [UInt16] { events.map(\.kind) }
}

private func bits(_ kinds: EventKind...) -> UInt64 {
  kinds.reduce(0) { (sum: UInt64, kind: EventKind) -> UInt64 in sum | 1 << UInt64(kind.rawValue) }
}

@Suite struct EventHubTests {
  @Test func nobodyWantsAnythingUntilSomebodyAsks() {
    let bench = Bench()
    #expect(EventKind.allCases.allSatisfy { !bench.hub.wants($0) })
    bench.emit(.pause)
    #expect(!bench.hub.isPending)
  }

  @Test func subscribersGetTheKindsTheyAskedForInOrder() {
    let bench = Bench()
    let log = Log()
    let other = Log()
    let number = bench.hub.subscribe(bits(.pause, .assist), Log.callback, log.context)
    _ = bench.hub.subscribe(bits(.scavenge), Log.callback, other.context)
    #expect(number == 1)
    bench.emit(.pause, 1)
    bench.emit(.scavenge, 2)
    bench.emit(.assist, 3)
    bench.emit(.sweepEnd, 4)
    #expect(bench.hub.isPending)
    #expect(bench.hub.deliver())
    #expect(log.events.map(\.first) == [1, 3] && other.events.map(\.first) == [2])
    #expect(!bench.hub.isPending)
  }

  @Test func afterUnsubscribingNothingIsTold() {
    let bench = Bench()
    let log = Log()
    let number = bench.hub.subscribe(bits(.pause), Log.callback, log.context)
    bench.emit(.pause, 1)
    bench.hub.unsubscribe(number)
    #expect(log.events.map(\.first) == [1], "what happened before is told")
    bench.emit(.pause, 2)
    bench.hub.deliver()
    #expect(log.events.count == 1)
    bench.hub.unsubscribe(0)
    bench.hub.unsubscribe(99)
  }

  @Test func placesRunOutAndComeBack() {
    let bench = Bench()
    let log = Log()
    for place in 1...UInt32(TC_SUBSCRIBERS) {
      #expect(bench.hub.subscribe(bits(.pause), Log.callback, log.context) == place)
    }
    #expect(bench.hub.subscribe(bits(.pause), Log.callback, log.context) == 0)
    bench.hub.unsubscribe(2)
    #expect(bench.hub.subscribe(bits(.pause), Log.callback, log.context) == 2)
  }

  @Test func eventsLostToASlowDeliveryAreCounted() {
    let bench = Bench()
    let log = Log()
    _ = bench.hub.subscribe(bits(.assist), Log.callback, log.context)
    for index in 0..<(EventHub.capacity + 10) { bench.emit(.assist, UInt64(index)) }
    bench.hub.deliver()
    #expect(log.kinds.first == EventKind.dropped.rawValue && log.events.first?.first == 10)
    #expect(log.events.count == EventHub.capacity + 1)
    #expect(log.events.last?.first == UInt64(EventHub.capacity + 9))
  }

  @Test func linesOfJSONGoToADescriptor() throws {
    let bench = Bench()
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    bench.hub.writeLines(to: ends[1], bits(.pause))
    bench.emit(.pause, 1)
    bench.emit(.assist, 1)
    bench.hub.writeLines(to: -1, 0)
    close(ends[1])
    let text = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true).readDataToEndOfFile()
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 1)
    let object = try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any]
    #expect(object?["cause"] as? String == "sweep termination")
  }

  @Test func manyThreadsMayEmitAtOnce() async {
    let bench = Bench()
    let log = Log()
    _ = bench.hub.subscribe(bits(.worker), Log.callback, log.context)
    let place = UInt(bitPattern: bench.hub)
    let heap = UInt(bitPattern: bench.heap)
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<4 {
        group.addTask {
          guard let hub = EventHubPointer(bitPattern: place),
            let heap = UnsafeMutablePointer<tc_heap>(bitPattern: heap)
          else { return }
          for index in 0..<500 {
            hub.emit(Event(.worker, time: 0, cycle: 0, UInt64(task * 1000 + index)), heap)
          }
        }
      }
    }
    bench.hub.deliver()
    #expect(Set(log.events.map(\.first)).count == 2000 && log.events.count == 2000)
  }

  @Test func theHostIsAskedForWorkOnceUntilDelivery() {
    let bench = Bench()
    let log = Log()
    nonisolated(unsafe) var asked = 0
    var world = tc_world()
    world.wake_workers = { context, _, kinds in
      #expect(kinds == UInt32(TC_WORK_EVENTS))
      context?.assumingMemoryBound(to: Int.self).pointee += 1
    }
    withUnsafeMutablePointer(to: &asked) { counter -> Void in
      withUnsafePointer(to: &world) { world -> Void in
        bench.heap.pointee.world = world
        bench.heap.pointee.world_context = UnsafeMutableRawPointer(counter)
        _ = bench.hub.subscribe(bits(.pause), Log.callback, log.context)
        for _ in 0..<5 { bench.emit(.pause) }
        #expect(counter.pointee == 1)
        bench.hub.deliver()
        bench.emit(.pause)
        #expect(counter.pointee == 2)
        bench.heap.pointee.world = nil
      }
    }
  }
}
