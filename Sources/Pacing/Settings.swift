// What users write into GOGC and GOMEMLIMIT, read exactly as Go reads it. Works on bytes, so that
// neither the environment nor Unicode is needed here.

/// A memory limit as written.
public enum MemoryLimitSetting: Equatable, Sendable {
  /// Nothing or `off`: no limit.
  case none
  /// Bytes, not negative.
  case bytes(Int64)
  /// `auto`: what the container allows; not Go's, ours.
  case automatic
}

/// The one error that a setting can have: Go takes any other text for a default.
public enum SettingError: Error, Equatable, Sendable {
  /// GOMEMLIMIT is neither a byte count nor `off`. Fatal, with exit code 2.
  case malformedMemoryLimit

  /// Go's words after `fatal error: `. The line before it repeats the setting.
  public var message: StaticString {
    switch self {
    case .malformedMemoryLimit:
      return "malformed GOMEMLIMIT; see `go doc runtime/debug.SetMemoryLimit`"
    }
  }
}

/// Readers of settings.
public enum Settings {
  /// The percentage when GOGC is unset or unreadable.
  public static let defaultPercent: Int32 = 100

  /// Reads GOGC: `off`, or a decimal number of 32 bits. Anything else counts as 100, silently, as
  /// in Go; negative numbers switch the percentage off.
  public static func percent<Text: BidirectionalCollection>(_ text: Text) -> Int32
  where Text.Element == UInt8 {
    if equals(text, "off") { return Pace.percentOff }
    guard let value = integer(text), let percent = Int32(exactly: value) else {
      return defaultPercent
    }
    return max(percent, Pace.percentOff)
  }

  /// Reads GOMEMLIMIT: nothing, `off`, `auto`, or a byte count.
  public static func memoryLimit<Text: BidirectionalCollection>(
    _ text: Text
  ) throws(SettingError) -> MemoryLimitSetting where Text.Element == UInt8 {
    if text.isEmpty || equals(text, "off") { return .none }
    if equals(text, "auto") { return .automatic }
    guard let bytes = byteCount(text) else { throw .malformedMemoryLimit }
    return .bytes(bytes)
  }

  /// Reads a number with one of the units B, KiB, MiB, GiB and TiB, or none.
  /// - Returns: bytes; nil for anything else, negative numbers and what exceeds 63 bits.
  public static func byteCount<Text: BidirectionalCollection>(_ text: Text) -> Int64?
  where Text.Element == UInt8 {
    guard let last = text.last else { return nil }
    if isDigit(last) { return natural(text) }
    guard last == UInt8(ascii: "B"), text.count >= 2 else { return nil }
    let beforeLast = text[text.index(text.endIndex, offsetBy: -2)]
    if isDigit(beforeLast) { return natural(text.dropLast(1)) }
    guard beforeLast == UInt8(ascii: "i"), text.count >= 4 else { return nil }
    let shift: Int64
    switch text[text.index(text.endIndex, offsetBy: -3)] {
    case UInt8(ascii: "K"): shift = 10
    case UInt8(ascii: "M"): shift = 20
    case UInt8(ascii: "G"): shift = 30
    case UInt8(ascii: "T"): shift = 40
    default: return nil
    }
    guard let number = natural(text.dropLast(3)) else { return nil }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: 1 << shift)
    return overflow ? nil : bytes
  }

  /// Reads a decimal number with an optional sign and nothing else around it.
  public static func integer<Text: Collection>(_ text: Text) -> Int64?
  where Text.Element == UInt8 {
    guard let first = text.first else { return nil }
    let isNegative = first == UInt8(ascii: "-")
    let hasSign = isNegative || first == UInt8(ascii: "+")
    let digits = text.dropFirst(hasSign ? 1 : 0)
    guard !digits.isEmpty else { return nil }
    var value: Int64 = 0
    for byte in digits {
      guard isDigit(byte) else { return nil }
      let (tens, overflowed) = value.multipliedReportingOverflow(by: 10)
      // Gathered on the negative side, which reaches one further.
      let (next, alsoOverflowed) = tens.subtractingReportingOverflow(Int64(byte - 48))
      if overflowed || alsoOverflowed { return nil }
      value = next
    }
    if isNegative { return value }
    return value == .min ? nil : -value
  }

  private static func natural<Text: Collection>(_ text: Text) -> Int64?
  where Text.Element == UInt8 {
    guard let value = integer(text), value >= 0 else { return nil }
    return value
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

  private static func equals<Text: Collection>(_ text: Text, _ word: StaticString) -> Bool
  where Text.Element == UInt8 {
    guard text.count == word.utf8CodeUnitCount else { return false }
    var offset = 0
    for byte in text {
      guard byte == word.utf8Start[offset] else { return false }
      offset += 1
    }
    return true
  }
}
