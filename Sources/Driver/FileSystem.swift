// Files and directories, by plain system calls, with overlays in front of them.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Replacements for what is on disk: single files by path, and whole packages by import path.
public struct Overlay: Sendable {
  /// Contents by absolute path: such a file exists, whatever the disk says.
  public var files: [String: [UInt8]] = [:]
  /// The absolute paths of files that do not exist, whatever the disk says.
  public var removed: Set<String> = []
  /// For an import path, the files of the package by name: they replace the package's own.
  public var packages: [String: [String: [UInt8]]] = [:]
  /// For an import path of the standard library, files by name that are added to the package's
  /// own. What they declare takes the place of declarations of the same names; a file takes the
  /// place of one of the same name.
  public var supplements: [String: [String: [UInt8]]] = [:]
  /// Import paths of the standard library, perhaps ending in "/...", whose files are chosen as for
  /// an architecture that has no assembly.
  public var withoutAssembly: [String] = []

  /// Whether a package of the standard library is built from Go alone.
  func isWithoutAssembly(_ importPath: String) -> Bool {
    withoutAssembly.contains { pattern in
      guard pattern.hasSuffix("/...") else { return pattern == importPath }
      let parent: Substring = pattern.dropLast(4)
      return importPath == parent || importPath.hasPrefix("\(parent)/")
    }
  }

  /// Nothing is replaced.
  public init() {}
}

/// Why a file could not be read.
public struct FileError: Error, CustomStringConvertible, Sendable {
  /// The path as it was given.
  public let path: String
  /// The system's error number.
  public let number: Int32

  public var description: String { "open \(path): \(reason)" }

  /// The system's words, in lower case as Go has them.
  public var reason: String {
    switch number {
    case ENOENT: return "no such file or directory"
    case EACCES: return "permission denied"
    case EISDIR: return "is a directory"
    default: return String(cString: strerror(number)).lowercased()
    }
  }
}

/// The files that a loader sees. A value; reading costs the system calls.
public struct FileSystem: Sendable {
  /// What stands in front of the disk.
  public var overlay: Overlay
  /// Takes down what the disk was asked; nil: nobody wants to know.
  public var accesses: FileAccesses?

  /// The disk behind an overlay.
  public init(overlay: Overlay = Overlay()) { self.overlay = overlay }

  /// An entry of a directory.
  public struct Entry: Sendable {
    /// The name without its directory.
    public var name: String
    /// Whether it is a directory, symbolic links followed.
    public var isDirectory: Bool
  }

  /// The bytes of a file.
  public func read(_ path: String) throws(FileError) -> [UInt8] {
    if let content = overlay.files[path] { return content }
    if overlay.removed.contains(path) { throw FileError(path: path, number: ENOENT) }
    let descriptor: Int32 = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let number: Int32 = errno
      accesses?.note(path, .nothing)
      throw FileError(path: path, number: number)
    }
    accesses?.note(path, .content)
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError(path: path, number: errno) }
    if status.st_mode & S_IFMT == S_IFDIR { throw FileError(path: path, number: EISDIR) }
    var failure: Int32 = 0
    // One byte more than the size: the read that meets the end of the file finds room.
    let capacity: Int = max(Int(status.st_size) + 1, 4096)
    var content = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      failure = Self.fill(buffer, &count, from: descriptor)
    }
    // A file that grew, or one whose size nobody knows (a pipe): the rest in pieces.
    while failure == 0 && content.count >= capacity {
      let piece = [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, count in
        failure = Self.fill(buffer, &count, from: descriptor)
      }
      content += piece
      if piece.count < 1 << 20 { break }
    }
    if failure != 0 { throw FileError(path: path, number: failure) }
    return content
  }

  /// Reads until the buffer is full or the file ends; the error number, or zero.
  private static func fill(
    _ buffer: UnsafeMutableBufferPointer<UInt8>, _ count: inout Int, from descriptor: Int32
  ) -> Int32 {
    while count < buffer.count {
      #if canImport(Glibc)
        let got: Int = Glibc.read(
          descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
      #else
        let got: Int = Darwin.read(
          descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
      #endif
      if got == 0 { return 0 }
      if got < 0 {
        if errno == EINTR { continue }
        return errno
      }
      count += got
    }
    return 0
  }

  /// The entries of a directory, sorted by name.
  public func list(_ directory: String) throws(FileError) -> [Entry] {
    var entries: [String: Bool] = [:]
    if let stream = opendir(directory) {
      accesses?.note(directory, .listing)
      defer { closedir(stream) }
      read(stream, of: directory, into: &entries)
    } else {
      let number: Int32 = errno
      accesses?.note(directory, .nothing)
      if !isInOverlay(directory) { throw FileError(path: directory, number: number) }
    }
    for path in overlay.files.keys where path.hasPrefix("\(directory)/") {
      let rest = path.dropFirst(directory.utf8.count + 1)
      let name = rest.prefix(while: { $0 != "/" })
      entries[String(name)] = name.utf8.count < rest.utf8.count
    }
    return entries.keys.sorted().map { Entry(name: $0, isDirectory: entries[$0] ?? false) }
  }

  private func read(
    _ stream: OpaquePointer, of directory: String, into entries: inout [String: Bool]
  ) {
    while let entry = readdir(stream) {
      let name: String = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name == "." || name == ".." { continue }
      if !overlay.removed.isEmpty && overlay.removed.contains("\(directory)/\(name)") { continue }
      let kind = Int32(entry.pointee.d_type)
      let isPlain: Bool = kind == Int32(DT_REG)
      entries[name] = !isPlain && isDirectory("\(directory)/\(name)")
    }
  }

  /// Whether the overlay has files below a directory.
  private func isInOverlay(_ directory: String) -> Bool {
    !overlay.files.isEmpty && overlay.files.keys.contains { $0.hasPrefix("\(directory)/") }
  }

  /// Whether a path names a directory.
  public func isDirectory(_ path: String) -> Bool {
    if let kind = kind(of: path) { return kind == S_IFDIR }
    return isInOverlay(path)
  }

  /// Whether a path names a file that is no directory.
  public func isFile(_ path: String) -> Bool {
    if overlay.files[path] != nil { return true }
    if overlay.removed.contains(path) { return false }
    return kind(of: path).map { $0 != S_IFDIR } ?? false
  }

  /// The file type that the disk has at a path; nil if there is nothing.
  private func kind(of path: String) -> mode_t? {
    var status = stat()
    guard stat(path, &status) == 0 else {
      accesses?.note(path, .nothing)
      return nil
    }
    let kind: mode_t = status.st_mode & S_IFMT
    accesses?.note(path, kind == S_IFDIR ? .directory : .file)
    return kind
  }

  /// What a path names, symbolic links not followed.
  enum Kind {
    case file, directory, other, nothing
  }

  /// What a path names, symbolic links not followed.
  func kind(_ path: String) -> Kind {
    if overlay.files[path] != nil { return .file }
    if overlay.removed.contains(path) { return .nothing }
    var status = stat()
    guard lstat(path, &status) == 0 else { return isInOverlay(path) ? .directory : .nothing }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .directory
    default: return .other
    }
  }

  /// The current directory of the process.
  public static func currentDirectory() -> String {
    guard let pointer = getcwd(nil, 0) else { return "/" }
    defer { free(pointer) }
    return String(cString: pointer)
  }

  /// A path made absolute against a directory, cleaned.
  public static func absolute(_ path: String, in directory: String) -> String {
    path.hasPrefix("/") ? Paths.clean(path) : Paths.join(directory, path)
  }
}
