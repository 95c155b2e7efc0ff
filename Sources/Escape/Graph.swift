// The flow graph: frames, locations and flows, as an index-based arena. What the solver decides
// about them is in Solve; how a walk over a program fills it is told in Escape.

/// A location of one `FlowGraph`.
public struct LocationID: Hashable, Sendable {
  /// The index into the graph's locations.
  public let index: Int32

  init(_ index: Int) { self.index = Int32(truncatingIfNeeded: index) }

  /// Everything that outlives the functions under analysis.
  public static let heap = LocationID(0)
  /// Takes every pointer through which memory is written.
  public static let mutator = LocationID(1)
  /// Takes every function value that is called without being known.
  public static let callee = LocationID(2)
  /// Swallows whatever flows into it.
  public static let blank = LocationID(3)

  var slot: Int { Int(index) }
}

/// A function body of one `FlowGraph`, which may be a closure inside another one.
public struct FrameID: Hashable, Sendable {
  /// The index into the graph's frames; -1 for no frame.
  public let index: Int32

  init(_ index: Int) { self.index = Int32(truncatingIfNeeded: index) }

  /// The absence of a frame: the owner of the four pseudo-locations.
  public static let none = FrameID(-1)

  var slot: Int { Int(index) }
}

/// The front end's own handle of a piece of source: the graph stores it and never looks inside.
public struct SiteID: Hashable, Sendable {
  /// The front end's number.
  public let raw: UInt32

  /// Wraps the front end's number; `UInt32.max` means no site.
  public init(_ raw: UInt32) { self.raw = raw }

  /// The absence of a site.
  public static let none = SiteID(UInt32.max)
}

/// What is known about a location; the solver only ever adds to it.
public struct LocationAttributes: OptionSet, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The location's address outlives it: it must be on the heap.
  public static let escapes = LocationAttributes(rawValue: 1)
  /// The location's address outlives its statement: its storage must not be reused at once.
  public static let persists = LocationAttributes(rawValue: 2)
  /// Memory reachable through the location without a dereference may be written.
  public static let mutates = LocationAttributes(rawValue: 4)
  /// Functions reachable through it may be called with their results lost from sight.
  public static let calls = LocationAttributes(rawValue: 8)

  static let heap: LocationAttributes = [.escapes, .persists, .mutates, .calls]
}

/// What sort of place a location stands for.
public enum LocationRole: UInt8, Sendable {
  /// One of the four pseudo-locations.
  case pseudo
  /// A declared variable.
  case variable
  /// A parameter, receiver included: it collects `Leaks`.
  case parameter
  /// A result of a function.
  case result
  /// Storage that an expression makes.
  case storage
  /// A helper of the walk: nothing of the program.
  case temporary

  /// Whether explanations call the location by its name rather than by its storage.
  public var isNamed: Bool { self == .variable || self == .parameter || self == .result }
}

struct Location {
  let site: SiteID
  let frame: FrameID
  let role: LocationRole
  /// The index of a result in its function's results, from 0; -1 for anything else.
  let resultIndex: Int32
  var loopDepth: Int32
  /// The first and the last incoming flow; -1 when there is none.
  var firstFlow: Int32 = -1
  var lastFlow: Int32 = -1
  /// The body, when this is the storage of a closure's record.
  var closureBody: FrameID = .none
  var attributes: LocationAttributes
  var isCaptured = false
  var isReassigned = false
  var isAddressTaken = false
  var leaks = Leaks()
}

struct Frame {
  let site: SiteID
  /// The frame that this one is a closure in.
  let parent: FrameID
  var results: [LocationID] = []
  /// Whether some caller of this closure is unknown, so that its results may go anywhere.
  var resultsAreLost = false
}

struct Flow {
  let source: LocationID
  let dereferences: Int32
  let notes: NoteID
  /// The next flow into the same destination, in the order in which they were added.
  var next: Int32 = -1
}

/// A chain of notes in the graph's arena.
public struct NoteID: Hashable, Sendable {
  let index: Int32
  /// The empty chain.
  public static let none = NoteID(index: -1)
}

/// One step of the way that a value takes through an expression.
public struct FlowNote: Sendable {
  /// The expression or statement.
  public let site: SiteID
  /// What it did with the value, in a few words: "address-of", "return".
  public let reason: StaticString
  let next: NoteID
}

/// A context that an expression is evaluated for: where its value goes and how often it is
/// dereferenced on the way.
public struct Hole: Sendable {
  /// The location that the value is for.
  public var target: LocationID
  /// The dereferences before the value arrives; -1 when its address does.
  public var dereferences: Int32
  var notes: NoteID
  /// Whether the address of the expression is taken here, stored or not.
  var takesAddress: Bool

  /// The hole that stores a value into `target`.
  public init(_ target: LocationID) {
    self.target = target
    dereferences = 0
    notes = .none
    takesAddress = false
  }

  /// A hole that swallows the value.
  public static var discard: Hole { Hole(.blank) }

  /// The hole whose value is dereferenced `count` times more; -1 takes the address instead.
  ///
  /// - Precondition: the address of an address is not taken.
  public func shifted(by count: Int) -> Hole {
    var hole = self
    hole.dereferences += Int32(truncatingIfNeeded: count)
    precondition(hole.dereferences >= -1, "the address of an address was taken")
    hole.takesAddress = count < 0
    return hole
  }

  /// Whether an expression evaluated into this hole has its address taken.
  public var isAddress: Bool { dereferences < 0 }
}

/// The graph of one group of functions that are analysed together.
public struct FlowGraph: Sendable {
  /// Whether flows keep notes and decisions append findings.
  public let isTracing: Bool

  var locations: [Location] = []
  var frames: [Frame] = []
  var flows: [Flow] = []
  var notes: [FlowNote] = []
  var findings: [FlowFinding] = []

  /// An empty graph.
  ///
  /// - Parameter isTracing: whether to keep what `FlowFinding` needs.
  public init(isTracing: Bool = false) {
    self.isTracing = isTracing
    for attributes: LocationAttributes in [.heap, .mutates, .calls, []] {
      locations.append(
        Location(
          site: .none, frame: .none, role: .pseudo, resultIndex: -1, loopDepth: 0,
          attributes: attributes))
    }
  }

  /// The number of locations, pseudo-locations included.
  public var locationCount: Int { locations.count }

  /// Every location that was added, in order.
  public var addedLocations: some Sequence<LocationID> {
    (4..<locations.count).lazy.map { LocationID($0) }
  }

  /// Adds a function body.
  ///
  /// - Parameters:
  ///   - site: the front end's handle of the function.
  ///   - parent: the body that the function is a closure in, or `.none`.
  public mutating func addFrame(site: SiteID, parent: FrameID = .none) -> FrameID {
    frames.append(Frame(site: site, parent: parent))
    return FrameID(frames.count - 1)
  }

  /// Adds a location.
  ///
  /// - Parameters:
  ///   - site: the front end's handle of the variable or expression; `.none` for a temporary.
  ///   - loopDepth: how many loops of its frame enclose the declaration, counted from 1.
  ///   - persists: whether its storage outlives the statement, as a variable's does.
  ///   - resultIndex: for a result, its index among the frame's results.
  public mutating func addLocation(
    site: SiteID, frame: FrameID, role: LocationRole, loopDepth: Int, persists: Bool,
    resultIndex: Int = -1
  ) -> LocationID {
    locations.append(
      Location(
        site: site, frame: frame, role: role,
        resultIndex: Int32(truncatingIfNeeded: resultIndex),
        loopDepth: Int32(truncatingIfNeeded: loopDepth), attributes: persists ? .persists : []))
    let added = LocationID(locations.count - 1)
    if role == .result { frames[frame.slot].results.append(added) }
    return added
  }

  // MARK: - Reading and adjusting a location

  /// The front end's handle of a location.
  public func site(of location: LocationID) -> SiteID { locations[location.slot].site }

  /// What sort of place a location is.
  public func role(of location: LocationID) -> LocationRole { locations[location.slot].role }

  /// The frame that a location belongs to.
  public func frame(of location: LocationID) -> FrameID { locations[location.slot].frame }

  /// The front end's handle of a frame.
  public func site(of frame: FrameID) -> SiteID { frames[frame.slot].site }

  /// What the solver found out about a location.
  public func attributes(of location: LocationID) -> LocationAttributes {
    locations[location.slot].attributes
  }

  /// Where a parameter's value goes.
  public func leaks(of location: LocationID) -> Leaks { locations[location.slot].leaks }

  /// The loop depth that a location was declared at.
  public func loopDepth(of location: LocationID) -> Int {
    Int(locations[location.slot].loopDepth)
  }

  /// Declares a location at a loop depth, once its declaration is reached.
  public mutating func setLoopDepth(_ depth: Int, of location: LocationID) {
    locations[location.slot].loopDepth = Int32(truncatingIfNeeded: depth)
  }

  /// Says that a storage location is the record of a closure with this body.
  public mutating func setClosureBody(_ body: FrameID, of location: LocationID) {
    locations[location.slot].closureBody = body
  }

  /// Whether a closure captured the location.
  public func isCaptured(_ location: LocationID) -> Bool { locations[location.slot].isCaptured }

  /// Records the first capture of a location.
  public mutating func setCaptured(_ location: LocationID) {
    locations[location.slot].isCaptured = true
  }

  /// Whether the location is assigned again after its declaration.
  public func isReassigned(_ location: LocationID) -> Bool {
    locations[location.slot].isReassigned
  }

  /// Records whether a location is assigned again.
  public mutating func setReassigned(_ location: LocationID, _ value: Bool = true) {
    locations[location.slot].isReassigned = value
  }

  /// Whether some flow took the location's address.
  public func isAddressTaken(_ location: LocationID) -> Bool {
    locations[location.slot].isAddressTaken
  }
}
