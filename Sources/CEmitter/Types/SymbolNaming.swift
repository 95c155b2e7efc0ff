// How descriptors learn the names of what other parts of the emitter define.
import GoIR

/// The names of functions in generated C.
public protocol SymbolNaming {
  /// The entry segment of a function.
  func entry(of function: FunctionSymbol) -> String
  /// The entry segment of a method whose receiver comes as the data word of an interface, in the
  /// first argument word. The function's receiver is a pointer, or of a type that an interface
  /// holds directly.
  func interfaceEntry(of function: FunctionSymbol) -> String
  /// The entry segment of the function of the run time that panics because values of a type, its
  /// only argument, cannot be compared.
  var comparisonPanic: String { get }
  /// The same for a type that cannot be hashed.
  var hashPanic: String { get }
}

extension SymbolNaming {
  /// A receiver of one word is passed as that word, so the entry itself will do.
  public func interfaceEntry(of function: FunctionSymbol) -> String { entry(of: function) }
}
