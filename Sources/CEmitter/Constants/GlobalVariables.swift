// The package-level variables of a program in C: arrays of words with their initial contents, and
// the table by which the collector finds those that hold pointers.
import GoIR
import GoTypes

/// The names of what initial values refer to.
public protocol StaticDataNaming {
  /// The C name of a package-level variable of a unit.
  func variable(_ variable: VariableID, in unit: GoIR.Unit) -> String
  /// The C name of the closure of a function that captures nothing, an object.
  func closure(of function: FunctionSymbol) -> String
}

/// The package-level variables of a program.
public struct GlobalVariables {
  private struct Record {
    let name: String
    let comment: String
    let image: WordImage
    let mask: String
  }

  private let naming: any StaticDataNaming
  private let types: TypeTable
  private var records: [Record] = []
  private var byteArrays: [[UInt8]] = []

  /// No variables yet.
  public init(types: TypeTable, naming: any StaticDataNaming) {
    self.types = types
    self.naming = naming
  }

  // MARK: - Adding

  /// Adds a variable.
  ///
  /// - Parameters:
  ///   - name: its C name.
  ///   - comment: what it is called in Go.
  ///   - initial: the unit that declares it, and the variable there; nil if it is zero at first.
  ///   - strings: takes the strings of the value.
  ///   - descriptors: are asked for types, method tables and bitmaps.
  public mutating func add(
    _ name: String, _ type: TypeID, comment: String, initial: (StaticData, VariableID)?,
    strings: inout StringTable, descriptors: TypeDescriptors
  ) {
    var image = WordImage(size: types.size(type))
    if let (data, variable) = initial {
      for datum in data.data(of: variable) {
        put(datum, data.unit, &strings, descriptors, into: &image)
      }
    }
    records.append(
      Record(name: name, comment: comment, image: image, mask: descriptors.mask(of: type)))
  }

  private mutating func put(
    _ datum: StaticDatum, _ unit: GoIR.Unit, _ strings: inout StringTable,
    _ descriptors: TypeDescriptors, into image: inout WordImage
  ) {
    let offset = datum.offset
    switch datum.value {
    case .constant(let constant, let type):
      guard let text = constant.stringValue else {
        ConstantBits.put(constant, type, types, at: offset, in: &image)
        return
      }
      guard text.count > 0 else { return }
      image.put(address: strings.address(of: text.bytes), at: offset)
      image.put(UInt64(text.count), bytes: 8, at: offset + 8)
    case .address(let target, let inner):
      image.put(address: place(target, inner, unit), at: offset)
    case .function(let symbol):
      image.put(address: "&\(naming.closure(of: symbol))", at: offset)
    case .slice(let target, let length):
      putSlice(place(target, 0, unit), UInt64(length), at: offset, into: &image)
    case .bytes(let text):
      byteArrays.append(text.bytes)
      putSlice("tc_bytes_\(byteArrays.count)", UInt64(text.count), at: offset, into: &image)
    case .interfaceWord(let held, let type):
      let word =
        types.isEmptyInterface(type)
        ? descriptors.reference(to: held) : "&\(descriptors.itab(interface: type, type: held))"
      image.put(address: word, at: offset)
    }
  }

  private func place(_ variable: VariableID, _ offset: Int64, _ unit: GoIR.Unit) -> String {
    let name = naming.variable(variable, in: unit)
    return offset == 0 ? name : "(char *)\(name) + \(offset)"
  }

  private func putSlice(
    _ address: String, _ length: UInt64, at offset: Int64, into image: inout WordImage
  ) {
    image.put(address: address, at: offset)
    image.put(length, bytes: 8, at: offset + 8)
    image.put(length, bytes: 8, at: offset + 16)
  }

  // MARK: - Text

  /// Declarations, in front of code: a variable is an array of words.
  public func emitDeclarations(into text: inout String) {
    for record in records {
      text += "extern tc_word \(record.name)[\(record.image.wordCount)] TC_HIDDEN;"
      text += " /* \(CText.comment(record.comment)) */\n"
    }
    text += "extern const tc_globals tc_global_ranges[] TC_HIDDEN;\n"
  }

  /// Definitions, and the table of those that hold pointers. Behind the declarations of closures.
  public func emitDefinitions(into text: inout String) {
    for (index, bytes) in byteArrays.enumerated() {
      // A program may change them.
      text += "static uint8_t tc_bytes_\(index + 1)[\(max(bytes.count, 1))] = "
      text += "\"\(CText.literal(bytes))\";\n"
    }
    for record in records {
      text += "TC_HIDDEN tc_word \(record.name)[\(record.image.wordCount)]"
      text += record.image.isZero ? ";\n" : " = \(record.image.initializer);\n"
    }
    text += "TC_HIDDEN const tc_globals tc_global_ranges[] = {\n"
    for record in withPointers {
      text += "  {\(record.name), \(record.image.size), \(record.mask)},\n"
    }
    text += "  {NULL, 0, NULL}};\n"
  }

  private var withPointers: [Record] { records.filter { $0.mask != "NULL" } }

  /// The fields of the `tc_program` initialiser that name the table.
  public var programFields: String {
    "  .globals = tc_global_ranges,\n  .globals_count = \(withPointers.count),\n"
  }
}
