// Import declarations.
import GoSyntax

extension Checker {
  /// Imports the package of a declaration and declares its name in the file.
  func collectImport(_ node: NodeID) {
    let syntax = tree.importDeclaration(node)
    guard let literal = syntax.path, !tree.basicLiteral(literal).isBad else { return }
    guard let path = importPath(literal) else { return }
    guard let imported = importPackage(path, at: tree.position(literal)) else { return }
    var name = ObjectName(names.intern(imported.name), in: names)
    if let localName = syntax.localName {
      name = objectName(localName)
      if path == "C" {
        report(.importCRenamed, at: localName, "cannot rename import \"C\"")
        return
      }
    }
    if name.name == .initFunction {
      report(
        .invalidInitDecl, at: node, "cannot import package as init - init must be a func")
      return
    }
    if !package.imports.contains(where: { $0 === imported }) { package.imports.append(imported) }
    let object = PkgNameObject(
      name, at: tree.position(node), in: package, imported: imported)
    if let localName = syntax.localName {
      recordDefinition(localName, object)
    } else {
      recordImplicit(node, object)
    }
    object.isUsed = imported.isFake || tree.isPartial
    importNames.append(object)
    if name.name == .dot {
      dotImport(imported, object)
    } else {
      declare(object, as: nil, in: environment.file.scope)
    }
  }

  /// Makes the exported objects of a package visible in the file.
  private func dotImport(_ imported: Package, _ object: PkgNameObject) {
    let scope = environment.file.scope
    for (name, member) in zip(imported.scope.declaredNames, imported.scope.all)
    where member.isExported {
      if let other = scope.lookup(name) {
        var complaint = Complaint(.duplicateDecl)
        complaint.add(object.position, "\(other.text) redeclared in this block")
        complaint.addOtherDeclaration(of: other)
        report(complaint)
      } else {
        scope.insert(member, as: name)
        dotImports[DotImportKey(scope: ObjectIdentifier(scope), name: name)] = object
      }
    }
  }

  /// The path of an import; nil, after an error, if it cannot be one.
  private func importPath(_ literal: NodeID) -> String? {
    func fail(_ reason: String) -> String? {
      report(.badImportPath, at: literal, "invalid import path (\(reason))")
      return nil
    }
    guard let bytes = tree.stringValue(literal) else { return fail("invalid syntax") }
    let path = String(decoding: bytes, as: UTF8.self)
    if path.isEmpty { return fail("empty string") }
    let illegal = "!\"#$%&'()*,:;<=>?[\\]^{|}`\u{FFFD}"
    for scalar in path.unicodeScalars
    where illegal.unicodeScalars.contains(scalar) || !isGraphic(scalar) {
      return fail("invalid character \(describe(scalar))")
    }
    return path
  }

  private func isGraphic(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator, .spaceSeparator:
      return false
    default: return true
    }
  }

  /// A character as Go's verb %#U prints it: `U+0021 '!'`.
  private func describe(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    let isPrintable = isGraphic(scalar) || scalar == " "
    return isPrintable ? "U+\(padded) '\(scalar)'" : "U+\(padded)"
  }

  /// The package of an import path. After an error a fake package, so that its names can be used
  /// without further complaints.
  func importPackage(_ path: String, at position: SourcePosition) -> Package? {
    let directory = directoryOfCurrentFile
    let key = directory + "\0" + path
    if let known = importedPackages[key] { return known }
    let imported = loadPackage(path, directory, at: position)
    guard imported.isComplete || imported.isFake else { return nil }
    importedPackages[key] = imported
    if !packagePathsByName.isEmpty { collectPackagePaths(imported) }
    return imported
  }

  private func loadPackage(
    _ path: String, _ directory: String, at position: SourcePosition
  ) -> Package {
    if path == "unsafe" { return universe.unsafePackage }
    if path == "C" && configuration.fakesPackageC {
      let package = Package(path: "C", name: "C", universe: universe)
      package.isFake = true
      return package
    }
    var reason = "no importer is installed"
    var found: Package?
    if let importer {
      do throws(ImportFailure) {
        let package = try importer.importPackage(path: path, directory: directory)
        if !package.name.isEmpty && package.name != "_" { return package }
        reason = "invalid package name: \(ConstantFormat.quoted(Array(package.name.utf8)))"
      } catch {
        reason = error.message
        found = error.package
      }
    }
    report(.brokenImport, at: position, "could not import \(path) (\(reason))")
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let package = found ?? Package(path: path, name: name, universe: universe)
    package.isFake = true
    return package
  }

  private var directoryOfCurrentFile: String {
    let path = tree.source.path
    guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return "." }
    return String(path[..<slash])
  }

  /// Complains about imports that nothing refers to.
  func reportUnusedImports() {
    if configuration.ignoresFunctionBodies || configuration.ignoresUnusedImports { return }
    for object in importNames where object.name != .blank && !object.isUsed {
      let path = object.imported.path
      let last = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
      let quoted = ConstantFormat.quoted(Array(path.utf8))
      let isUsual = object.text.isEmpty || object.name == .dot || object.text == last
      reportSoft(
        .unusedImport, at: object.position,
        isUsual
          ? "\(quoted) imported and not used"
          : "\(quoted) imported as \(object.text) and not used")
    }
  }
}
