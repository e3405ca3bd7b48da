import Domain
import DuckDBStore
import Foundation
import HTTPTypes
import HummingbirdTesting
import Ingest
import Logging
import Store
import Testing

@testable import HTTPServer

/// Protects what callers are answered about a model's records, and that what they ask is taken for what it is.
@Suite struct QueryEndpointTests {
    private static let day = 86_400

    /// Two days of validation and three of production, of which the last one's ages are others.
    private static func lines() -> (records: String, actuals: String) {
        var records: [String] = []
        var actuals: [String] = []
        for day in 0..<5 {
            for row in 0..<120 {
                let age = 20 + row % 40 + (day == 4 ? 30 : 0)
                let score = Double((row * 37) % 100) / 100
                records.append(
                    #"{"prediction_id":"\#(day)/\#(row)","timestamp":\#(day * Self.day + row * 600),"environment":"\#(day < 2 ? "validation" : "production")","model_version":"\#(row % 2 == 0 ? "a" : "b'--")","score":\#(score),"age":\#(age),"region":"\#(row % 3 == 0 ? "CA" : "NV")"}"#)
                actuals.append(#"{"prediction_id":"\#(day)/\#(row)","actual":\#(score > 0.5 ? 1 : 0)}"#)
            }
        }
        return (records.joined(separator: "\n"), actuals.joined(separator: "\n"))
    }

    private func bench() async throws -> ServerBench {
        let bench = try await ServerBench()
        let (records, actuals) = Self.lines()
        try await bench.test { session in
            #expect(try await session.send(.post, "/v1/models", churnDefinition, as: bench.admin).status == 201)
            for (kind, body) in [("records", records), ("actuals", actuals)] {
                let answer = try await session.send(
                    .post, "/v1/models/churn/\(kind)", body, as: bench.loader, type: "application/x-ndjson")
                #expect(answer.status == 200, "\(answer.text)")
            }
        }
        return bench
    }

    @Test func theReportIsTheOneOfTheCheck() async throws {
        let bench = try await bench()
        try await bench.test { session in
            let answer = try await session.send(.get, "/v1/models/churn/report", as: bench.reader)
            #expect(answer.status == 200, "\(answer.text)")
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            let report = try decoder.decode(CheckReport.self, from: Data(answer.text.utf8))
            #expect(report.windows.map(\.rows) == [120, 120, 120])
            #expect(report.windows.map(\.labelled) == [120, 120, 120])
            #expect(report.alerts.filter { $0.kind == .drift }.compactMap(\.feature) == ["age"])
            #expect(report.performance.first { $0.metric == "roc_auc" }?.current?.value == 1)
        }
    }

    @Test func aSeriesIsOneOfItsSignals() async throws {
        let bench = try await bench()
        try await bench.test { session in
            let path = "/v1/models/churn/series?kind=drift&feature=age&signal=jensen_shannon&from=1970-01-03T00:00:00Z&to=1970-01-05T00:00:00Z"
            let series = try await session.send(.get, path, as: bench.reader).json
            #expect(series["windows"]?.elements.count == 2)
            #expect(series["series"]?.elements.count == 1)
            #expect(series["series"]?.elements.first?["points"]?.elements.map { $0["count"] } == [120, 120])
            let quality = try await session.send(.get, "/v1/models/churn/series?kind=quality&by=hour", as: bench.reader).json
            #expect(quality["series"]?.elements.contains { $0["signal"]?.text == "missing_rate" } == true)
            let shares = try await session.send(.get, "/v1/models/churn/distributions?feature=region", as: bench.reader).json
            #expect(shares["features"]?.elements.first?["distribution"]?["categories"]?.elements.prefix(2) == ["NV", "CA"])
        }
    }

    @Test func windowsAreComparedWithThoseBeforeThem() async throws {
        let bench = try await bench()
        try await bench.test { (session: ServerBench.Session) async throws in
            func points(_ query: String) async throws -> [JSONValue] {
                let path = "/v1/models/churn/series?kind=drift&feature=age&signal=jensen_shannon&\(query)"
                let answer = try await session.send(.get, path, as: bench.reader)
                #expect(answer.status == 200, "\(answer.text)")
                return try answer.json["series"]?.elements.first?["points"]?.elements ?? []
            }
            #expect(try await points("baseline=trailing:2").map { $0["window"] } == [1, 2])
            #expect(try await points("baseline=trailing:2").map { $0["severity"] } == ["ok", "error"])
            #expect(try await points("baseline=trailing:400&from=1970-01-05T00:00:00Z").map { $0["window"] } == [0])
            #expect(try await points("baseline=same_hour_of_week&by=hour").isEmpty)
            let ages = "from=0001-01-01T00:00:00Z&to=9999-12-31T00:00:00Z"
            #expect(try await points("baseline=trailing:400&by=week&\(ages)").map { $0["window"] } == [1])
        }
    }

    @Test func aSliceChoosesRecordsAndSaysWhereItIsWrong() async throws {
        let bench = try await bench()
        try await bench.test { session in
            let slice = "region%20=%20%22CA%22%20and%20model_version%20=%20%22b'--%22"
            let report = try await session.send(.get, "/v1/models/churn/report?where=\(slice)", as: bench.reader)
            let windows = try report.json["windows"]?.elements.map { $0["rows"] }
            #expect(windows == [20, 20, 20])
            for (slice, column) in [("age%20%3C", 6), ("agee%20%3C%203", 1), ("age%20=%20%22x%22", 7)] {
                let answer = try await session.send(.get, "/v1/models/churn/report?where=\(slice)", as: bench.reader)
                #expect(answer.isProblem(.badRequest), "\(answer.text)")
                #expect(try answer.json["column"] == .integer(Int64(column)), "\(answer.text)")
            }
            let injected = "x%22)%20or%201=1;%20DROP%20TABLE%20document;--"
            #expect(try await session.send(.get, "/v1/models/churn/records?where=\(injected)", as: bench.reader).isProblem(.badRequest))
        }
    }

    @Test func recordsComeInPagesAndWhole() async throws {
        let bench = try await bench()
        try await bench.test { session in
            let page = try await session.send(
                .get, "/v1/models/churn/records?environment=production&sort=-age&limit=2&offset=1", as: bench.reader
            ).json
            #expect(page["total"] == 360)
            #expect(page["records"]?.elements.map { $0["age"] } == [89.0, 89.0].map(JSONValue.number) || page["records"]?.elements.map { $0["age"] } == [89, 89])
            let some = try await session.send(.get, "/v1/models/churn/records?sample=50&limit=1000", as: bench.reader).json
            #expect((20...100).contains(some["records"]?.elements.count ?? 0))
            let csv = try await session.send(
                .get, "/v1/models/churn/export?format=csv&version=b'--&environment=validation", as: bench.reader)
            #expect(csv.status == 200)
            #expect(csv.text.split(separator: "\n").count == 121)
            #expect(csv.headers[.contentLength] == "\(csv.text.utf8.count)")
            let actuals = try await session.send(.get, "/v1/models/churn/export?format=ndjson&kind=actuals", as: bench.reader)
            #expect(actuals.status == 200 && actuals.text.hasPrefix(#"{"prediction_id":"#), "\(actuals.text.prefix(100))")
            let none = try await session.send(
                .get, "/v1/models/churn/export?format=ndjson&kind=actuals&as_of=2001-01-01", as: bench.reader)
            #expect(none.text.isEmpty)
            for wrong in ["kind=labels", "shadow=maybe"] {
                #expect(try await session.send(.get, "/v1/models/churn/export?\(wrong)", as: bench.reader).isProblem(.badRequest))
            }
            #expect(try await session.send(.get, "/v1/models/churn/records?sort=nothing", as: bench.reader).isProblem(.badRequest))
            #expect(try await session.send(.get, "/v1/models/churn/export?format=xls", as: bench.reader).isProblem(.badRequest))
        }
    }

    @Test func versionsAndDelaysAreTold() async throws {
        let bench = try await bench()
        try await bench.test { session in
            let versions = try await session.send(.get, "/v1/models/churn/versions", as: bench.reader).json
            #expect(versions["versions"]?.elements.count == 4)
            #expect(versions["versions"]?.elements.allSatisfy { $0["labelled"] == $0["records"] } == true)
            let delay = try await session.send(.get, "/v1/models/churn/label-delay", as: bench.reader).json
            #expect(delay["labels"] == 600)
        }
    }

    @Test func aBackupIsMadeWhileTheServerWorks() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "assay-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }  // a folder of the system's to clean
        let parts = try await ServerParts(
            DuckDBStore(.file(folder + "/assay.duckdb")), limits: IngestLimits(spoolFolder: folder), dataFolder: folder,
            version: "test", makeEngine: { try DuckDBStore() })
        var settings = ServerSettings()
        settings.needsKeys = false
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        try await AssayServer(parts, settings: settings).application(logger: logger).test(.router) { client in
            let session = ServerBench.Session(client: client)
            let lines = try await session.send(
                .post, "/v1/models/churn/records", Self.lines().records, type: "application/x-ndjson")
            #expect(lines.status == 200)
            let answer = try await session.send(.post, "/v1/backups")
            #expect(answer.status == 201, "\(answer.text)")
            let file = try #require(try answer.json["file"]?.text)
            let copy = try DuckDBStore(.file(file))
            let tables = try #require(try await copy.recordTables().first)
            let records = try await copy.records(of: tables, where: RecordSelection())
            #expect(records.rowCount == 600)
        }
        // A store in memory has nothing that could be kept.
        let bench = try await ServerBench()
        try await bench.test { (session: ServerBench.Session) async throws in
            #expect(try await session.send(.post, "/v1/backups", as: bench.admin).isProblem(.conflict))
            #expect(try await session.send(.post, "/v1/backups", as: bench.reader).isProblem(.forbidden))
        }
    }

    /// Their squares, and sums of some, are no numbers that JSON has.
    @Test func theLargestNumbersAreNoFailure() async throws {
        let bench = try await ServerBench()
        try await bench.test { (session: ServerBench.Session) async throws in
            let definition = churnDefinition.replacing("\"minimum\": 0", with: "\"proxy\": true")
            #expect(try await session.send(.post, "/v1/models", definition, as: bench.admin).status == 201)
            let lines = (0..<200).map { row in
                #"{"prediction_id":"\#(row)","timestamp":\#(row * 3_600),"score":0.5,"age":\#(row % 3 == 0 ? "1.7e308" : row % 3 == 1 ? "-1.7e308" : "\(row)")}"#
            }
            let sent = try await session.send(
                .post, "/v1/models/churn/records", lines.joined(separator: "\n"), as: bench.loader, type: "application/x-ndjson")
            #expect(sent.status == 200)
            for path in ["report", "report?baseline=trailing:2", "report?where=age%20%3E%201", "series", "distributions", "records"] {
                let answer = try await session.send(.get, "/v1/models/churn/\(path)", as: bench.reader)
                #expect(answer.status == 200, "\(path): \(answer.text)")
            }
        }
    }

    @Test func whatCannotBeAskedIsRefused() async throws {
        let bench = try await bench()
        try await bench.test { session in
            for query in [
                "from=yesterday", "by=minute", "baseline=best", "baseline=1970-01-02T00:00:00Z/1970-01-01T00:00:00Z",
                "baseline=trailing:0", "baseline=trailing:401", "baseline=trailing:x", "baseline=same_hour_of_week",
                "environment=prod", "from=1970-01-02T00:00:00Z&to=1970-01-01T00:00:00Z", "as_of=now",
            ] {
                let answer = try await session.send(.get, "/v1/models/churn/report?\(query)", as: bench.reader)
                #expect(answer.isProblem(.badRequest), "\(query): \(answer.text)")
            }
            #expect(try await session.send(.get, "/v1/models/none/report", as: bench.reader).isProblem(.notFound))
            #expect(try await session.send(.get, "/v1/models/churn/report", as: bench.loader).isProblem(.forbidden))
            #expect(try await session.send(.post, "/v1/models", #"{"name":"new","task":"binary"}"#, as: bench.admin).status == 201)
            #expect(try await session.send(.get, "/v1/models/new/report", as: bench.reader).isProblem(.conflict))
            let versions = try await session.send(.get, "/v1/models/new/versions", as: bench.reader)
            #expect(try versions.json["versions"] == [])
        }
    }
}
