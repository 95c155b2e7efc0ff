// The instances of generic types and functions that exist, so that equal ones are one object.
//
// Equality of instances is identity of types; the table only saves work and ends recursion:
// expanding `type T[P any] struct { next *T[P] }` for `int` asks for `T[int]` again and finds it.
// Lookups go by a structural hash that agrees with identity: identical types have equal hashes, if
// interfaces in them are written alike; otherwise there are two instances, identical all the same.

/// The instances made so far. One a universe.
final class InstanceTable: @unchecked Sendable {
  private struct Entry {
    let origin: GoType
    let arguments: [GoType]
    let instance: GoType
  }

  /// What stops a type that needs ever more instances; see InstanceLimits.swift.
  var limits = Limits()
  private var counts: [ObjectIdentifier: Int] = [:]
  private var entries: [Int: [Entry]] = [:]
  private var lastTypeParameterID: UInt32 = 0

  /// A new type parameter with a number of its own.
  func makeTypeParameter(_ object: TypeNameObject, constraint: GoType) -> TypeParameter {
    lastTypeParameterID += 1
    return TypeParameter(id: lastTypeParameterID, object: object, constraint: constraint)
  }

  /// The hash under which an instance is found.
  func hash(_ origin: GoType, _ arguments: [GoType]) -> Int {
    var hasher = Hasher()
    hasher.combine(ObjectIdentifier(origin))
    var budget = 64
    for argument in arguments {
      // Deep types often differ in nothing else near the top.
      hasher.combine(argument.depth)
      hashType(argument, into: &hasher, &budget)
    }
    return hasher.finalize()
  }

  /// The instance with identical arguments, if there is one.
  func lookup(_ hash: Int, _ origin: GoType, _ arguments: [GoType]) -> GoType? {
    guard let candidates = entries[hash] else { return nil }
    for entry in candidates where entry.origin === origin {
      let same = zip(entry.arguments, arguments).allSatisfy { identical($0, $1) }
      if same && entry.arguments.count == arguments.count { return entry.instance }
    }
    return nil
  }

  /// Adds an instance that `lookup` did not find.
  /// - Returns: how many instances of the generic type or function there are now.
  @discardableResult
  func add(
    _ hash: Int, _ origin: GoType, _ arguments: [GoType], _ instance: GoType
  ) -> Int {
    let entry = Entry(origin: origin, arguments: arguments, instance: instance)
    entries[hash, default: []].append(entry)
    counts[ObjectIdentifier(origin), default: 0] += 1
    return counts[ObjectIdentifier(origin)] ?? 0
  }
}

/// Feeds what identical types have in common to a hasher. Looks at nothing that is computed lazily:
/// interfaces count by their kind alone.
/// - Parameter budget: how many types to look at; the rest does not count.
func hashType(_ type: GoType, into hasher: inout Hasher, _ budget: inout Int) {
  let type = type.unaliased
  hasher.combine(type.kind)
  guard budget > 0 else { return }
  budget -= 1
  switch type.kind {
  case .basic: hasher.combine(type.asBasic?.basicKind)
  case .array:
    guard let array = type.asArray else { return }
    // Unknown lengths agree with every length, so the length cannot be part of the hash.
    hashType(array.element, into: &hasher, &budget)
  case .slice: type.asSlice.map { hashType($0.element, into: &hasher, &budget) }
  case .pointer: type.asPointer.map { hashType($0.base, into: &hasher, &budget) }
  case .channel: type.asChannel.map { hashType($0.element, into: &hasher, &budget) }
  case .map:
    guard let map = type.asMap else { return }
    hashType(map.key, into: &hasher, &budget)
    hashType(map.element, into: &hasher, &budget)
  case .structure:
    guard let structure = type.asStruct else { return }
    hasher.combine(structure.fields.count)
    for field in structure.fields { hasher.combine(field.name) }
  case .signature:
    guard let signature = type.asSignature else { return }
    hasher.combine(signature.parameters.count)
    hasher.combine(signature.results.count)
    hasher.combine(signature.isVariadic)
  case .named:
    guard let named = type.asNamed else { return }
    if let instance = named.instance {
      hasher.combine(instance.hash)
    } else {
      hasher.combine(ObjectIdentifier(named))
    }
  case .typeParameter: hasher.combine(ObjectIdentifier(type))
  case .tuple, .interface, .union, .alias: break
  }
}
