// The C functions that compare and hash values, one for each plan, with the objects by which
// descriptors name them.
import GoIR

/// The equality and hash functions of a program.
struct EqualityFunctions {
  private var numbers: [EqualityPlan: Int] = [:]
  private var plans: [EqualityPlan] = []
  private var hashed: Set<Int> = []

  /// The number of a plan's functions.
  mutating func number(of plan: EqualityPlan) -> Int {
    if let known = numbers[plan] { return known }
    plans.append(plan)
    numbers[plan] = plans.count
    return plans.count
  }

  /// Notes that a plan's hash function is needed; answers its number.
  mutating func hashNumber(of plan: EqualityPlan) -> Int {
    let number = number(of: plan)
    hashed.insert(number)
    return number
  }

  // MARK: - Text

  func emitDeclarations(into text: inout String) {
    for number in plans.indices.map({ $0 + 1 }) {
      text += "TC_HIDDEN bool tc_eq_\(number)(tc_g *, const void *, const void *);\n"
      text += "extern const tc_equality tc_equality_\(number) TC_HIDDEN;\n"
      guard hashed.contains(number) else { continue }
      text += "TC_HIDDEN uintptr_t tc_hash_\(number)(tc_g *, const void *, uintptr_t);\n"
      text += "extern const tc_hashing tc_hashing_\(number) TC_HIDDEN;\n"
    }
  }

  /// - Parameter naming: who panics where a comparison or a hash must.
  func emitDefinitions(naming: any SymbolNaming, into text: inout String) {
    for (fault, panic) in [
      ("tc_fault_compare", naming.comparisonPanic), ("tc_fault_hash", naming.hashPanic),
    ] {
      text += "TC_SEGMENT \(panic)(TC_PARAMETERS);\n"
      text += "TC_HIDDEN TC_SEGMENT \(fault)(TC_PARAMETERS) {\n  a0 = (tc_word)g->fault;\n"
      text += "  g->fault = NULL;\n  TC_JUMP \(panic)(TC_PASS);\n}\n"
    }
    for (index, plan) in plans.enumerated() {
      emitEquality(index + 1, plan, into: &text)
      if hashed.contains(index + 1) { emitHash(index + 1, plan, into: &text) }
    }
  }

  private func emitEquality(_ number: Int, _ plan: EqualityPlan, into text: inout String) {
    var body = EqualityText(isHash: false)
    body.write(plan.steps, from: "", depth: 1)
    text += "bool tc_eq_\(number)(tc_g *g, const void *left, const void *right) {\n"
    text += plan.steps.isEmpty ? "" : "  const char *a = left, *b = right;\n"
    text += body.text + "  return true;\n}\n"
    let call = "tc_eq_\(number)(g, (const void *)a0, (const void *)a1)"
    text += "static TC_SEGMENT tc_equality_entry_\(number)(TC_PARAMETERS) {\n  "
    text += plan.mayPanic ? "TC_ANSWER_OR(\(call), tc_fault_compare);" : "TC_ANSWER(\(call));"
    text += "\n}\nTC_HIDDEN const tc_equality tc_equality_\(number) = "
    text += "{tc_equality_entry_\(number), tc_eq_\(number)};\n"
  }

  private func emitHash(_ number: Int, _ plan: EqualityPlan, into text: inout String) {
    var body = EqualityText(isHash: true)
    body.write(plan.steps, from: "", depth: 1)
    text += "uintptr_t tc_hash_\(number)(tc_g *g, const void *key, uintptr_t seed) {\n"
    text += plan.steps.isEmpty ? "" : "  const char *a = key;\n"
    text += body.text + "  return seed;\n}\n"
    let call = "tc_hash_\(number)(g, (const void *)a0, (uintptr_t)a1)"
    text += "static TC_SEGMENT tc_hashing_entry_\(number)(TC_PARAMETERS) {\n  "
    text += plan.mayPanic ? "TC_ANSWER_OR(\(call), tc_fault_hash);" : "TC_ANSWER(\(call));"
    text += "\n}\nTC_HIDDEN const tc_hashing tc_hashing_\(number) = "
    text += "{tc_hashing_entry_\(number), tc_hash_\(number)};\n"
  }
}

/// The body of one function. The values are at `a` and `b`, elements of arrays at `a1`, `a2` ….
private struct EqualityText {
  private(set) var text = ""
  private let isHash: Bool

  init(isHash: Bool) { self.isHash = isHash }

  mutating func write(_ steps: [EqualityStep], from suffix: String, depth: Int) {
    for step in steps {
      if case .repeated(let offset, let count, let stride, let inner) = step {
        writeLoop(offset, count, stride, inner, suffix, depth)
      } else {
        line(depth, isHash ? hash(step, suffix) : difference(step, suffix))
      }
    }
  }

  private mutating func line(_ depth: Int, _ statement: String) {
    text += String(repeating: "  ", count: depth) + statement + "\n"
  }

  // MARK: - Loops

  private mutating func writeLoop(
    _ offset: Int64, _ count: Int64, _ stride: Int64, _ steps: [EqualityStep], _ suffix: String,
    _ depth: Int
  ) {
    openLoop(offset, count, stride, suffix, depth)
    write(steps, from: "\(depth)", depth: depth + 1)
    line(depth, "}")
  }

  private mutating func openLoop(
    _ offset: Int64, _ count: Int64, _ stride: Int64, _ suffix: String, _ depth: Int
  ) {
    let index = "i\(depth)"
    line(depth, "for (intptr_t \(index) = 0; \(index) < \(count); \(index)++) {")
    let place = " + \(offset) + \(index) * \(stride)"
    line(depth + 1, "const char *a\(depth) = a\(suffix)\(place);")
    if !isHash { line(depth + 1, "const char *b\(depth) = b\(suffix)\(place);") }
  }

  // MARK: - Steps

  private func difference(_ step: EqualityStep, _ suffix: String) -> String {
    func both(_ type: String, _ offset: Int64) -> String {
      "*(const \(type) *)(a\(suffix) + \(offset)), *(const \(type) *)(b\(suffix) + \(offset))"
    }
    switch step {
    case .memory(let offset, let bytes):
      let places = "a\(suffix) + \(offset), b\(suffix) + \(offset)"
      return "if (__builtin_memcmp(\(places), \(bytes)) != 0) return false;"
    case .string(let offset):
      return "if (!tc_equal_strings(\(both("tc_string", offset)))) return false;"
    case .float(let offset, let bytes):
      let type = bytes == 4 ? "float" : "double"
      let left = "*(const \(type) *)(a\(suffix) + \(offset))"
      return "if (!(\(left) == *(const \(type) *)(b\(suffix) + \(offset)))) return false;"
    case .interface(let offset, let hasMethods):
      let function = hasMethods ? "tc_equal_iface" : "tc_equal_any"
      return "if (!\(function)(g, \(both("tc_any", offset)))) return false;"
    case .repeated: preconditionFailure("loops are written by writeLoop")
    }
  }

  private func hash(_ step: EqualityStep, _ suffix: String) -> String {
    switch step {
    case .memory(let offset, let bytes):
      return "seed = tc_go_hash_bytes(a\(suffix) + \(offset), \(bytes), seed);"
    case .string(let offset):
      let value = "(const tc_string *)(a\(suffix) + \(offset))"
      let length = "(uintptr_t)(\(value))->length"
      return "seed = tc_go_hash_bytes((\(value))->data, \(length), seed);"
    case .float(let offset, let bytes):
      let type = bytes == 4 ? "float" : "double"
      return "seed = tc_go_hash_float(*(const \(type) *)(a\(suffix) + \(offset)), seed);"
    case .interface(let offset, let hasMethods):
      let function = hasMethods ? "tc_hash_iface" : "tc_go_hash_any"
      let call = "\(function)(g, *(const tc_any *)(a\(suffix) + \(offset)), seed)"
      return "seed = \(call); if (TC_UNLIKELY(g->fault != NULL)) return seed;"
    case .repeated: preconditionFailure("loops are written by writeLoop")
    }
  }
}
