// swift-tools-version: 6.2
// Layouts of managed objects derived by a macro: a package of its own inside ours, so that nobody
// who does not use it fetches or builds swift-syntax. Depend on it by path, beside Tricolor:
//
//   .package(path: "…/Tricolor"), .package(path: "…/Tricolor/Macros")
import CompilerPluginSupport
import PackageDescription

let package = Package(
  name: "TricolorMacros",
  platforms: [.macOS(.v15)],
  products: [.library(name: "TricolorMacros", targets: ["TricolorMacros"])],
  dependencies: [
    .package(name: "Tricolor", path: ".."),
    .package(url: "https://github.com/swiftlang/swift-syntax", from: "603.0.1"),
  ],
  targets: [
    .macro(
      name: "TricolorMacroPlugin",
      dependencies: [
        .product(name: "SwiftSyntaxMacros", package: "swift-syntax"),
        .product(name: "SwiftCompilerPlugin", package: "swift-syntax"),
      ]),
    .target(
      name: "TricolorMacros",
      dependencies: ["TricolorMacroPlugin", .product(name: "Tricolor", package: "Tricolor")]),
    .testTarget(
      name: "TricolorMacrosTests",
      dependencies: [
        "TricolorMacros", "TricolorMacroPlugin",
        .product(name: "SwiftSyntaxMacrosGenericTestSupport", package: "swift-syntax"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
