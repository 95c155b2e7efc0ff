// Moving values: between registers and memory, with the barriers that the memory asks for.
import GoIR

extension FunctionLowering {
  /// A value in memory, as it is now.
  func load(_ type: TypeID, from address: Address) -> Value {
    guard let components = shapes.components(type) else { return .memory(address) }
    return .scalars(
      components.map { load($0.scalar, address.advanced(by: $0.offset)) })
  }

  /// The scalars of a value, which its type must be made of.
  func scalars(_ value: Value, _ type: TypeID) -> [Operand] {
    switch value {
    case .scalars(let operands): return operands
    case .memory(let address):
      guard let components = shapes.components(type) else {
        preconditionFailure("a value of this type has no scalars")
      }
      return components.map { load($0.scalar, address.advanced(by: $0.offset)) }
    }
  }

  /// Stores a value. The barrier is left out in the frame only.
  func store(_ value: Value, _ type: TypeID, to address: Address) {
    switch value {
    case .scalars(let operands):
      guard let components = shapes.components(type) else {
        preconditionFailure("a value of this type has no scalars")
      }
      for (operand, component) in zip(operands, components) {
        let place = address.advanced(by: component.offset)
        if component.scalar == .pointer && !address.isInFrame {
          emit(.storePointer(place, operand))
        } else {
          emit(.store(place, operand, component.scalar))
        }
      }
    case .memory(let source):
      let bytes = types.size(type)
      guard bytes > 0 else { return }
      if address.isInFrame || !types.hasPointers(type) {
        emit(.copy(to: address, from: source, bytes: bytes))
      } else {
        emit(.copyTyped(to: address, from: source, type))
      }
    }
  }

  /// Stores the zero value.
  func storeZero(_ type: TypeID, to address: Address) {
    if let components = shapes.components(type) {
      store(.scalars(components.map { zero($0.scalar) }), type, to: address)
    } else if address.isInFrame || !types.hasPointers(type) {
      emit(.zero(address, bytes: types.size(type)))
    } else {
      emit(.zeroTyped(address, type))
    }
  }

  func zero(_ scalar: Scalar) -> Operand {
    scalar.isFloat ? .float(0, scalar) : .integer(0, scalar)
  }

  /// The zero value of a type: of large ones, cleared memory in the frame.
  func zeroValue(_ type: TypeID) -> Value {
    if let components = shapes.components(type) {
      return .scalars(components.map { zero($0.scalar) })
    }
    let made = object(type, "zero")
    emit(.zero(Address(.frame(made, offset: 0)), bytes: types.size(type)))
    emit(.activate(made))
    return .memory(Address(.frame(made, offset: 0)))
  }

  /// A value that later changes of variables and memory do not touch.
  func settled(_ value: Value, _ type: TypeID) -> Value {
    switch value {
    case .scalars(let operands):
      return .scalars(
        operands.map { operand in
          guard case .register(let register) = operand else { return operand }
          return move(operand, result.registers[register.index].scalar)
        })
    case .memory(let address):
      let copy = temporaryObject(type, "copy")
      let place = Address(.frame(copy, offset: 0))
      emit(.copy(to: place, from: address, bytes: types.size(type)))
      return .memory(place)
    }
  }

  /// A value in memory: where it is, or a copy in the frame.
  func inMemory(_ value: Value, _ type: TypeID, _ name: String = "value") -> Address {
    if case .memory(let address) = value { return address }
    let copy = temporaryObject(type, name)
    let place = Address(.frame(copy, offset: 0))
    store(value, type, to: place)
    return place
  }

  /// The only scalar of an expression.
  func scalar(_ node: IRNode) throws(LoweringFailure) -> Operand {
    let parts = scalars(try value(node), unit.type(node))
    guard parts.count == 1 else { throw failure("a value of one scalar was expected", at: node) }
    return parts[0]
  }

  /// The scalars of an expression.
  func parts(_ node: IRNode) throws(LoweringFailure) -> [Operand] {
    scalars(try value(node), unit.type(node))
  }
}
