// Programs that the tool starts: the C compiler, the linker. They are waited for by what they write
// to standard error, whose end is also theirs; so one thread can have several under way.
import Foundation

/// A program that was started.
final class ChildProcess {
  private let path: String
  private let child: pid_t
  private let pipe: Int32
  private var text: [UInt8] = []

  /// How it ended, and what it said.
  struct Outcome {
    /// 0: well. Above 256: by the signal of that number less 256.
    let status: Int32
    /// Its standard error.
    let errors: String
  }

  /// Starts a program.
  ///
  /// - Throws: the system's reason when it cannot be started.
  init(_ path: String, _ arguments: [String]) throws(CCompilerFailure) {
    self.path = path
    var ends: [Int32] = [0, 0]
    guard Foundation.pipe(&ends) == 0 else { throw Self.failure(path, errno) }
    // Other children must not hold the writing end open.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
    #else
      var actions: posix_spawn_file_actions_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO)
    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }
    var started: pid_t = 0
    let number = posix_spawn(&started, path, &actions, nil, words, environ)
    close(ends[1])
    pipe = ends[0]
    child = started
    guard number == 0 else {
      close(pipe)
      throw Self.failure(path, number)
    }
  }

  /// Runs a program and waits for it.
  static func run(_ path: String, _ arguments: [String]) throws(CCompilerFailure) -> Outcome {
    let process = try ChildProcess(path, arguments)
    while !process.read() {}
    return process.outcome()
  }

  /// Waits until one of several has ended; answers its place among them.
  static func waitForOne(of processes: [ChildProcess]) -> Int {
    while true {
      var waits = processes.map { pollfd(fd: $0.pipe, events: Int16(POLLIN), revents: 0) }
      guard poll(&waits, nfds_t(waits.count), -1) > 0 else { continue }
      for (index, wait) in waits.enumerated() where wait.revents != 0 {
        if processes[index].read() { return index }
      }
    }
  }

  /// Takes what it has said; true at the end.
  private func read() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = Foundation.read(pipe, &buffer, buffer.count)
    if count > 0 { text += buffer[..<count] }
    return count == 0 || count < 0 && errno != EINTR
  }

  /// How it ended, which it has; once.
  func outcome() -> Outcome {
    close(pipe)
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    let signal = status & 0x7f
    return Outcome(
      status: signal != 0 ? 256 + signal : (status >> 8) & 0xff,
      errors: String(decoding: text, as: UTF8.self))
  }

  /// Fails unless it ended well.
  func succeed() throws(CCompilerFailure) {
    let outcome = outcome()
    if outcome.status > 256 {
      throw CCompilerFailure(
        description: "\(path) was stopped by signal \(outcome.status - 256)")
    }
    if outcome.status != 0 {
      throw CCompilerFailure(description: "\(path) failed:\n\(outcome.errors)")
    }
  }

  private static func failure(_ path: String, _ number: Int32) -> CCompilerFailure {
    CCompilerFailure(description: "\(path): \(String(cString: strerror(number)))")
  }
}
