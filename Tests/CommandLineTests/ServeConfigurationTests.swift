import ArgumentParser
import ClickHouseStore
import Foundation
import HTTPServer
import Logging
import Testing

@testable import CommandLine

/// Protects how the server is configured: file, environment and flags, and complaints that name the place.
@Suite struct ServeConfigurationTests {
    private let bench = CheckBench()

    private func configuration(
        _ arguments: [String] = [], file: String? = nil, environment: [String: String] = [:]
    ) throws -> ServeConfiguration {
        let config = try file.map { ["--config", try bench.file("serve.yaml", $0)] } ?? []
        return try ServeConfiguration(ServeValues(options: .parse(config + arguments), environment: environment))
    }

    @Test func theUsualIsSafe() throws {
        let usual = try configuration()
        #expect(usual.server == ServerSettings())
        #expect(usual.server.isLoopback && usual.server.needsKeys && !usual.server.hasOpenMetrics)
        #expect(usual.data.path == "assay-data")
        #expect(usual.data.memory == 1_000)
        #expect(usual.logFormat == .text)
    }

    @Test func flagsWinOverTheEnvironmentAndThatOverTheFile() throws {
        let file = "port: 1\nhost: 10.0.0.1\ndata: one\nkeys: false\nlog_format: json\n"
        let environment = ["ASSAY_SERVE_PORT": "2", "ASSAY_SERVE_HOST": "10.0.0.2", "OTHER": "x"]
        let all = try configuration(["--port", "3"], file: file, environment: environment)
        #expect(all.server.port == 3)
        #expect(all.server.host == "10.0.0.2")
        #expect(all.data.path == "one")
        #expect(!all.server.needsKeys)
        #expect(all.logFormat == .json)
    }

    @Test func everySettingCanBeSetInEveryWay() throws {
        let values: [ServeSetting: String] = [
            .data: "d", .host: "::1", .port: "9", .tlsCertificate: "c.pem", .tlsKey: "k.pem", .keys: "false",
            .openMetrics: "true", .memory: "500", .threads: "3", .temporary: "t", .requestLimit: "7", .rateLimit: "0",
            .connectionLimit: "5", .idleTimeout: "11", .readTimeout: "12", .answerTimeout: "13", .shutdownTimeout: "14",
            .logLevel: "debug", .logFormat: "json", .store: "clickhouse://one:1,two:2/d?cluster=c",
        ]
        #expect(values.count == ServeSetting.allCases.count)
        let file = values.map { "\($0.key.rawValue): \"\($0.value)\"" }.joined(separator: "\n")
        let environment = Dictionary(uniqueKeysWithValues: values.map { ($0.key.variable, $0.value) })
        let flags = values.flatMap { setting, value in
            [.keys, .openMetrics].contains(setting) ? [setting.flag] : [setting.flag, value]
        }
        for one in try [configuration(file: file), configuration(environment: environment), configuration(flags)] {
            #expect(one.server.tls == .init(certificate: "c.pem", key: "k.pem"))
            #expect([one.data.path, one.data.temporary, one.server.host] == ["d", "t", "::1"])
            #expect([one.server.port, one.data.memory, one.data.threads, one.server.connectionLimit] == [9, 500, 3, 5])
            #expect(one.server.requestLimit == 7_000_000)
            #expect(one.server.rateLimit == nil)
            #expect(!one.server.needsKeys && one.server.hasOpenMetrics)
            let timeouts = [one.server.idleTimeout, one.server.readTimeout, one.server.answerTimeout, one.server.shutdownTimeout]
            #expect(timeouts == [.seconds(11), .seconds(12), .seconds(13), .seconds(14)])
            #expect(one.logLevel == .debug)
            #expect(one.cluster?.text == values[.store])
        }
    }

    @Test(arguments: [
        ("prot: 1", ["unknown key 'prot'", "line 1", "did you mean 'port'"]), ("xyz_abc_def: 1", ["unknown key", "known are data, store, host"]),
        ("port: many", ["serve.yaml: port", "0 to 65535", "'many'"]), ("port: [1]", ["port: one value"]), ("- port", ["port: 8420"]),
        ("port: : 1", ["is no YAML"]), ("keys: perhaps", ["true or false"]), ("log_level: loud", ["trace, debug"]),
        ("tls_key: k.pem", ["go together"]), ("memory_mb: 5", ["from 100"]),
        ("store: http://localhost", ["--store: this is no address", "clickhouse://user:password@host"]),
    ])
    func mistakesInTheFileAreNamed(_ text: String, _ words: [String]) throws {
        let error = try #require(throws: InputError.self) { try configuration(file: text) }
        for word in words { #expect(error.description.contains(word), "\(error.description)") }
    }

    @Test func mistakesElsewhereAreNamedToo() throws {
        let variable = try #require(throws: InputError.self) { try configuration(environment: ["ASSAY_SERVE_PORT": "x"]) }
        #expect(variable.description.hasPrefix("ASSAY_SERVE_PORT:"))
        let flag = try #require(throws: InputError.self) { try configuration(["--rate-limit", "fast"]) }
        #expect(flag.description.hasPrefix("--rate-limit:"))
        let missing = try #require(throws: InputError.self) { try configuration(["--config", bench.path("none.yaml")]) }
        #expect(missing.description.contains("none.yaml cannot be read"))
    }

    /// Whoever adds a setting tells of it.
    @Test func everySettingIsInTheHelpAndTheManual() throws {
        let help = ServeCommand.helpMessage(columns: 200)
        let manual = try String(
            contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../docs/serve.md"), encoding: .utf8)
        for setting in ServeSetting.allCases {
            #expect(help.contains("\(setting.flag) "), "\(setting.flag)")
            if let usual = setting.usual, ![.keys, .openMetrics].contains(setting) {
                #expect(help.contains("(default: \(usual))"), "\(setting)")
            }
            #expect(manual.contains("| `\(setting.rawValue)` | \(setting.usual.map { "`\($0)`" } ?? "") |"), "\(setting)")
        }
    }
}
