// What the scavenger did since the last report, and Go's scavtrace line.
//
//   scav 0 KiB work (bg), 1024 KiB work (eager), 3120 KiB now, 78% util

/// The scavenger's accounts. Sizes in bytes.
public struct ScavengeReport: Equatable, Sendable {
  /// Released in the background since the last report.
  public var background: UInt64 = 0
  /// Released by allocations since the last report.
  public var eager: UInt64 = 0
  /// Released and not in use again, now.
  public var released: UInt64 = 0
  /// Pages in use and pages retained, for their quotient.
  public var inUse: UInt64 = 0
  public var retained: UInt64 = 0
  /// True for `FreeOSMemory`.
  public var isForced = false
  /// True when the pace's controller had to start over.
  public var wasReset = false

  /// A report of nothing.
  public init() {}

  /// Writes the line with its newline.
  public func write(into text: inout TextBuffer) {
    text.put("scav ")
    text.put(background >> 10)
    text.put(" KiB work (bg), ")
    text.put(eager >> 10)
    text.put(" KiB work (eager), ")
    text.put(released >> 10)
    text.put(" KiB now, ")
    text.put(retained == 0 ? 0 : inUse &* 100 / retained)
    text.put("% util")
    if isForced {
      text.put(" (forced)")
    } else if wasReset {
      text.put(" [controller reset]")
    }
    text.put("\n")
  }
}
