// How two values of a type are compared and hashed, as steps over their memory. Types with the same
// steps share their functions.
//
// Steps stand in the order of the fields, because a comparison ends at the first difference, and
// one that would panic behind it does not happen. Runs of memory without gaps are one step. Blank
// fields and padding are in no step.
import GoIR

/// One step, at an offset in bytes.
enum EqualityStep: Hashable {
  case memory(offset: Int64, bytes: Int64)
  case string(offset: Int64)
  case float(offset: Int64, bytes: Int64)
  /// An interface; with methods its first word is a method table.
  case interface(offset: Int64, hasMethods: Bool)
  /// The same steps for each element of an array.
  case repeated(offset: Int64, count: Int64, stride: Int64, steps: [EqualityStep])

  /// Whether carrying it out may panic.
  var mayPanic: Bool {
    switch self {
    case .interface: return true
    case .repeated(_, _, _, let steps): return steps.contains { $0.mayPanic }
    case .memory, .string, .float: return false
    }
  }
}

/// The steps for a type.
struct EqualityPlan: Hashable {
  private(set) var steps: [EqualityStep] = []

  /// Whether a comparison may panic.
  var mayPanic: Bool { steps.contains { $0.mayPanic } }

  /// Whether equality is that of all `size` bytes.
  func isMemory(size: Int64) -> Bool {
    if steps.isEmpty { return size == 0 }
    return steps == [.memory(offset: 0, bytes: size)]
  }

  /// The plan for a type; nil if its values cannot be compared.
  init?(_ type: TypeID, of types: TypeTable) {
    guard add(type, at: 0, types) else { return nil }
  }

  private mutating func add(_ type: TypeID, at offset: Int64, _ types: TypeTable) -> Bool {
    switch types.form(type) {
    case .none, .tuple, .untypedNil, .function, .map, .slice: return false
    case .string: append(.string(offset: offset))
    case .float32, .float64: append(.float(offset: offset, bytes: types.size(type)))
    case .complex64, .complex128:
      let part = types.size(type) / 2
      append(.float(offset: offset, bytes: part))
      append(.float(offset: offset + part, bytes: part))
    case .interface:
      append(.interface(offset: offset, hasMethods: !types.isEmptyInterface(type)))
    case .structure: return addFields(type, at: offset, types)
    case .array: return addArray(type, at: offset, types)
    default: append(.memory(offset: offset, bytes: types.size(type)))
    }
    return true
  }

  private mutating func addFields(_ type: TypeID, at offset: Int64, _ types: TypeTable) -> Bool {
    for (index, field) in types.members(type).enumerated() {
      if field.name == "_" {
        // It is not compared, but it has to be comparable.
        guard EqualityPlan(field.type, of: types) != nil else { return false }
        continue
      }
      guard add(field.type, at: offset + types.fieldOffset(type, index), types) else {
        return false
      }
    }
    return true
  }

  private mutating func addArray(_ type: TypeID, at offset: Int64, _ types: TypeTable) -> Bool {
    let element = types.element(type)
    guard let plan = EqualityPlan(element, of: types) else { return false }
    let count = types.length(type)
    let stride = types.size(element)
    guard count > 0, !plan.steps.isEmpty else { return true }
    if plan.isMemory(size: stride) {
      append(.memory(offset: offset, bytes: stride * count))
    } else if count == 1 {
      return add(element, at: offset, types)
    } else {
      append(.repeated(offset: offset, count: count, stride: stride, steps: plan.steps))
    }
    return true
  }

  private mutating func append(_ step: EqualityStep) {
    if case .memory(let offset, let bytes) = step {
      if bytes == 0 { return }
      if case .memory(let first, let before)? = steps.last, first + before == offset {
        steps[steps.count - 1] = .memory(offset: first, bytes: before + bytes)
        return
      }
    }
    steps.append(step)
  }
}
