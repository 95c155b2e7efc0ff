// The file that `--overlay` names: JSON that says which files take the place of which, in the form
// that `go build -overlay` reads.
import Driver
import Foundation

/// `{"Replace": {"place": "file with the text", "other place": ""}}`; no text means no file.
struct OverlayFile: Decodable {
  let replacements: [String: String]

  private enum CodingKeys: String, CodingKey {
    case replacements = "Replace"
  }

  /// Reads an overlay, the texts included.
  /// - Parameter directory: what relative paths start from, also those in the file.
  static func read(_ path: String, directory: String) throws(UsageFailure) -> Overlay {
    let file: OverlayFile
    do {
      let text = try text(path, directory)
      file = try JSONDecoder().decode(OverlayFile.self, from: Data(text))
    } catch let error as FileError {
      throw UsageFailure("--overlay: \(error)")
    } catch {
      throw UsageFailure(
        "--overlay: \(path) is not of the form {\"Replace\": {\"place\": \"file\"}}")
    }
    var overlay = Overlay()
    for (place, source) in file.replacements {
      let absolute: String = FileSystem.absolute(place, in: directory)
      if source.isEmpty {
        overlay.removed.insert(absolute)
        continue
      }
      do {
        overlay.files[absolute] = try text(source, directory)
      } catch {
        throw UsageFailure("--overlay: \(path): \(error)")
      }
    }
    return overlay
  }

  private static func text(_ path: String, _ directory: String) throws(FileError) -> [UInt8] {
    try FileSystem().read(FileSystem.absolute(path, in: directory))
  }
}
