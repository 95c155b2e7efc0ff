// Scopes: which names are declared where.
import GoSyntax

/// A set of declared objects inside an enclosing scope.
///
/// Small scopes are searched linearly, large ones by hash; objects stay in the order of their
/// declaration.
public final class Scope: @unchecked Sendable {
  /// The enclosing scope; nil for the universe.
  public let parent: Scope?
  /// The scopes directly inside, in source order; not kept for the universe.
  public internal(set) var children: [Scope] = []
  /// The source text it spans.
  public internal(set) var start: SourcePosition
  public internal(set) var end: SourcePosition
  /// The scope of a function's parameters and body.
  public internal(set) var isFunction = false

  private var names: [Name] = []
  private var objects: [Object] = []
  private var index: [Name: Int32] = [:]
  private static let linearLimit = 8

  init(parent: Scope?, start: SourcePosition = .unknown, end: SourcePosition = .unknown) {
    self.parent = parent
    self.start = start
    self.end = end
    if let parent, parent.parent != nil { parent.children.append(self) }
  }

  /// How many objects are declared here.
  public var count: Int { objects.count }

  /// The objects in the order of their declaration.
  public var all: [Object] { objects }

  /// The names under which they are declared, in the same order. (Objects of a dot import keep
  /// their own parent.)
  var declaredNames: [Name] { names }

  /// The object that is declared here under a name; nil if there is none. Enclosing scopes are
  /// not searched.
  public func lookup(_ name: Name) -> Object? {
    if names.count <= Self.linearLimit {
      for (position, candidate) in names.enumerated() where candidate == name {
        return objects[position]
      }
      return nil
    }
    guard let position = index[name] else { return nil }
    return objects[Int(position)]
  }

  /// Declares an object.
  /// - Returns: the object that has the name already, and then nothing is changed; or nil.
  func insert(_ object: Object) -> Object? {
    if let other = lookup(object.name) { return other }
    insert(object, as: object.name)
    if object.parent == nil { object.parent = self }
    return nil
  }

  /// Declares an object under a name that is known to be free, and leaves its parent alone.
  func insert(_ object: Object, as name: Name) {
    names.append(name)
    objects.append(object)
    if names.count == Self.linearLimit + 1 {
      for (position, name) in names.enumerated() { index[name] = Int32(position) }
    } else if names.count > Self.linearLimit {
      index[name] = Int32(names.count - 1)
    }
  }

  /// The objects that are spelled like `text` but for upper and lower case, by spelling.
  func lookupIgnoringCase(_ text: String, onlyExported: Bool) -> [Object] {
    let folded = foldedCase(text)
    let found = objects.filter { object in
      (object.isExported || !onlyExported) && foldedCase(object.text) == folded
    }
    return found.sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
  }
}

/// A spelling in which names are equal that differ only in upper and lower case.
func foldedCase(_ text: String) -> String { text.lowercased() }
