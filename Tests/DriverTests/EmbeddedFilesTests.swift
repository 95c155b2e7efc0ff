// Patterns of //go:embed: what they find, and what is said when they find nothing.
import Foundation
import GoSyntax
import Testing

@testable import Driver

@Suite struct EmbeddedFilesTests {
  private func tree() throws -> TemporaryTree {
    let tree = try TemporaryTree([
      "go.mod": "module m.x\ngo 1.24\n", "d/a.txt": "x", "d/b.txt": "x", "d/_c": "x",
      "d/.h/x": "x", "none/.x": "x", "other/go.mod": "module q", "other/x.txt": "x",
      "w/bad'name": "x",
    ])
    try FileManager.default.createSymbolicLink(
      atPath: tree.path + "/d/link", withDestinationPath: "a.txt")
    return tree
  }

  @Test(
    "a pattern means files, and directories mean what is below them",
    arguments: [
      ("d/a.txt", ["d/a.txt"]), ("d/*.txt", ["d/a.txt", "d/b.txt"]), ("d/[b-z].t?t", ["d/b.txt"]),
      ("d/[^a].txt", ["d/b.txt"]), ("d", ["d/a.txt", "d/b.txt"]),
      ("all:d", ["d/.h/x", "d/_c", "d/a.txt", "d/b.txt"]), ("d/_c", ["d/_c"]),
      ("d/\\a.txt", ["d/a.txt"]),
    ])
  func files(_ pattern: String, _ found: [String]) throws {
    let tree = try tree()
    let files = EmbeddedFiles(directory: tree.path, files: FileSystem())
    #expect(try files.resolve(pattern) == found)
  }

  @Test(
    "a pattern that embeds nothing is told in the words of go build",
    arguments: [
      ("nofile.txt", "no matching files found"), ("d/[", "invalid pattern syntax"),
      ("../x", "invalid pattern syntax"), ("/abs", "invalid pattern syntax"),
      (".", "invalid pattern syntax"), ("\"\"", "invalid pattern syntax"),
      ("d//a.txt", "invalid pattern syntax"),
      ("other/x.txt", "cannot embed file other/x.txt: in different module"),
      ("other", "cannot embed directory other: in different module"),
      ("d/link", "cannot embed irregular file d/link"),
      ("none", "cannot embed directory none: contains no embeddable files"),
      ("\"w/bad'name\"", "cannot embed file w/bad'name: invalid name bad'name"),
    ])
  func failures(_ pattern: String, _ reason: String) throws {
    let tree = try tree()
    let source =
      "package p\n\nimport _ \"embed\"\n\n//go:embed d/a.txt \(pattern)\nvar x string\n"
    try source.write(toFile: tree.path + "/a.go", atomically: true, encoding: .utf8)
    let bare = pattern.replacingOccurrences(of: "\"", with: "")
    let embed = try TemporaryTree(["go/src/runtime/r.go": "package runtime"])
    try FileManager.default.createDirectory(
      atPath: embed.path + "/go/src/embed", withIntermediateDirectories: true)
    try "package embed".write(
      toFile: embed.path + "/go/src/embed/e.go", atomically: true, encoding: .utf8)
    let root = try GoRoot.find(option: embed.path + "/go", environment: [:])
    #expect(tree.messages(goRoot: root) == ["./a.go:5:20: pattern \(bare): \(reason)"])
  }

  @Test("of several wrong patterns the first in the alphabet is told")
  func first() throws {
    let tree = try TemporaryTree([
      "a.go": "package p\nimport _ \"embed\"\n//go:embed z y\nvar x string\n"
    ])
    var overlay = Overlay()
    overlay.packages["embed"] = ["e.go": Array("package embed".utf8)]
    #expect(
      tree.messages(["a.go"], overlay: overlay) == [
        "./a.go:3:14: pattern y: no matching files found"
      ])
  }
}
