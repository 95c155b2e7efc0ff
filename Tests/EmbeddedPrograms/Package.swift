// swift-tools-version: 6.2
// Programs in the Embedded subset that only tests want; Scripts/embedded.sh builds and runs them.
import PackageDescription

let tricolor: Target.Dependency = .product(name: "Tricolor", package: "Tricolor")
let embedded: [SwiftSetting] = [.enableExperimentalFeature("Embedded")]

let package = Package(
  name: "EmbeddedPrograms",
  dependencies: [.package(name: "Tricolor", path: "../..", traits: ["Embedded"])],
  targets: [
    .executableTarget(
      name: "Interface", dependencies: [tricolor], swiftSettings: embedded,
      // Sets and dictionaries.
      linkerSettings: [.linkedLibrary("m")]),
    .executableTarget(
      name: "ComputedProperty", dependencies: [tricolor], swiftSettings: embedded),
  ],
  swiftLanguageModes: [.v6]
)
