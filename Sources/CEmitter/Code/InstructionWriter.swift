// One instruction as C.
import GoIR
import Lowering

extension SegmentWriter {
  /// A register's name in C: its number, and what the source calls it.
  func variable(_ register: Register) -> String {
    let name = function.registers[register.index].name
    return name.isEmpty ? "r\(register.raw)" : "r\(register.raw)_" + CSpelling.identifier(name)
  }

  func operand(_ operand: Operand) -> String {
    switch operand {
    case .register(let register): return variable(register)
    case .integer(let value, let scalar): return CSpelling.integer(value, scalar)
    case .float(let bits, let scalar): return CSpelling.float(bits, scalar)
    case .symbol(let symbol, let offset):
      let base = names.address(of: symbol)
      return offset == 0 ? base : "(\(base) + \(offset))"
    case .frame(let object, let offset): return "(sp + \(plan.objects[object.index] + offset))"
    }
  }

  func pointer(_ address: Address) -> String {
    switch address.base {
    case .frame(let object, _): return "(sp + \(plan.objects[object.index] + address.offset))"
    case .symbol(let symbol, _):
      let base = names.address(of: symbol)
      return address.offset == 0 ? base : "(\(base) + \(address.offset))"
    default:
      let base = operand(address.base)
      return address.offset == 0 ? base : "(\(base) + \(address.offset))"
    }
  }

  func place(_ address: Address, _ scalar: Scalar) -> String {
    "*(\(CSpelling.type(scalar)) *)\(pointer(address))"
  }

  mutating func write(_ instruction: Instruction) {
    if sites.meters != nil, let kind = MeteredKind(instruction) { putMeter(position, kind) }
    switch instruction {
    case .move(let target, let source): set(target, operand(source))
    case .unary(let target, let operation, let source):
      let sign = operation == .negate ? "-" : operation == .complement ? "~" : "!"
      set(target, sign + operand(source))
    case .binary(let target, let operation, let left, let right):
      writeBinary(target, operation, left, right)
    case .convert(let target, let source): writeConversion(target, source)
    case .load(let target, let address):
      set(target, place(address, function.registers[target.index].scalar))
    case .store(let address, let source, let scalar):
      put("\(place(address, scalar)) = (\(CSpelling.type(scalar)))\(operand(source));")
    case .storePointer(let address, let source):
      let name = fresh.holds(address) ? "tc_store_fresh" : "tc_store"
      put("\(name)(g->cache, (void **)\(pointer(address)), \(operand(source)));")
    case .zero(let address, let bytes): writeZero(address, bytes)
    case .copy(let to, let from, let bytes):
      put("__builtin_memmove(\(pointer(to)), \(pointer(from)), \(bytes));")
    case .copyTyped(let to, let from, let type):
      put("tc_copy_typed(g, \(pointer(to)), \(pointer(from)), \(names.descriptor(of: type)));")
    case .zeroTyped(let address, let type):
      put("tc_zero_typed(g, \(pointer(address)), \(names.descriptor(of: type)));")
    case .address(let target, let address): set(target, pointer(address))
    case .allocate(let target, let type): writeAllocation(target, type)
    case .allocateWords(let target, let bytes, let pointers):
      set(target, "(char *)" + sites.allocation(bytes: bytes, pointers: pointers))
    case .native(let targets, let name, let operands): writeNative(targets, name, operands)
    case .activate: break
    case .position(let place): position = place
    }
  }

  /// In a metered program: what is allocated next counts for this place.
  mutating func putMeter(_ position: IRPosition, _ kind: MeteredKind) {
    if let statement = sites.meters?.statement(at: position, in: function, kind) { put(statement) }
  }

  private mutating func set(_ target: Register, _ value: String) {
    put("\(variable(target)) = \(value);")
  }

  private mutating func writeZero(_ address: Address, _ bytes: Int64) {
    guard bytes > 0 else { return }
    put("__builtin_memset(\(pointer(address)), 0, \(bytes));")
  }

  private mutating func writeBinary(
    _ target: Register, _ operation: BinaryOperation, _ left: Operand, _ right: Operand
  ) {
    let scalar = function.scalar(of: left)
    let a = operand(left)
    let b = operand(right)
    func plain(_ sign: String) -> String { "\(a) \(sign) \(b)" }
    switch operation {
    case .add: set(target, plain("+"))
    case .subtract: set(target, plain("-"))
    case .multiply: set(target, plain("*"))
    case .divide, .remainder:
      if scalar.isFloat {
        set(target, plain("/"))
      } else if scalar.isSigned, !isSafeDivisor(right) {
        let name = operation == .divide ? "tc_divide_" : "tc_remainder_"
        set(target, "\(name)\(scalar.size * 8)(\(a), \(b))")
      } else {
        set(target, plain(operation == .divide ? "/" : "%"))
      }
    case .and: set(target, plain("&"))
    case .or: set(target, plain("|"))
    case .exclusiveOr: set(target, plain("^"))
    case .andNot: set(target, "\(a) & ~\(b)")
    case .shiftLeft, .shiftRight: writeShift(target, operation, left, right)
    case .equal: set(target, plain("=="))
    case .notEqual: set(target, plain("!="))
    case .less: set(target, plain("<"))
    case .lessEqual: set(target, plain("<="))
    case .greater: set(target, plain(">"))
    case .greaterEqual: set(target, plain(">="))
    }
  }

  /// A constant other than -1.
  private func isSafeDivisor(_ operand: Operand) -> Bool {
    if case .integer(let value, _) = operand { return value != -1 && value != 0 }
    return false
  }

  private mutating func writeShift(
    _ target: Register, _ operation: BinaryOperation, _ left: Operand, _ count: Operand
  ) {
    let scalar = function.registers[target.index].scalar
    let bits = scalar.size * 8
    let a = operand(left)
    if case .integer(let value, _) = count, value >= 0 {
      if value < bits {
        let cast = "(\(CSpelling.type(scalar)))"
        set(
          target,
          operation == .shiftLeft
            ? "\(cast)((uint64_t)\(a) << \(value))" : "\(cast)(\(a) >> \(value))")
      } else if operation == .shiftRight && scalar.isSigned {
        set(target, "\(a) >> \(bits - 1)")
      } else {
        set(target, "0")
      }
      return
    }
    let name =
      operation == .shiftLeft
      ? "tc_shift_left" : scalar.isSigned ? "tc_shift_right_signed" : "tc_shift_right"
    set(
      target, "(\(CSpelling.type(scalar)))\(name)(\(a), (uint64_t)\(operand(count)), \(bits))")
  }

  private mutating func writeConversion(_ target: Register, _ source: Operand) {
    let goal = function.registers[target.index].scalar
    let from = function.scalar(of: source)
    let cast = "(\(CSpelling.type(goal)))"
    if from.isFloat && !goal.isFloat && goal != .pointer {
      let name = goal == .uint64 ? "tc_float_to_uint64" : "tc_float_to_int64"
      set(target, "\(cast)\(name)(\(operand(source)))")
    } else if from == .pointer || goal == .pointer {
      set(target, "\(cast)(tc_word)\(operand(source))")
    } else {
      set(target, "\(cast)\(operand(source))")
    }
  }

  private mutating func writeAllocation(_ target: Register, _ type: TypeID) {
    let size = names.size(of: type)
    if size == 0 {
      set(target, names.address(of: .zeroBase))
      return
    }
    set(
      target,
      "(char *)"
        + sites.allocation(
          bytes: size, pointers: names.pointers(of: type),
          descriptor: names.descriptor(of: type)))
  }

  private mutating func writeNative(
    _ targets: [Register], _ name: String, _ operands: [Operand]
  ) {
    var arguments = ["g"] + operands.map { operand($0) }
    if name == "tc_go_start" {
      // Traces say where a goroutine was created.
      let site = sites.add(
        function, plan, code: nil, position: position, pointers: nil, flags: 0)
      arguments.append("&\(sites.name)[\(site)]")
    }
    let call = "\(name)(\(arguments.joined(separator: ", ")))"
    switch targets.count {
    case 0: put(call + ";")
    case 1:
      let scalar = function.registers[targets[0].index].scalar
      put("\(variable(targets[0])) = (\(CSpelling.type(scalar)))\(call);")
    default:
      // Results of several words come in a struct: read word by word.
      put("{ __auto_type several = \(call);")
      for (index, target) in targets.enumerated() {
        let scalar = function.registers[target.index].scalar
        let place = "(char *)&several + \(wordOffset(targets, index))"
        put("  \(variable(target)) = *(\(CSpelling.type(scalar)) *)(\(place));")
      }
      put("}")
    }
  }

  private func wordOffset(_ targets: [Register], _ index: Int) -> Int64 {
    var offset: Int64 = 0
    for target in targets[..<index] {
      offset += max(function.registers[target.index].scalar == .float32 ? 4 : 8, 4)
    }
    return offset
  }
}
