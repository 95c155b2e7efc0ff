// Composite literals of arrays, slices and maps. Those of structs are in StructLiteral.swift.

import GoSyntax

extension Checker {
  /// Checks `T{ … }`.
  /// - Parameter hint: the element type of the literal around this one, for when T is left out.
  func compositeLiteral(_ node: NodeID, into x: inout Operand, hint: GoType?) {
    let syntax = tree.compositeLiteral(node)
    let type: GoType
    var base: GoType
    if let written = syntax.type {
      type = literalType(written)
      base = type
    } else if let hint {
      type = hint
      // In a literal of pointers, `{…}` stands for `&T{…}`.
      let under = isTypeParameter(hint) ? commonUnderlying(hint).type : hint.underlying
      base = under?.asPointer?.base ?? hint
    } else {
      report(
        .untypedLit, at: node, "missing type in composite literal")
      type = BasicType.invalid
      base = type
    }
    guard isComplete(base) else { return }
    let under = isTypeParameter(base) ? commonUnderlying(base).type : base.underlying
    switch under?.kind {
    case .structure:
      if let structure = under?.asStruct { structLiteral(node, syntax, structure, base) }
    case .array:
      if let array = under?.asArray { arrayLiteral(syntax, array) }
    case .slice:
      if let slice = under?.asSlice { indexedElements(syntax.elements, slice.element, nil) }
    case .map:
      if let map = under?.asMap { mapLiteral(syntax, map) }
    default:
      useElements(syntax.elements)
      if under.map({ isValid($0) }) ?? true {
        let element = syntax.type == nil ? " element" : ""
        let cause = under == nil ? " (no common underlying type)" : ""
        report(
          .invalidLit, at: node,
          "invalid composite literal\(element) type \(string(type))\(cause)")
        return
      }
    }
    x.mode = .value
    x.type = type
  }

  /// The type of a literal; `[...]T` has no length until its elements were counted.
  private func literalType(_ node: NodeID) -> GoType {
    if tree.kind(node) == .arrayType {
      let array = tree.arrayType(node)
      if array.length == nil {
        return ArrayType(element: variableType(array.element), length: -1)
      }
    }
    return typeExpression(node)
  }

  /// Checks elements of a literal whose type is wrong. Keys may be field names of who knows what,
  /// so they are left alone.
  private func useElements(_ elements: NodeList) {
    for element in elements {
      use(tree.kind(element) == .keyValue ? tree.keyValue(element).value : element)
    }
  }

  private func arrayLiteral(_ syntax: CompositeLiteralSyntax, _ array: ArrayType) {
    let known: Int64? = array.length < 0 ? nil : array.length
    let count = indexedElements(syntax.elements, array.element, known)
    guard known == nil else { return }
    // Either `[...]T`, or a length that could not be determined: then the literal's is a guess.
    array.length = count
    if let written = syntax.type { record(written, mode: .type, type: array) }
  }

  /// Checks the elements of an array or slice literal.
  /// - Parameter length: what the indices must be below, if that is known.
  /// - Returns: the largest index plus one.
  @discardableResult
  private func indexedElements(
    _ elements: NodeList, _ type: GoType, _ length: Int64?
  ) -> Int64 {
    // Only explicit indices can collide.
    var seen = Set<Int64>()
    var tracksIndices = false
    var index: Int64 = 0
    var count: Int64 = 0
    for element in elements {
      var value = element
      var isValidIndex = true
      if tree.kind(element) == .keyValue {
        let syntax = tree.keyValue(element)
        value = syntax.value
        isValidIndex = false
        let (keyType, key) = checkIndex(syntax.key, limit: length)
        if isValid(keyType) {
          if let key {
            if !tracksIndices {
              for earlier in 0..<index { seen.insert(earlier) }
              tracksIndices = true
            }
            index = key
            isValidIndex = true
          } else {
            report(
              .invalidLitIndex, at: element,
              "index \(string(syntax.key)) must be integer constant")
          }
        }
      } else if let length, index >= length {
        report(
          .oversizeArrayLit, at: element, "index \(index) is out of bounds (>= \(length))")
        isValidIndex = false
      }
      if isValidIndex && tracksIndices && !seen.insert(index).inserted {
        report(
          .duplicateLitKey, at: element,
          "duplicate index \(index) in array or slice literal")
      }
      index &+= 1
      count = max(count, index)
      var x = Operand()
      genericExpression(value, into: &x, hint: type)
      assign(&x, to: type, context: "array or slice literal")
    }
    return count
  }

  private func mapLiteral(_ syntax: CompositeLiteralSyntax, _ map: MapType) {
    // Constants of different types are different keys of an interface type.
    let keyIsInterface: Bool = isNonTypeParameterInterface(map.key)
    var seen: [ConstantKey: [GoType]] = [:]
    var x = Operand()
    for element in syntax.elements {
      guard tree.kind(element) == .keyValue else {
        report(.missingLitKey, at: element, "missing key in map literal")
        continue
      }
      let pair = tree.keyValue(element)
      genericExpression(pair.key, into: &x, hint: map.key)
      assign(&x, to: map.key, context: "map literal")
      guard x.isValid else { continue }
      if x.mode == .constant, let key = ConstantKey(mapKey: x.value) {
        let types = seen[key]
        let isDuplicate: Bool =
          keyIsInterface ? types?.contains { identical($0, x.type) } ?? false : types != nil
        if isDuplicate {
          report(.duplicateLitKey, at: x, "duplicate key \(x.value) in map literal")
          continue
        }
        seen[key, default: []].append(x.type)
      }
      genericExpression(pair.value, into: &x, hint: map.element)
      assign(&x, to: map.element, context: "map literal")
    }
  }
}

/// A constant as a key of the tables in which duplicates are looked for.
enum ConstantKey: Hashable {
  case bool(Bool)
  case int(Int64)
  case unsigned(UInt64)
  case float(Double)
  case complex(Double, Double)
  case string([UInt8])

  /// The key of a map literal: numbers of equal value are equal keys, whatever their sort.
  init?(mapKey value: Constant) {
    switch value.kind {
    case .unknown: return nil
    case .bool: self = .bool(value.boolValue)
    case .string: self = .string(value.stringValue?.bytes ?? [])
    case .int, .float, .complex:
      let integer = value.asInteger
      if let small = integer.int64Value {
        self = .int(small)
      } else if let large = integer.uint64Value {
        self = .unsigned(large)
      } else if !integer.isUnknown {
        return nil
      } else if value.asFloat.isUnknown {
        self = .complex(
          value.realPart.float64Value.value, value.imaginaryPart.float64Value.value)
      } else {
        self = .float(value.asFloat.float64Value.value)
      }
    }
  }

  /// The key of a switch clause; nil for values that compilers do not compare.
  init?(caseValue value: Constant) {
    switch value.kind {
    case .int:
      if let small = value.int64Value {
        self = .int(small)
      } else if let large = value.uint64Value {
        self = .unsigned(large)
      } else {
        return nil
      }
    case .float:
      let (machine, isExact) = value.float64Value
      guard isExact else { return nil }
      self = .float(machine)
    case .string:
      self = .string(value.stringValue?.bytes ?? [])
    default:
      return nil
    }
  }
}
