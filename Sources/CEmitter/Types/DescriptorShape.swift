// What the descriptor of a type refers to, without its methods.
import GoIR
import GoTypes

struct DescriptorShape {
  /// The types that the descriptor names: each has to have one of its own.
  let references: [TypeID]

  init(_ type: TypeID, _ tables: MethodTables) {
    let types = tables.types
    var list: [TypeID]
    switch types.form(type) {
    case .pointer, .slice, .channel: list = [types.element(type)]
    case .array: list = [types.element(type), types.slice(of: types.element(type))]
    case .map: list = [types.key(type), types.element(type)]
    case .function: list = types.parameters(type) + types.results(type)
    case .interface, .structure: list = types.members(type).map(\.type)
    default: list = []
    }
    // Reflection gets from a type to its pointer type, which must have its methods then.
    if Self.hasPointerMethods(type, tables) { list.append(types.pointer(to: type)) }
    references = list
  }

  private static func hasPointerMethods(_ type: TypeID, _ tables: MethodTables) -> Bool {
    let types = tables.types
    guard types.named(type) != nil || types.form(type) == .structure else { return false }
    return !tables.methodSet(of: types.pointer(to: type)).isEmpty
  }
}

/// abi's number of a kind.
func abiKind(_ form: TypeForm) -> Int {
  switch form {
  case .none, .tuple, .untypedNil: return 0
  case .bool: return 1
  case .int: return 2
  case .int8: return 3
  case .int16: return 4
  case .int32: return 5
  case .int64: return 6
  case .uint: return 7
  case .uint8: return 8
  case .uint16: return 9
  case .uint32: return 10
  case .uint64: return 11
  case .uintptr: return 12
  case .float32: return 13
  case .float64: return 14
  case .complex64: return 15
  case .complex128: return 16
  case .array: return 17
  case .channel: return 18
  case .function: return 19
  case .interface: return 20
  case .map: return 21
  case .pointer: return 22
  case .slice: return 23
  case .string: return 24
  case .structure: return 25
  case .unsafePointer: return 26
  }
}

/// FNV-1a, 32 bits.
func fnvHash(_ text: String) -> UInt32 {
  var hash: UInt32 = 2_166_136_261
  for byte in text.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
  return hash
}
