// The built-in procedures: a table of names and functions. Arguments come in a managed array.
import Tricolor

/// One built-in procedure.
struct Primitive: Sendable {
  let name: String
  let least: Int
  let call: @Sendable (borrowing Interpreter, ManagedArray<Value>) throws -> Value
}

/// All of them; a `.primitive` value is an index into this table.
let primitives: [Primitive] =
  arithmetic + comparisons + pairs + texts + control

extension Interpreter {
  func callPrimitive(_ number: Int, _ arguments: ManagedArray<Value>) throws -> Value {
    let primitive = primitives[number]
    guard arguments.count >= primitive.least else {
      throw SchemeError("\(primitive.name) wants \(primitive.least) arguments")
    }
    return try primitive.call(self, arguments)
  }
}

private func real(_ value: Value) throws -> Double {
  switch value {
  case .integer(let integer): return Double(integer)
  case .real(let real): return real
  default: throw SchemeError("a number is wanted")
  }
}

private func integer(_ value: Value) throws -> Int {
  guard case .integer(let integer) = value else { throw SchemeError("an integer is wanted") }
  return integer
}

private func cell(_ value: Value) throws -> Ref<Pair> {
  guard case .pair(let cell) = value else { throw SchemeError("a pair is wanted") }
  return cell
}

private func text(_ value: Value) throws -> String {
  guard case .string(let text) = value else { throw SchemeError("a string is wanted") }
  return text.text.value
}

private func items(_ value: Value) throws -> ManagedArray<Value> {
  guard case .vector(let items) = value else { throw SchemeError("a vector is wanted") }
  return items
}

/// Folds numbers, staying with integers as long as all are.
private func fold(
  _ name: String, _ start: Int, _ whole: @escaping @Sendable (Int, Int) -> Int,
  _ broken: @escaping @Sendable (Double, Double) -> Double
) -> Primitive {
  Primitive(name: name, least: 0) { _, arguments in
    @Sendable func step(_ left: Value, _ right: Value) throws -> Value {
      if case .integer(let a) = left, case .integer(let b) = right {
        return .integer(whole(a, b))
      }
      return .real(broken(try real(left), try real(right)))
    }
    if arguments.count == 1 { return try step(.integer(start), arguments[0]) }
    var result = arguments.count == 0 ? Value.integer(start) : arguments[0]
    for index in 1..<max(arguments.count, 1) { result = try step(result, arguments[index]) }
    return result
  }
}

private func divide(
  _ name: String, _ by: @escaping @Sendable (Int, Int) -> Int
) -> Primitive {
  Primitive(name: name, least: 2) { _, arguments in
    let divisor = try integer(arguments[1])
    guard divisor != 0 else { throw SchemeError("division by zero") }
    return .integer(by(try integer(arguments[0]), divisor))
  }
}

private let arithmetic: [Primitive] = [
  fold("+", 0, { $0 &+ $1 }, { $0 + $1 }), fold("-", 0, { $0 &- $1 }, { $0 - $1 }),
  fold("*", 1, { $0 &* $1 }, { $0 * $1 }),
  Primitive(name: "/", least: 2) { _, arguments in
    .real(try real(arguments[0]) / real(arguments[1]))
  },
  divide("quotient") { $0 / $1 }, divide("remainder") { $0 % $1 },
  divide("modulo") {
    let r = $0 % $1; return r != 0 && (r < 0) != ($1 < 0) ? r + $1 : r
  },
  Primitive(name: "sqrt", least: 1) { _, a in .real(try real(a[0]).squareRoot()) },
  Primitive(name: "exact", least: 1) { _, a in .integer(Int(try real(a[0]))) },
  Primitive(name: "exact->inexact", least: 1) { _, a in .real(try real(a[0])) },
  Primitive(name: "number?", least: 1) { _, a in
    switch a[0] {
    case .integer, .real: return .boolean(true)
    default: return .boolean(false)
    }
  },
]

private func compare(
  _ name: String, _ holds: @escaping @Sendable (Double, Double) -> Bool,
  _ holdsWhole: @escaping @Sendable (Int, Int) -> Bool
) -> Primitive {
  Primitive(name: name, least: 2) { _, arguments in
    for index in 1..<arguments.count {
      let left = arguments[index - 1]
      let right = arguments[index]
      if case .integer(let a) = left, case .integer(let b) = right {
        if !holdsWhole(a, b) { return .boolean(false) }
      } else if !holds(try real(left), try real(right)) {
        return .boolean(false)
      }
    }
    return .boolean(true)
  }
}

/// Identity, with numbers, characters and booleans by value.
func areSame(_ left: Value, _ right: Value) -> Bool {
  switch (left, right) {
  case (.null, .null), (.unspecified, .unspecified): return true
  case (.boolean(let a), .boolean(let b)): return a == b
  case (.integer(let a), .integer(let b)): return a == b
  case (.real(let a), .real(let b)): return a == b
  case (.character(let a), .character(let b)): return a == b
  case (.symbol(let a), .symbol(let b)): return a == b
  case (.string(let a), .string(let b)): return a == b
  case (.pair(let a), .pair(let b)): return a == b
  case (.closure(let a), .closure(let b)): return a == b
  case (.vector(let a), .vector(let b)): return a == b
  case (.primitive(let a), .primitive(let b)): return a == b
  default: return false
  }
}

/// Equality of structure.
func areEqual(_ left: Value, _ right: Value) -> Bool {
  var left = left
  var right = right
  while case .pair(let a) = left, case .pair(let b) = right {
    if !areEqual(a.first, b.first) { return false }
    left = a.rest
    right = b.rest
  }
  if case .string(let a) = left, case .string(let b) = right { return a.text.value == b.text.value }
  if case .vector(let a) = left, case .vector(let b) = right {
    return a.count == b.count && (0..<a.count).allSatisfy { areEqual(a[$0], b[$0]) }
  }
  return areSame(left, right)
}

private let comparisons: [Primitive] = [
  compare("=", { $0 == $1 }, { $0 == $1 }), compare("<", { $0 < $1 }, { $0 < $1 }),
  compare(">", { $0 > $1 }, { $0 > $1 }), compare("<=", { $0 <= $1 }, { $0 <= $1 }),
  compare(">=", { $0 >= $1 }, { $0 >= $1 }),
  Primitive(name: "eq?", least: 2) { _, a in .boolean(areSame(a[0], a[1])) },
  Primitive(name: "eqv?", least: 2) { _, a in .boolean(areSame(a[0], a[1])) },
  Primitive(name: "equal?", least: 2) { _, a in .boolean(areEqual(a[0], a[1])) },
  Primitive(name: "not", least: 1) { _, a in .boolean(!a[0].isTrue) },
]

private func isA(_ name: String, _ test: @escaping @Sendable (Value) -> Bool) -> Primitive {
  Primitive(name: name, least: 1) { _, a in .boolean(test(a[0])) }
}

private let pairs: [Primitive] = [
  Primitive(name: "cons", least: 2) { scheme, a in .pair(scheme.pair(a[0], a[1])) },
  Primitive(name: "car", least: 1) { _, a in try cell(a[0]).first },
  Primitive(name: "cdr", least: 1) { _, a in try cell(a[0]).rest },
  Primitive(name: "set-car!", least: 2) { _, a in
    try cell(a[0]).first = a[1]
    return .unspecified
  },
  Primitive(name: "set-cdr!", least: 2) { _, a in
    try cell(a[0]).rest = a[1]
    return .unspecified
  },
  isA("null?") { if case .null = $0 { true } else { false } },
  isA("pair?") { if case .pair = $0 { true } else { false } },
  isA("symbol?") { if case .symbol = $0 { true } else { false } },
  isA("string?") { if case .string = $0 { true } else { false } },
  isA("vector?") { if case .vector = $0 { true } else { false } },
  isA("boolean?") { if case .boolean = $0 { true } else { false } },
  isA("integer?") { if case .integer = $0 { true } else { false } },
  isA("procedure?") {
    switch $0 {
    case .closure, .primitive: true
    default: false
    }
  },
  Primitive(name: "length", least: 1) { scheme, a in .integer(scheme.length(a[0])) },
  Primitive(name: "list", least: 0) { scheme, a in
    var list = Value.null
    for index in (0..<a.count).reversed() { list = .pair(scheme.pair(a[index], list)) }
    return list
  },
  Primitive(name: "memv", least: 2) { _, a in
    var rest = a[1]
    while case .pair(let cell) = rest {
      if areSame(cell.first, a[0]) { return rest }
      rest = cell.rest
    }
    return .boolean(false)
  },
  Primitive(name: "make-vector", least: 1) { scheme, a in
    let count = try integer(a[0])
    guard count >= 0 else { throw SchemeError("make-vector of a negative length") }
    let filler = a.count > 1 ? a[1] : .integer(0)
    return .vector(scheme.mutator.makeArray(count: count, repeating: filler))
  },
  Primitive(name: "vector-ref", least: 2) { _, a in
    let vector = try items(a[0])
    let index = try integer(a[1])
    guard index >= 0, index < vector.count else { throw SchemeError("vector-ref out of range") }
    return vector[index]
  },
  Primitive(name: "vector-set!", least: 3) { _, a in
    let vector = try items(a[0])
    let index = try integer(a[1])
    guard index >= 0, index < vector.count else { throw SchemeError("vector-set! out of range") }
    vector[index] = a[2]
    return .unspecified
  },
  Primitive(name: "vector-length", least: 1) { _, a in .integer(try items(a[0]).count) },
]

private let texts: [Primitive] = [
  Primitive(name: "string-append", least: 0) { scheme, a in
    scheme.string(try (0..<a.count).map { try text(a[$0]) }.joined())
  },
  Primitive(name: "string-length", least: 1) { _, a in .integer(try text(a[0]).unicodeScalars.count)
  },
  Primitive(name: "string=?", least: 2) { _, a in .boolean(try text(a[0]) == text(a[1])) },
  Primitive(name: "string<?", least: 2) { _, a in .boolean(try text(a[0]) < text(a[1])) },
  Primitive(name: "number->string", least: 1) { scheme, a in scheme.string(scheme.show(a[0])) },
  Primitive(name: "symbol->string", least: 1) { scheme, a in scheme.string(scheme.show(a[0])) },
  Primitive(name: "string->symbol", least: 1) { scheme, a in scheme.symbol(try text(a[0])) },
  Primitive(name: "string->list", least: 1) { scheme, a in
    var list = Value.null
    for scalar in try text(a[0]).unicodeScalars.reversed() {
      list = .pair(scheme.pair(.character(scalar.value), list))
    }
    return list
  },
  Primitive(name: "list->string", least: 1) { scheme, a in
    var scalars = String.UnicodeScalarView()
    var rest = a[0]
    while case .pair(let cell) = rest {
      if case .character(let raw) = cell.first, let scalar = Unicode.Scalar(raw) {
        scalars.append(scalar)
      }
      rest = cell.rest
    }
    return scheme.string(String(scalars))
  },
  Primitive(name: "char->integer", least: 1) { _, a in
    guard case .character(let scalar) = a[0] else { throw SchemeError("a character is wanted") }
    return .integer(Int(scalar))
  },
  Primitive(name: "integer->char", least: 1) { _, a in .character(UInt32(try integer(a[0]))) },
]

private let control: [Primitive] = [
  Primitive(name: "apply", least: 2) { scheme, a in try scheme.apply(a[0], a[1]) },
  Primitive(name: "display", least: 1) { scheme, a in
    scheme.output(scheme.show(a[0], bare: true))
    return .unspecified
  },
  Primitive(name: "write", least: 1) { scheme, a in
    scheme.output(scheme.show(a[0]))
    return .unspecified
  },
  Primitive(name: "newline", least: 0) { scheme, _ in
    scheme.output("\n")
    return .unspecified
  },
  Primitive(name: "error", least: 1) { scheme, a in
    let words = (0..<a.count).map { scheme.show(a[$0], bare: true) }
    throw SchemeError(words.joined(separator: " "))
  },
]
