// GODEBUG as users write it.
import Testing

@testable import TricolorHeap

@Suite struct DebugSettingsTests {
  private func settings(_ text: String) -> DebugSettings {
    Array(text.utf8).withUnsafeBufferPointer { (bytes) -> DebugSettings in DebugSettings(bytes) }
  }

  @Test func nothingSetIsGosDefault() {
    let none = settings("")
    #expect(none == DebugSettings())
    #expect(none.madvdontneed == 1 && none.invalidptr == 1 && none.gctrace == 0)
  }

  @Test func keysAreReadInOrderTheLaterOverTheEarlier() {
    let set = settings("gctrace=1,scavtrace=2,gctrace=3,madvdontneed=0")
    #expect(set.gctrace == 3 && set.scavtrace == 2 && set.madvdontneed == 0)
  }

  @Test func unknownKeysAndOddValuesAreIgnored() {
    let text = "nosuchkey=1,gctrace,gctrace=,gctrace=x,gctrace=99999999999,=5,,panicnil=1"
    #expect(settings(text) == DebugSettings())
  }

  @Test func everyKeyReachesItsField() {
    let keys = [
      "gctrace", "scavtrace", "gcpacertrace", "gcstoptheworld", "gccheckmark", "gcshrinkstackoff",
      "clobberfree", "sbrk", "efence", "harddecommit", "disablethp", "inittrace", "schedtrace",
      "scheddetail", "asyncpreemptoff", "checkfinalizers", "tracebackancestors", "madvdontneed",
      "invalidptr", "adaptivestackstart", "containermaxprocs", "updatemaxprocs",
    ]
    var seen: [DebugSettings] = [DebugSettings()]
    for key in keys {
      let one = settings("\(key)=-7")
      #expect(!seen.contains(one), "\(key)")
      seen.append(one)
    }
  }
}
