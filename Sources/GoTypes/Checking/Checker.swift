// The type checker of one package: its state, and the way through it.
//
// The way down, one line a phase (`check` in Checker+Phases.swift reads the same):
//  1. Collect: every file's imports, and every package-level name into the package scope, with the
//     place of its declaration (Collection.swift); methods to their receiver's type name.
//  2. Break chains of type names that lead back to themselves (DeclarationCycles.swift).
//  3. Resolve: types, then aliases, then the rest. Resolving an object resolves what it mentions;
//     objects on the way are "grey", and meeting a grey one is a cycle, judged in Resolution.swift.
//  4. What can only be checked when all types are known was put off by `later`: function bodies,
//     type sets, receiver types, constraint satisfaction. Run it, in order.
//  5. Order the initialisation of package variables (InitializationOrder.swift).
//  6. Complain about unused imports; look for instances without end (Monomorphism.swift).
//
// Who calls whom. Files in `Expressions/` and `Statements/` work on operands; all the others work
// on types and declarations. The seam between the two, in the words of the functions:
//
//  Declarations and types (called from expressions and statements)
//    lookup(_:), lookupWithScope(_:)                 Environment.swift
//    openScope(_:), closeScope(), declare(…)         Environment.swift, Declaring.swift
//    resolve(_ object:)                              Resolution.swift: its type is known afterwards
//    identifier(_:into:wantsType:)                   Identifier.swift: an operand from a name
//    typeExpression(_:) -> GoType                    TypeExpression.swift; it may be invalid
//    variableType(_:), genericType(_:cause:)         TypeExpression.swift
//    fill(_:type:receiver:typeParameters:)           FunctionType.swift: a signature
//    declarationStatement(_:)                        LocalDeclarations.swift
//    reportUnusedVariables(in:)                      Usage.swift
//    later { … }, processDelayed(from:)              Delayed.swift
//    lookupFieldOrMethod(…), missingMethod(…)        Lookup.swift, MissingMethod.swift
//    lookupError(…)                                  Lookup.swift: the words for a failed look-up
//    identical(_:_:), isX(_:), allX(_:)              Relations/: free functions
//    commonUnderlying(_:condition:)                  Relations/TypeSetWalk.swift
//    isComparable(_:…), comparableError(…)           Relations/Comparable.swift
//    implements(_:_:isConstraint:cause:)             Relations/Implements.swift
//    assignable(_ x: inout Operand, to:cause:)       Relations/Assignability.swift
//    newAssertable(_:to:cause:)                      Relations/Implements.swift
//    infer(…), instantiate(…), verifyInstance(…)     Generics/
//    substitute(…)                                   Generics/Substitution.swift
//    sizes                                           Sizes.swift
//    report(_:at:_:), reportSoft, Complaint          Reporting.swift
//    string(_:)                                      Reporting.swift: for messages
//
//  Expressions and statements (called from declarations and types)
//    expression(_ node:, into: &x, target:)          a single value; x.mode is .invalid on error
//    genericExpression(_:into:)                      also a generic function without arguments
//    expressionOrType(_:into:allowsGeneric:)
//    selector(_:into:wantsType:)                     x.f, p.X, T.m
//    initializeConstant(_ object:, &x)               gives the constant its type and value
//    initializeVariable(_ object:, &x, context:)     gives the variable a type, checks the value
//    initializeVariables(_:_:returnStatement:)       n variables from one expression or many
//    functionBody(declaration:name:signature:body:iota:)
//    convertUntyped(&x, to:), representable(…)       Conversions of constants
//    defaultType(_:)                                 of an untyped type
//    record(&x) and the record… functions            Recording.swift
//
// Untyped expressions are recorded in the tables at once with their untyped types and get their
// final type there when it is known; there is no second table of pending ones.
import GoSyntax

/// How a package is to be checked.
public struct CheckerConfiguration: Sendable {
  /// The language version of the package's module; `.unspecified` allows everything.
  public var goVersion: GoVersion = .unspecified
  /// The target's sizes.
  public var sizes: Sizes = .amd64
  /// Leaves function bodies unchecked.
  public var ignoresFunctionBodies = false
  /// Does not complain about unused imports.
  public var ignoresUnusedImports = false
  /// Accepts anonymous interfaces that lead back to themselves, as the language does and Go's
  /// compiler does not.
  public var acceptsAnonymousCycles = false
  /// `import "C"` gives an empty package in which every name is accepted.
  public var fakesPackageC = false

  public init() {}
}

/// Checks one package. Make one, call `check(_:)` once.
public final class Checker {
  public let package: Package
  public let universe: Universe
  /// Where all positions belong to.
  public let sources: SourceSet
  public let configuration: CheckerConfiguration
  /// The results, complete after `check(_:)`.
  public let info = TypeInfo()
  let diagnostics: any DiagnosticSink
  let importer: (any Importer)?

  /// How many complaints were reported.
  public internal(set) var errorCount = 0

  /// Valid while a declaration or body is being checked. Set before the first declaration is looked
  /// at.
  var environment: Environment!

  // Collected from the files.
  /// The package-level objects and methods in source order.
  var packageObjects: [Object] = []
  /// Methods by the type name of their receivers, until the type is resolved.
  var pendingMethods: [ObjectIdentifier: [FuncObject]] = [:]
  /// The imports of all files.
  var importNames: [PkgNameObject] = []
  /// By which import a file has an object that it sees through a dot import.
  var dotImports: [DotImportKey: PkgNameObject] = [:]
  /// The imported packages by directory and path.
  var importedPackages: [String: Package] = [:]

  // The state of resolution.
  /// What is put off, in order; see Delayed.swift.
  var delayed: [DelayedAction] = []
  /// The objects whose declarations are being checked, outermost first.
  var objectPath: [Object] = []
  /// Types that need a last look when all is known.
  var typesToFinish: [GoType] = []
  /// The type sets of unions.
  var unionTypeSets: [ObjectIdentifier: TypeSet] = [:]
  /// Who flows into which type parameter; see Monomorphism.swift.
  var instanceGraph: InstanceGraph
  /// Where the limits of InstanceLimits.swift were reported.
  var limitedPositions: Set<UInt32> = []
  /// Says when recursion must end.
  var stackGuard = StackGuard()

  // For messages.
  var packagePathsByName: [String: Set<String>] = [:]
  var seenPackages: Set<ObjectIdentifier> = []

  /// A file's scope and a name that a dot import brought into it.
  struct DotImportKey: Hashable {
    let scope: ObjectIdentifier
    let name: Name
  }

  /// Prepares the check of a package.
  /// - Parameters:
  ///   - package: a fresh package.
  ///   - universe: that of the run; `package` was made with it.
  ///   - sources: holds the files.
  ///   - importer: answers imports; without one every import is an error.
  ///   - diagnostics: takes the complaints.
  public init(
    package: Package, universe: Universe, sources: SourceSet,
    configuration: CheckerConfiguration = CheckerConfiguration(),
    importer: (any Importer)?, diagnostics: any DiagnosticSink
  ) {
    self.package = package
    self.universe = universe
    self.sources = sources
    self.configuration = configuration
    self.importer = importer
    self.diagnostics = diagnostics
    instanceGraph = InstanceGraph(package: package)
  }

  /// The spellings of names.
  var names: NameTable { universe.names }
}
