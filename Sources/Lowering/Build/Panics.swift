// Where Go panics: conditions that lead to one of the run time's panics, which never return.
import GoIR

extension FunctionLowering {
  /// Panics if a condition holds; goes on in a new block if not.
  func panicIf(_ condition: Operand, _ name: String, _ arguments: [Operand]) {
    let cold = newBlock()
    let warm = newBlock()
    branch(condition, cold, warm, .usuallyFalse)
    begin(cold)
    panic(name, arguments)
    begin(warm)
  }

  /// Calls a function of package runtime that does not return.
  func panic(_ name: String, _ arguments: [Operand]) {
    guard let number = program.runtimeFunction(name) else {
      program.missingFunctions.insert("runtime." + name)
      end(.unreachable)
      return
    }
    var passed = PassedScalars()
    passed.words = arguments.map { $0 }
    end(
      .call(
        Call(
          target: .function(number), arguments: passed, results: ResultRegisters(), next: nil,
          position: position)))
  }

  /// Panics if the run time found a fault in the plain call just made.
  func checkFault(_ name: String) {
    let fault = native("tc_take_fault", [], [.pointer])[0]
    let none = binary(.equal, fault, .nilPointer)
    let warm = newBlock()
    let cold = newBlock()
    branch(none, warm, cold, .usuallyTrue)
    begin(cold)
    panic(name, [fault])
    begin(warm)
  }

  /// Panics if a pointer is nil.
  func checkNil(_ pointer: Operand) {
    switch pointer {
    case .frame, .symbol: return
    default: break
    }
    panicIf(binary(.equal, pointer, .nilPointer), "sigpanic", [])
  }

  /// Panics unless 0 <= index < length.
  func checkIndex(_ index: Operand, _ length: Operand) {
    if case .integer(let value, _) = index, case .integer(let count, _) = length, value >= 0,
      value < count
    {
      return
    }
    let unsigned = asUnsigned(index)
    let out = binary(.greaterEqual, unsigned, asUnsigned(length))
    panicIf(out, isUnsigned(index) ? "panicIndexU" : "panicIndex", [index, length])
  }

  func isUnsigned(_ operand: Operand) -> Bool { !result.scalar(of: operand).isSigned }

  /// A word with the same bits.
  func asUnsigned(_ operand: Operand) -> Operand {
    if case .integer(let value, _) = operand { return .integer(value, .uint64) }
    let target = register(.uint64)
    emit(.convert(target, operand))
    return .register(target)
  }

  /// An index or length as a word: of its own sign.
  func asWord(_ operand: Operand) -> Operand {
    let scalar = result.scalar(of: operand)
    let wide: Scalar = scalar.isSigned ? .int64 : .uint64
    if scalar == wide { return operand }
    if case .integer(let value, _) = operand { return .integer(value, wide) }
    let target = register(wide)
    emit(.convert(target, operand))
    return .register(target)
  }
}
