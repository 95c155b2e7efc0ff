// swift-tools-version: 6.2
// A program in the Embedded subset of Swift on a managed heap: the trait has our modules compiled
// in it, as all modules of such a program must be. Build it with `-c release`; with
// `-Xswiftc -Xfrontend -Xswiftc -function-sections` the linker drops what is not used.
import PackageDescription

let package = Package(
  name: "EmbeddedExamples",
  dependencies: [.package(name: "Tricolor", path: "../..", traits: ["Embedded"])],
  targets: [
    .executableTarget(
      name: "Versions",
      dependencies: [.product(name: "Tricolor", package: "Tricolor")],
      swiftSettings: [.enableExperimentalFeature("Embedded")])
  ],
  swiftLanguageModes: [.v6]
)
