// What a node of the typed tree does. What its operands are is written beside each case, in the
// order of evaluation; `list` operands are indices of node lists, 0 for an empty one.

/// The kind of a node.
public enum Operation: UInt8, Sendable {
  /// Record zero, never seen.
  case absent

  // MARK: Values that are there already
  /// a: the variable.
  case name
  /// A declared function as a value. a: the unit's number of its symbol.
  case functionName
  /// A method as a function, `T.m`. a: the symbol's number, or 0 for an interface's method;
  /// b: the selection; c: the receiver's type.
  case methodExpression
  /// `_` on the left of an assignment.
  case blank
  /// a: the constant.
  case literal
  /// The zero value of a type with `nil`.
  case nilValue
  /// A type as an operand.
  case type
  /// A type that is known at run time only. a: its descriptor; b: its table of methods, or 0.
  case dynamicType
  /// The address word of a linker symbol. a: the constant that names it.
  case linkSymbol
  /// A part of a package-level variable, as a target of its initialisation. a: the variable;
  /// b: the constant that is the offset in bytes.
  case nameOffset

  // MARK: Arithmetic. a, b: the operands.
  case add, subtract, multiply, divide, remainder
  case and, or, exclusiveOr, andNot, shiftLeft, shiftRight
  case equal, notEqual, less, lessEqual, greater, greaterEqual
  case logicalAnd, logicalOr
  // a: the operand.
  case plus, negate, complement, not
  /// Concatenation. a: the list of strings.
  case addString

  // MARK: Access
  /// `&x`. a: x.
  case address
  /// `&T{…}`. a: the literal.
  case pointerLiteral
  /// `*p`. a: p.
  case dereference
  /// A field of a struct. a: the struct; b: the selection.
  case dot
  /// A field through a pointer. a: the pointer; b: the selection.
  case dotPointer
  /// A method of an interface, called. a: the interface; b: the selection.
  case dotInterface
  /// A method bound to its receiver. a: the receiver; b: the selection; c: the symbol's number.
  case methodValue
  /// An array, slice or string at an index. a: the operand; b: the index.
  case index
  /// A map at a key. a: the map; b: the key.
  case indexMap
  /// Slicing; `sliceArray` takes a pointer to the array. a: the operand; b: low, high, max.
  case slice, sliceArray, sliceString, slice3, slice3Array

  // MARK: Conversions. a: the operand.
  case convert
  /// Only the type changes.
  case convertNop
  case convertInterface
  case bytesToString, runesToString, stringToBytes, stringToRunes, runeToString
  case sliceToArray, sliceToArrayPointer
  case typeAssert
  /// In an assignment of value and success.
  case typeAssert2
  /// b: descriptors of source, target and method table, the last two perhaps 0.
  case dynamicTypeAssert, dynamicTypeAssert2

  // MARK: Composites
  /// a: list of `structKey`.
  case structLiteral
  /// a: list of values and `key`s.
  case arrayLiteral
  /// As `arrayLiteral`. c: the length.
  case sliceLiteral
  /// a: list of `key`.
  case mapLiteral
  /// a: the index or key; b: the value.
  case key
  /// a: the value; b: the field's index.
  case structKey
  /// a: the function.
  case closure

  // MARK: Calls
  /// a: the function value; b: the arguments, receiver first.
  case callFunction
  /// a: a `dotInterface`; b: the arguments.
  case callInterface
  /// A call replaced by the body. a: the statements; b: the result variables; c: the index in the
  /// tree of inlined calls.
  case inlinedCall
  /// As `callFunction`, reusing the frame.
  case tailCall

  // MARK: Predeclared functions
  // b: the arguments.
  case append, min, max, delete, print, println, recover
  // a, b: the operands.
  case copy, complex, unsafeAdd, unsafeSlice, unsafeString
  // a: the operand.
  case clear, close, real, imaginary, length, capacity, panic, unsafeSliceData, unsafeStringData
  /// a: length; b: capacity, or 0.
  case makeSlice
  /// a: the hint or the size of the buffer.
  case makeMap, makeChannel
  /// `new(T)`; the type is the pointer's. a: T.
  case new
  /// `<-c`. a: c.
  case receive
  /// The running goroutine.
  case getG
  /// Panics if the operand is nil. a: the operand.
  case checkNil
  /// The method table of an interface. a: the interface.
  case methodTable

  // MARK: Statements
  /// A variable comes into being. a: its `name`.
  case declare
  /// a: target; b: value, or 0 for the zero value.
  case assign
  /// a: list of targets; b: list of values.
  case assignList
  /// Several targets, one source in b: a call; `m[k]`; `<-c`; `x.(T)`.
  case assignFunction, assignMap, assignReceive, assignTypeAssert
  /// The receive of a select case, as `assignReceive`.
  case selectReceive
  /// `x op= y`. a: x; b: y; aux: the operation.
  case assignOperation
  /// a: list.
  case block
  // a: the label, or 0.
  case breakLoop, continueLoop, goto, label
  case `fallthrough`
  /// a: condition; b: then; c: else.
  case ifThen
  /// a: condition or 0; b: body; c: post statement and label.
  case forLoop
  /// a: what is ranged over; b: body; c: key, value and label.
  case rangeLoop
  /// a: tag or 0; b: clauses; c: label.
  case switchCase
  /// The tag of a type switch. a: the interface; b: 1 if a variable is declared.
  case typeSwitchGuard
  /// a: values or types; b: body; c: the clause's variable.
  case caseClause
  /// b: clauses; c: label.
  case select
  /// a: the communication or 0 for default; b: body.
  case communicationClause
  /// a: channel; b: value.
  case send
  /// a: list of results.
  case returnResults
  /// a: call; b: the token of an outer frame, or 0.
  case goCall, deferCall
  /// a: the index in the tree of inlined calls.
  case inlineMark

  /// Whether the node is a comparison.
  public var isComparison: Bool {
    rawValue >= Self.equal.rawValue && rawValue <= Self.greaterEqual.rawValue
  }

  /// Whether the node is one of the five slicings.
  public var isSlicing: Bool {
    rawValue >= Self.slice.rawValue && rawValue <= Self.slice3Array.rawValue
  }
}
