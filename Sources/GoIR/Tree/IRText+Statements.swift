// Statements as Go source, shortened as diagnostics do it; precedences and spellings.
import GoSyntax
import GoTypes

extension IRText {
  func statement(_ node: IRNode) -> String {
    let record = unit[node]
    let a = IRNode(raw: record.a)
    let b = IRNode(raw: record.b)
    switch record.operation {
    case .declare:
      let variable = unit[unit.variable(a)]
      return "var \(text(a)) \(text(variable.type))"
    case .assign:
      return text(a) + (record.flags.contains(.defines) ? " := " : " = ") + text(b)
    case .assignOperation:
      let operation = Self.spelling(record.aux)
      if record.flags.contains(.increments) {
        return text(a) + (record.aux == .add ? "++" : "--")
      }
      return "\(text(a)) \(operation)= \(text(b))"
    case .assignList, .assignFunction, .assignMap, .assignReceive, .assignTypeAssert:
      return list(record.a) + (record.flags.contains(.defines) ? " := " : " = ")
        + list(record.b)
    case .selectReceive: return list(record.a) + " = " + list(record.b)
    case .block: return text(IRList(raw: record.a))
    case .returnResults: return "return " + list(record.a)
    case .tailCall: return "tailcall " + text(a)
    case .inlineMark: return "inlmark \(record.a)"
    case .goCall: return "go " + text(a)
    case .deferCall: return "defer " + text(a)
    case .ifThen: return ifText(record)
    case .forLoop, .rangeLoop: return "for loop"
    case .select: return "select statement"
    case .switchCase: return "switch statement"
    case .caseClause:
      let head = record.a == 0 ? "default" : "case " + list(record.a)
      return head + ": " + text(IRList(raw: record.b))
    case .breakLoop, .continueLoop, .goto, .fallthrough:
      let name = Self.spelling(record.operation)
      return record.a == 0 ? name : name + " " + unit.text(LabelID(raw: record.a))
    case .label: return unit.text(LabelID(raw: record.a)) + ": "
    default: return "<node \(Self.debugName(record.operation))>"
    }
  }

  private func list(_ raw: UInt32) -> String {
    unit.list(operand: raw).map { text($0) }.joined(separator: ", ")
  }

  private func ifText(_ record: NodeRecord) -> String {
    let initial = unit.list(record.initial)
    let condition = text(IRNode(raw: record.a))
    let body = text(IRList(raw: record.b))
    var result = "if \(condition) { \(body) }"
    if initial.count == 1, unit[initial[0]].initial.raw == 0 {
      result = "if \(text(initial[0])); \(condition) { \(body) }"
    }
    if record.c != 0 { result += " else { \(text(IRList(raw: record.c))) }" }
    return result
  }

  /// How tightly an operation binds; negative for statements.
  static func precedence(_ operation: Operation) -> Int {
    switch operation {
    case .declare, .assign, .assignList, .assignFunction, .assignMap, .assignReceive,
      .assignTypeAssert, .assignOperation, .block, .breakLoop, .continueLoop, .goto, .label,
      .fallthrough, .ifThen, .forLoop, .rangeLoop, .switchCase, .caseClause, .select,
      .returnResults, .goCall, .deferCall:
      return -1
    case .plus, .not, .complement, .negate, .address, .dereference, .receive: return 7
    case .multiply, .divide, .remainder, .shiftLeft, .shiftRight, .and, .andNot: return 6
    case .add, .subtract, .or, .exclusiveOr: return 5
    case .equal, .notEqual, .less, .lessEqual, .greater, .greaterEqual: return 4
    case .send: return 3
    case .logicalAnd: return 2
    case .logicalOr: return 1
    // These have no place in the compiler's table, and print without parentheses around parts.
    case .addString, .pointerLiteral, .closure, .dynamicTypeAssert, .dynamicTypeAssert2,
      .inlinedCall, .makeMap, .makeChannel, .key, .structKey, .dynamicType, .linkSymbol,
      .checkNil, .methodTable, .tailCall, .inlineMark, .selectReceive, .communicationClause,
      .typeSwitchGuard, .absent:
      return 0
    default: return 8
    }
  }

  /// The operator or name of an operation in Go.
  static func spelling(_ operation: Operation) -> String {
    spellings[operation] ?? debugName(operation)
  }

  private static let spellings: [Operation: String] = [
    .add: "+", .subtract: "-", .multiply: "*", .divide: "/", .remainder: "%", .and: "&",
    .or: "|", .exclusiveOr: "^", .andNot: "&^", .shiftLeft: "<<", .shiftRight: ">>",
    .equal: "==", .notEqual: "!=", .less: "<", .lessEqual: "<=", .greater: ">",
    .greaterEqual: ">=", .logicalAnd: "&&", .logicalOr: "||", .plus: "+", .negate: "-",
    .complement: "^", .not: "!", .address: "&", .dereference: "*", .receive: "<-", .send: "<-",
    .append: "append", .copy: "copy", .complex: "complex", .delete: "delete", .min: "min",
    .max: "max", .recover: "recover", .print: "print", .println: "println", .real: "real",
    .imaginary: "imag", .capacity: "cap", .length: "len", .clear: "clear", .close: "close",
    .panic: "panic", .unsafeAdd: "unsafe.Add", .unsafeSlice: "unsafe.Slice",
    .breakLoop: "break", .continueLoop: "continue", .goto: "goto",
    .fallthrough: "fallthrough",
  ]

  /// The compiler's own name of an operation, for nodes that have no Go syntax.
  static func debugName(_ operation: Operation) -> String {
    switch operation {
    case .unsafeString: return "unsafe.String"
    case .unsafeSliceData: return "unsafe.SliceData"
    case .unsafeStringData: return "unsafe.StringData"
    case .dynamicTypeAssert: return "DYNAMICDOTTYPE"
    case .dynamicTypeAssert2: return "DYNAMICDOTTYPE2"
    case .methodTable: return "ITAB"
    case .checkNil: return "CHECKNIL"
    case .typeSwitchGuard: return "TYPESW"
    case .dynamicType: return "DYNAMICTYPE"
    default: return String(describing: operation).uppercased()
    }
  }
}
