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

/// Where libraries are found: those of `make setup`, or beside an installed program.
let libraryFolders: LinkerSetting = .unsafeFlags([
    "-L\(dependencies)/lib", "-Xlinker", "-rpath=\(dependencies)/lib", "-Xlinker", "-rpath=$ORIGIN/../lib/assay",
    "-Xlinker", "--no-as-needed",
])
/// The stub comes first: it defines the names of Python that a library taken from a wheel wants and never calls.
let duckdb: [LinkerSetting] = [libraryFolders, .linkedLibrary("duckdb_python_stub"), .linkedLibrary("duckdb")]
let lightgbm: [LinkerSetting] = [libraryFolders, .linkedLibrary("_lightgbm")]

let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let yaml = Target.Dependency.product(name: "Yams", package: "Yams")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let nioHTTP = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioCompression = Target.Dependency.product(name: "NIOHTTPCompression", package: "swift-nio-extras")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let numerics = Target.Dependency.product(name: "RealModule", package: "swift-numerics")

/// The optimised build is the one that is tested, so tests may look into it.
let testable: SwiftSetting = .unsafeFlags(["-enable-testing"], .when(configuration: .release))
/// Optimising the tests themselves would take as long as optimising what they test.
let unoptimised: SwiftSetting = .unsafeFlags(["-Onone"], .when(configuration: .release))

/// A library target of the house; arrows in `dependsOn` point only downwards.
func room(_ name: String, dependsOn: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependsOn, swiftSettings: strict + [testable])
}

/// The tests of one room.
func tests(of name: String, dependsOn: [Target.Dependency], resources: [Resource]? = nil) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependsOn, resources: resources,
        swiftSettings: strict + [unoptimised])
}

let package = Package(
    name: "assay",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    ],
    targets: [
        room("Statistics", dependsOn: [numerics]),
        room("Domain", dependsOn: []),
        room("SQLText", dependsOn: ["Domain"]),
        room("ReportText", dependsOn: ["Domain"]),
        room("Store", dependsOn: ["Domain", "Statistics"]),
        room("DuckDBStore", dependsOn: ["Store", "Domain", "Statistics", "SQLText", "CDuckDB"]),
        room("ClickHouseStore", dependsOn: ["Store", "Domain", "Statistics", "SQLText", httpClient, nio, nioHTTP, nioPosix, nioCompression]),
        room("Trees", dependsOn: ["CLightGBM"]),
        room("Evaluation", dependsOn: ["Store", "Domain", "Statistics", "Trees"]),
        room("Simulation", dependsOn: ["Domain", "Store"]),
        room("Ingest", dependsOn: ["Store", "Domain", "CCompression", crypto]),
        room(
            "HTTPServer",
            dependsOn: [
                "Ingest", "Evaluation", "Store", "Domain", hummingbird, hummingbirdCore, hummingbirdTLS, httpTypes, nio,
                nioHTTPTypes, nioTLS, lifecycle, logging, crypto,
            ]),
        room(
            "CommandLine",
            dependsOn: [
                "HTTPServer", "Ingest", "Evaluation", "ReportText", "WebUI", "Simulation", "DuckDBStore", "ClickHouseStore", "Store", "Domain", "Statistics",
                arguments, yaml, lifecycle, signals, logging, crypto, httpClient, nio, nioHTTP,
            ]),
        .executableTarget(name: "assay", dependencies: ["CommandLine"], swiftSettings: strict),
        .target(name: "CDuckDB", linkerSettings: duckdb),
        .target(name: "CLightGBM", linkerSettings: lightgbm),
        // By the names that every system has, not those that only development packages bring.
        .target(
            name: "CCompression", linkerSettings: [.linkedLibrary(":libz.so.1"), .linkedLibrary(":libzstd.so.1")]),
        room("WebUI", dependsOn: ["Domain", "CChartLibrary", "CPageAssets"]),

        // What pages are drawn with, embedded in the binary: a third party's library, and our own styles and scripts.
        .target(
            name: "CChartLibrary",
            cSettings: [.define("ASSAY_CHART_LIBRARY", to: "\"\(dependencies)/share/echarts.min.js\"")]),
        .target(name: "CPageAssets", exclude: ["styles", "scripts"]),

        // A naive store and the questions that every engine must answer as it does.
        .target(
            name: "StoreTestKit", dependencies: ["Store", "Domain", "Statistics", numerics], path: "Tests/StoreTestKit",
            swiftSettings: strict),
        // Servers and clusters on loopback, for whoever tests against them.
        .target(
            name: "ClickHouseTestKit", dependencies: ["ClickHouseStore", "Store"], path: "Tests/ClickHouseTestKit", swiftSettings: strict),
        tests(of: "StoreConformance", dependsOn: ["StoreTestKit", "ClickHouseTestKit", "DuckDBStore", "ClickHouseStore", "Store", "Domain", "Statistics"]),

        tests(of: "Statistics", dependsOn: ["Statistics"], resources: [.copy("Reference")]),
        tests(of: "Trees", dependsOn: ["Trees"]),

        tests(of: "Domain", dependsOn: ["Domain", "StoreTestKit", "Statistics"]),
        tests(of: "SQLText", dependsOn: ["SQLText", "Domain"]),
        tests(
            of: "Evaluation", dependsOn: ["Evaluation", "Trees", "StoreTestKit", "DuckDBStore", "Store", "Domain", "Statistics"]),
        tests(of: "Ingest", dependsOn: ["Ingest", "DuckDBStore", "Store", "Domain", "CCompression"]),
        tests(of: "ReportText", dependsOn: ["ReportText", "CommandLine", "Domain"], resources: [.copy("Golden")]),
        tests(of: "Simulation", dependsOn: ["Simulation", "DuckDBStore", "Store", "Domain"]),
        tests(
            of: "CommandLine",
            dependsOn: [
                "CommandLine", "Evaluation", "HTTPServer", "Ingest", "ReportText", "ClickHouseStore", "DuckDBStore", "Store", "Domain", "SQLText", "Statistics", "Trees",
                arguments, crypto,
                hummingbird, httpTypes, nio, logging,
            ]),
        tests(
            of: "HTTPServer",
            dependsOn: [
                "HTTPServer", "Ingest", "ClickHouseTestKit", "ClickHouseStore", "DuckDBStore", "Store", "Domain", hummingbird, hummingbirdTesting, httpTypes, nio,
                nioPosix, lifecycle, logging,
            ]),
        tests(of: "DuckDBStore", dependsOn: ["StoreTestKit", "DuckDBStore", "Store", "Domain", "Statistics", "SQLText"]),
        tests(of: "ClickHouseStore", dependsOn: ["ClickHouseStore", "ClickHouseTestKit", "StoreTestKit", "DuckDBStore", "Store", "Domain", "SQLText", "Statistics", nio]),
        // The built program as a process: what crashes, full disks and hostile clients do to it.
        tests(of: "Program", dependsOn: ["assay", "ClickHouseTestKit", "ClickHouseStore", "DuckDBStore", "SQLText", "Store", "Domain", "Statistics"]),
        tests(
            of: "PeerFigures", dependsOn: ["Evaluation", "DuckDBStore", "Store", "Domain", "Statistics"],
            resources: [.copy("Reference")]),
        tests(of: "WebUI", dependsOn: ["WebUI", "Domain", "Statistics"], resources: [.copy("Golden")]),
    ],
    swiftLanguageModes: [.v6]
)

// Programs that measure and are no part of what is installed.
if Context.environment["ASSAY_BENCHMARKS"] != nil {
    package.targets.append(
        .executableTarget(
            name: "DetectionLab", dependencies: ["Evaluation", "Store", "Domain", "Statistics"], path: "Benchmarks/Detection/Lab",
            swiftSettings: strict))
    package.targets.append(.executableTarget(name: "SliceBench", dependencies: ["Statistics"], path: "Benchmarks/Slices/Bench", swiftSettings: strict))
    package.targets.append(
        .executableTarget(
            name: "ComparisonLab", dependencies: ["Evaluation", "Domain", "Statistics"], path: "Benchmarks/Comparison/Lab",
            swiftSettings: strict))
    package.targets.append(
        .executableTarget(
            name: "DecompositionLab", dependencies: ["Evaluation", "Store", "Domain", "Statistics"], path: "Benchmarks/RootCause/Lab",
            swiftSettings: strict))
}
