// swift-tools-version: 6.2
// Our side of the benchmarks: a package of its own, as a user's would be. compare.py runs the
// suites; the peers lie in Peers/.
import PackageDescription

let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "Tricolor", path: "..")],
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
    .executableTarget(
      name: "ManagedPrograms",
      dependencies: [.product(name: "Tricolor", package: "Tricolor")]),
    .executableTarget(
      name: "ManagedCosts",
      dependencies: [.product(name: "Tricolor", package: "Tricolor")]),
    .executableTarget(
      name: "MemoryCurves",
      dependencies: [.product(name: "Tricolor", package: "Tricolor")]),
    .target(
      name: "CollectorWork",
      dependencies: [.product(name: "TricolorHeap", package: "Tricolor")]),
    .executableTarget(
      name: "Collector",
      dependencies: ["CollectorWork", .product(name: "TricolorHeap", package: "Tricolor")]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu17
)
