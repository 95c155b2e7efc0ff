// Go programs for tests: checked and built, from texts or from files beside the tests.
import Foundation
import Testing

@testable import GoIR
@testable import GoSyntax
@testable import GoTypes

/// A program of one or several packages, as units.
final class GoProgram: Importer, DiagnosticSink {
  private let texts: [String: String]
  private let universe: Universe
  private let sources = SourceSet()
  private let names = NameTable()
  private var packages: [String: Package] = [:]
  private var checked: [(Package, TypeInfo)] = []
  private(set) var complaints: [String] = []
  let session: Session
  private(set) var units: [GoIR.Unit] = []

  var types: TypeTable { session.types }

  /// - Parameter texts: the source of each package by its import path. `main` is built with what it
  ///   imports.
  init(_ texts: [String: String]) {
    self.texts = texts
    universe = Universe(names: names)
    session = Session(universe: universe, sources: sources, generics: .concrete)
    _ = try? importPackage(path: "main", directory: ".")
    let inputs: [InputPackage] = checked.map {
      session.add($0.0, info: $0.1, version: .unspecified)
    }
    for input in inputs {
      let unit = session.build(input)
      unit.separateStaticData()
      units.append(unit)
    }
  }

  convenience init(_ text: String) { self.init(["main": text]) }

  /// A program of one of the files in `Golden`.
  convenience init(golden path: String) {
    let text = try? String(contentsOf: goldenFolder.appending(path: path), encoding: .utf8)
    self.init(text ?? "")
  }

  func report(_ diagnostic: Diagnostic) { complaints.append(diagnostic.text(in: sources)) }

  func importPackage(path: String, directory: String) throws(ImportFailure) -> Package {
    if path == "unsafe" { return universe.unsafePackage }
    if let known = packages[path] { return known }
    guard let text = texts[path] else { throw ImportFailure("no such package") }
    let package = Package(path: path, name: "", universe: universe)
    packages[path] = package
    guard let file = try? sources.add(path: "\(path).go", text: text) else { return package }
    let tree = Parser.parse(file, names: names, sink: self)
    let checker = Checker(
      package: package, universe: universe, sources: sources, importer: self, diagnostics: self)
    checker.check([tree])
    checked.append((package, checker.info))
    return package
  }

  /// The unit of package main.
  var unit: GoIR.Unit { units[units.count - 1] }

  /// The type of a package-level variable or type of a package.
  func type(_ name: String, in path: String = "main") -> TypeID {
    guard let object = packages[path]?.scope.lookup(names.intern(name)), let type = object.type
    else {
      Issue.record("no \(name)")
      return .none
    }
    return types.intern(type)
  }

  /// Whether the checker finds a method of a variable's type that needs no address.
  func hasMethod(_ method: String, _ variable: String) -> Bool {
    guard let main = packages["main"], let object = main.scope.lookup(names.intern(variable)),
      let type = object.type
    else { return false }
    let member = MemberName(names.intern(method), in: main)
    let found = lookupFieldOrMethod(type, isAddressable: false, member)
    return found.object?.kind == .function
  }

  /// The type of the first value of package main that is put into an interface.
  var firstConverted: TypeID {
    let node = (1..<unit.nodeCount).lazy.map { IRNode(raw: UInt32($0)) }.first {
      self.unit.operation($0) == .convertInterface
    }
    return node.map { unit.type(unit.first($0)) } ?? .none
  }

  /// The package-level variable with a name.
  func variable(_ name: String) -> VariableID {
    guard let object = packages["main"]?.scope.lookup(names.intern(name))?.asVariable else {
      Issue.record("no \(name)")
      return .none
    }
    return unit.global(object)
  }
}

/// Where test programs and what is expected of them lie.
let goldenFolder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
