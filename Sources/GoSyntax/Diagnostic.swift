// What the front end says about a program, and where it is collected.
// The order and the number of what is printed is in DiagnosticReport.swift.
import Synchronization

/// One complaint: a place, a message in Go's words, and lines of detail below it.
public struct Diagnostic: Sendable {
  /// How bad it is.
  public enum Severity: UInt8, Sendable {
    /// The program is not valid.
    case error
    /// The program is valid; the user is to know something.
    case warning
  }

  /// A further line of a message, perhaps with a place of its own.
  public struct Detail: Sendable {
    /// Where; `.unknown` when the line has no place.
    public var position: SourcePosition
    /// What, without the place.
    public var message: String

    /// A line of detail.
    public init(position: SourcePosition = .unknown, message: String) {
      self.position = position
      self.message = message
    }
  }

  /// Where; `.unknown` for complaints about a package as a whole.
  public var position: SourcePosition
  /// The kind, for machines.
  public var code: DiagnosticCode
  /// The text, without the place. It may have several lines.
  public var message: String
  /// How bad it is.
  public var severity: Severity
  /// Whether later stages can work in spite of it (an unused variable is soft).
  public var isSoft: Bool
  /// Lines that follow, each indented by a tab when printed.
  public var details: [Detail]

  /// An error, unless another severity is given.
  public init(
    position: SourcePosition, code: DiagnosticCode, message: String,
    severity: Severity = .error, isSoft: Bool = false, details: [Detail] = []
  ) {
    self.position = position
    self.code = code
    self.message = message
    self.severity = severity
    self.isSoft = isSoft
    self.details = details
  }

  /// The message with its lines of detail, each on its own line behind a tab, as Go prints it;
  /// the place of the diagnostic itself is left to the caller.
  public func text(in sources: SourceSet) -> String {
    var text = message
    for detail in details {
      text += "\n\t"
      if detail.position.isKnown { text += sources.describe(detail.position) + ": " }
      text += detail.message
    }
    return text
  }
}

/// Whoever takes diagnostics.
public protocol DiagnosticSink: AnyObject {
  /// Takes one diagnostic. Called in the order of discovery, not of positions.
  func report(_ diagnostic: Diagnostic)
}

extension DiagnosticSink {
  /// Reports an error without details.
  public func error(_ position: SourcePosition, _ code: DiagnosticCode, _ message: String) {
    report(Diagnostic(position: position, code: code, message: message))
  }
}

/// A sink that keeps everything. Safe to use from several threads.
public final class DiagnosticCollector: DiagnosticSink, Sendable {
  private let list = Mutex<[Diagnostic]>([])

  /// An empty collector.
  public init() {}

  public func report(_ diagnostic: Diagnostic) {
    list.withLock { $0.append(diagnostic) }
  }

  /// Everything so far, in the order of discovery.
  public var diagnostics: [Diagnostic] { list.withLock { $0 } }

  /// Whether an error is among them.
  public var hasErrors: Bool {
    list.withLock { $0.contains(where: { $0.severity == .error }) }
  }
}
