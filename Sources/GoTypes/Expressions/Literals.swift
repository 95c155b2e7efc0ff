// Literals of basic types and of functions.

import GoSyntax

extension Checker {
  /// Checks a number, rune or string.
  func basicLiteral(_ node: NodeID, into x: inout Operand) {
    let syntax = tree.basicLiteral(node)
    // The scanner has reported what is malformed.
    if syntax.isBad { return }
    let isNumber: Bool = syntax.kind != .rune && syntax.kind != .string
    if isNumber {
      checkLiteralVersion(node, syntax)
      // Longer numbers mean nothing, and take long to read.
      let limit = 10_000
      if syntax.length > limit {
        let start = String(tree.literalText(node).prefix(10))
        report(
          .invalidConstVal, at: node,
          "excessively long constant: \(start)... (\(syntax.length) chars)")
        return
      }
    }
    let (sort, type) = literalType(syntax.kind)
    let value = Constant.literal(tree.literalBytes(node), as: sort)
    if value.isUnknown {
      report(.invalidConstVal, at: node, "malformed constant: \(tree.literalText(node))")
      return
    }
    x.mode = .constant
    x.type = type
    x.value = value
    if isNumber { checkOverflow(&x, at: tree.position(node)) }
  }

  private func literalType(_ kind: LiteralKind) -> (ConstantLiteral, BasicType) {
    switch kind {
    case .integer: return (.int, .untypedInt)
    case .float: return (.float, .untypedFloat)
    case .imaginary: return (.imaginary, .untypedComplex)
    case .rune: return (.rune, .untypedRune)
    case .string: return (.string, .untypedString)
    }
  }

  /// Reports number formats that the file's language version does not have.
  private func checkLiteralVersion(_ node: NodeID, _ syntax: BasicLiteralSyntax) {
    if syntax.length <= 2 || allows(.go1_13) { return }
    let bytes = tree.literalBytes(node)
    let what: String
    if bytes.contains(UInt8(ascii: "_")) {
      what = "underscore in numeric literal"
    } else if bytes[0] != UInt8(ascii: "0") {
      return
    } else {
      switch bytes[1] | 0x20 {
      case UInt8(ascii: "b"): what = "binary literal"
      case UInt8(ascii: "o"): what = "0o/0O-style octal literal"
      case UInt8(ascii: "x") where syntax.kind != .integer:
        what = "hexadecimal floating-point literal"
      default: return
      }
    }
    _ = verify(.go1_13, at: tree.start(of: node), what)
  }

  /// Checks a function literal. Its body is checked later, when the types around it are known, but
  /// before the names in scope change.
  func functionLiteral(_ node: NodeID, into x: inout Operand) {
    let syntax = tree.functionLiteral(node)
    guard let signature = typeExpression(syntax.type).asSignature else {
      report(.invalidSyntaxTree, at: node, "invalid function literal \(string(node))")
      return
    }
    signature.scope?.start = tree.position(node)
    signature.scope?.end = tree.end(of: node)
    if !configuration.ignoresFunctionBodies {
      let declaration = environment.declaration
      let iota = environment.iota
      later { [self] in
        functionBody(
          declaration: declaration, signature: signature, body: syntax.body, iota: iota)
      }
    }
    x.mode = .value
    x.type = signature
  }
}
