import ClickHouseTestKit
import Foundation
import SQLText
import Testing

@testable import ClickHouseStore

extension ProgramTests {
    /// Protects that `assay check` says the same whoever counts: the embedded engine, a server, a cluster.
    @Suite(.enabled(if: !ClickHouseBed.usable.isEmpty, "no ClickHouse servers can be started here"))
    struct CheckOnClickHouseTests {
        /// Texts among numbers, missing cells, late labels, a candidate, slices: all that reports are made of.
        @Test(arguments: [
            (["--failure", "data_quality/type_corruption", "--severity", "0.3"], ["--where", "age < 60 and not is_null(region)"]),
            (["--failure", "training_serving_skew/default_for_null"], ["--candidate", "DATA/candidate.parquet"]),
        ])
        func reportsAreTheSame(failure: [String], more: [String]) async throws {
            let folder = try TemporaryFolder()
            let made = try Program.run(
                ["simulate", "--output", "\(folder.path)/data", "--days", "6", "--at", "3", "--rows", "2400", "--quiet"] + failure)
            try #require(made.code == 0, "\(made.complaint)")
            func report(_ store: [String], _ name: String) throws -> Any {
                let data = "\(folder.path)/data"
                let run = try Program.run(
                    [
                        "check", "--training", "\(data)/training.parquet", "--validation", "\(data)/validation.parquet", "--current",
                        "\(data)/production.parquet", "--actuals", "\(data)/actuals.parquet", "--by", "day", "--quiet", "--json",
                        "\(folder.path)/\(name).json",
                    ] + more.map { $0.replacing("DATA", with: data) } + store)
                try #require(run.code == 0, "\(run.complaint)")
                return try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: "\(folder.path)/\(name).json")))
            }
            let expected = try report([], "embedded")
            for bed in ClickHouseBed.usable {
                let found = try report(["--store", try await bed.start().text], bed.rawValue)
                let differences = Self.differences(expected, found, at: "")
                #expect(differences.isEmpty, "\(bed): \(differences.count): \(differences.prefix(5).joined(separator: "; "))")
            }
        }

        @Test(.enabled(if: ClickHouseBed.oneNode.obstacle == nil, "no ClickHouse server can be started here"), arguments: [SIGINT, SIGTERM])
        func whatIsStoppedLeavesNothing(signal: Int32) async throws {
            let folder = try TemporaryFolder()
            let made = try Program.run(["simulate", "--output", "\(folder.path)/data", "--rows", "100000", "--quiet"])
            try #require(made.code == 0, "\(made.complaint)")
            let store = try await ClickHouseStore.open(try await ClickHouseBed.oneNode.start())
            // A database of its own, so that the tables of other tests do not count.
            let database = "stopped_\(signal)_\(getpid())"
            try await store.client.run(SQL(trusted: "CREATE DATABASE IF NOT EXISTS \(database)"), at: 0)
            func tables() async throws -> Int64 {
                var reader = try await store.client.query("SELECT CAST(count() AS Nullable(Int64)) FROM system.tables WHERE database = \(.clickHouse(database))")
                return try reader.integer() ?? 0
            }
            var address = try await ClickHouseBed.oneNode.start()
            address.database = database
            let process = Program.process([
                "check", "--reference", "\(folder.path)/data/validation.parquet", "--current", "\(folder.path)/data/production.parquet",
                "--quiet", "--store", address.text,
            ])
            try process.runUnblocked()
            while process.isRunning, try await tables() < 2 { try await Task.sleep(for: .milliseconds(20)) }
            #expect(process.isRunning, "it was stopped in the middle")
            kill(process.processIdentifier, signal)
            process.waitUntilExit()
            #expect(process.terminationReason == .exit && process.terminationStatus == 3)
            #expect(try await tables() == 0)
            try await store.client.run(SQL(trusted: "DROP DATABASE \(database)"), at: 0)
            #expect(try await store.shutDown().isEmpty)
        }

        @Test func mistakesAreExplained() throws {
            let folder = try TemporaryFolder()
            let file = "\(folder.path)/a.csv"
            try Data("x\n1\n2\n".utf8).write(to: URL(filePath: file))
            let files = ["check", "--reference", file, "--current", file, "--store"]
            let wrong = try Program.run(files + ["http://localhost"])
            #expect(wrong.code == 2 && wrong.complaint.contains("clickhouse://user:password@host"), "\(wrong.complaint)")
            let gone = try Program.run(files + ["clickhouse://127.0.0.1:1"])
            #expect(gone.code == 3 && gone.complaint.contains("127.0.0.1:1 does not answer"), "\(gone.complaint)")
            let server = ["serve", "--data", "\(folder.path)/data", "--no-keys", "--port", "0", "--store"]
            let unknown = try Program.run(server + ["http://localhost"])
            #expect(unknown.code == 2 && unknown.complaint.contains("clickhouse://user:password@host"), "\(unknown.complaint)")
            let silent = try Program.run(server + ["clickhouse://127.0.0.1:1"])
            #expect(silent.code == 3 && silent.complaint.contains("127.0.0.1:1 does not answer"), "\(silent.complaint)")
        }

        @Test(.enabled(if: ClickHouseBed.oneNode.obstacle == nil, "no ClickHouse server can be started here"))
        func twoServersDoNotShareAFolder() async throws {
            let folder = try TemporaryFolder()
            let store = ["--store", try await ClickHouseBed.oneNode.emptyDatabase().text]
            let first = try ServerProcess(data: "\(folder.path)/data", store)
            let second = try Program.run(["serve", "--data", "\(folder.path)/data", "--no-keys", "--port", "0"] + store)
            #expect(second.code == 2 && second.complaint.contains("give each a folder of its own"), "\(second.complaint)")
            #expect(first.stop() == 0)
        }

        /// Numbers may differ by the rounding of adding doubles in another order; a bound below which nothing is said of
        /// a metric is 1e-9. What carries a metric's change is told by trees, which grow otherwise by a rounding: a hundredth.
        private static func differences(_ one: Any, _ other: Any, at path: String) -> [String] {
            switch (one, other) {
            case (let one as [String: Any], let other as [String: Any]):
                return Set(one.keys).union(other.keys).sorted().flatMap { key -> [String] in
                    guard let first = one[key], let second = other[key] else { return ["\(path).\(key) is missing"] }
                    return differences(first, second, at: "\(path).\(key)")
                }
            case (let one as [Any], let other as [Any]):
                guard one.count == other.count else { return ["\(path): \(one.count) and \(other.count)"] }
                return zip(one, other).enumerated().flatMap { differences($1.0, $1.1, at: "\(path)[\($0)]") }
            case (let one as NSNumber, let other as NSNumber):
                let (one, other) = (one.doubleValue, other.doubleValue)
                let allowed = path.hasPrefix(".diagnosis.decomposition") ? 0.01 : 1e-9 * max(abs(one), abs(other), 1)
                return abs(one - other) <= allowed ? [] : ["\(path): \(one) and \(other)"]
            default:
                return "\(one)" == "\(other)" ? [] : ["\(path): \(one) and \(other)"]
            }
        }
    }
}
