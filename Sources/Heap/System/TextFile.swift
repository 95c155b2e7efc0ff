// Reading the kernel's text files (/proc, cgroup) line by line, into memory that is lent: no
// allocation, no strings. Lines longer than the buffer are cut.
import CTricolor

/// A text file that is read line by line.
struct TextFile: ~Copyable {
  private let file: Int32
  private let buffer: UnsafeMutableBufferPointer<UInt8>
  private var start = 0
  private var end = 0
  private var isAtEnd = false

  /// Opens a file; nil when there is none or it may not be read.
  ///
  /// - Parameters:
  ///   - path: ends with a zero byte.
  ///   - buffer: lent for as long as the file is read; the longest line that is read whole.
  init?(_ path: UnsafePointer<CChar>, buffer: UnsafeMutableBufferPointer<UInt8>) {
    file = tc_os_open(path)
    self.buffer = buffer
    if file < 0 { return nil }
  }

  deinit { tc_os_close(file) }

  /// The next line without its newline, valid until the next call; nil at the end.
  mutating func line() -> TextSlice? {
    while true {
      for index in start..<end where buffer[index] == 10 {
        let line = TextSlice(rebasing: buffer[start..<index])
        start = index + 1
        return line
      }
      if start == 0 && end == buffer.count { return cutLine() }
      if isAtEnd {
        guard start < end else { return nil }
        let line = TextSlice(rebasing: buffer[start..<end])
        start = end
        return line
      }
      refill()
    }
  }

  /// A line that fills the buffer: what fits of it; the rest is skipped.
  private mutating func cutLine() -> TextSlice {
    let line = TextSlice(rebasing: buffer[0..<end])
    var skipped: UInt8 = 0
    while tc_os_read(file, &skipped, 1) == 1 && skipped != 10 {}
    start = 0
    end = 0
    return line
  }

  private mutating func refill() {
    if start > 0 {
      for index in start..<end { buffer[index - start] = buffer[index] }
      end -= start
      start = 0
    }
    let room = UnsafeMutableRawBufferPointer(
      rebasing: UnsafeMutableRawBufferPointer(buffer)[end...])
    let count = tc_os_read(file, room.baseAddress, UInt(room.count))
    if count <= 0 { isAtEnd = true } else { end += count }
  }
}
