import Domain
import SQLText
import Testing

/// Protects the SQL of slices: values bound, names quoted, never null.
@Suite struct SlicePredicateTests {
    private static let columns = [
        SliceColumn("age", .integer), .init("income", .double), .init("region", .text), .init("is_member", .boolean),
        .init("asked", .timestamp), .init("a\"b", .text), .init("list", .other("INTEGER[]")),
    ]

    private static let golden: [(slice: String, sql: String, bindings: [SQLValue])] = [
        ("age < 25", #"("age" IS NOT NULL AND "age" < CAST(? AS BIGINT))"#, [.integer(25)]),
        ("age >= 2.5", #"("age" IS NOT NULL AND "age" >= CAST(? AS DOUBLE))"#, [.double(2.5)]),
        (
            "income != 3", #"("income" IS NOT NULL AND NOT isnan("income") AND "income" <> CAST(? AS DOUBLE))"#, [.double(3)]
        ),
        ("region == 'x'' OR 1=1'", #"("region" IS NOT NULL AND "region" = CAST(? AS VARCHAR))"#, [.text("x' OR 1=1")]),
        ("`a\"b` <= ''", #"("a""b" IS NOT NULL AND "a""b" <= CAST(? AS VARCHAR))"#, [.text("")]),
        (
            "asked > '2026-03-01'", #"("asked" IS NOT NULL AND "asked" > make_timestamp(CAST(? AS BIGINT)))"#,
            [.integer(1_772_323_200_000_000)]
        ),
        ("is_member", #"("is_member" IS NOT NULL AND "is_member")"#, []),
        ("is_member = true", #"("is_member" IS NOT NULL AND "is_member" = CAST(? AS BOOLEAN))"#, [.boolean(true)]),
        ("is_null(list)", #"("list" IS NULL)"#, []),
        ("is_nan(income)", #"("income" IS NOT NULL AND isnan("income"))"#, []),
        ("is_nan(age)", "FALSE", []),
        (
            "age in (1, 2)", #"("age" IS NOT NULL AND ("age" IN (CAST(? AS BIGINT), CAST(? AS BIGINT))))"#,
            [.integer(1), .integer(2)]
        ),
        (
            "age not in (0.5, 1)",
            #"("age" IS NOT NULL AND NOT ("age" IN (CAST(? AS BIGINT)) OR "age" IN (CAST(? AS DOUBLE))))"#,
            [.integer(1), .double(0.5)]
        ),
        (
            "age between 1 and 2.5",
            #"("age" IS NOT NULL AND "age" >= CAST(? AS BIGINT) AND "age" <= CAST(? AS DOUBLE))"#, [.integer(1), .double(2.5)]
        ),
        ("contains(region, '%')", #"("region" IS NOT NULL AND contains("region", CAST(? AS VARCHAR)))"#, [.text("%")]),
        ("starts_with(region, 'N')", #"("region" IS NOT NULL AND starts_with("region", CAST(? AS VARCHAR)))"#, [.text("N")]),
        (
            "not is_member and (is_null(age) or is_null(region))",
            #"((NOT ("is_member" IS NOT NULL AND "is_member")) AND (("age" IS NULL) OR ("region" IS NULL)))"#, []
        ),
    ]

    @Test(arguments: golden)
    func rendersAs(_ expected: (slice: String, sql: String, bindings: [SQLValue])) throws {
        let sql = SQL.predicate(try Slice(parsing: expected.slice).checked(against: Self.columns), DuckDBSliceDialect())
        #expect(sql.text == expected.sql)
        #expect(sql.bindings == expected.bindings)
    }
}
