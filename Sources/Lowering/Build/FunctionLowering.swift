// Lowering of one function: the state that all chapters share, blocks and registers, and the way
// in.
//
// The typed tree says what is computed; here it becomes straight code over scalars, in the order in
// which Go evaluates. Chapters: Values (moving them), Variables, Expressions, Arithmetic, Access,
// Conversions, Interfaces, Literals, Calls, Builtins, Maps, Channels, Statements, Loops, Switches,
// Deferring, Panics.
import Escape
import GoIR
import GoSyntax
import GoTypes

/// What is wrong with a function that cannot be lowered.
public struct LoweringFailure: Error, Sendable {
  public let position: IRPosition
  public let text: String

  /// A failure at a place.
  public init(position: IRPosition, text: String) {
    self.position = position
    self.text = text
  }
}

/// A value of a Go type on its way.
enum Value {
  case scalars([Operand])
  /// In memory that does not change until the value was used.
  case memory(Address)
}

/// Where a variable lives.
enum Home {
  case registers([Register])
  case memory(Address)
}

/// Lowers one function.
public final class FunctionLowering {
  let program: LoweredProgram
  let unit: Unit
  let analysis: EscapeAnalysis
  let unitNumber: Int
  let function: Function
  let result: LoweredFunction
  let types: TypeTable
  let shapes: TypeShapes

  /// The block that instructions are added to; nil behind a jump.
  var current: BlockID?
  var homes: [VariableID: Home] = [:]
  /// What is done first, found out on the way: objects that come into being nowhere.
  var prologue: [Instruction] = []
  var labels: [LabelID: BlockID] = [:]
  var loops: [LoopTargets] = []
  var loopDepth = 0
  var layout: CallLayout
  var position: IRPosition = .generated
  var deferring: DeferState?
  var closureBase: Operand?
  var fallthroughTarget: BlockID?
  var startedLabels: Set<LabelID> = []
  /// Where results live; in memory if the function defers calls.
  var resultHomes: [VariableID] = []

  /// Where `break` and `continue` go.
  struct LoopTargets {
    var label: LabelID
    var breakTo: BlockID
    var continueTo: BlockID?
  }

  init(_ program: LoweredProgram, number: Int) {
    let entry = program.functions[number]
    guard let body = entry.body else { preconditionFailure("only bodies are lowered") }
    self.program = program
    let analyzed = program.units[entry.unit]
    unit = analyzed.unit
    analysis = analyzed.escapes
    unitNumber = entry.unit
    function = body
    types = program.types
    shapes = program.shapes
    result = LoweredFunction(number: number, function: body, unit: analyzed.unit)
    let type = body.symbol.type
    layout = CallLayout(
      parameters: types.parameters(type), results: types.results(type), program.shapes)
  }

  /// Lowers a function of the program.
  public static func lower(_ number: Int, in program: LoweredProgram) throws(LoweringFailure)
    -> LoweredFunction
  {
    let lowering = FunctionLowering(program, number: number)
    try lowering.run()
    if program.inlines { lowering.result.unrollSelfCalls() }
    lowering.result.clearAmbiguousObjects()
    return lowering.result
  }

  private func run() throws(LoweringFailure) {
    current = newBlock()
    at(function.position)
    try findDefers()
    try bindParameters()
    try bindCaptures()
    try statements(function.body)
    if current != nil {
      at(function.end)
      try finishFunction(values: nil)
    }
    try finishDefers()
    result.blocks[0].instructions.insert(contentsOf: prologue, at: 0)
  }

  // MARK: - Blocks and instructions

  func newBlock() -> BlockID {
    result.blocks.append(Block())
    return BlockID(result.blocks.count - 1)
  }

  func emit(_ instruction: Instruction) {
    guard let current else { return }
    result.blocks[current.index].instructions.append(instruction)
  }

  func end(_ terminator: Terminator) {
    guard let block = current else { return }
    result.blocks[block.index].terminator = terminator
    current = nil
  }

  func jump(_ target: BlockID) { end(.jump(target)) }

  func branch(
    _ condition: Operand, _ then: BlockID, _ otherwise: BlockID, _ hint: BranchHint = .none
  ) {
    if case .integer(let value, _) = condition {
      jump(value != 0 ? then : otherwise)
    } else {
      end(.branch(condition, then: then, otherwise: otherwise, hint))
    }
  }

  /// Goes on in a block.
  func begin(_ block: BlockID) {
    current = block
    emit(.position(position))
  }

  func at(_ place: IRPosition) {
    guard place.source != .unknown else { return }
    position = place
    emit(.position(place))
  }

  func failure(_ text: String, at node: IRNode? = nil) -> LoweringFailure {
    LoweringFailure(position: node.map { unit[$0].position } ?? position, text: text)
  }

  // MARK: - Registers and objects

  func register(_ scalar: Scalar, _ name: String = "") -> Register {
    result.registers.append(RegisterRecord(scalar: scalar, name: name))
    return Register(result.registers.count - 1)
  }

  func registers(_ components: [Component], _ name: String = "") -> [Register] {
    components.map { register($0.scalar, name) }
  }

  func object(_ type: TypeID, _ name: String) -> FrameObject {
    object(size: types.size(type), pointers: shapes.pointerMap(type), name)
  }

  func object(size: Int64, pointers: [Bool], _ name: String) -> FrameObject {
    result.objects.append(
      FrameObjectRecord(size: size, pointers: pointers, name: name))
    return FrameObject(result.objects.count - 1)
  }

  /// Makes an object's memory mean something: cleared if it holds pointers.
  func activate(_ object: FrameObject) {
    let record = result.objects[object.index]
    guard record.pointers.contains(true) else { return }
    emit(.zero(Address(.frame(object, offset: 0)), bytes: record.size))
    emit(.activate(object))
  }

  /// An object for one statement's use, cleared before it means something.
  func temporaryObject(_ type: TypeID, _ name: String = "") -> FrameObject {
    let made = object(type, name)
    activate(made)
    return made
  }

  // MARK: - Short forms

  func move(_ operand: Operand, _ scalar: Scalar, _ name: String = "") -> Operand {
    let target = register(scalar, name)
    emit(.move(target, operand))
    return .register(target)
  }

  func binary(
    _ operation: BinaryOperation, _ left: Operand, _ right: Operand, _ scalar: Scalar? = nil
  ) -> Operand {
    let kind =
      operation.isComparison ? .uint8 : scalar ?? result.scalar(of: left)
    let target = register(kind)
    emit(.binary(target, operation, left, right))
    return .register(target)
  }

  func load(_ scalar: Scalar, _ address: Address) -> Operand {
    let target = register(scalar)
    emit(.load(target, address))
    return .register(target)
  }

  func native(_ name: String, _ operands: [Operand], _ scalars: [Scalar]) -> [Operand] {
    let targets: [Register] = scalars.map { register($0) }
    emit(.native(targets, name: name, operands))
    return targets.map { .register($0) }
  }

  /// The address of a place as an operand.
  func pointer(_ address: Address) -> Operand {
    if let operand = address.operand { return operand }
    let target = register(.pointer)
    emit(.address(target, address))
    return .register(target)
  }

  func typeSymbol(_ type: TypeID) -> Operand {
    let plain = types.identity(type)
    program.namedTypes.insert(plain)
    return .symbol(.type(plain), offset: 0)
  }
}
