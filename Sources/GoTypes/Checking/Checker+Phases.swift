// The check of a package, phase by phase.
import GoSyntax

extension Checker {
  /// Checks the files of the package. Complaints go to the sink; the results are in `info` and in
  /// the package's scope, as complete as the errors allow. Call it once, on the thread on which the
  /// universe is used.
  ///
  /// Cost: about linear in the size of the files. Deep nesting takes stack: what does not fit
  /// is reported as an error of code `limit`.
  public func check(_ trees: [SyntaxTree]) {
    stackGuard = StackGuard()
    universe.instances.resetLimits(room: stackGuard.room)
    prepare(trees)
    guard !info.files.isEmpty else {
      package.isComplete = true
      return
    }
    collectObjects()
    breakDirectCycles()
    resolvePackageObjects()
    processDelayed(from: 0)
    finishTypes()
    // Beyond this point all types are known.
    orderInitialization()
    reportUnusedImports()
    if errorCount == 0 { checkInstanceCycles() }
    if errorCount == 0 && !configuration.acceptsAnonymousCycles { reportAnonymousInterfaceCycles() }
    reportSilentLimit()
    package.isComplete = true
    releaseWorkingState()
  }

  /// Takes the files whose package clause fits.
  private func prepare(_ trees: [SyntaxTree]) {
    for tree in trees {
      let scope = Scope(
        parent: package.scope, start: tree.packagePosition, end: tree.endOfFile)
      let file = FileTypes(tree: tree, version: configuration.goVersion, scope: scope)
      environment = Environment(file: file, scope: scope)
      guard let clause = tree.packageName else { continue }
      let name = names.text(tree.name(clause))
      if package.name.isEmpty {
        if name == "_" {
          report(.blankPkgName, at: clause, "invalid package name _")
        } else {
          package.name = name
        }
      } else if package.name != name {
        report(
          .mismatchedPkgName, at: tree.packagePosition,
          "package \(name); expected package \(package.name)")
        continue
      }
      file.version = version(of: tree, clause)
      info.files.append(file)
    }
    let version = configuration.goVersion
    if GoVersion.current < version, let first = trees.first {
      report(
        .tooNew, at: first.packagePosition,
        "package requires newer Go version \(version) "
          + "(application built with \(GoVersion.current))")
    }
  }

  /// The language version of a file: what its `//go:build` line asks for, but at least 1.21, else
  /// that of the module.
  private func version(of tree: SyntaxTree, _ clause: NodeID) -> GoVersion {
    guard let text = tree.goVersion, let asked = GoVersion(text) else {
      return configuration.goVersion
    }
    if GoVersion.current < asked {
      report(.tooNew, at: clause, "file requires newer Go version \(asked)")
    }
    return max(asked, .go1_21)
  }

  /// Computes what may be asked of types later, and makes them forget the checker.
  private func finishTypes() {
    var next = 0
    // Finishing one type may make others.
    while next < typesToFinish.count {
      let type = typesToFinish[next]
      next += 1
      switch type.kind {
      case .named:
        let named = unsafeDowncast(type, to: NamedType.self)
        // Instances are expanded when somebody asks.
        if named.instance == nil { _ = named.underlying }
        named.checker = nil
      case .interface:
        let interface = unsafeDowncast(type, to: InterfaceType.self)
        _ = interface.typeSet
        interface.checker = nil
        interface.embeddedPositions = []
      case .typeParameter:
        let parameter = unsafeDowncast(type, to: TypeParameter.self)
        _ = parameter.interface
        parameter.checker = nil
      default: break
      }
    }
    typesToFinish = []
    // Type sets may have complained about methods.
    processDelayed(from: 0)
  }

  private func releaseWorkingState() {
    for object in packageObjects { object.declaration = nil }
    packageObjects = []
    importNames = []
    dotImports = [:]
    importedPackages = [:]
    unionTypeSets = [:]
    packagePathsByName = [:]
    seenPackages = []
    instanceGraph = InstanceGraph(package: package)
  }
}
