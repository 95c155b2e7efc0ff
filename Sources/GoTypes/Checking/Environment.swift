// What holds where the checker just is: the file, the innermost scope, the enclosing function.
import GoSyntax

/// The surroundings of the declaration or statement that is being checked. Saved and restored as
/// a whole whenever the checker turns to another declaration.
struct Environment {
  /// The file: its tree gives meaning to every `NodeID`, its version gates features.
  var file: FileTypes
  /// The innermost scope, where look-ups begin.
  var scope: Scope
  /// The package-level declaration whose initial value or body is checked; it collects
  /// dependencies.
  var declaration: DeclarationInfo?
  /// The value of `iota` inside a constant declaration.
  var iota: Constant?
  /// Where to report errors in an expression that a constant inherits from one above it.
  var errorPosition: SourcePosition = .unknown
  /// Inside a type parameter list.
  var isInTypeParameterList = false
  /// The signature of the enclosing function.
  var signature: Signature?
  /// The calls of `panic` in the function so far, which end a statement list.
  var panicCalls: Set<NodeID> = []
  /// The expression contains a call or a channel receive, so its length is not constant.
  var hasCallOrReceive = false

  init(file: FileTypes, scope: Scope) {
    self.file = file
    self.scope = scope
  }
}

extension Checker {
  /// The tree of the current file.
  var tree: SyntaxTree { environment.file.tree }

  /// Looks a name up in the current scope and those around it.
  /// Cost: one probe a scope on the way.
  func lookup(_ name: Name) -> Object? {
    var scope: Scope? = environment.scope
    while let current = scope {
      if let object = current.lookup(name) { return object }
      scope = current.parent
    }
    return nil
  }

  /// Like `lookup`, and says which scope had it: for objects of dot imports not their own.
  func lookupWithScope(_ name: Name) -> (scope: Scope, object: Object)? {
    var scope: Scope? = environment.scope
    while let current = scope {
      if let object = current.lookup(name) { return (current, object) }
      scope = current.parent
    }
    return nil
  }

  /// Enters a new scope that a node makes, and records it.
  func openScope(_ node: NodeID) {
    let tree = environment.file.tree
    let scope = Scope(
      parent: environment.scope, start: tree.start(of: node), end: tree.end(of: node))
    environment.file.scopes[node] = scope
    environment.scope = scope
  }

  /// Leaves the innermost scope.
  func closeScope() {
    if let parent = environment.scope.parent { environment.scope = parent }
  }

  /// Runs `body` and restores the environment afterwards.
  func withSavedEnvironment<Result>(_ body: () -> Result) -> Result {
    let saved = environment
    defer { environment = saved }
    return body()
  }

  /// Whether a language feature may be used here.
  func allows(_ feature: GoVersion) -> Bool { environment.file.version.allows(feature) }

  /// Whether a language feature may be used here; if not, an error says which version it
  /// requires.
  /// - Parameters:
  ///   - what: the feature, as the subject of "… requires go1.N or later".
  func verify(
    _ feature: GoVersion, at position: SourcePosition, _ what: @autoclosure () -> String
  ) -> Bool {
    if allows(feature) { return true }
    report(
      .unsupportedFeature, at: position, "\(what()) requires \(feature) or later")
    return false
  }

  /// Notes that the current declaration refers to a package-level object.
  func addDependency(on object: Object) {
    guard let from = environment.declaration, object.declaration != nil else { return }
    from.addDependency(object)
  }
}
