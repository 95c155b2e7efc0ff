// Whole programs, one for each part of the language, against what Go 1.27 prints for them. The
// expectations are written by `Scripts/conformance_escape.py --write-golden`.
import Foundation
import Testing

@testable import Escape

@Suite struct GoldenTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

  /// The programs, by their paths below the folder, without the ending.
  static let programs: [String] = {
    let found = FileManager.default.enumerator(atPath: folder.path)
    let paths = (found?.allObjects ?? []).compactMap { $0 as? String }
    return paths.filter { $0.hasSuffix(".go") }.map { String($0.dropLast(3)) }.sorted()
  }()

  @Test("the programs are there")
  func programsAreThere() { #expect(Self.programs.count >= 15) }

  @Test("-m -l prints Go's lines in Go's order", arguments: programs)
  func verdicts(_ program: String) throws {
    try compare(program, "ml", inlines: false, verbosity: 1)
  }

  @Test("-m prints Go's lines in Go's order", arguments: programs)
  func verdictsWithInlining(_ program: String) throws {
    // Bodies that generic code brings up come in another order.
    try compare(program, "m", inlines: true, verbosity: 1, inOrder: program != "generics")
  }

  @Test("-m=2 -l explains with Go's flows", arguments: programs)
  func flows(_ program: String) throws {
    try compare(program, "m2", inlines: false, verbosity: 2, inOrder: false)
  }

  @Test("generic code for each list of type arguments lives where shared code does")
  func concreteGenerics() throws {
    let text = try read("generics.go")
    let shaped = AnalysedText(text, name: "generics.go")
    let concrete = AnalysedText(text, name: "generics.go", generics: .concrete)
    func places(_ lines: [String]) -> Set<String> {
      Set(
        lines.filter { $0.contains("moved to heap") || $0.contains("literal escapes") }.map {
          String($0.prefix { $0 != " " })
        })
    }
    #expect(places(shaped.lines) == places(concrete.lines))
    #expect(!places(concrete.lines).isEmpty)
  }

  private func read(_ name: String) throws -> String {
    try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
  }

  private func compare(
    _ program: String, _ suffix: String, inlines: Bool, verbosity: Int, inOrder: Bool = true
  ) throws {
    let name = URL(filePath: program).lastPathComponent + ".go"
    let ours = AnalysedText(
      try read(program + ".go"), name: name, inlines: inlines, verbosity: verbosity
    ).lines
    let unknownPlace = "<unknown line number>: "
    var theirs = try read("\(program).\(suffix).txt").split(separator: "\n").map { line in
      // `go build` leaves this out.
      line.hasPrefix(unknownPlace) ? String(line.dropFirst(unknownPlace.count)) : String(line)
    }
    var found = ours
    if !inOrder {
      theirs.sort()
      found.sort()
    }
    let missing = Self.difference(theirs, found)
    let extra = Self.difference(found, theirs)
    #expect(missing == [], "lines that Go prints, of \(program)")
    #expect(extra == [], "lines that Go does not print, of \(program)")
    if missing.isEmpty && extra.isEmpty { #expect(found == theirs) }
  }

  /// The lines of the first list that the second has not, as often as they are missing.
  private static func difference(_ first: [String], _ second: [String]) -> [String] {
    var counts: [String: Int] = [:]
    for line in second { counts[line, default: 0] += 1 }
    return first.filter { line in
      counts[line, default: 0] -= 1
      return counts[line, default: 0] < 0
    }
  }
}
