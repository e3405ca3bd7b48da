// swift-tools-version: 6.3
import PackageDescription

// The folder that `make setup` fills with what Assay links and embeds but does not own.
let dependencies = Context.environment["ASSAY_DEPS"] ?? "\(Context.packageDirectory)/.deps"

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let numerics = Target.Dependency.product(name: "RealModule", package: "swift-numerics")

/// A library target of the house; arrows in `dependsOn` point only downwards.
func room(_ name: String, dependsOn: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependsOn, swiftSettings: strict)
}

/// The tests of one room.
func tests(of name: String, dependsOn: [Target.Dependency], resources: [Resource]? = nil) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependsOn, resources: resources,
        swiftSettings: strict)
}

let package = Package(
    name: "assay",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        room("Statistics", dependsOn: [numerics]),
        room("Domain", dependsOn: []),


        tests(of: "Statistics", dependsOn: ["Statistics"], resources: [.copy("Reference")]),

        tests(of: "Domain", dependsOn: ["Domain"]),
    ],
    swiftLanguageModes: [.v6]
)
