// Which types have `==`.

/// The types that were looked at in one walk; each counts as comparable when met again.
struct ComparableWalk {
  private var seen: Set<ObjectIdentifier> = []

  /// Whether the type is met for the first time.
  mutating func enter(_ type: GoType) -> Bool { seen.insert(ObjectIdentifier(type)).inserted }
}

/// Why a type has no `==`.
enum ComparableProblem {
  /// There is nothing to be said: functions, maps, slices.
  case none
  case structContaining(GoType)
  case arrayType(GoType)
  case emptyTypeSet
  case incomparableTypes
}

/// Whether values of a type can be compared with `==`.
public func isComparable(_ type: GoType) -> Bool {
  var walk = ComparableWalk()
  return comparableProblem(type, dynamic: true, &walk) == nil
}

/// Why a type has no `==`; nil if it has.
/// - Parameter dynamic: interfaces count as comparable although comparing them may panic.
func comparableProblem(
  _ type: GoType, dynamic: Bool, _ walk: inout ComparableWalk
) -> ComparableProblem? {
  guard walk.enter(type) else { return nil }
  let under = type.underlying
  switch under.kind {
  case .basic: return under.asBasic?.basicKind == .untypedNil ? ComparableProblem.none : nil
  case .pointer, .channel: return nil
  case .structure:
    guard let structure = under.asStruct else { return nil }
    for field in structure.fields {
      guard let fieldType = field.type else { continue }
      if comparableProblem(fieldType, dynamic: dynamic, &walk) != nil {
        return .structContaining(fieldType)
      }
    }
    return nil
  case .array:
    guard let array = under.asArray else { return nil }
    if comparableProblem(array.element, dynamic: dynamic, &walk) != nil {
      return .arrayType(type)
    }
    return nil
  case .interface:
    if dynamic && !isTypeParameter(type) { return nil }
    guard let set = under.asInterface?.typeSet else { return nil }
    if set.allComparable(&walk) { return nil }
    return set.isEmpty ? .emptyTypeSet : .incomparableTypes
  default: return ComparableProblem.none
  }
}

extension Checker {
  /// The words for why a type has no `==`; empty if there is nothing to be said, nil if it has.
  func comparableError(_ type: GoType, dynamic: Bool) -> String? {
    var walk = ComparableWalk()
    guard let problem = comparableProblem(type, dynamic: dynamic, &walk) else { return nil }
    switch problem {
    case .none: return ""
    case .structContaining(let field):
      return "struct containing \(string(field)) cannot be compared"
    case .arrayType(let array): return "\(string(array)) cannot be compared"
    case .emptyTypeSet: return "empty type set"
    case .incomparableTypes: return "incomparable types in type set"
    }
  }
}
