// swift-tools-version: 6.2
// Programs that use `import Tricolor` as a user would: this package depends on ours by path, knows
// nothing of its inside, and is built and run by the tests.
import PackageDescription

let tricolor: Target.Dependency = .product(name: "Tricolor", package: "Tricolor")

let package = Package(
  name: "Examples",
  dependencies: [.package(name: "Tricolor", path: "..")],
  targets: [
    .executableTarget(name: "BinaryTrees", dependencies: [tricolor]),
    .executableTarget(name: "LRUCache", dependencies: [tricolor]),
    .executableTarget(name: "Scheme", dependencies: [tricolor]),
  ],
  swiftLanguageModes: [.v6]
)
