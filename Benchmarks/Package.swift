// swift-tools-version: 6.2
// Our side of the benchmarks: a package of its own, as a user's would be. compare.py runs the
// suites; the peers lie in Peers/.
import PackageDescription

// With the trait, and with another object file for the C client's trees, see suites/.
let trees = Context.environment["TRICOLOR_TREES"]

let package = Package(
  name: "Benchmarks",
  traits: [
    .trait(name: "Embedded", description: "The managed programs in the Embedded subset of Swift.")
  ],
  dependencies: [
    .package(
      name: "Tricolor", path: "..",
      traits: [.trait(name: "Embedded", condition: .when(traits: ["Embedded"]))])
  ],
  targets: [
    .target(
      name: "LargeObjectsWork",
      dependencies: [.product(name: "TricolorHeap", package: "Tricolor")]),
    .executableTarget(
      name: "LargeObjects",
      dependencies: ["LargeObjectsWork", .product(name: "TricolorHeap", package: "Tricolor")]),
    .target(
      name: "SmallObjectsWork",
      dependencies: [.product(name: "TricolorHeap", package: "Tricolor")]),
    .executableTarget(
      name: "SmallObjects",
      dependencies: ["SmallObjectsWork", .product(name: "TricolorHeap", package: "Tricolor")]),
    .target(name: "CommandWords"),
    .executableTarget(
      name: "ManagedPrograms",
      dependencies: ["CommandWords", .product(name: "Tricolor", package: "Tricolor")],
      swiftSettings: [.enableExperimentalFeature("Embedded", .when(traits: ["Embedded"]))]),
    .executableTarget(
      name: "ManagedCosts",
      dependencies: [.product(name: "Tricolor", package: "Tricolor")]),
    .executableTarget(
      name: "MemoryCurves",
      dependencies: [.product(name: "Tricolor", package: "Tricolor")]),
    .target(
      name: "CollectorWork",
      dependencies: [.product(name: "TricolorHeap", package: "Tricolor")],
      exclude: trees == nil ? [] : ["trees.c"],
      linkerSettings: trees.map { [.unsafeFlags([$0])] } ?? []),
    .executableTarget(
      name: "Collector",
      dependencies: ["CollectorWork", .product(name: "TricolorHeap", package: "Tricolor")]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu17
)
