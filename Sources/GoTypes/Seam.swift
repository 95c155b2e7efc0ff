// What declarations and type expressions answer to expressions and statements. Each function goes
// away as soon as the one of its name in Declarations/, TypeExpressions/ or Generics/ lands.

import GoSyntax
extension Checker {
  func identifier(_ node: NodeID, into x: inout Operand, wantsType: Bool) {}
  func typeExpression(_ node: NodeID) -> GoType { BasicType.invalid }
  func variableType(_ node: NodeID) -> GoType { BasicType.invalid }
  func checkVariableType(_ type: GoType, at node: NodeID) {}
  func typeList(_ nodes: NodeList) -> [GoType]? { nil }
  func isComplete(_ type: GoType) -> Bool { true }
  func declare(
    _ object: Object, as identifier: NodeID?, in scope: Scope,
    from scopePosition: SourcePosition = .unknown
  ) {}
  func recordInstance(_ expression: NodeID, _ arguments: [GoType], _ type: GoType) {}
  func reportUnusedVariables(in root: Scope) {}
  func declarationStatement(_ node: NodeID) {}
  func infer(
    at position: SourcePosition, _ parameters: [TypeParameter], _ arguments: [GoType?],
    _ params: TupleType, _ operands: [Operand], isReverse: Bool, _ complaint: inout Complaint
  ) -> [GoType]? { nil }
  func renameTypeParameters(_ parameters: [TypeParameter], in type: GoType) -> (
    parameters: [TypeParameter], type: GoType
  ) { (parameters, type) }
  func isParameterized(_ parameters: [TypeParameter], _ type: GoType) -> Bool { false }
}
