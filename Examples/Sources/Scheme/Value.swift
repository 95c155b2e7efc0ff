// What a Scheme value is: sixteen bytes, copied freely, never counted. Pairs, frames, closures and
// vectors live in the managed heap; their texts are Swift strings in side boxes.
import Tricolor

/// Any Scheme value.
enum Value: BitwiseCopyable {
  case null
  case unspecified
  case boolean(Bool)
  case integer(Int)
  case real(Double)
  case character(UInt32)
  case symbol(Ref<Symbol>)
  case string(Ref<Text>)
  case pair(Ref<Pair>)
  case vector(ManagedArray<Value>)
  case closure(Ref<Closure>)
  case primitive(Int)

  /// Everything but `#f` counts as true.
  var isTrue: Bool {
    if case .boolean(false) = self { return false }
    return true
  }
}

/// A cons cell.
struct Pair: BitwiseCopyable {
  var first: Value
  var rest: Value
}

/// An interned name and its global value.
struct Symbol: BitwiseCopyable {
  var name: SideBox<String>
  var value: Value
  var isBound: Bool
}

/// An immutable string.
struct Text: BitwiseCopyable {
  var text: SideBox<String>
}

/// A procedure and the frame in which it was made.
struct Closure: BitwiseCopyable {
  var body: Ref<Code>
  var frame: Frame?
  var parameterCount: Int
  var takesRest: Bool
}

/// The variables of one call; slot 0 holds the enclosing frame.
typealias Frame = ManagedArray<Value>

/// One node of an analysed expression.
struct Code: BitwiseCopyable {
  enum Operation: UInt8 {
    case constant, local, global, setLocal, setGlobal, branch, lambda, sequence, call, and, or
  }
  var operation: Operation
  var takesRest = false
  var depth: Int32 = 0
  var index: Int32 = 0
  var value: Value = .unspecified
  var parts: ManagedArray<Ref<Code>>?
}

/// What goes wrong in a Scheme program.
struct SchemeError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
