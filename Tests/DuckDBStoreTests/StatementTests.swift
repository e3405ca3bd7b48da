import Domain
import SQLText
import Statistics
import Store
import Testing

@testable import DuckDBStore

/// Protects the text of the statements: what the engine is asked, word for word, whatever names columns have. Runs of
/// white space count as one blank.
@Suite struct StatementTests {
    private let hostile = "a\"b'; --?"
    private let quoted = "\"a\"\"b'; --?\""

    private func edges(_ values: [Double]) throws -> BinEdges { try #require(BinEdges(values)) }

    private func expect(_ sql: SQL, _ text: String, at location: SourceLocation = #_sourceLocation) {
        func words(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
        #expect(words(sql.text) == words(text), sourceLocation: location)
        #expect(sql.bindings.isEmpty, sourceLocation: location)
    }

    @Test func aBinIsATreeOfComparisons() throws {
        expect(
            binCode(of: "v0", raw: nil, edges: try edges([0, 1, 2.5])),
            """
            CASE WHEN v0 < (1.0e0)
                THEN CASE WHEN v0 < (0.0e0) THEN CASE WHEN v0 = '-inf'::DOUBLE THEN (-5) ELSE 0 END ELSE 1 END
                ELSE CASE WHEN v0 < (2.5e0) THEN 2 ELSE
                    CASE WHEN v0 <= (2.5e0) THEN 2 WHEN v0 IS NULL THEN (-1) WHEN isnan(v0) THEN (-3)
                    WHEN v0 = 'inf'::DOUBLE THEN (-4) ELSE 3 END
                END
            END
            """)
    }

    @Test func aCellThatIsNoNumberIsATypeError() throws {
        expect(
            binCode(of: "v0", raw: "r0", edges: try edges([-1e-300, 1e300])),
            """
            CASE WHEN v0 < (1e+300) THEN
                CASE WHEN v0 < (-1e-300) THEN CASE WHEN v0 = '-inf'::DOUBLE THEN (-5) ELSE 0 END ELSE 1 END
            ELSE
                CASE WHEN v0 <= (1e+300) THEN 1
                WHEN v0 IS NULL THEN CASE WHEN r0 IS NULL THEN (-1) ELSE (-2) END WHEN isnan(v0) THEN (-3)
                WHEN v0 = 'inf'::DOUBLE THEN (-4) ELSE 2 END
            END
            """)
    }

    @Test func windowsAreKeys() throws {
        let table = Relation(id: "relation_1", name: "table", columns: [StoredColumn(hostile, .timestamp)], rowCount: 0)
        expect(try Windowing.whole.key(in: table), "0::BIGINT")
        expect(
            try Windowing(.rows(7), timeColumn: nil).key(in: table), "(row_number() OVER (ORDER BY \"assay:row\") - 1) // 7")
        expect(
            try Windowing(.rows(7), timeColumn: hostile).key(in: table),
            """
            CASE WHEN epoch_us(\(quoted)) IS NOT NULL
            THEN (row_number() OVER (ORDER BY epoch_us(\(quoted)), "assay:row") - 1) // 7 END
            """)
        let distance = "(epoch_us(\(quoted)) - 0)"
        expect(
            try Windowing(.hour, timeColumn: hostile).key(in: table),
            "(\(distance) - ((\(distance) % 3600000000) + 3600000000) % 3600000000) // 3600000000")
    }

    @Test func columnsAreReadAsNumbers() {
        func column(_ type: StoredType) -> StoredColumn { StoredColumn(hostile, type) }
        expect(column(.double).asNumber, quoted)
        expect(column(.integer).asNumber, "\(quoted)::DOUBLE")
        expect(column(.boolean).asNumber, "\(quoted)::BIGINT::DOUBLE")
        expect(column(.text).asNumber, "TRY_CAST(\(quoted) AS DOUBLE)")
        expect(column(.timestamp).asNumber, "epoch_us(\(quoted)) / 1e6")
        expect(column(.integer).asFiniteNumber, "\(quoted)::DOUBLE")
        expect(
            column(.text).asFiniteNumber,
            "CASE WHEN isfinite(TRY_CAST(\(quoted) AS DOUBLE)) THEN TRY_CAST(\(quoted) AS DOUBLE) END")
    }

    @Test func columnsAreReadAsCategoriesAndClasses() {
        func column(_ type: StoredType) -> StoredColumn { StoredColumn(hostile, type) }
        expect(column(.text).asCategory, quoted)
        expect(column(.integer).asCategory, "\(quoted)::VARCHAR")
        expect(column(.boolean).asCategory, "CASE WHEN \(quoted) THEN 'true' WHEN NOT \(quoted) THEN 'false' END")
        let category = """
            CASE WHEN \(quoted) = trunc(\(quoted)) AND abs(\(quoted)) < 1e15 THEN \(quoted)::BIGINT::VARCHAR
            ELSE \(quoted)::VARCHAR END
            """
        expect(column(.double).asCategory, category)
        expect(column(.double).asClass, "CASE WHEN isfinite(\(quoted)) THEN \(category) END")
        expect(column(.boolean).asClass, "\(quoted)::BIGINT::VARCHAR")
    }

    @Test func columnsAreReadAsTimes() {
        func column(_ type: StoredType) -> StoredColumn { StoredColumn("t", type) }
        expect(column(.timestamp).asTime, #"epoch_us("t")"#)
        expect(column(.text).asTime, #"epoch_us(TRY_CAST("t" AS TIMESTAMPTZ))"#)
        expect(column(.boolean).asTime, "NULL::BIGINT")
        expect(
            column(.integer).asTime,
            """
            CASE WHEN "t" BETWEEN -99999999999 AND 99999999999 THEN "t" * 1000000
            WHEN "t" BETWEEN -99999999999999 AND 99999999999999 THEN "t" * 1000
            WHEN "t" BETWEEN -99999999999999999 AND 99999999999999999 THEN "t"
            ELSE "t" // 1000 - ("t" % 1000 < 0)::BIGINT END
            """)
        expect(
            column(.double).asTime,
            """
            TRY_CAST(CASE WHEN abs("t") < 1e11 THEN "t" * 1e6 WHEN abs("t") < 1e14 THEN "t" * 1e3
            WHEN abs("t") < 1e17 THEN "t" WHEN abs("t") < 1e20 THEN "t" / 1e3 END AS BIGINT)
            """)
    }

    @Test func momentsAreTakenInOneScan() {
        let columns = [StoredColumn(hostile, .double), StoredColumn("n", .integer)]
        let query = MomentsQuery(columns: columns, key: "0::BIGINT", time: nil, source: .identifier("relation_1"))
        expect(
            query.sql,
            """
            WITH cells AS (SELECT 0::BIGINT AS k, NULL::BIGINT AS t,
                CASE WHEN isfinite(\(quoted)) THEN \(quoted) END AS v0, "n"::DOUBLE AS v1 FROM "relation_1")
            SELECT k, count(*), min(t), max(t),
                count(v0), avg(v0), var_pop(v0) * count(v0), min(v0), max(v0), avg(v0 * v0 * v0),
                count(v1), avg(v1), var_pop(v1) * count(v1), min(v1), max(v1), avg(v1 * v1 * v1)
            FROM cells GROUP BY k ORDER BY k NULLS LAST
            """)
    }

    /// One column of each kind, with the codes that `StatementTests` expects of them.
    private func codeQuery(_ grouping: CodeQuery.Grouping) throws -> CodeQuery {
        CodeQuery(
            columns: [
                .init("t", .numeric(try edges([0, 1]))), .init(hostile, .categorical(.init(values: ["x"], isComplete: true))),
                .init("c", .categorical(.init(values: [], isComplete: true))), .init("p", .presence), .init("w", .time),
            ],
            stored: [
                StoredColumn("t", .text), StoredColumn(hostile, .text), StoredColumn("c", .integer),
                StoredColumn("p", .double), StoredColumn("w", .timestamp),
            ],
            categoryTypes: [nil, "category_1", nil, nil, nil], key: "k0", source: .identifier("relation_1"),
            grouping: grouping)
    }

    private var codes: String {
        """
        WITH cells AS (SELECT k0 AS k, TRY_CAST("t" AS DOUBLE) AS v0, "t" AS r0, \(quoted) AS v1, "c"::VARCHAR AS v2,
            ("p" IS NOT NULL) AS v3, epoch_us("w") AS v4 FROM "relation_1"),
        codes AS (SELECT k,
            (CASE WHEN v0 < (1.0e0) THEN
                CASE WHEN v0 < (0.0e0) THEN CASE WHEN v0 = '-inf'::DOUBLE THEN (-5) ELSE 0 END ELSE 1 END
            ELSE CASE WHEN v0 <= (1.0e0) THEN 1 WHEN v0 IS NULL THEN CASE WHEN r0 IS NULL THEN (-1) ELSE (-2) END
                WHEN isnan(v0) THEN (-3) WHEN v0 = 'inf'::DOUBLE THEN (-4) ELSE 2 END END)::SMALLINT AS c0,
            (coalesce(enum_code(TRY_CAST(v1 AS category_1))::BIGINT, CASE WHEN v1 IS NULL THEN (-1) ELSE (-6) END))::SMALLINT AS c1,
            (CASE WHEN v2 IS NULL THEN (-1) ELSE (-6) END)::SMALLINT AS c2,
            (CASE WHEN v3 THEN 0 ELSE (-1) END)::SMALLINT AS c3,
            (CASE WHEN v4 IS NULL THEN (-1) ELSE 0 END)::SMALLINT AS c4 FROM cells)
        """
    }

    @Test func manyRowsAreCountedByGroupingSets() throws {
        expect(
            try codeQuery(.sets).sql,
            """
            \(codes)
            SELECT k, count(*), c0::BIGINT, c1::BIGINT, c2::BIGINT, c3::BIGINT, c4::BIGINT FROM codes
            GROUP BY GROUPING SETS ((k, c0), (k, c1), (k, c2), (k, c3), (k, c4))
            """)
    }

    @Test func fewRowsAreCountedBelowOneAnother() throws {
        expect(
            try codeQuery(.cells).sql,
            """
            \(codes),
            long AS (SELECT k, unnest([0, 1, 2, 3, 4]) AS i, unnest([c0, c1, c2, c3, c4]) AS c FROM codes)
            SELECT k, count(*), i::BIGINT, c::BIGINT FROM long GROUP BY k, i, c
            """)
    }
}
