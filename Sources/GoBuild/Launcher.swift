// A file that starts a loaded program anew: what os.Executable names in `tricolor run`, since the
// process's own file is the tool. It lies beside the library in the cache, is a script of two
// lines, and has the tool load the library again, whatever has become of the source.
import Foundation

extension BuildCache {
  /// The launcher of a library of this cache; nil if nothing is kept, or it cannot be written.
  ///
  /// - Parameters:
  ///   - name: the program's, with which the file's name ends.
  ///   - tool: the path of the tool.
  public func launcher(of library: String, name: String, tool: String) -> String? {
    guard isKept, library.hasSuffix(".so") else { return nil }
    let path = Self.launcherPath(of: library, name: name)
    let text =
      "#!/bin/sh\nexec \(Self.quoted(tool)) launch -- \(Self.quoted(library)) "
      + "\(Self.quoted(name)) \"$@\"\n"
    if keep(path), FileManager.default.contents(atPath: path) == Data(text.utf8) { return path }
    // Complete under its name, as all entries are.
    guard let place = try? scratch("launcher") else { return nil }
    guard (try? Data(text.utf8).write(to: URL(fileURLWithPath: place))) != nil,
      chmod(place, 0o755) == 0, rename(place, path) == 0
    else {
      unlink(place)
      return nil
    }
    return path
  }

  /// Where the launcher of a library lies, if there is one.
  public static func launcherPath(of library: String, name: String) -> String {
    (library as NSString).deletingPathExtension + "-" + name
  }

  /// A word for the shell.
  private static func quoted(_ word: String) -> String {
    "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
  }
}
