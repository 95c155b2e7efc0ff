// What package-level variables hold before any code runs, as words of C initialisers.
import GoIR
import GoTypes
import Lowering

/// The first contents of variables.
final class StaticImage {
  private let program: LoweredProgram
  /// By the variable's number.
  private var data: [Int: [(offset: Int64, value: StaticValue, unit: Int)]] = [:]
  private var visited = 0

  init(_ program: LoweredProgram) {
    self.program = program
    pending = program.units.map { $0.unit.staticData }
  }

  private let pending: [[StaticDatum]]
  private lazy var byName: [String: [(offset: Int64, value: StaticValue, unit: Int)]] = {
    var result: [String: [(offset: Int64, value: StaticValue, unit: Int)]] = [:]
    for (unit, list) in pending.enumerated() {
      for datum in list {
        let variable = program.units[unit].unit[datum.variable]
        let name = program.name(of: variable, unit: unit)
        result[name, default: []].append((datum.offset, datum.value, unit))
      }
    }
    return result
  }()

  /// Looks at what the variables that were named since the last call hold, and names that in turn.
  /// False: there were none.
  func visit() -> Bool {
    guard visited < program.variables.count else { return false }
    while visited < program.variables.count {
      let entries = byName[program.variables[visited].name] ?? []
      data[visited] = entries
      for entry in entries { name(entry.value, entry.unit) }
      visited += 1
    }
    return true
  }

  private func name(_ value: StaticValue, _ unit: Int) {
    let variables = program.units[unit].unit
    switch value {
    case .address(let variable, _), .slice(let variable, _):
      _ = program.number(of: variables[variable], unit: unit)
    case .function(let symbol): _ = program.number(of: symbol)
    case .interfaceWord(let type, let interface):
      program.noteConversion(of: type, to: interface)
    case .constant, .bytes: break
    }
  }

  /// The initialiser of a variable; nil if it holds nothing at first.
  func initializer(of number: Int, words: Int, _ names: Naming) -> String? {
    guard let entries = data[number], !entries.isEmpty else { return nil }
    var bytes = [UInt8](repeating: 0, count: words * 8)
    var addresses: [Int: String] = [:]
    for entry in entries {
      let unit = program.units[entry.unit].unit
      let word = Int(entry.offset / 8)
      switch entry.value {
      case .constant(let constant, let type):
        write(constant, type, at: Int(entry.offset), &bytes, &addresses, names)
      case .address(let variable, let offset):
        let target = program.number(of: unit[variable], unit: entry.unit)
        addresses[word] = names.address(of: .variable(target)) + " + \(offset)"
      case .function(let symbol):
        addresses[word] = names.address(of: .function(program.number(of: symbol)))
      case .slice(let variable, let length):
        let target = program.number(of: unit[variable], unit: entry.unit)
        addresses[word] = names.address(of: .variable(target))
        put(UInt64(bitPattern: length), 8, at: Int(entry.offset) + 8, &bytes)
        put(UInt64(bitPattern: length), 8, at: Int(entry.offset) + 16, &bytes)
      case .bytes(let text):
        // The slice can be written to: its bytes are a variable of their own.
        addresses[word] = "((char *)\(names.bytes(text.bytes)))"
        put(UInt64(text.count), 8, at: Int(entry.offset) + 8, &bytes)
        put(UInt64(text.count), 8, at: Int(entry.offset) + 16, &bytes)
      case .interfaceWord(let type, let interface):
        addresses[word] = names.interfaceWord(type, interface)
      }
    }
    var items: [String] = []
    for word in 0..<words {
      if let address = addresses[word] {
        items.append("(uint64_t)(\(address))")
      } else {
        var value: UInt64 = 0
        for byte in (0..<8).reversed() { value = value << 8 | UInt64(bytes[word * 8 + byte]) }
        items.append(value == 0 ? "0" : "UINT64_C(\(value))")
      }
    }
    return items.joined(separator: ",")
  }

  private func put(_ value: UInt64, _ size: Int64, at offset: Int, _ bytes: inout [UInt8]) {
    for byte in 0..<Int(size) where offset + byte < bytes.count {
      bytes[offset + byte] = UInt8(truncatingIfNeeded: value >> UInt64(8 * byte))
    }
  }

  private func write(
    _ constant: Constant, _ type: TypeID, at offset: Int, _ bytes: inout [UInt8],
    _ addresses: inout [Int: String], _ names: Naming
  ) {
    let form = program.types.form(type)
    switch form {
    case .string:
      guard let text = constant.stringValue, text.count > 0 else { return }
      addresses[offset / 8] = names.address(of: .text(program.text(text.bytes)))
      put(UInt64(text.count), 8, at: offset + 8, &bytes)
    case .bool: put(constant.boolValue ? 1 : 0, 1, at: offset, &bytes)
    case .float32, .float64: writeFloat(constant, form == .float32, at: offset, &bytes)
    case .complex64, .complex128:
      let isSmall = form == .complex64
      writeFloat(constant.realPart, isSmall, at: offset, &bytes)
      writeFloat(constant.imaginaryPart, isSmall, at: offset + (isSmall ? 4 : 8), &bytes)
    default:
      let integer = constant.asInteger
      let value = integer.uint64Value ?? UInt64(bitPattern: integer.int64Value ?? 0)
      put(value, program.types.size(type), at: offset, &bytes)
    }
  }

  private func writeFloat(
    _ constant: Constant, _ isSmall: Bool, at offset: Int, _ bytes: inout [UInt8]
  ) {
    if isSmall {
      put(UInt64(Float(constant.asFloat.float32Value.value).bitPattern), 4, at: offset, &bytes)
    } else {
      put(constant.asFloat.float64Value.value.bitPattern, 8, at: offset, &bytes)
    }
  }
}
