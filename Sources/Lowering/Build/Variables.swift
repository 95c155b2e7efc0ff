// Variables: in registers where nobody takes their address, else in the frame or on the heap.
import GoIR

extension FunctionLowering {
  /// Whether a variable's storage is on the heap.
  func isOnHeap(_ variable: VariableID) -> Bool {
    unit[unit.canonical(variable)].flags.contains(.heap)
  }

  private func needsMemory(_ variable: VariableID) -> Bool {
    unit[variable].flags.contains(.addressTaken) || shapes.components(unit[variable].type) == nil
      || (deferring != nil && unit[variable].storage == .result)
  }

  /// Where a variable lives; made at the first question.
  func home(_ variable: VariableID) throws(LoweringFailure) -> Home {
    if let known = homes[variable] { return known }
    let record = unit[variable]
    if record.storage == .global {
      let number = program.number(of: record, unit: unitNumber)
      return .memory(Address(.symbol(.variable(number), offset: 0)))
    }
    if record.storage == .closure {
      throw failure("variable \(record.name) is captured, but not bound")
    }
    let made: Home
    if isOnHeap(variable) {
      let box = register(.pointer, "&" + record.name)
      prologue.append(.allocate(box, record.type))
      program.namedTypes.insert(types.identity(record.type))
      made = .memory(Address(.register(box)))
    } else if needsMemory(variable) {
      made = memoryHome(variable, inPrologue: true)
    } else {
      made = .registers(registers(shapes.components(record.type) ?? [], record.name))
    }
    homes[variable] = made
    return made
  }

  private func memoryHome(_ variable: VariableID, inPrologue: Bool) -> Home {
    let record = unit[variable]
    let made = object(record.type, record.name)
    let place = Address(.frame(made, offset: 0))
    if types.size(record.type) > 0 {
      let clear = Instruction.zero(place, bytes: types.size(record.type))
      if inPrologue {
        prologue.append(clear)
        prologue.append(.activate(made))
      } else {
        emit(clear)
        emit(.activate(made))
      }
    }
    return .memory(place)
  }

  /// A variable comes into being, with the zero value in memory and any in registers.
  func declare(_ variable: VariableID) throws(LoweringFailure) {
    let record = unit[variable]
    if isOnHeap(variable) {
      let box: Register
      if case .memory(let address)? = homes[variable], case .register(let known) = address.base {
        box = known
      } else {
        box = register(.pointer, "&" + record.name)
        homes[variable] = .memory(Address(.register(box)))
      }
      emit(.allocate(box, record.type))
      program.namedTypes.insert(types.identity(record.type))
    } else if needsMemory(variable) {
      if case .memory(let address)? = homes[variable], case .frame(let made, _) = address.base {
        emit(.zero(address, bytes: types.size(record.type)))
        emit(.activate(made))
      } else {
        homes[variable] = memoryHome(variable, inPrologue: false)
      }
    } else if homes[variable] == nil {
      homes[variable] = .registers(registers(shapes.components(record.type) ?? [], record.name))
    }
  }

  /// A variable's value now.
  func read(_ variable: VariableID) throws(LoweringFailure) -> Value {
    switch try home(variable) {
    case .registers(let registers): return .scalars(registers.map { .register($0) })
    case .memory(let address): return load(unit[variable].type, from: address)
    }
  }

  /// Gives a variable a value.
  func write(_ value: Value, to variable: VariableID) throws(LoweringFailure) {
    let type = unit[variable].type
    switch try home(variable) {
    case .registers(let registers):
      // Parts of the value may be the variable's own parts.
      var operands = scalars(value, type)
      if operands.count > 1 {
        for (index, operand) in operands.enumerated() {
          if case .register(let source) = operand, registers.contains(source),
            source != registers[index]
          {
            operands[index] = move(operand, self.result.registers[source.index].scalar)
          }
        }
      }
      for (register, operand) in zip(registers, operands) where operand != .register(register) {
        emit(.move(register, operand))
      }
    case .memory(let address): store(value, type, to: address)
    }
  }

  // MARK: - Parameters, results, captures

  /// Gives parameters and results their homes at the entry.
  func bindParameters() throws(LoweringFailure) {
    result.parameters.words = Array(repeating: nil, count: CallLayout.registers)
    result.parameters.floats = Array(repeating: nil, count: CallLayout.registers)
    result.incomingBytes = layout.bytes
    result.incomingPointers = layout.argumentPointers
    var arrived: [(VariableID, Value)] = []
    for (variable, passing) in zip(function.parameters, layout.parameters) {
      arrived.append((variable, arrive(variable, passing)))
    }
    for (variable, value) in arrived {
      if homes[variable] != nil { continue }
      if case .scalars(let operands) = value, !isOnHeap(variable), !needsMemory(variable) {
        homes[variable] = .registers(
          operands.compactMap { operand in
            if case .register(let register) = operand { return register }
            return nil
          })
        continue
      }
      try declare(variable)
      try write(value, to: variable)
    }
    resultHomes = function.results
    for variable in function.results {
      try declare(variable)
      let type = unit[variable].type
      if case .registers? = homes[variable] { try write(zeroValue(type), to: variable) }
    }
  }

  private func arrive(_ variable: VariableID, _ passing: Passing) -> Value {
    let record = unit[variable]
    switch passing {
    case .registers(let parts):
      var operands: [Operand] = []
      for (component, place) in parts {
        let register = register(component.scalar, record.name)
        if component.scalar.isFloat {
          result.parameters.floats[place] = register
        } else {
          result.parameters.words[place] = register
        }
        operands.append(.register(register))
      }
      return .scalars(operands)
    case .memory(let offset):
      let incoming = object(record.type, record.name)
      result.incomingObjects[incoming] = offset
      let place = Address(.frame(incoming, offset: 0))
      if !isOnHeap(variable) { homes[variable] = .memory(place) }
      return .memory(place)
    }
  }

  /// Gives captured variables their homes: values are read at the entry.
  func bindCaptures() throws(LoweringFailure) {
    let hidden = function.hiddenParameter
    guard !function.captures.isEmpty || hidden.isPresent else { return }
    let base = register(.pointer, "closure")
    result.closure = base
    if hidden.isPresent {
      var layout = ClosureLayout()
      layout.append(unit[hidden].type, shapes)
      bind(hidden, byValueAt: Address(.register(base), layout.offsets[0]))
    }
    let places = ClosureLayout(function, unit, shapes)
    for (view, offset) in zip(function.captures, places.offsets) {
      let place = Address(.register(base), offset)
      if places.isByValue(view, unit) {
        bind(view, byValueAt: place)
      } else {
        homes[view] = .memory(Address(load(.pointer, place)))
      }
    }
  }

  private func bind(_ variable: VariableID, byValueAt place: Address) {
    let value = load(unit[variable].type, from: place)
    if case .scalars(let operands) = value, !unit[variable].flags.contains(.addressTaken) {
      homes[variable] = .registers(
        operands.compactMap { operand in
          if case .register(let register) = operand { return register }
          return nil
        })
    } else {
      homes[variable] = .memory(place)
    }
  }
}

/// Where a closure keeps what it captures, behind the address of its code.
struct ClosureLayout {
  /// By capture.
  var offsets: [Int64] = []
  var size: Int64 = 8
  /// Where the next value can begin.
  private var free: Int64 = 8
  /// Which words hold pointers; the code's address is none.
  var pointers: [Bool] = [false]

  init() {}

  init(_ function: Function, _ unit: Unit, _ shapes: TypeShapes) {
    for view in function.captures {
      append(isByValue(view, unit) ? unit[view].type : shapes.types.unsafePointer, shapes)
    }
  }

  /// One more value.
  mutating func append(_ type: TypeID, _ shapes: TypeShapes) {
    let layout = shapes.types.layout(type)
    let alignment = max(layout.alignment, 1)
    let offset = (free + alignment - 1) / alignment * alignment
    offsets.append(offset)
    let end = offset + layout.size
    size = (end + 7) / 8 * 8
    while Int64(pointers.count) * 8 < size { pointers.append(false) }
    for (word, isPointer) in shapes.pointerMap(type).enumerated() where isPointer {
      pointers[Int(offset / 8) + word] = true
    }
    free = end
  }

  func isByValue(_ view: VariableID, _ unit: Unit) -> Bool {
    unit[view].flags.contains(.byValue) || unit[unit.canonical(view)].flags.contains(.byValue)
  }
}
