// Text for standard error, or for a buffer of the program's: bytes only, no allocation.
import CTricolor

/// Collects text in borrowed memory. One that is for standard error writes itself out when it is
/// full; one that fills a caller's buffer drops what does not fit.
struct TextWriter {
  private let bytes: UnsafeMutableBufferPointer<UInt8>
  private let flushes: Bool
  /// Bytes that are in the memory now.
  private(set) var count = 0

  /// A writer to standard error, if it `flushes`, or to `bytes` alone.
  init(_ bytes: UnsafeMutableBufferPointer<UInt8>, flushes: Bool = true) {
    self.bytes = bytes
    self.flushes = flushes
  }

  @inline(__always)
  mutating func add(byte: UInt8) {
    if count == bytes.count {
      guard flushes, count > 0 else { return }
      flush()
    }
    bytes[count] = byte
    count += 1
  }

  mutating func add(_ text: StaticString) {
    for index in 0..<text.utf8CodeUnitCount { add(byte: text.utf8Start[index]) }
  }

  /// Text that ends with a zero byte; nothing if there is none.
  mutating func add(cString: UnsafePointer<CChar>?) {
    guard var at = cString else { return }
    while at.pointee != 0 {
      add(byte: UInt8(bitPattern: at.pointee))
      at += 1
    }
  }

  mutating func add(_ text: UnsafePointer<UInt8>?, length: Int) {
    guard let text else { return }
    for index in 0..<length { add(byte: text[index]) }
  }

  mutating func add(decimal value: UInt64) {
    if value >= 10 { add(decimal: value / 10) }
    add(byte: 48 &+ UInt8(truncatingIfNeeded: value % 10))
  }

  mutating func add(hexadecimal value: UInt64) {
    if value >= 16 { add(hexadecimal: value &>> 4) }
    let digit = UInt8(truncatingIfNeeded: value & 15)
    add(byte: digit < 10 ? 48 &+ digit : 87 &+ digit)
  }

  /// Writes what is there to standard error.
  mutating func flush() {
    guard flushes, count > 0 else { return }
    tc_os_write_error(bytes.baseAddress, UInt(count))
    count = 0
  }
}
