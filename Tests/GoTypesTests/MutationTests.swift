// No input crashes the checker: programs with tokens taken out, doubled and exchanged.
//
// The programs are those below, and the files of a Go installation if TRICOLOR_FUZZ_SOURCES names
// a folder with Go files. TRICOLOR_FUZZ_SECONDS says how long to go on (2 by default); a crash ends
// the process, so each program is written to TRICOLOR_FUZZ_LAST, if that is set, before it is run.
import Foundation
import TestRandomness
import Testing

@testable import GoSyntax
@testable import GoTypes

@Suite struct MutationTests {
  /// What each token of a program may be exchanged for, beside the program's other tokens.
  private static let spice = [
    "[", "]", "(", ")", "{", "}", "*", "~", "|", "...", ":=", "=", "<-", "func", "type", "struct",
    "interface", "map", "chan", "any", "comparable", "iota", "nil", "_", "0", "\"\"", "1<<100",
    "'a'",
    "T", "len", "Sizeof", "range", "switch", "select", "go", "defer", "goto", "error",
  ]

  private static let programs = [
    """
    package p
    import "unsafe"
    type T[P any, Q interface{ ~[]P | map[P]int }] struct { a P; b *T[Q, []Q]; I }
    type I interface { M(x T[int, []int]) (y I, err error); comparable }
    type A[P any] = T[P, []P]
    type B = A[string]
    func (t *T[X, Y]) M(x ...X) (r [unsafe.Sizeof(0)]Y) { t.b.M(); return }
    func (t T[X, _]) N[Z ~X](z Z) Z { return z }
    const ( c0 = iota; c1; c2 = len("abc") << c1 )
    var v, w = f(c2, func(i int) string { return "" })
    func f[K comparable, V any](k K, g func(K) V) (V, map[K]V) { return g(k), map[K]V{k: g(k)} }
    """,
    """
    package p
    type S struct { x int; next *S; m map[string][]S; f func(S) (S, error) }
    func (s S) String() string { return s.next.String() }
    func g(a []int, m map[string]int, c chan int, s fmt) (n int, err error) {
      defer func() { if r := recover(); r != nil { err = r.(error) } }()
      for i, v := range a { n += i * v; switch { case n > 3: continue; default: break } }
      for i := range 10 { _ = i }
      for k, v := range func(yield func(int, string) bool) { yield(1, "") } { _, _ = k, v }
      select { case x, ok := <-c: _ = x; _ = ok; case c <- 1: default: goto L }
      switch x := any(a).(type) { case []int, nil: _ = x; case interface{ M() }: x.M() }
      L: var arr [3]struct{ a, b complex128 }
      arr[1].a, m["x"] = 1i, len(arr[:2])
      return append(a[:1:2], 1<<n)[0], *new(error)
    }
    type fmt struct{ S; *T }
    type T [len([1]int{})]T2
    type T2 []T
    """,
  ]

  @Test func mutatedProgramsAreSurvived() throws {
    let environment = ProcessInfo.processInfo.environment
    var random = SeededRandom.fromEnvironment()
    let seconds = environment["TRICOLOR_FUZZ_SECONDS"].flatMap { Double($0) } ?? 2
    var sources = Self.programs
    if let folder = environment["TRICOLOR_FUZZ_SOURCES"] { sources += Self.files(below: folder) }
    let end = Date(timeIntervalSinceNow: seconds)
    var count = 0
    while Date() < end {
      let source = sources[Int.random(in: 0..<sources.count, using: &random)]
      let mutated = Self.mutate(source, using: &random)
      if let path = environment["TRICOLOR_FUZZ_LAST"] {
        try mutated.write(toFile: path, atomically: false, encoding: .utf8)
      }
      _ = CheckedProgram(["p": mutated])
      count += 1
    }
    #expect(count > 0, "seed \(random.seed)")
  }

  private static func files(below folder: String) -> [String] {
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".go") }.sorted().compactMap { name in
      let text = try? String(contentsOfFile: folder + "/" + name, encoding: .utf8)
      return (text?.utf8.count ?? .max) < 60_000 ? text : nil
    }
  }

  /// Changes one to eight tokens, by exchanging, deleting, doubling or moving them.
  private static func mutate(_ source: String, using random: inout SeededRandom) -> String {
    var tokens = tokens(of: source)
    guard tokens.count > 4 else { return source }
    for _ in 0..<Int.random(in: 1...8, using: &random) {
      let index = Int.random(in: 0..<tokens.count, using: &random)
      let other = Int.random(in: 0..<tokens.count, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: tokens[index] = spice[Int.random(in: 0..<spice.count, using: &random)]
      case 1: tokens.remove(at: index)
      case 2: tokens.insert(tokens[index], at: index)
      case 3: tokens.swapAt(index, other)
      case 4: tokens[index] = tokens[other]
      default:
        let length = min(20, tokens.count - index)
        tokens.insert(contentsOf: Array(tokens[index..<(index + length)]), at: other)
      }
      if tokens.isEmpty { break }
    }
    return tokens.joined()
  }

  /// Words, blanks and single other characters.
  private static func tokens(of source: String) -> [String] {
    var result: [String] = []
    var word = ""
    for character in source {
      if character.isLetter || character.isNumber || character == "_" {
        word.append(character)
        continue
      }
      if !word.isEmpty { result.append(word) }
      word = ""
      result.append(String(character))
    }
    return word.isEmpty ? result : result + [word]
  }
}
