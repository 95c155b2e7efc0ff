// Strings: concatenation, conversions, runes, against what Swift's own strings say.
import CGoRuntime
import CTricolor
import Testing

@Suite struct StringTests {
  private func text(_ bytes: [UInt8]) -> tc_string {
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count + 1)
    memory.initialize(from: bytes, count: bytes.count)
    return tc_string(data: memory, length: bytes.count)
  }

  private func text(_ string: String) -> tc_string { text([UInt8](string.utf8)) }

  private func bytes(_ string: tc_string) -> [UInt8] {
    [UInt8](UnsafeBufferPointer(start: string.data, count: string.length))
  }

  private func string(_ string: tc_string) -> String {
    String(decoding: bytes(string), as: UTF8.self)
  }

  @Test func partsAreJoinedInBufferOrHeap() throws {
    let runtime = try RuntimeHeap()
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: 32, alignment: 8)
    defer { buffer.deallocate() }
    for parts in [["", ""], ["a"], ["", "only", ""], ["ab", "cd", "ef"], ["0123456789", "x"]] {
      for length in [1, 9] {
        let given = parts.map { text(String(repeating: $0, count: length)) }
        let expected = parts.map { String(repeating: $0, count: length) }.joined()
        let heap = tc_go_concat(runtime.g, nil, given, given.count)
        #expect(string(heap) == expected)
        let framed = tc_go_concat(runtime.g, buffer, given, given.count)
        #expect(string(framed) == expected)
        let isJoined = parts.filter { !$0.isEmpty }.count > 1
        let isFramed = framed.data.map { UnsafeRawPointer($0) == UnsafeRawPointer(buffer) }
        if isJoined { #expect(isFramed == (expected.utf8.count <= 32)) }
      }
    }
  }

  @Test func stringsInTheStackAreCopiedWhereTheResultMayOutliveThem() throws {
    let runtime = try RuntimeHeap()
    let only = text("stays?")
    runtime.g.pointee.stack_low = UInt(bitPattern: only.data) - 8
    runtime.g.pointee.stack_high = UInt(bitPattern: only.data) + 8
    var buffer = (0, 0, 0, 0)
    #expect(tc_go_concat(runtime.g, &buffer, [only], 1).data == only.data)
    let copy = tc_go_concat(runtime.g, nil, [only], 1)
    #expect(copy.data != only.data && string(copy) == "stays?")
    runtime.g.pointee.stack_high = runtime.g.pointee.stack_low
    #expect(tc_go_concat(runtime.g, nil, [only], 1).data == only.data)
  }

  @Test func orderIsThatOfBytes() throws {
    let runtime = try RuntimeHeap()
    let texts = ["", "a", "ab", "abc", "b", "é", "z"]
    for (place, left) in texts.enumerated() {
      for (other, right) in texts.enumerated() {
        let order = tc_go_compare(runtime.g, text(left), text(right))
        let expected = left.utf8.lexicographicallyPrecedes(right.utf8)
        #expect((order < 0) == expected && (order == 0) == (place == other))
      }
    }
  }

  /// All lengths of runes, and everything that is none.
  @Test func runesReadAndWriteAsGoDoes() throws {
    let runtime = try RuntimeHeap()
    let g = runtime.g
    for rune in [0, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFD, 0xFFFF, 0x1_0000, 0x10_FFFF] {
      let scalar = Character(Unicode.Scalar(UInt32(rune))!)  // all are scalars
      #expect(string(tc_go_string_of_rune(g, nil, Int64(rune))) == String(scalar))
      tc_go_decode_rune(g, text(String(scalar) + "x"), 0)
      #expect(g.pointee.words.0 == UInt(rune))
      #expect(g.pointee.words.1 == UInt(String(scalar).utf8.count))
    }
    for wrong in [-1, 0xD800, 0xDFFF, 0x11_0000, Int64.max] as [Int64] {
      #expect(string(tc_go_string_of_rune(g, nil, wrong)) == "\u{FFFD}")
    }
    let notRunes: [[UInt8]] = [
      [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xE0, 0x9F, 0x80], [0xE2, 0x82],
      [0xED, 0xA0, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80],
      [0xF0, 0x90, 0x80], [0xFF],
    ]
    for bytes in notRunes {
      tc_go_decode_rune(g, text(bytes), 0)
      #expect(g.pointee.words.0 == 0xFFFD && g.pointee.words.1 == 1, "\(bytes)")
    }
  }

  @Test func conversionsGoBothWays() throws {
    let runtime = try RuntimeHeap()
    let g = runtime.g
    for sample in ["", "x", "héllo", "日本語", "a\u{1F600}b", String(repeating: "lang", count: 9000)] {
      let given = text(sample)
      let made = tc_go_bytes_of_string(g, nil, given)
      #expect(made.data != nil && made.length == sample.utf8.count)
      #expect(made.capacity >= made.length)
      #expect(string(tc_go_string_of_bytes(g, nil, made.data, made.length)) == sample)
      let runes = tc_go_runes_of_string(g, nil, given)
      #expect(runes.length == sample.unicodeScalars.count && runes.data != nil)
      let data = UnsafeRawPointer(runes.data!).assumingMemoryBound(to: Int32.self)
      #expect(string(tc_go_string_of_runes(g, nil, data, runes.length)) == sample)
    }
    // What is no UTF-8 becomes U+FFFD, byte by byte.
    let runes = tc_go_runes_of_string(g, nil, text([0x61, 0xFF, 0xFE, 0x62]))
    #expect(runes.length == 4)
    let data = UnsafeRawPointer(runes.data!).assumingMemoryBound(to: Int32.self)
    #expect([data[0], data[1], data[2], data[3]] == [0x61, 0xFFFD, 0xFFFD, 0x62])
    #expect(string(tc_go_string_of_runes(g, nil, [-1, 0xD800], 2)) == "\u{FFFD}\u{FFFD}")
  }
}
