// Asking every type of a type parameter's type set.
import GoSyntax

/// Calls `visit` with each type and its underlying type that a type stands for: those of the type
/// set for a type parameter (nothing, once, if it has no specific types), just the type otherwise.
/// - Returns: whether all answers were true; stops at the first false.
func forAllTypes(
  of type: GoType, _ visit: (_ type: GoType?, _ underlying: GoType?) -> Bool
) -> Bool {
  if let parameter = type.asTypeParameter {
    return parameter.interface.typeSet.forAll(visit)
  }
  return visit(type, type.underlying)
}

/// Like `forAllTypes`, for questions about underlying types alone.
func forAllUnderlying(of type: GoType, _ visit: (_ underlying: GoType?) -> Bool) -> Bool {
  forAllTypes(of: type) { _, under in visit(under) }
}

extension Checker {
  /// The one underlying type of all types that a type stands for. Of channels the most restricted
  /// is taken, if their elements are identical and their directions agree.
  /// - Parameter condition: is asked first for each type and its underlying type (nothing if there
  ///   are no specific types), and says what is wrong with it.
  /// - Returns: the type, or nil and why there is none.
  func commonUnderlying(
    _ type: GoType, condition: ((_ type: GoType?, _ underlying: GoType?) -> String?)? = nil
  ) -> (type: GoType?, problem: String) {
    var common: (type: GoType, under: GoType)?
    var problem: String?
    _ = forAllTypes(of: type) { member, under in
      if let found = condition?(member, under) {
        problem = found
        return false
      }
      guard let member, let under else {
        problem = "no specific type"
        return false
      }
      guard let known = common else {
        common = (member, under)
        return true
      }
      if let left = known.under.asChannel, let right = under.asChannel {
        problem = channelProblem(known.type, left, member, right)
        if problem == nil, left.direction != right.direction, left.direction == .both {
          common = (member, under)
        }
        return problem == nil
      }
      if identical(known.under, under) { return true }
      problem = "\(string(known.type)) and \(string(member)) have different underlying types"
      return false
    }
    if let problem { return (nil, problem) }
    return (common?.under, "")
  }

  private func channelProblem(
    _ leftType: GoType, _ left: ChannelType, _ rightType: GoType, _ right: ChannelType
  ) -> String? {
    let both = "channels \(string(leftType)) and \(string(rightType))"
    if !identical(left.element, right.element) { return "\(both) have different element types" }
    if left.direction == right.direction || left.direction == .both || right.direction == .both {
      return nil
    }
    return "\(both) have conflicting directions"
  }
}
