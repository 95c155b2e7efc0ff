// Feeding the front end with mutated sources: no input may end the process.
import Driver
import GoSyntax

/// Parses and checks mutated files, each as a package of its own, in this process. A trap ends the
/// process; whoever runs it keeps the input first (`onInput`).
final class FrontEndFuzzer {
  private let configuration: PackageLoader.Configuration
  private let corpus: [[UInt8]]
  private let seed: UInt64
  private var loader: PackageLoader
  private var check: PackageCheck
  /// Inputs since the loader was made: it keeps all sources, so it is replaced from time to time.
  private var inputsOfLoader = 0
  /// How many inputs were tried.
  private(set) var inputCount = 0
  /// How many of them had no error.
  private(set) var goodCount = 0

  private static let inputsALoader = 2000

  /// - Parameter corpus: sources to start from; at least one.
  init(_ configuration: PackageLoader.Configuration, corpus: [[UInt8]], seed: UInt64) {
    self.configuration = configuration
    self.corpus = corpus
    self.seed = seed
    loader = PackageLoader(configuration)
    check = PackageCheck(loader)
  }

  /// Tries inputs until `mayGoOn` answers false. Input number n depends on the seed and n only.
  /// - Parameter onInput: gets every input before it is tried.
  func run(from first: Int = 0, while mayGoOn: () -> Bool, onInput: (Int, [UInt8]) -> Void) {
    var number: Int = first
    while mayGoOn() {
      let input: [UInt8] = input(number)
      onInput(number, input)
      run(input, number)
      number += 1
    }
  }

  /// Input number n.
  func input(_ number: Int) -> [UInt8] {
    var mutator = SourceMutator(
      seed: seed &+ UInt64(number) &* 0x2545_F491_4F6C_DD1D, donors: corpus)
    return mutator.mutate(corpus[mutator.below(corpus.count)])
  }

  private func run(_ input: [UInt8], _ number: Int) {
    if inputsOfLoader >= Self.inputsALoader {
      loader = PackageLoader(configuration)
      check = PackageCheck(loader)
      inputsOfLoader = 0
    }
    inputsOfLoader += 1
    inputCount += 1
    let load: LoadResult = loader.load(text: input, name: "fuzz\(number).go")
    var isGood = true
    check.run(load) { verdict in
      if verdict.hasErrors || verdict.isSkipped { isGood = false }
      let report = DiagnosticReport(verdict.diagnostics, sources: loader.sources)
      _ = report.lines(sources: loader.sources)
    }
    if isGood { goodCount += 1 }
  }
}
