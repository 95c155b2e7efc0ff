// vendor/modules.txt and go.mod: what is said where they disagree.
import Driver
import Testing

@Suite struct VendorListTests {
  /// The lines between the heading and the cure.
  private func disagreements(go: String = "1.24", _ module: String, _ list: String) throws
    -> [String]
  {
    let tree = try TemporaryTree([
      "go.mod": "module m.x\ngo \(go)\n\(module)", "a.go": "package a\nimport _ \"x.org/y\"\n",
      "vendor/x.org/y/y.go": "package y", "vendor/modules.txt": list,
    ])
    let messages = tree.messages()
    guard let text = messages.first else { return [] }
    let heading = "inconsistent vendoring in DIR:\n"
    let cure = "\n\tTo sync the vendor directory, run:\n\t\tgo mod vendor"
    guard messages.count == 1, text.hasPrefix(heading), text.hasSuffix(cure) else {
      return messages
    }
    return text.dropFirst(heading.count).dropLast(cure.count).split(separator: "\n").map(
      String.init)
  }

  private let isListed = "# x.org/y v1.0.0\n## explicit; go 1.20\nx.org/y\n"

  @Test("a list that fits go.mod is no matter")
  func agreement() throws {
    #expect(try disagreements("require x.org/y v1.0.0\n", isListed) == [])
    let replaced = "# x.org/y v1.0.0 => ./r\n## explicit\nx.org/y\n# x.org/y => ./r\n"
    #expect(try disagreements("require x.org/y v1.0.0\nreplace x.org/y => ./r\n", replaced) == [])
  }

  @Test("another version is told from both sides")
  func versions() throws {
    #expect(
      try disagreements("require x.org/y v1.2.0\n", isListed) == [
        "\tx.org/y@v1.2.0: is explicitly required in go.mod, but not marked as explicit in "
          + "vendor/modules.txt",
        "\tx.org/y@v1.0.0: is marked as explicit in vendor/modules.txt, but not explicitly "
          + "required in go.mod",
      ])
  }

  @Test("an empty list lacks what go.mod requires and replaces")
  func empty() throws {
    #expect(
      try disagreements("require x.org/y v1.0.0\nreplace x.org/k v1.2.0 => ./q\n", "") == [
        "\tx.org/y@v1.0.0: is explicitly required in go.mod, but not marked as explicit in "
          + "vendor/modules.txt",
        "\tx.org/k@v1.2.0: is replaced in go.mod, but not marked as replaced in "
          + "vendor/modules.txt",
      ])
  }

  @Test("other replacements are told with both")
  func replacements() throws {
    let list = "# x.org/y v1.0.0 => ./r\n## explicit\nx.org/y\n# x.org/y => ./r\n"
    #expect(
      try disagreements("require x.org/y v1.0.0\nreplace x.org/y => z.org/z v1.1.0\n", list) == [
        "\tx.org/y: is replaced by z.org/z@v1.1.0 in go.mod, but marked as replaced by ./r in "
          + "vendor/modules.txt"
      ])
    #expect(
      try disagreements("require x.org/y v1.0.0\n", list) == [
        "\tx.org/y@v1.0.0: is marked as replaced in vendor/modules.txt, but not replaced in go.mod",
        "\tx.org/y: is marked as replaced in vendor/modules.txt, but not replaced in go.mod",
      ])
  }

  @Test("before go 1.14 a vendor directory does not count")
  func oldModules() throws {
    #expect(
      try disagreements(go: "1.13", "require x.org/y v1.0.0\n", "") == [
        "./a.go:2:8: x.org/y@v1.0.0 is not in the module cache; to get it:\n"
          + "\tgo mod download x.org/y"
      ])
  }
}
