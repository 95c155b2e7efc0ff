// Finding fields and methods, through embedded fields.
//
// The search goes level by level: a name at a shallower level hides those below it; twice on one
// level it is ambiguous. What occurs once on a level but below a type that occurs there several
// times counts several times.
import GoSyntax

/// What a selector asks for: a name as seen from a package, or a spelling in whatever case.
struct MemberName {
  let name: Name
  let package: Package?
  /// If set, members of any package match whose spelling is this but for case.
  var foldedText: String?

  init(_ name: Name, in package: Package?) {
    self.name = name
    self.package = package
  }

  /// A name whose case does not matter.
  init(anyCaseOf text: String, _ name: Name, in package: Package?) {
    self.name = name
    self.package = package
    foldedText = GoTypes.foldedCase(text)
  }

  func matches(_ object: Object) -> Bool {
    if let foldedText, GoTypes.foldedCase(object.text) == foldedText { return true }
    return object.isNamed(name, in: package)
  }
}

/// What was found, or why nothing was.
enum MemberLookup {
  /// A field or method, the path to it, and whether a pointer is followed on the way. A method's
  /// signature may not be resolved yet.
  case found(Object, path: [Int], isIndirect: Bool)
  /// The name occurs more than once at the end of the path's level.
  case ambiguous(path: [Int])
  /// The method has a pointer receiver, and the value is neither a pointer nor addressable.
  case needsPointer
  case notFound

  /// The field or method, if one was found.
  var object: Object? {
    if case .found(let object, _, _) = self { return object }
    return nil
  }
}

/// Looks up a field or method.
/// - Parameters:
///   - isAddressable: the value is a variable, so methods with pointer receivers count.
func lookupFieldOrMethod(
  _ type: GoType, isAddressable: Bool, _ member: MemberName
) -> MemberLookup {
  // A named pointer type has no methods, but the fields of what it points to.
  if let named = type.asNamed, let pointer = named.underlying.asPointer {
    let result = lookupMember(pointer, isAddressable: false, member)
    if result.object?.kind == .function { return .notFound }
    return result
  }
  return lookupMember(type, isAddressable: isAddressable, member)
}

/// Like `lookupFieldOrMethod` but finds no fields through named pointer types: for questions about
/// methods.
func lookupMember(
  _ type: GoType, isAddressable: Bool, _ member: MemberName
) -> MemberLookup {
  if member.name == .blank { return .notFound }
  let (base, isPointer) = dereferenced(type)
  // A pointer to an interface or type parameter has no methods.
  if isPointer, base.underlying.kind == .interface { return .notFound }
  var search = MemberSearch(member: member)
  return search.run(base, isPointer: isPointer, isAddressable: isAddressable)
}

private struct MemberSearch {
  /// A type on the level that is being searched.
  struct Candidate {
    let type: GoType
    /// The embedded fields that lead here.
    let path: [Int]
    let isIndirect: Bool
    /// The type occurs several times on the level.
    var isMultiple: Bool
  }

  let member: MemberName
  /// The named types of the levels above: they hide themselves further down.
  var seen: [NamedType] = []
  var found: (object: Object, path: [Int], isIndirect: Bool)?
  var next: [Candidate] = []

  init(member: MemberName) { self.member = member }

  mutating func run(_ type: GoType, isPointer: Bool, isAddressable: Bool) -> MemberLookup {
    var level = [Candidate(type: type, path: [], isIndirect: isPointer, isMultiple: false)]
    while !level.isEmpty {
      next = []
      for candidate in level {
        if let collision = visit(candidate) { return .ambiguous(path: collision) }
      }
      if let found {
        if let method = found.object.asFunction, !found.isIndirect, !isAddressable,
          method.hasPointerReceiver
        {
          return .needsPointer
        }
        return .found(found.object, path: found.path, isIndirect: found.isIndirect)
      }
      level = consolidated(next)
    }
    return .notFound
  }

  /// Searches one type. Answers the path of a name that occurs for the second time.
  private mutating func visit(_ candidate: Candidate) -> [Int]? {
    if let named = candidate.type.asNamed {
      if seen.contains(where: { isSame($0, named) }) { return nil }
      seen.append(named)
      if let index = methodIndex(named) {
        return take(named.method(index), at: index, candidate)
      }
    }
    let under = candidate.type.underlying
    if let structure = under.asStruct { return visitFields(structure, candidate) }
    if let interface = under.asInterface {
      let set = interface.typeSet
      for (index, method) in set.methods.enumerated() where member.matches(method) {
        return take(method, at: index, candidate)
      }
    }
    return nil
  }

  /// Declared types are compared by reference; only instances have to be looked at.
  private func isSame(_ left: NamedType, _ right: NamedType) -> Bool {
    if left === right { return true }
    return left.instance != nil && right.instance != nil && identical(left, right)
  }

  private func methodIndex(_ named: NamedType) -> Int? {
    if let folded = member.foldedText { return named.methodIndex(foldedCase: folded) }
    return named.methodIndex(member.name, in: member.package)
  }

  private mutating func visitFields(_ structure: StructType, _ candidate: Candidate) -> [Int]? {
    for (index, field) in structure.fields.enumerated() {
      if member.matches(field) {
        if let collision = take(field, at: index, candidate) { return collision }
        continue
      }
      guard found == nil, field.isEmbedded, let type = field.type else { continue }
      let (base, isPointer) = dereferenced(type)
      next.append(
        Candidate(
          type: base, path: candidate.path + [index],
          isIndirect: candidate.isIndirect || isPointer, isMultiple: candidate.isMultiple))
    }
    return nil
  }

  private mutating func take(_ object: Object, at index: Int, _ candidate: Candidate) -> [Int]? {
    let path = candidate.path + [index]
    if found != nil || candidate.isMultiple { return path }
    found = (object, path, candidate.isIndirect)
    return nil
  }

  /// Joins the candidates of one type into one that says so.
  private func consolidated(_ list: [Candidate]) -> [Candidate] {
    if list.count <= 1 { return list }
    var result: [Candidate] = []
    for candidate in list {
      if let index = result.firstIndex(where: { identical($0.type, candidate.type) }) {
        result[index].isMultiple = true
      } else {
        result.append(candidate)
      }
    }
    return result
  }
}

extension Checker {
  /// Looks up a field or method as seen from the package that is being checked.
  func lookupFieldOrMethod(
    _ type: GoType, isAddressable: Bool, _ name: Name
  ) -> MemberLookup {
    GoTypes.lookupFieldOrMethod(
      type, isAddressable: isAddressable, MemberName(name, in: package))
  }

  /// The words for a failed look-up of a field or method.
  /// - Parameters:
  ///   - alternative: what has the name but for case, if there is something.
  ///   - inLiteral: the name is a key of a struct literal.
  func lookupError(
    _ type: GoType, _ name: Name, alternative: Object?, inLiteral: Bool
  ) -> String {
    let text = names.text(name)
    let other = alternative?.text ?? ""
    let spelling = spellingRelation(text, name, alternative)
    if inLiteral {
      let whole = "unknown field \(text) in struct literal of type \(string(type))"
      switch spelling {
      case .missing: return whole
      case .misspelled: return "\(whole), but does have \(other)"
      case .unexported: return "\(whole), but does have unexported \(other)"
      case .inaccessible:
        return "cannot refer to unexported field \(other) in struct literal of type "
          + string(type)
      }
    }
    var what = "object"
    if alternative?.kind == .variable { what = "field" }
    if alternative?.kind == .function { what = "method" }
    let whole = "type \(string(type)) has no field or method \(text)"
    switch spelling {
    case .missing: return whole
    case .misspelled: return "\(whole), but does have \(what) \(other)"
    case .unexported: return "\(whole), but does have unexported \(what) \(other)"
    case .inaccessible: return "cannot refer to unexported \(what) \(other)"
    }
  }

  private enum SpellingRelation { case missing, misspelled, unexported, inaccessible }

  /// How what was asked for relates to what is there.
  private func spellingRelation(
    _ text: String, _ name: Name, _ alternative: Object?
  ) -> SpellingRelation {
    guard let alternative else { return .missing }
    if alternative.package === package { return .misspelled }
    let sameTail = text.dropFirst() == alternative.text.dropFirst()
    if names.isExported(name) {
      if alternative.isExported { return .misspelled }
      return sameTail ? .unexported : .missing
    }
    if alternative.isExported { return sameTail ? .misspelled : .missing }
    return text == alternative.text ? .inaccessible : .missing
  }

  /// The names of the fields on a path, with dots between: `a.b.c`.
  func fieldPath(_ type: GoType, _ path: [Int]) -> String {
    var parts: [String] = []
    var current = type
    for index in path {
      guard let structure = dereferencedStructPointer(current).underlying.asStruct,
        index < structure.fields.count
      else { break }
      let field = structure.fields[index]
      parts.append(field.text)
      current = field.type ?? BasicType.invalid
    }
    return parts.joined(separator: ".")
  }
}
