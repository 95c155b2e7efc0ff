// Descriptors at scale: the exported types of library packages, against a program that Go compiles.
import Driver
import Foundation
import Testing

@testable import CEmitter
@testable import GoIR
@testable import GoTypes

/// Library packages with all that they import, as units.
private final class LibraryProgram {
  let check: PackageCheck
  let session: Session
  private(set) var units: [GoIR.Unit] = []
  /// The exported types of the packages that were asked for, as "package.Type".
  private(set) var exported: [(name: String, type: TypeID)] = []

  init(_ root: GoRoot, _ paths: [String], optimizes: Bool) {
    let loader = PackageLoader(
      PackageLoader.Configuration(
        goRoot: root, target: BuildTarget(environment: [:], minorVersion: root.minorVersion ?? 27),
        directory: FileSystem.currentDirectory()))
    let load = loader.load(paths)
    var options = PackageCheck.Options()
    options.allowsMissingBodies = true
    check = PackageCheck(loader, options: options)
    session = Session(universe: check.universe, sources: loader.sources, generics: .concrete)
    check.run(load) { verdict in
      guard let checked = verdict.types else { return }
      let input = session.add(checked.package, info: checked.info, version: .current)
      let unit = session.build(input)
      if optimizes { unit.optimize() }
      units.append(unit)
      if paths.contains(checked.package.path) { note(checked.package) }
    }
  }

  private func note(_ package: Package) {
    for object in package.scope.all.sorted(by: { $0.text < $1.text }) {
      guard object.isExported, let name = object.asTypeName, let type = name.type,
        let named = type.asNamed, named.typeParameters.isEmpty, named.object === name,
        type.underlying.asInterface?.isMethodSet != false
      else { continue }
      exported.append(("\(package.name).\(object.text)", session.types.intern(type)))
    }
  }

  /// Descriptors for the exported types and pointers to them, with all exported methods.
  func generate() -> String {
    let methods = MethodTables(types: session.types, units: units)
    var liveness = MethodLiveness(methods)
    liveness.reflect(.methods)
    for (_, type) in exported { liveness.convert(type) }
    _ = liveness.drain()
    let descriptors = TypeDescriptors(methods: methods, liveness: liveness, naming: TestNaming())
    var list = "const struct probe { const char *label; const tc_type *type; } probes[] = {\n"
    for (name, type) in exported {
      list += "  {\"\(name)\", \(descriptors.reference(to: type))},\n"
      let pointer = session.types.pointer(to: type)
      list += "  {\"*\(name)\", \(descriptors.reference(to: pointer))},\n"
    }
    var text = "#include \"types.h\"\n"
    descriptors.emit(into: &text)
    text += list + "  {NULL, NULL}};\n"
    for name in Set(descriptors.texts.declaredNames).union([
      "test_comparison_panic", "test_hash_panic",
    ]).sorted() {
      text += "TC_SEGMENT \(name)(TC_PARAMETERS) {}\n"
    }
    return text
  }

  /// A Go program that shows the same types.
  func goProgram(_ paths: [String]) -> String {
    var text = "package main\n\nimport (\n\t\"os\"\n\t\"reflect\"\n\t\"strings\"\n"
    for path in paths where path != "os" && path != "reflect" && path != "strings" {
      text += "\t\"\(path)\"\n"
    }
    text += ")\n\nfunc main() {\n"
    text += "\treflect.ValueOf(1).MethodByName(strings.Join(os.Args[1:], \"\"))\n"
    for (name, _) in exported {
      text += "\tshow(\"\(name)\", reflect.TypeOf((*\(name))(nil)).Elem())\n"
      text += "\tshow(\"*\(name)\", reflect.TypeOf((*\(name))(nil)))\n"
    }
    return text + "}\n"
  }
}

private let goRoot = try? GoRoot.find(
  option: nil, environment: ProcessInfo.processInfo.environment)

@Suite struct StandardLibraryTests {
  static let paths = ["encoding/json", "fmt", "go/ast", "net/netip", "os", "reflect", "time"]

  @Test(.enabled(if: goRoot != nil, "no Go installation"))
  func typesOfTheLibraryAreDescribedAsGoDescribesThem() throws {
    guard let goRoot else { return }
    var generated = ""
    var program = ""
    _ = LargeStack.run {
      let library = LibraryProgram(goRoot, Self.paths, optimizes: false)
      generated = library.generate()
      program = library.goProgram(Self.paths)
      return true
    }
    let expected = try GoTool.output(goRoot, program, with: ["Types/show.go"])
    let found = try CompiledC.output(generated, with: ["Types/dump.c", "Types/stand_ins.c"])
    let expectedLines = expected.split(separator: "\n")
    let foundLines = found.split(separator: "\n")
    #expect(expectedLines.count > 1000, "\(expected.prefix(2000))")
    #expect(foundLines.count == expectedLines.count, "\(found.prefix(2000))")
    var label: Substring = ""
    var differences = 0
    for (found, expected) in zip(foundLines, expectedLines) {
      if !expected.hasPrefix("  ") { label = expected }
      guard found != expected, differences < 10 else { continue }
      differences += 1
      Issue.record("\(label): \(found) instead of \(expected)")
    }
  }
}
