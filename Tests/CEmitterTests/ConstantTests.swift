// Constants and initial values in C, against what they are in Go.
import Foundation
import GoIR
import TestRandomness
import Testing

@testable import CEmitter

/// Variables by their Go names, those that the compiler makes up too.
private struct DataNaming: StaticDataNaming {
  func variable(_ variable: VariableID, in unit: GoIR.Unit) -> String {
    "tc_var_" + unit[variable].name.replacingOccurrences(of: ".", with: "_")
  }

  func closure(of function: FunctionSymbol) -> String { "closure_" + function.name }
}

@Suite struct ConstantTests {
  /// The generated file of Golden/Constants/data.go.
  private func generate() -> String {
    let go = GoProgram(golden: "Constants/data.go")
    #expect(go.complaints == [])
    let methods = MethodTables(types: go.types, units: go.units)
    let descriptors = TypeDescriptors(
      methods: methods, liveness: MethodLiveness(methods), naming: TestNaming())
    let naming = DataNaming()
    var globals = GlobalVariables(types: go.types, naming: naming)
    var strings = StringTable()
    let data = StaticData(go.unit)
    // All variables of the package, and those that their values bring up.
    var waiting = (1..<go.unit.variableCount).map { VariableID(raw: UInt32($0)) }.filter {
      go.unit[$0].storage == .global
    }
    waiting += ["none", "nothing"].map { go.variable($0) }
    var known: Set<String> = []
    while !waiting.isEmpty {
      let variable = waiting.removeFirst()
      guard known.insert(go.unit[variable].name).inserted else { continue }
      globals.add(
        naming.variable(variable, in: go.unit), go.unit[variable].type,
        comment: go.unit[variable].name, initial: (data, variable), strings: &strings,
        descriptors: descriptors)
      for case .variable(let next) in data.references(of: variable) { waiting.append(next) }
    }
    var code = "#include \"types.h\"\nextern const tc_closure closure_double;\n"
    let types = [("float64", go.types.float64), ("string", go.types.string)]
    let named = types + [("numbers", go.types.pointer(to: go.type("numbers")))]
    var pointers = ""
    for (name, type) in named {
      pointers += "const tc_type *const type_\(name) = \(descriptors.reference(to: type));\n"
    }
    descriptors.emitDeclarations(into: &code)
    strings.emitDeclarations(into: &code)
    globals.emitDeclarations(into: &code)
    code += pointers + "const tc_closure closure_double = {NULL};\n"
    strings.emitDefinitions(into: &code)
    globals.emitDefinitions(into: &code)
    descriptors.emitDefinitions(into: &code)
    return code + """
      TC_SEGMENT test_comparison_panic(TC_PARAMETERS) {}
      TC_SEGMENT test_hash_panic(TC_PARAMETERS) {}

      """
  }

  @Test func variablesHoldWhatTheyHoldInGo() throws {
    let found = try CompiledC.output(
      generate(), with: ["Constants/values.c", "Types/stand_ins.c"])
    // One of the strings is not UTF-8: both sides are repaired in the same way.
    let expected = try Data(contentsOf: goldenFolder.appending(path: "Constants/values.txt"))
    #expect(found == String(decoding: expected, as: UTF8.self))
  }

  @Test func floatsAreWrittenExactly() throws {
    var random = SeededRandom.fromEnvironment()
    var doubles: [Double] = [
      0, -0.0, 1, -1.5, .pi, .leastNonzeroMagnitude, .leastNormalMagnitude,
      .greatestFiniteMagnitude, .infinity, -.infinity, 0.1, 1e300,
    ]
    for _ in 0..<200 { doubles.append(Double(bitPattern: random.next())) }
    var text = "#include <stdio.h>\n#include <stdint.h>\n#include <string.h>\nint main(void) {\n"
    var expected = ""
    for value in doubles {
      text += "{ double v = \(ConstantBits.float64(value)); uint64_t b; memcpy(&b, &v, 8); "
      text += "printf(\"%lu\\n\", b); }\n"
      expected += "\(value.bitPattern)\n"
      let single = Float(bitPattern: UInt32(truncatingIfNeeded: value.bitPattern >> 13))
      text += "{ float v = \(ConstantBits.float32(single)); uint32_t b; memcpy(&b, &v, 4); "
      text += "printf(\"%u\\n\", b); }\n"
      expected += "\(single.bitPattern)\n"
    }
    let found = try CompiledC.output(text + "return 0; }\n", with: [])
    #expect(found == expected, "seed \(random.seed)")
  }

  @Test func stringsLieInOneObjectOnce() {
    var table = StringTable()
    let first = table.address(of: Array("hello".utf8))
    #expect(table.address(of: Array("world".utf8)) != first)
    #expect(table.address(of: Array("hello".utf8)) == first)
    #expect(table.address(of: []) == "(const char *)0")
    var text = ""
    table.emitDefinitions(into: &text)
    #expect(text.contains("tc_strings[10]"))
  }

  @Test func imagesHoldWhatWasPut() {
    var image = WordImage(size: 40)
    #expect(image.isZero && image.initializer == "{0}" && image.wordCount == 5)
    image.put(0xAABB, bytes: 2, at: 2)
    image.put(0xFF, bytes: 1, at: 7)
    image.put(address: "&x", at: 24)
    #expect(image.initializer == "{0xff000000aabb0000, [3] = (tc_word)(&x)}")
    image.put(0, bytes: 2, at: 2)
    image.put(0, bytes: 1, at: 7)
    #expect(image.initializer == "{[3] = (tc_word)(&x)}")
    #expect(WordImage(size: 0).wordCount == 1)
  }
}
