// A short run of the front end's fuzzer: no input may end the process.
import Driver
import Foundation
import Testing

@testable import Commands

@Suite struct FrontEndFuzzerTests {
  /// Programs that need no library, with much of the language in them.
  static let corpus: [String] = [
    """
    package p
    type Number interface{ ~int | ~float64 }
    type List[T any] struct { next *List[T]; value T }
    func (l *List[T]) Push(v T) *List[T] { return &List[T]{next: l, value: v} }
    func Map[T, U any](s []T, f func(T) U) (r []U) {
      for _, v := range s { r = append(r, f(v)) }
      return
    }
    func Sum[N Number](s ...N) (total N) {
      for i := range len(s) { total += s[i] }
      return total
    }
    var _ = Map([]int{1, 2}, func(i int) string { return string(rune(i)) })
    var x = Sum(1, 2.5)
    """,
    """
    package main
    const ( a = iota << 3; b; c = 'x' + 1.0; d = 1 << 100 >> 98 )
    type Shape interface { Area() float64; error }
    type S struct { *T; a, b int `tag`; f func(...string) <-chan int }
    type T map[string][]chan<- [4]interface{ m(); E }
    type E interface{ comparable }
    type A = struct{ S }
    func f(s Shape, c chan int) (n int, err error) {
      defer func() { if r := recover(); r != nil { err = r.(error) } }()
    outer:
      for i, j := 0, 10; i < j; i, j = i+1, j-1 {
        switch x := any(s).(type) {
        case nil: break outer
        case interface{ Area() float64 }: n += int(x.Area())
        default: continue outer
        }
        select { case v, ok := <-c: _, _ = v, ok; case c <- i: default: goto end }
      }
    end:
      return len([...]string{2: "a"}) + cap(make([]int, 3)[1:2:3]), nil
    }
    func main() { go f(nil, nil); println(min(1, 2), complex(1, 2), b &^ a) }
    """,
    """
    package q
    import "unsafe"
    type V struct{ a int8; b [3]complex128 }
    const size = unsafe.Sizeof(V{}) + unsafe.Offsetof(V{}.b)
    func seq(yield func(int, string) bool) { _ = yield(1, "a") && yield(2, "b") }
    func g() (t int) {
      for i, s := range seq { t += i * len(s) }
      p := &V{b: [3]complex128{1: 2i}}
      *(*int8)(unsafe.Pointer(p)), p.a = p.a, 1
      return
    }
    """,
  ]

  @Test("mutated programs end in errors or in none, never in a trap")
  func shortRun() {
    let environment: [String: String] = ProcessInfo.processInfo.environment
    let seed: UInt64 =
      environment["TRICOLOR_FUZZ_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0..<1 << 32)
    let configuration = PackageLoader.Configuration(
      goRoot: nil, target: BuildTarget(system: "linux", architecture: "amd64"), directory: "/")
    let fuzzer = FrontEndFuzzer(
      configuration, corpus: Self.corpus.map { Array($0.utf8) }, seed: seed)
    // A trap ends the test process: the number of the input is then the last line of the log.
    Output.line("front-end fuzzer: TRICOLOR_FUZZ_SEED=\(seed)")
    LargeStack.run {
      fuzzer.run(while: { fuzzer.inputCount < 300 }, onInput: { _, _ in })
    }
    #expect(fuzzer.inputCount == 300)
    #expect(fuzzer.goodCount < 300)
  }

  @Test("the inputs follow from the seed")
  func seeded() {
    let configuration = PackageLoader.Configuration(
      goRoot: nil, target: BuildTarget(system: "linux", architecture: "amd64"), directory: "/")
    let corpus: [[UInt8]] = Self.corpus.map { Array($0.utf8) }
    let one = FrontEndFuzzer(configuration, corpus: corpus, seed: 7)
    let two = FrontEndFuzzer(configuration, corpus: corpus, seed: 7)
    let other = FrontEndFuzzer(configuration, corpus: corpus, seed: 8)
    #expect((0..<20).allSatisfy { one.input($0) == two.input($0) })
    #expect((0..<20).contains { one.input($0) != other.input($0) })
  }
}
