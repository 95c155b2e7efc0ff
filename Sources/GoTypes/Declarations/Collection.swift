// Collecting the package-level names of all files, and associating methods with their types.
//
// Nothing is resolved here: objects get a `DeclarationInfo` that says where their declaration is.
// Imports are in Imports.swift.
import GoSyntax

/// Methods of the files so far, with the syntax of their receivers.
struct CollectedMethod {
  let method: FuncObject
  let hasPointer: Bool
  /// The name of the receiver's base type.
  let base: Name
}

extension Checker {
  /// Collects all files.
  func collectObjects() {
    var methods: [CollectedMethod] = []
    for file in info.files {
      environment = Environment(file: file, scope: file.scope)
      collect(file, &methods)
    }
    reportFileScopeConflicts()
    for collected in methods {
      guard
        let (base, hasPointer) = resolveBaseTypeName(
          collected.base, hasPointer: collected.hasPointer)
      else { continue }
      collected.method.declaredPointerReceiver = hasPointer
      pendingMethods[ObjectIdentifier(base), default: []].append(collected.method)
    }
  }

  private func collect(_ file: FileTypes, _ methods: inout [CollectedMethod]) {
    let tree = file.tree
    var group = ConstantGroup()
    for declaration in tree.declarations {
      let kind = tree.kind(declaration)
      if kind != .constDeclaration { group.leave() }
      switch kind {
      case .importDeclaration: collectImport(declaration)
      case .constDeclaration: collectConstants(declaration, &group)
      case .varDeclaration: collectVariables(declaration)
      case .typeDeclaration: collectType(declaration)
      case .functionDeclaration: collectFunction(declaration, &methods)
      default: report(.invalidSyntaxTree, at: declaration, "unknown declaration")
      }
    }
  }

  /// Declares a constant, variable or type of the package.
  private func declarePackageObject(
    _ identifier: NodeID, _ object: Object, _ declaration: DeclarationInfo
  ) {
    if object.name == .initFunction {
      report(.invalidInitDecl, at: identifier, "cannot declare init - must be func")
      return
    }
    if object.name == .main && package.name == "main" {
      report(.invalidMainDecl, at: identifier, "cannot declare main - must be func")
      return
    }
    declare(object, as: identifier, in: package.scope)
    enter(object, declaration)
  }

  /// Adds an object to the list of those to be resolved.
  private func enter(_ object: Object, _ declaration: DeclarationInfo) {
    object.declaration = declaration
    packageObjects.append(object)
    object.order = UInt32(packageObjects.count)
  }

  private func collectConstants(_ node: NodeID, _ group: inout ConstantGroup) {
    let syntax = tree.constDeclaration(node)
    let member = group.next(syntax)
    let values = tree.elements(member.values)
    for (index, identifier) in syntax.names.enumerated() {
      let object = ConstObject(
        objectName(identifier), at: tree.position(identifier), in: package, type: nil,
        value: .int(Int64(member.iota)))
      let initial = index < values.count ? values[index] : nil
      let declaration = DeclarationInfo(
        file: environment.file, source: .value(type: member.type, initial: initial),
        isInherited: member.isInherited)
      declarePackageObject(identifier, object, declaration)
    }
    checkArity(
      at: tree.position(node), syntax.names, values, isConstant: true,
      isInherited: member.isInherited)
  }

  private func collectVariables(_ node: NodeID) {
    let syntax = tree.varDeclaration(node)
    let values = tree.elements(syntax.values)
    // One value, or none, is shared by all variables; and so are the things it depends on.
    var shared: DeclarationInfo?
    if values.count <= 1 {
      shared = DeclarationInfo(
        file: environment.file, source: .value(type: syntax.type, initial: values.first))
    }
    var variables: [VarObject] = []
    for (index, identifier) in syntax.names.enumerated() {
      let object = VarObject(
        .package, objectName(identifier), at: tree.position(identifier), in: package, type: nil)
      variables.append(object)
      let initial = index < values.count ? values[index] : nil
      let own = DeclarationInfo(
        file: environment.file, source: .value(type: syntax.type, initial: initial))
      declarePackageObject(identifier, object, shared ?? own)
    }
    shared?.variables = variables
    if syntax.type == nil || !values.isEmpty {
      checkArity(
        at: tree.position(node), syntax.names, values, isConstant: false, isInherited: false)
    }
  }

  private func collectType(_ node: NodeID) {
    let identifier = tree.typeDeclaration(node).name
    let object = TypeNameObject(
      objectName(identifier), at: tree.position(identifier), in: package, type: nil)
    declarePackageObject(
      identifier, object, DeclarationInfo(file: environment.file, source: .type(node)))
  }

  private func collectFunction(_ node: NodeID, _ methods: inout [CollectedMethod]) {
    let syntax = tree.functionDeclaration(node)
    let object = FuncObject(
      objectName(syntax.name), at: tree.position(syntax.name), in: package, signature: nil)
    if let receiver = syntax.receiver {
      let parts = receiverParts(tree.field(receiver).type)
      if tree.kind(parts.base) == .name, object.name != .blank {
        methods.append(
          CollectedMethod(
            method: object, hasPointer: parts.hasPointer, base: tree.name(parts.base)))
      }
      if let first = syntax.typeParameters.first {
        _ = verify(GoVersion(minor: 27), at: tree.start(of: first), "generic method")
      }
      recordDefinition(syntax.name, object)
    } else {
      collectPlainFunction(syntax, object)
    }
    enter(object, DeclarationInfo(file: environment.file, source: .function(node)))
  }

  private func collectPlainFunction(_ syntax: FunctionDeclarationSyntax, _ object: FuncObject) {
    let isInit = object.name == .initFunction
    if isInit || object.name == .main && package.name == "main" {
      let code: DiagnosticCode = isInit ? .invalidInitDecl : .invalidMainDecl
      if let first = syntax.typeParameters.first {
        reportSoft(code, at: first, "func \(object.text) must have no type parameters")
      }
      let type = tree.functionType(syntax.type)
      if !type.parameters.isEmpty || !type.results.isEmpty {
        reportSoft(
          code, at: syntax.name,
          "func \(object.text) must have no arguments and no return values")
      }
    } else if let first = syntax.typeParameters.first {
      _ = verify(GoVersion(minor: 18), at: tree.start(of: first), "type parameter")
    }
    guard isInit else {
      declare(object, as: syntax.name, in: package.scope)
      return
    }
    // Functions called init cannot be referred to.
    object.parent = package.scope
    recordDefinition(syntax.name, object)
    if syntax.body == nil {
      reportSoft(.missingInitBody, at: object.position, "func init must have a body")
    }
  }

  /// Names may not be declared both in a file (by an import) and in the package.
  private func reportFileScopeConflicts() {
    for file in info.files {
      for (name, object) in zip(file.scope.declaredNames, file.scope.all) {
        guard let other = package.scope.lookup(name) else { continue }
        var complaint = Complaint(.duplicateDecl)
        if let imported = object.asPackageName {
          let path = imported.imported.path
          complaint.add(
            other.position,
            "\(other.text) already declared through import of package \(imported.imported.name)"
              + " (\(ConstantFormat.quoted(Array(path.utf8))))")
        } else if let from = object.package {
          complaint.add(
            other.position,
            "\(other.text) already declared through dot-import of package \(from.name)"
              + " (\(ConstantFormat.quoted(Array(from.path.utf8))))")
        }
        complaint.addOtherDeclaration(of: object)
        report(complaint)
      }
    }
  }
}

// Receivers.
extension Checker {
  /// The parts of a receiver's type `*base[parameters]`.
  struct ReceiverParts {
    let hasPointer: Bool
    /// Not a name in wrong programs.
    let base: NodeID
    /// What is written in brackets.
    let typeParameters: NodeList
  }

  /// Takes the type of a receiver apart.
  func receiverParts(_ type: NodeID) -> ReceiverParts {
    var base = tree.unparenthesized(type)
    var hasPointer = false
    if let inner = pointerBase(base) {
      hasPointer = true
      base = tree.unparenthesized(inner)
    }
    guard tree.kind(base) == .index else {
      return ReceiverParts(hasPointer: hasPointer, base: base, typeParameters: .empty)
    }
    let syntax = tree.index(base)
    return ReceiverParts(
      hasPointer: hasPointer, base: syntax.operand,
      typeParameters: tree.elements(syntax.index))
  }

  /// The `T` of a `*T`; nil for other expressions.
  func pointerBase(_ node: NodeID) -> NodeID? {
    guard tree.kind(node) == .unary else { return nil }
    let syntax = tree.unary(node)
    return syntax.op == .multiply ? syntax.operand : nil
  }

  /// The defined type of the package that a receiver's base name stands for, through aliases that
  /// are not generic; nil if there is none.
  private func resolveBaseTypeName(
    _ name: Name, hasPointer: Bool
  ) -> (TypeNameObject, hasPointer: Bool)? {
    var hasPointer = hasPointer
    var next: Name? = name
    var seen: Set<ObjectIdentifier> = []
    while let name = next {
      guard let object = package.scope.lookup(name)?.asTypeName,
        seen.insert(ObjectIdentifier(object)).inserted,
        let declaration = object.declaration, let node = declaration.typeDeclaration
      else { return nil }
      environment.file = declaration.file
      let syntax = tree.typeDeclaration(node)
      if !syntax.isAlias { return (object, hasPointer) }
      if !syntax.typeParameters.isEmpty { return nil }
      var type = tree.unparenthesized(syntax.type)
      if let base = pointerBase(type) {
        if hasPointer { return nil }
        hasPointer = true
        type = tree.unparenthesized(base)
      }
      next = tree.kind(type) == .name ? tree.name(type) : nil
    }
    return nil
  }
}
