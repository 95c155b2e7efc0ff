// The run time for programs that stand alone: the Swift modules, compiled in the Embedded subset,
// so that they need nothing but the C library, and the C beside them. Made once from its sources
// and kept in the cache, or found made, beside an installed tool.
import Foundation

/// The run time's objects.
struct RuntimeArchive {
  private let compiler: CCompiler
  private let cache: BuildCache
  private let progress: Progress
  private let headers: [String]

  /// Modules and their folders, in the order of the layers.
  private static let modules = [
    ("TricolorPacing", "Pacing"), ("TricolorTelemetry", "Telemetry"), ("TricolorHeap", "Heap"),
    ("TricolorScheduler", "Scheduler"), ("TricolorGoRuntime", "GoRuntime"),
  ]

  /// The folders of C files.
  private static let folders = ["CTricolor", "CGoRuntime"]

  init(_ compiler: CCompiler, _ cache: BuildCache, _ progress: Progress, _ headers: [String]) {
    self.compiler = compiler
    self.cache = cache
    self.progress = progress
    self.headers = headers
  }

  /// The paths of what a program is linked with.
  func files() throws(CCompilerFailure) -> [String] {
    if let made = Self.installed { return [made] }
    guard let sources = Self.sources else {
      throw CCompilerFailure(
        description: "the run time's archive, lib/libtricolor.a beside the tool, is not there")
    }
    let key = key(sources)
    if let known = cache.find(key, "runtime.o") { return [known] }
    return [try make(sources, key)]
  }

  // MARK: - Places

  private static var installed: String? {
    guard let executable = Bundle.main.executableURL else { return nil }
    let folder = executable.resolvingSymlinksInPath().deletingLastPathComponent()
    let archive = folder.appendingPathComponent("lib/libtricolor.a").path
    return FileManager.default.fileExists(atPath: archive) ? archive : nil
  }

  /// The list of functions that programs enter first, in which order they are linked: beside the
  /// archive, or among the sources. Made by Scripts/start-order/make.sh; without it programs run as
  /// well, and take more memory for code that lies between what they use.
  static var startOrder: String? {
    var places: [String] = []
    if let installed { places.append((installed as NSString).deletingLastPathComponent) }
    if let sources { places.append(sources + "/CGoRuntime") }
    return places.map { $0 + "/start-order.txt" }.first {
      FileManager.default.fileExists(atPath: $0)
    }
  }

  /// The sources: beside an installed tool, or those that this file belongs to.
  private static var sources: String? {
    var places: [URL] = []
    if let executable = Bundle.main.executableURL {
      places.append(
        executable.resolvingSymlinksInPath().deletingLastPathComponent()
          .appendingPathComponent("runtime"))
    }
    places.append(
      URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent())
    return places.map(\.path).first {
      FileManager.default.fileExists(atPath: $0 + "/Heap")
    }
  }

  private static func files(_ kind: String, _ folder: String) -> [String] {
    var found: [String] = []
    let names = FileManager.default.enumerator(atPath: folder)
    while let name = names?.nextObject() as? String {
      if name.hasSuffix(kind) { found.append(folder + "/" + name) }
    }
    return found.sorted()
  }

  private func key(_ sources: String) -> String {
    var hash = ContentHash()
    hash.add("runtime 2")
    hash.add(compiler.identity)
    let swift = Self.modules.flatMap { Self.files(".swift", sources + "/" + $0.1) }
    let c = Self.folders.flatMap { Self.files(".c", sources + "/" + $0) }
    for path in swift + c + RuntimeHeaders.files(in: headers) {
      hash.add((try? String(contentsOfFile: path, encoding: .utf8)) ?? "")
    }
    return hash.text
  }

  // MARK: - Making

  private func make(_ sources: String, _ key: String) throws(CCompilerFailure) -> String {
    guard let swift = CCompiler.locateSwift(ProcessInfo.processInfo.environment) else {
      throw CCompilerFailure(
        description: "swiftc is not found: the run time for built programs is made by it once")
    }
    let folder = try cache.scratch("runtime")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let result = try cache.scratch("runtime.o")
    var objects: [String] = []
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      try moduleMap.write(
        toFile: folder + "/module.modulemap", atomically: true, encoding: .utf8)
      for (module, source) in Self.modules {
        progress.report("compiling the run time: \(module)")
        objects.append(try compile(module, sources + "/" + source, folder, swift))
      }
    } catch let failure as CCompilerFailure {
      throw failure
    } catch {
      throw CCompilerFailure(description: "\(folder): \(error.localizedDescription)")
    }
    let cFiles = Self.folders.flatMap { Self.files(".c", sources + "/" + $0) }
    for (number, file) in cFiles.enumerated() {
      let object = "\(folder)/c\(number).o"
      var flags: [String] = ["-ffunction-sections"]
      for header in headers { flags += ["-I", header] }
      try compiler.makeObject(file, object, flags: flags)
      objects.append(object)
    }
    try compiler.join(objects + Self.unicodeTables(swift), result)
    return try cache.store(result, key, "runtime.o")
  }

  /// What the Embedded library has in an archive of its own, one for each target.
  private static func unicodeTables(_ swift: String) -> [String] {
    let folder = URL(fileURLWithPath: swift).resolvingSymlinksInPath().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("lib/swift/embedded")
    #if arch(arm64)
      let target = "aarch64-unknown-linux-gnu"
    #else
      let target = "x86_64-unknown-linux-gnu"
    #endif
    let archive = folder.appendingPathComponent("\(target)/libswiftUnicodeDataTables.a").path
    return FileManager.default.fileExists(atPath: archive) ? [archive] : []
  }

  /// The C half as a module, as the package manager makes one.
  private var moduleMap: String {
    let umbrella = headers.map { $0 + "/tricolor.h" }.first {
      FileManager.default.fileExists(atPath: $0)
    }
    return "module CTricolor {\n  umbrella header \"\(umbrella ?? "")\"\n  export *\n}\n"
  }

  private func compile(
    _ module: String, _ source: String, _ folder: String, _ swift: String
  ) throws(CCompilerFailure) -> String {
    let object = "\(folder)/\(module).o"
    var arguments = [
      "-enable-experimental-feature", "Embedded", "-wmo", "-parse-as-library",
      "-swift-version", "6", "-O", "-Xfrontend", "-function-sections", "-Xcc", "-fPIC",
      "-Xcc", "-ffunction-sections",
      "-module-name", module, "-I", folder, "-Xcc", "-fmodule-map-file=\(folder)/module.modulemap",
      "-emit-module", "-emit-module-path", "\(folder)/\(module).swiftmodule", "-c", "-o", object,
    ]
    for header in headers { arguments += ["-I", header, "-Xcc", "-I\(header)"] }
    arguments += Self.files(".swift", source)
    let outcome = try ChildProcess.run(swift, arguments)
    guard outcome.status == 0 else {
      throw CCompilerFailure(description: "\(swift) failed:\n\(outcome.errors)")
    }
    return object
  }
}
