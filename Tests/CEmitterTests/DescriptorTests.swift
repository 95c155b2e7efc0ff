// What generated descriptors say, against what Go's own compiler says.
import Foundation
import GoIR
import Testing

@testable import CEmitter

/// Names that a test can predict: the function's own, with what is no letter replaced.
struct TestNaming: SymbolNaming {
  func entry(of function: FunctionSymbol) -> String {
    let text = (function.package?.path ?? "") + "." + function.name
    return "f_"
      + text.utf8.map { byte in
        let scalar = Unicode.Scalar(byte)
        return scalar.properties.isAlphabetic && scalar.isASCII ? String(scalar) : "_\(byte)"
      }.joined()
  }

  var comparisonPanic: String { "test_comparison_panic" }
  var hashPanic: String { "test_hash_panic" }
}

/// The descriptors of the probes of Golden/Types/types.go.
struct Probes {
  let program = GoProgram(golden: "Types/types.go")
  let descriptors: TypeDescriptors
  private let labels: [String]

  init() throws {
    let source = try String(
      contentsOf: goldenFolder.appending(path: "Types/types.go"), encoding: .utf8)
    labels = source.split(separator: "\n").compactMap { line in
      guard line.hasPrefix("\tprobe") else { return nil }
      return line.dropFirst().split(separator: " ").first.map { String($0) }
    }
    let methods = MethodTables(types: program.types, units: program.units)
    var liveness = MethodLiveness(methods)
    liveness.reflect(.methods)
    for label in labels { liveness.convert(program.type(label)) }
    liveness.convert(program.firstConverted)
    _ = liveness.drain()
    descriptors = TypeDescriptors(methods: methods, liveness: liveness, naming: TestNaming())
  }

  /// The generated file: descriptors, the functions that they name, and the list of probes.
  func text() -> String {
    var list: [(String, TypeID)] = labels.map { ($0, program.type($0)) }
    list.append(("local", program.firstConverted))
    let entries: [String] = list.map { "  {\"\($0.0)\", \(descriptors.reference(to: $0.1))},\n" }
    var text = "#include \"types.h\"\n"
    descriptors.emit(into: &text)
    text += "const struct probe { const char *label; const tc_type *type; } probes[] = {\n"
    text += entries.joined() + "  {NULL, NULL}};\n"
    for name in descriptors.texts.declaredNames {
      text += "TC_SEGMENT \(name)(TC_PARAMETERS) {}\n"
    }
    return text
  }
}

@Suite struct DescriptorTests {
  @Test func descriptorsSayWhatThoseOfGoSay() throws {
    let probes = try Probes()
    #expect(probes.program.complaints == [])
    let panics = """
      TC_SEGMENT test_comparison_panic(TC_PARAMETERS) {}
      TC_SEGMENT test_hash_panic(TC_PARAMETERS) {}

      """
    let found = try CompiledC.output(
      probes.text() + panics, with: ["Types/dump.c", "Types/stand_ins.c"])
    let expected = try String(
      contentsOf: goldenFolder.appending(path: "Types/facts.txt"), encoding: .utf8)
    let foundLines = found.split(separator: "\n")
    let expectedLines = expected.split(separator: "\n")
    #expect(foundLines.count == expectedLines.count)
    let differences = zip(foundLines, expectedLines).enumerated().filter { $1.0 != $1.1 }
    for (index, pair) in differences.prefix(20) {
      Issue.record("line \(index + 1): \(pair.0) instead of \(pair.1)")
    }
    if expectedLines.isEmpty || foundLines.count != expectedLines.count {
      Issue.record("\(found.prefix(4000))")
    }
  }

  @Test(arguments: [false, true])
  func valuesAreComparedAndHashedAsGoDoesIt(isOptimized: Bool) throws {
    let output = try CompiledC.output(
      try Probes().text(), with: ["Types/equality.c", "Types/stand_ins.c"],
      optimized: isOptimized)
    #expect(output == "")
  }

  @Test func spellingsOfATypeShareADescriptor() throws {
    let program = GoProgram(
      """
      package main
      type A = []byte
      var a A; var b []uint8; var c map[string]any; var d map[string]interface{}
      """)
    let methods = MethodTables(types: program.types, units: program.units)
    let descriptors = TypeDescriptors(
      methods: methods, liveness: MethodLiveness(methods), naming: TestNaming())
    #expect(
      descriptors.symbol(for: program.type("a")) == descriptors.symbol(for: program.type("b")))
    #expect(
      descriptors.symbol(for: program.type("c")) == descriptors.symbol(for: program.type("d")))
    #expect(
      descriptors.symbol(for: program.type("a")) != descriptors.symbol(for: program.type("c")))
  }

  @Test func masksOfLongArraysRepeatTheElements() {
    let program = GoProgram(
      """
      package main
      type T struct { a int; b *int; c any }
      var short [63]T; var long [1001]T; var odd struct { n *int; rest [777]T }
      """)
    for name in ["short", "long", "odd"] {
      let type = program.type(name)
      var bits = PointerBits()
      bits.add(type, of: program.types)
      let start = name == "odd" ? 1 : 0
      let count = Int(program.types.size(type) / 8)
      let expected: [Bool] = (0..<count).map { word in
        word < start || [1, 3].contains((word - start) % 4)
      }
      #expect((0..<count).map { bits.contains(word: $0) } == expected)
      #expect(Int64(bits.pointerBytes) == program.types.layout(type).pointerBytes)
    }
  }
}
