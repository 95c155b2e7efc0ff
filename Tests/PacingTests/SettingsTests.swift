// GOGC and GOMEMLIMIT as users write them. The accepted and the refused are Go 1.27's.
import Testing
import TricolorPacing

@Suite struct SettingsTests {
  @Test(
    arguments: [
      ("100", 100), ("off", -1), ("0", 0), ("-5", -1), ("+20", 20), ("2147483647", 2147483647),
      ("", 100), ("abc", 100), ("2147483648", 100), ("1e3", 100), (" 5", 100), ("5%", 100),
      ("OFF", 100), ("1_000", 100), ("-", 100),
    ] as [(String, Int32)])
  func percentagesReadAsInGo(text: String, percent: Int32) {
    #expect(Settings.percent(text.utf8) == percent)
  }

  @Test(
    arguments: [
      ("0", 0), ("1", 1), ("12345", 12345), ("1B", 1), ("1KiB", 1024), ("05KiB", 5 << 10),
      ("1MiB", 1 << 20), ("3GiB", 3 << 30), ("1TiB", 1 << 40), ("+1MiB", 1 << 20),
      ("9223372036854775807", .max), ("8388607TiB", 8_388_607 << 40),
    ] as [(String, Int64)])
  func byteCountsReadAsInGo(text: String, bytes: Int64) {
    #expect(Settings.byteCount(text.utf8) == bytes)
  }

  @Test(
    arguments: [
      "", "B", "iB", "KiB", "12QB", "12QiB", "-1", "-1B", "-1KiB", "1K", "1kB", "1KB", "1Ki",
      "1 MiB", "1.5MiB", "abc", "9223372036854775808", "8388608TiB", "1PiB", "∞", "auto ",
    ])
  func malformedByteCountsAreRefused(text: String) {
    #expect(Settings.byteCount(text.utf8) == nil)
    guard !text.isEmpty else { return }
    #expect(throws: SettingError.malformedMemoryLimit) {
      try Settings.memoryLimit(text.utf8)
    }
  }

  @Test func limitsMayBeAbsentOffOrAutomatic() throws {
    #expect(try Settings.memoryLimit("".utf8) == .none)
    #expect(try Settings.memoryLimit("off".utf8) == .none)
    #expect(try Settings.memoryLimit("auto".utf8) == .automatic)
    #expect(try Settings.memoryLimit("64MiB".utf8) == .bytes(64 << 20))
  }

  @Test func theErrorSaysWhatGoSays() {
    let message = "\(SettingError.malformedMemoryLimit.message)"
    #expect(message == "malformed GOMEMLIMIT; see `go doc runtime/debug.SetMemoryLimit`")
  }
}
