// The expansion of `@Managed`: one look at a struct's stored properties, one extension.
import SwiftCompilerPlugin
import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacros

@main
struct Plugin: CompilerPlugin {
  let providingMacros: [any Macro.Type] = [ManagedMacro.self]
}

/// What the macro refuses, each with its cure.
enum ManagedMessage: DiagnosticMessage {
  case notAStruct
  case noType(String)

  var severity: DiagnosticSeverity { .error }
  var message: String {
    switch self {
    case .notAStruct:
      "@Managed is for structs: an enum or a class cannot say where its references are"
    case .noType(let name):
      "@Managed needs the type of '\(name)': write it behind the name"
    }
  }
  var diagnosticID: MessageID {
    switch self {
    case .notAStruct: MessageID(domain: "TricolorMacros", id: "notAStruct")
    case .noType: MessageID(domain: "TricolorMacros", id: "noType")
    }
  }
}

/// See `Managed` in TricolorMacros.
public struct ManagedMacro: ExtensionMacro {
  public static func expansion(
    of node: AttributeSyntax, attachedTo declaration: some DeclGroupSyntax,
    providingExtensionsOf type: some TypeSyntaxProtocol,
    conformingTo protocols: [TypeSyntax], in context: some MacroExpansionContext
  ) throws -> [ExtensionDeclSyntax] {
    guard let structure = declaration.as(StructDeclSyntax.self) else {
      context.diagnose(Diagnostic(node: node, message: ManagedMessage.notAStruct))
      return []
    }
    guard let properties = storedProperties(of: structure, in: context) else { return [] }
    var references: [String] = []
    for (name, storedType) in properties where !isReferenceFree(storedType) {
      references.append(name)
    }
    if references.isEmpty {
      return [try ExtensionDeclSyntax("extension \(type.trimmed): ReferenceFree {}")]
    }
    let access = accessLevel(of: structure)
    let paths = references.map { "\\.\($0)" }.joined(separator: ", ")
    let own = type.trimmedDescription
    return [
      try ExtensionDeclSyntax(
        """
        extension \(type.trimmed): ManagedLayout {
          \(raw: access)static let layout = ObjectLayout<\(raw: own)>(references: \(raw: paths))
        }
        """)
    ]
  }

  /// The extension's members are as visible as the struct.
  private static func accessLevel(of structure: StructDeclSyntax) -> String {
    for modifier in structure.modifiers {
      switch modifier.name.tokenKind {
      case .keyword(.public), .keyword(.open): return "public "
      case .keyword(.package): return "package "
      default: continue
      }
    }
    return ""
  }

  /// Names and types of the stored properties of instances; nil when one has no type, which is
  /// diagnosed.
  private static func storedProperties(
    of structure: StructDeclSyntax, in context: some MacroExpansionContext
  ) -> [(name: String, type: TypeSyntax)]? {
    var found: [(name: String, type: TypeSyntax)] = []
    var isComplete = true
    for member in structure.memberBlock.members {
      guard let variable = member.decl.as(VariableDeclSyntax.self), isStored(variable) else {
        continue
      }
      // In `var a, b: Int` the type stands behind the last name.
      var following: TypeSyntax?
      var own: [(name: String, type: TypeSyntax)] = []
      for binding in variable.bindings.reversed() {
        let type = binding.typeAnnotation?.type ?? literalType(binding.initializer) ?? following
        following = binding.typeAnnotation?.type ?? following
        guard isStored(binding), let name = binding.pattern.as(IdentifierPatternSyntax.self) else {
          continue
        }
        guard let type else {
          let message = ManagedMessage.noType(name.identifier.text)
          context.diagnose(Diagnostic(node: binding, message: message))
          isComplete = false
          continue
        }
        own.append((name.identifier.text, type))
      }
      found += own.reversed()
    }
    return isComplete ? found : nil
  }

  private static func isStored(_ variable: VariableDeclSyntax) -> Bool {
    !variable.modifiers.contains {
      [.keyword(.static), .keyword(.class), .keyword(.lazy)].contains($0.name.tokenKind)
    }
  }

  /// Observers leave a property stored; getters do not.
  private static func isStored(_ binding: PatternBindingSyntax) -> Bool {
    switch binding.accessorBlock?.accessors {
    case nil: true
    case .getter: false
    case .accessors(let list):
      list.allSatisfy {
        [.keyword(.willSet), .keyword(.didSet)].contains($0.accessorSpecifier.tokenKind)
      }
    }
  }

  /// The type that a literal gives a property.
  private static func literalType(_ initializer: InitializerClauseSyntax?) -> TypeSyntax? {
    guard var value = initializer?.value else { return nil }
    if let sign = value.as(PrefixOperatorExprSyntax.self) { value = sign.expression }
    if value.is(IntegerLiteralExprSyntax.self) { return "Int" }
    if value.is(FloatLiteralExprSyntax.self) { return "Double" }
    if value.is(BooleanLiteralExprSyntax.self) { return "Bool" }
    return nil
  }

  private static let plainTypes: Set<String> = [
    "Int", "Int8", "Int16", "Int32", "Int64", "Int128", "UInt", "UInt8", "UInt16", "UInt32",
    "UInt64", "UInt128", "Float", "Float16", "Double", "Bool", "Unicode.Scalar",
  ]

  /// Whether a type is known to hold no references.
  private static func isReferenceFree(_ type: TypeSyntax) -> Bool {
    if let optional = type.as(OptionalTypeSyntax.self) {
      return isReferenceFree(optional.wrappedType)
    }
    if let tuple = type.as(TupleTypeSyntax.self) {
      return tuple.elements.allSatisfy { isReferenceFree($0.type) }
    }
    if let name = type.as(IdentifierTypeSyntax.self), let arguments = name.genericArgumentClause {
      if name.name.text == "SideBox" { return true }
      guard name.name.text == "InlineArray", let last = arguments.arguments.last,
        case .type(let element) = last.argument
      else { return false }
      return isReferenceFree(element)
    }
    return plainTypes.contains(type.trimmedDescription)
  }
}
