// The instances of generic types and functions that exist, so that equal ones are one object.
//
// Equality of instances is identity of types; the table only saves work and ends recursion:
// expanding `type T[P any] struct { next *T[P] }` for `int` asks for `T[int]` again and finds it.
// Lookups go by a structural hash that agrees with identity: identical types have equal hashes.

/// The instances made so far. One a universe.
final class InstanceTable: @unchecked Sendable {
  private struct Entry {
    let origin: GoType
    let arguments: [GoType]
    let instance: GoType
  }

  /// How deep the arguments of an instance may nest, and how many instances a generic type may
  /// have. Programs stay far below; a type that needs ever more instances of itself is stopped by
  /// them. Higher limits cost time on such programs, quadratic in the nesting.
  static let maximumNesting = 100
  static let maximumCount = 20_000

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
    for argument in arguments { hashType(argument, into: &hasher, depth: 4) }
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

/// Feeds what identical types have in common to a hasher, down to a depth. Looks at nothing that
/// is computed lazily: interfaces count by their kind alone.
func hashType(_ type: GoType, into hasher: inout Hasher, depth: Int) {
  let type = type.unaliased
  hasher.combine(type.kind)
  guard depth > 0 else { return }
  let inner = depth - 1
  switch type.kind {
  case .basic: hasher.combine(type.asBasic?.basicKind)
  case .array:
    guard let array = type.asArray else { return }
    // Unknown lengths agree with every length, so the length cannot be part of the hash.
    hashType(array.element, into: &hasher, depth: inner)
  case .slice: type.asSlice.map { hashType($0.element, into: &hasher, depth: inner) }
  case .pointer: type.asPointer.map { hashType($0.base, into: &hasher, depth: inner) }
  case .channel: type.asChannel.map { hashType($0.element, into: &hasher, depth: inner) }
  case .map:
    guard let map = type.asMap else { return }
    hashType(map.key, into: &hasher, depth: inner)
    hashType(map.element, into: &hasher, depth: inner)
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
