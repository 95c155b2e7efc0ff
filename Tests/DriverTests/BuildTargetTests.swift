// Which files belong to a build.
import Driver
import Testing

@Suite struct BuildTargetTests {
  let linux = BuildTarget(system: "linux", architecture: "amd64", tags: ["mine"])

  @Test(
    "a file name with a foreign system or architecture keeps the file out",
    arguments: [
      ("a.go", true), ("linux.go", true), ("windows.go", true), ("a_linux.go", true),
      ("a_windows.go", false), ("a_amd64.go", true), ("a_arm64.s", false),
      ("a_linux_amd64.go", true), ("a_linux_arm64.go", false), ("a_windows_amd64.go", false),
      ("a_unix.go", true), ("a_linux_test.go", true), ("a_windows_test.go", false),
      ("a_foo.go", true), ("_linux.go", true), ("_windows.go", false), ("a_test.go", true),
      ("x_linux.gen.go", true), ("x_windows.gen.go", false),
    ])
  func fileNames(_ name: String, _ isWanted: Bool) {
    #expect(linux.matches(fileName: name) == isWanted)
  }

  @Test("a target that nothing is built for says why")
  func unsupported() {
    func complaint(_ system: String, _ architecture: String) -> String? {
      BuildTarget(system: system, architecture: architecture).complaint
    }
    #expect(complaint("linux", "arm64") == nil && complaint("darwin", "amd64") == nil)
    #expect(complaint("foo", "amd64") == "unsupported GOOS/GOARCH pair foo/amd64")
    #expect(complaint("linux", "386") == "GOARCH=386 is not supported; amd64 and arm64 are")
  }

  @Test(
    "tags hold as Go's tool chain sets them",
    arguments: [
      ("linux", true), ("amd64", true), ("windows", false), ("unix", true), ("gc", true),
      ("gccgo", false), ("cgo", false), ("go1.1", true), ("go1.27", true), ("go1.28", false),
      ("go1.0", false), ("go1.01", false), ("mine", true), ("ignore", false),
      ("goexperiment.regabiargs", true), ("amd64.v1", true), ("amd64.v2", false),
    ])
  func tags(_ tag: String, _ holds: Bool) {
    #expect(linux.matches(tag) == holds)
  }

  @Test(
    "a release has the tags of its age and of its own experiments",
    arguments: [
      (25, ["swissmap", "synchashtriemap", "aliastypeparams"]),
      (26, ["greenteagc", "randomizedheapbase64"]),
      (27, ["greenteagc", "randomizedheapbase64", "jsonv2", "sizespecializedmalloc"]),
    ])
  func releases(_ minor: Int, _ experiments: [String]) {
    let target = BuildTarget(system: "linux", architecture: "amd64", minorVersion: minor)
    #expect(target.matches("go1.\(minor)") && !target.matches("go1.\(minor + 1)"))
    let all: Set<String> = [
      "swissmap", "synchashtriemap", "aliastypeparams", "greenteagc", "randomizedheapbase64",
      "jsonv2", "sizespecializedmalloc",
    ]
    #expect(all.filter { target.matches("goexperiment.\($0)") } == Set(experiments))
    #expect(target.matches("goexperiment.regabiargs") && target.matches("goexperiment.dwarf5"))
  }

  @Test("android is a linux, illumos a solaris, ios a darwin")
  func relatedSystems() {
    #expect(BuildTarget(system: "android", architecture: "arm64").matches("linux"))
    #expect(BuildTarget(system: "illumos", architecture: "amd64").matches("solaris"))
    #expect(BuildTarget(system: "ios", architecture: "arm64").matches("darwin"))
    #expect(!linux.matches("android"))
  }

  @Test(
    "a header decides as Go reads it",
    arguments: [
      ("package p", true),
      ("//go:build linux\n\npackage p", true),
      ("//go:build !linux\n\npackage p", false),
      ("//go:build linux && (arm64 || amd64)\npackage p", true),
      ("//go:build ignore\n\npackage p", false),
      ("// +build ignore\n\npackage p", false),
      ("// +build ignore\npackage p", true),
      ("// +build windows linux\n\npackage p", true),
      ("// +build linux,!amd64\n\npackage p", false),
      ("//go:build linux\n// +build windows\n\npackage p", true),
      ("/* //go:build ignore */\n\npackage p", true),
      ("/*\n//go:build ignore\n*/\npackage p", true),
      ("// a comment\n\n//go:build ignore\n\npackage p", false),
      ("package p\n\n//go:build ignore\n", true),
    ])
  func headers(_ text: String, _ isWanted: Bool) throws {
    let tree = try TemporaryTree(["a.go": text, "z.go": "package p", "go.mod": "module m\n"])
    let load = tree.loader().load(["."])
    #expect(load.roots.first?.files.count == (isWanted ? 2 : 1))
  }

  @Test("files of other languages count only when the build takes them")
  func assembly() throws {
    let with = try TemporaryTree(["a.go": "package p", "a_amd64.s": "", "go.mod": "module m\n"])
    #expect(with.loader().load(["."]).roots.first?.hasOtherSources == true)
    let without = try TemporaryTree(["a.go": "package p", "a_arm64.s": "", "go.mod": "module m\n"])
    #expect(without.loader().load(["."]).roots.first?.hasOtherSources == false)
  }
}
