// Searches of one word, against looking at every bit.
import TestRandomness
import Testing

@testable import TricolorHeap

@Suite struct BitScanTests {
  /// Words with long and short runs in all places.
  private func words(_ count: Int, _ random: inout SeededRandom) -> [UInt64] {
    (0..<count).map { index in
      let a = random.next()
      switch index % 4 {
      case 0: return a
      case 1: return a & random.next() & random.next()
      case 2: return a | random.next() | random.next()
      default:
        return BitScan.mask(
          from: UInt(a % 64), count: UInt(random.next() % 65) % (65 - UInt(a % 64)))
      }
    } + [0, ~0, 1, 1 << 63]
  }

  private func runs(_ word: UInt64) -> [(start: UInt, length: UInt)] {
    var found: [(start: UInt, length: UInt)] = []
    for bit in UInt(0)..<64 where word >> UInt64(bit) & 1 != 0 {
      if let last = found.last, last.start + last.length == bit {
        found[found.count - 1].length += 1
      } else {
        found.append((bit, 1))
      }
    }
    return found
  }

  @Test func runsAreThoseThatLookingAtEveryBitFinds() {
    var random = SeededRandom.announced("bit scan")
    for word in words(4000, &random) {
      let all = runs(word)
      #expect(BitScan.longestRun(in: word) == all.map { $0.length }.max() ?? 0)
      #expect(BitScan.first(word) == all.first?.start ?? 64)
      #expect(BitScan.last(word) == all.last.map { $0.start + $0.length - 1 } ?? 64)
      for length in [UInt(1), 2, 3, 7, 8, 31, 32, 33, 63, 64] {
        let expected = all.first { $0.length >= length }?.start ?? 64
        #expect(BitScan.firstRun(of: length, in: word) == expected, "\(word) \(length)")
      }
    }
  }

  @Test func masksHaveTheBitsTheyAreAskedFor() {
    for from in UInt(0)..<64 {
      for count in UInt(0)...(64 - from) {
        let mask = BitScan.mask(from: from, count: count)
        #expect(UInt(mask.nonzeroBitCount) == count)
        if count > 0 { #expect(BitScan.first(mask) == from) }
        if count > 0 { #expect(BitScan.last(mask) == from + count - 1) }
      }
    }
  }
}
