// The record of a node, positions, and the numbers by which parts of a unit refer to each other.
import GoSyntax

/// A node of one `Unit`.
public struct IRNode: Hashable, Sendable {
  /// The index of the record; 0 is no node.
  public let raw: UInt32

  /// Wraps a number, as records store it.
  public init(raw: UInt32) { self.raw = raw }

  init(_ index: Int) { raw = UInt32(truncatingIfNeeded: index) }

  /// No node: an operand that is left out.
  public static let none = IRNode(raw: 0)

  /// Whether there is a node.
  public var isPresent: Bool { raw != 0 }

  var slot: Int { Int(raw) }
}

/// A list of nodes of one `Unit`.
public struct IRList: Hashable, Sendable {
  /// The place in the unit's list words; 0 is the empty list.
  public let raw: UInt32

  /// Wraps a number, as records store it.
  public init(raw: UInt32) { self.raw = raw }

  /// The list of nothing.
  public static let empty = IRList(raw: 0)
}

/// A variable of one `Unit`.
public struct VariableID: Hashable, Sendable {
  /// The index of the record; 0 is no variable.
  public let raw: UInt32

  /// Wraps a number, as records store it.
  public init(raw: UInt32) { self.raw = raw }

  init(_ index: Int) { raw = UInt32(truncatingIfNeeded: index) }

  /// No variable.
  public static let none = VariableID(raw: 0)

  /// Whether there is a variable.
  public var isPresent: Bool { raw != 0 }

  var slot: Int { Int(raw) }
}

/// A label of one `Unit`.
public struct LabelID: Hashable, Sendable {
  /// The index of the label; 0 is no label.
  public let raw: UInt32

  /// Wraps a number, as records store it.
  public init(raw: UInt32) { self.raw = raw }

  init(_ index: Int) { raw = UInt32(truncatingIfNeeded: index) }

  /// No label.
  public static let none = LabelID(raw: 0)
}

/// A place in the source, as it was reached by inlining.
public struct IRPosition: Hashable, Sendable {
  /// The place where the text stands.
  public let source: SourcePosition
  /// The index in the unit's tree of inlined calls; -1 for text that stands in the function.
  public let inlining: Int32

  /// A place that no inlining led to.
  public init(_ source: SourcePosition, inlining: Int32 = -1) {
    self.source = source
    self.inlining = inlining
  }

  /// What has no place: code that the compiler makes up.
  public static let generated = IRPosition(.unknown)

  /// What is not even said to be made up: diagnostics about it name no place at all.
  public static let unplaced = IRPosition(SourcePosition(raw: .max))
}

/// Properties of a node; which apply is told beside the operation they are for.
public struct NodeFlags: OptionSet, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The node is not in the source: conversions, dereferences, addresses and selections that the
  /// language adds, the slice of variadic arguments.
  public static let implicit = NodeFlags(rawValue: 1)
  /// An assignment or range that declares its targets.
  public static let defines = NodeFlags(rawValue: 2)
  /// A call whose last argument is the variadic slice itself.
  public static let ellipsis = NodeFlags(rawValue: 4)
  /// `x++` or `x--`.
  public static let increments = NodeFlags(rawValue: 8)
  /// A loop whose variables are new in each iteration.
  public static let distinctVariables = NodeFlags(rawValue: 8)
  /// A call that must stay a call.
  public static let noInline = NodeFlags(rawValue: 16)
  /// The call of a `go` or `defer` statement.
  public static let isGoOrDefer = NodeFlags(rawValue: 32)
  /// A call that only keeps its arguments alive.
  public static let keepsAlive = NodeFlags(rawValue: 64)
  /// A type assertion that panics as a call of a nil interface would; an index that is in bounds.
  public static let special = NodeFlags(rawValue: 128)
}

/// One node as stored: 36 bytes.
public struct NodeRecord: Sendable {
  /// What it does.
  public var operation: Operation
  /// Its properties.
  public var flags: NodeFlags
  /// The operation of `x op= y`.
  public var aux: Operation
  /// The type of its value; none for statements.
  public var type: TypeID
  /// Where it is.
  public var position: IRPosition
  /// Statements to be carried out before it.
  public var initial: IRList
  /// The operands, as `Operation` says.
  public var a: UInt32
  public var b: UInt32
  public var c: UInt32

  /// A node.
  public init(
    _ operation: Operation, type: TypeID = .none, at position: IRPosition, a: UInt32 = 0,
    b: UInt32 = 0, c: UInt32 = 0, flags: NodeFlags = [], initial: IRList = .empty,
    aux: Operation = .absent
  ) {
    self.operation = operation
    self.flags = flags
    self.aux = aux
    self.type = type
    self.position = position
    self.initial = initial
    self.a = a
    self.b = b
    self.c = c
  }
}

/// What stands behind the dot of a selection.
public struct IRSelection: Sendable {
  /// The field's or method's name.
  public let name: String
  /// The package of an unexported name.
  public let packagePath: String
  /// The index of a field in its struct; -1 for methods.
  public let fieldIndex: Int
  /// The offset in bytes of a field in its struct; 0 for methods.
  public let offset: Int64
}

/// One call that was replaced by a body.
public struct InlinedCallSite: Sendable {
  /// The call in whose body this call stood; -1 for the function itself.
  public let parent: Int32
  /// Where the call stood.
  public let position: IRPosition
  /// The function whose body took its place.
  public let callee: FunctionSymbol
}
