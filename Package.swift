// swift-tools-version: 6.2
// Targets stand in the order of their layers: each names only targets above it in its own half.
import PackageDescription

/// What a Swift program links of ours can be compiled in the Embedded subset.
let embedded: [SwiftSetting] = [
  .enableExperimentalFeature("Embedded", .when(traits: ["Embedded"]))
]

let package = Package(
  name: "Tricolor",
  products: [
    .library(name: "Tricolor", targets: ["Tricolor"]),
    .executable(name: "tricolor", targets: ["tricolor"]),
    // The heap alone, with the C contract: for hosts, languages and benchmarks.
    .library(name: "TricolorHeap", targets: ["TricolorHeap", "CTricolor"]),
  ],
  traits: [
    .trait(
      name: "Embedded",
      description: "Compiles the heap in the Embedded subset, for programs that are compiled so.")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
  ],
  targets: [
    // The run time.
    .target(name: "CTricolor", path: "Sources/CTricolor"),
    .target(name: "TricolorPacing", path: "Sources/Pacing", swiftSettings: embedded),
    .target(
      name: "TricolorPacingSimulator", dependencies: ["TricolorPacing"],
      path: "Sources/PacingSimulator"),
    .target(name: "TricolorTelemetry", path: "Sources/Telemetry", swiftSettings: embedded),
    .target(
      name: "TricolorHeap",
      dependencies: ["CTricolor", "TricolorPacing", "TricolorTelemetry"],
      path: "Sources/Heap", swiftSettings: embedded),
    .target(
      name: "Tricolor", dependencies: ["CTricolor", "TricolorHeap"], swiftSettings: embedded),
    .target(
      name: "CGoRuntime", dependencies: ["CTricolor"], path: "Sources/CGoRuntime",
      exclude: ["start-order.txt"]),
    .target(
      name: "TricolorScheduler",
      dependencies: ["CTricolor", "CGoRuntime", "TricolorTelemetry", "TricolorHeap"],
      path: "Sources/Scheduler"),
    .target(
      name: "TricolorGoRuntime",
      dependencies: ["CTricolor", "CGoRuntime", "TricolorHeap", "TricolorScheduler"],
      path: "Sources/GoRuntime"),

    // What links compiled programs to the run time.
    .target(name: "CGoImports", dependencies: ["CTricolor", "CGoRuntime"]),

    // The front end.
    .target(name: "GoSyntax"),
    .target(name: "GoTypes", dependencies: ["GoSyntax", "BigInt"]),

    .target(name: "GoIR", dependencies: ["GoSyntax", "GoTypes"]),
    .target(name: "Escape", dependencies: ["GoIR", "GoSyntax", "GoTypes"]),
    .target(name: "Lowering", dependencies: ["Escape", "GoIR", "GoSyntax", "GoTypes"]),
    .target(name: "CEmitter", dependencies: ["Lowering", "GoIR", "GoSyntax", "GoTypes"]),
    .target(name: "Driver", dependencies: ["GoSyntax", "GoTypes"]),
    // The packages of Go's library that are ours, as Go sources.
    .target(
      name: "Overlays", exclude: ["README.md"],
      resources: [.copy("Go"), .copy("Supplements")]),
    .target(
      name: "GoBuild",
      dependencies: [
        "CEmitter", "Driver", "Escape", "GoIR", "GoSyntax", "GoTypes", "Lowering", "Overlays",
      ]),
    .testTarget(name: "OverlaysTests", dependencies: ["Overlays", "Driver", "GoSyntax"]),

    // The command.
    .target(
      name: "Commands",
      dependencies: [
        "TricolorHeap", "TricolorScheduler", "TricolorGoRuntime", "CGoImports", "CGoRuntime",
        "GoSyntax", "GoTypes", "GoIR", "Escape", "Driver", "GoBuild",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(name: "tricolor", dependencies: ["Commands"]),

    // Tests, one target a module, and what they share.
    .target(name: "TestRandomness", path: "Tests/TestRandomness"),
    .testTarget(name: "TidyTests", exclude: ["rules.txt", "long-functions.txt"]),
    .testTarget(
      name: "PacingTests",
      dependencies: ["TricolorPacing", "TricolorPacingSimulator", "TestRandomness"],
      exclude: ["Golden"]),
    .testTarget(
      name: "TelemetryTests", dependencies: ["TricolorTelemetry"], exclude: ["Golden"]),
    .testTarget(
      name: "HeapTests", dependencies: ["TricolorHeap", "CTricolor", "TestRandomness"]),
    .testTarget(name: "TricolorTests", dependencies: ["Tricolor"]),
    .testTarget(
      name: "GoRuntimeTests",
      dependencies: [
        "TricolorGoRuntime", "TricolorHeap", "CGoRuntime", "CTricolor", "TestRandomness",
      ]),
    // Programs in the form that the compiler puts out, written by hand.
    .target(
      name: "SchedulerSegments", dependencies: ["CTricolor", "CGoRuntime"],
      path: "Tests/SchedulerSegments"),
    .testTarget(
      name: "SchedulerTests",
      dependencies: ["TricolorScheduler", "TricolorHeap", "SchedulerSegments"]),
    .testTarget(
      name: "CommandsTests", dependencies: ["Commands", "Driver", "TricolorHeap"],
      exclude: ["Programs"]),
    .testTarget(name: "GoSyntaxTests", dependencies: ["GoSyntax"]),
    .testTarget(name: "GoTypesTests", dependencies: ["GoTypes", "GoSyntax", "TestRandomness"]),
    .testTarget(
      name: "EscapeTests", dependencies: ["Escape", "GoIR", "GoSyntax", "GoTypes"],
      exclude: ["Golden"]),
    .testTarget(
      name: "CEmitterTests",
      dependencies: ["CEmitter", "Driver", "GoIR", "GoSyntax", "GoTypes", "TestRandomness"],
      exclude: ["Golden"]),
    .testTarget(name: "DriverTests", dependencies: ["Driver", "GoSyntax"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu17
)

// TRICOLOR_PART=runtime or =frontend leaves the other half out: half the wait for whoever works on
// one of them. Nothing else looks at it.
if let part = Context.environment["TRICOLOR_PART"] {
  let runtime: Set<String> = [
    "CTricolor", "TricolorPacing", "TricolorPacingSimulator", "TricolorTelemetry", "TricolorHeap",
    "Tricolor", "CGoRuntime", "CGoImports", "TricolorScheduler", "TricolorGoRuntime",
    "SchedulerTests",
    "SchedulerSegments", "GoRuntimeTests", "TidyTests", "PacingTests", "TelemetryTests",
    "HeapTests", "TricolorTests", "TestRandomness",
  ]
  let shared: Set<String> = ["TidyTests", "TestRandomness"]
  let both: Set<String> = ["Commands", "tricolor", "CommandsTests"]
  package.targets.removeAll { target in
    switch part {
    case "runtime": !runtime.contains(target.name)
    default:
      runtime.contains(target.name) && !shared.contains(target.name)
        || both.contains(target.name)
    }
  }
  package.products.removeAll { product in
    !package.targets.contains { $0.name == product.name }
  }
}
