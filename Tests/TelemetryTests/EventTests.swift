// Events: their published numbers, the ring that carries them, their lines of JSON.
import Foundation
import Testing
import TricolorTelemetry

/// A ring with storage of its own.
private final class OwnedRing: Sendable {
  let ring: EventRing
  private let storage: UInt
  init(capacity: Int) {
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: EventRing.storageBytes(capacity: capacity), alignment: 8)
    storage = UInt(bitPattern: memory)
    ring = EventRing(storage: memory, capacity: capacity)
  }
  deinit { UnsafeMutableRawPointer(bitPattern: storage)?.deallocate() }
}

@Suite struct EventTests {
  @Test func numbersOfKindsAreTheFormat() {
    let numbers = EventKind.allCases.map(\.rawValue)
    #expect(numbers == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14])
    #expect(EventKind.pause.rawValue == 4 && EventKind.scavenge.rawValue == 8)
    #expect(eventFormatVersion == 1)
  }

  @Test func aReaderSeesWhatWasWrittenInOrder() {
    let owner = OwnedRing(capacity: 8)
    var reader = EventRing.Reader()
    #expect(reader.next(owner.ring) == nil)
    let event = Event(.pause, time: -5, cycle: 77, source: 3, 1, .max, 9)
    owner.ring.write(event)
    #expect(reader.next(owner.ring) == event)
    #expect(reader.next(owner.ring) == nil)
  }

  @Test func aSlowReaderLosesTheOldestAndIsTold() {
    let owner = OwnedRing(capacity: 4)
    for index in 0..<10 { owner.ring.write(Event(.assist, time: Int64(index), cycle: 1)) }
    var reader = EventRing.Reader()
    var times: [Int64] = []
    while let event = reader.next(owner.ring) { times.append(event.time) }
    #expect(times == [6, 7, 8, 9])
    #expect(reader.lost == 6 && owner.ring.written == 10)
  }

  @Test func aConcurrentReaderNeverSeesATornEvent() async {
    let owner = OwnedRing(capacity: 16)
    let count: UInt64 = 300_000
    let writer = Task.detached { () -> Void in
      for index in 1...count {
        owner.ring.write(
          Event(
            .worker, time: Int64(index), cycle: UInt32(index), source: UInt16(index & 0xFFF), index,
            index, index))
      }
    }
    let torn = await Task.detached { () -> (UInt64, UInt64) in
      var reader = EventRing.Reader()
      var seen: UInt64 = 0
      var torn: UInt64 = 0
      while reader.position < count {
        guard let event = reader.next(owner.ring) else { continue }
        seen += 1
        let same = event.first == event.second && event.second == event.third
        if !same || event.first != UInt64(event.time) || event.cycle != UInt32(event.time) {
          torn += 1
        }
      }
      return (torn, seen + reader.lost)
    }.value
    await writer.value
    #expect(torn.0 == 0)
    #expect(torn.1 == count)
  }

  @Test func everyKindIsALineOfJSONWithItsArguments() throws {
    for kind in EventKind.allCases {
      let event = Event(kind, time: 12, cycle: 3, source: 5, 1, 2, 3)
      let line = written { (text: inout TextBuffer) in event.writeLine(into: &text) }
      #expect(line.utf8.count <= Event.maximumLine && line.hasSuffix("\n"))
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(object["v"] as? Int == 1 && object["t"] as? Int == 12)
      #expect(object["cycle"] as? Int == 3 && object["source"] as? Int == 5)
      #expect(object["event"] as? String == "\(kind.name)")
      #expect(object.count >= 6)
    }
  }

  @Test func longestArgumentsFitTheLongestLine() {
    for kind in EventKind.allCases {
      let event = Event(kind, time: .min, cycle: .max, source: 65534, .max, .max, .max)
      let line = written(Event.maximumLine) { (text: inout TextBuffer) in
        event.writeLine(into: &text)
      }
      #expect(line.hasSuffix("}\n"), "\(line)")
    }
  }

  @Test func aPauseNamesItsCause() {
    let event = Event(.pause, time: 1, cycle: 3, 2, 900, 14000)
    let line = written { (text: inout TextBuffer) in event.writeLine(into: &text) }
    #expect(
      line == "{\"v\":1,\"t\":1,\"event\":\"pause\",\"cycle\":3,\"source\":\"collector\","
        + "\"cause\":\"mark termination\",\"stopping_ns\":900,\"total_ns\":14000}\n")
  }

  @Test func anUnknownKindKeepsItsNumbers() {
    var event = Event(.pause, time: 1, cycle: 0, source: 0, 7, 8, 9)
    event.kind = 77
    let line = written { (text: inout TextBuffer) in event.writeLine(into: &text) }
    #expect(line.contains("\"event\":77,") && line.contains("\"first\":7,\"second\":8,\"third\":9"))
  }

  @Test func settingsKeepTheirSign() {
    let event = Event(.setting, time: 0, cycle: 0, 1, 100, UInt64(bitPattern: -1))
    let line = written { (text: inout TextBuffer) in event.writeLine(into: &text) }
    #expect(line.contains("\"which\":\"gc percent\",\"old\":100,\"new\":-1"))
  }
}
