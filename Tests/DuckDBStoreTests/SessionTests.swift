import Foundation
import SQLText
import Store
import Testing

@testable import DuckDBStore

/// Protects the wrapper of the engine: values in and out, errors in the engine's words, cancellation.
@Suite struct SessionTests {
    private func session() throws -> Session {
        try Session(try Database(.memory), label: "test")
    }

    @Test func valuesComeBackAsTheyWentIn() async throws {
        let long = String(repeating: "ü", count: 50_000)
        let values = try await session().run { connection in
            try connection.run("SELECT \(bind: .text("")), \(bind: .text(long)), \(bind: .integer(-7)), \(bind: .double(.infinity)), \(bind: .null)::DOUBLE, \(bind: .boolean(true))")
                .rows { chunk, row in
                    (
                        try chunk.text(0, row), try chunk.text(1, row), try chunk.integer(2, row),
                        try chunk.double(3, row), try chunk.double(4, row), try chunk.boolean(5, row)
                    )
                }
        }
        #expect(values.count == 1)
        #expect(values[0].0 == "")
        #expect(values[0].1 == long)
        #expect(values[0].2 == -7)
        #expect(values[0].3 == .infinity)
        #expect(values[0].4 == nil)
        #expect(values[0].5 == true)
    }

    @Test func theEngineSpeaksForItself() async throws {
        let session = try session()
        await #expect(throws: DuckDBError.self) {
            _ = try await session.run { try $0.run("SELECT nothing FROM nowhere").rows { _, _ in 0 } }
        }
        do {
            _ = try await session.run { try $0.run("SELECT nothing FROM nowhere").rows { _, _ in 0 } }
        } catch let error as DuckDBError {
            #expect(error.message.contains("nowhere"))
            #expect(error.sql == "SELECT nothing FROM nowhere")
        }
    }

    @Test func theLimitOfMemoryIsNamed() async throws {
        let store = try DuckDBStore(limits: .init(memory: 20_000_000, threads: 2))
        do {
            _ = try await store.run { try $0.count("SELECT len(list(range)) FROM range(20000000)") }
            Issue.record("160 MB were held in 20 MB")
        } catch let error as StoreError {
            #expect(error.kind == .memoryLimit)
            #expect(error.description == "the engine needs more memory than its limit of 20 MB")
        }
    }

    @Test func aColumnIsNotReadAsAnotherType() async throws {
        let session = try session()
        await #expect(throws: DuckDBError.self) {
            _ = try await session.run { try $0.run("SELECT 1.5::DOUBLE").rows { try $0.integer(0, $1) } }
        }
    }

    @Test func appendedRowsAreReadBackInOrder() async throws {
        let rows = 5_000
        let batch = Batch([
            .init("id", .texts((0..<rows).map { "row number \($0)" })),
            .init("x", .doubles((0..<rows).map(Double.init)), nulls: (0..<rows).map { $0 % 3 == 0 }),
            .init("b", .booleans((0..<rows).map { $0 % 2 == 0 })),
            .init("t", .timestamps((0..<rows).map(Int64.init))),
        ])
        let sum = try await session().run { connection in
            try connection.run("CREATE TABLE t (id VARCHAR, x DOUBLE, b BOOLEAN, t TIMESTAMP)")
            let appender = try connection.makeAppender(table: "t")
            try appender.append(batch)
            try appender.finish()
            var place = 0
            var valid = 0
            try connection.run("SELECT id, x, b, t FROM t").forEachRow { chunk, row in
                let (id, x) = (try chunk.text(0, row), try chunk.double(1, row))
                let (b, t) = (try chunk.boolean(2, row), try chunk.integer(3, row))
                #expect(id == "row number \(place)")
                #expect(x == (place % 3 == 0 ? nil : Double(place)))
                #expect(b == (place % 2 == 0))
                #expect(t == Int64(place))
                place += 1
            }
            try connection.run("SELECT x FROM t").forEachChunk { chunk in
                try chunk.withColumn(0, of: Double.self) { values, isValid in
                    valid += values.indices.count(where: isValid)
                }
            }
            return (place, valid)
        }
        #expect(sum == (rows, rows - 1_667))
    }

    /// Every kind of timestamp that files have, with a zone and without, in a session far from UTC.
    @Test(arguments: ["TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMPTZ", "TIMESTAMPTZ_NS"])
    func timesOfAllPrecisionsAreRead(type: String) async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "assay-\(UUID().uuidString).parquet").path
        defer { try? FileManager.default.removeItem(atPath: path) }  // a folder of the system's to clean
        let (column, moment) = try await session().run { connection in
            try connection.run("SET TimeZone = 'Asia/Tokyo'")
            try connection.run(
                """
                COPY (SELECT \(SQL.literal(type.contains("TZ") ? "2026-03-01 21:00:00+09" : "2026-03-01 12:00:00"))::\(SQL(trusted: type)) AS t) \
                TO \(SQL.literal(path)) (FORMAT parquet)
                """)
            let source: SQL = "read_parquet(\(SQL.literal(path)))"
            let columns = try connection.describe(source).filter { $0.name == "t" }
            let (stored, _) = try connection.makeView("v", named: "times", of: source, columns: columns, order: "1")
            return (stored.first, try connection.run("SELECT t FROM v").rows { try $0.integer(0, $1) }.first ?? nil)
        }
        #expect(column?.type == .timestamp)
        #expect(moment == 1_772_366_400_000_000, "2026-03-01T12:00:00Z in microseconds")
    }

    @Test func aRefusedRowIsReportedByFinish() async throws {
        let session = try session()
        await #expect(throws: DuckDBError.self) {
            try await session.run { connection in
                try connection.run("CREATE TABLE t (x BIGINT NOT NULL)")
                let appender = try connection.makeAppender(table: "t")
                try appender.append(Batch([.init("x", .integers([1]), nulls: [true])]))
                try appender.finish()
            }
        }
    }

    @Test func cancellationStopsTheStatement() async throws {
        let session = try session()
        let work = Task {
            try await session.run { connection in
                _ = try connection.run("SELECT count(*) FROM range(1000000000000) a").rows { try $0.integer(0, $1) }
            }
        }
        try await Task.sleep(for: .milliseconds(100))
        work.cancel()
        await #expect(throws: CancellationError.self) { try await work.value }
        // The connection lives on.
        let answer = try await session.run { try $0.run("SELECT 1::BIGINT").rows { try $0.integer(0, $1) } }
        #expect(answer == [1])
    }

    @Test func aFileThatIsNoDatabaseIsRefusedWithTheReason() throws {
        #expect(throws: DuckDBError.self) { _ = try Database(.file("/nowhere/at/all.duckdb")) }
    }
}
