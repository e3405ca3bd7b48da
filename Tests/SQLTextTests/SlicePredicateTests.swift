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
        // NaN is above every number to this engine: only what asks for more has to leave it out.
        ("income < 3", #"("income" IS NOT NULL AND "income" < CAST(? AS DOUBLE))"#, [.double(3)]),
        ("income >= 3", #"("income" IS NOT NULL AND NOT isnan("income") AND "income" >= CAST(? AS DOUBLE))"#, [.double(3)]),
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

    private static let goldenOfClickHouse: [(slice: String, sql: String)] = [
        ("age < 25", "(c0 IS NOT NULL AND assumeNotNull(c0) < 25)"),
        ("age >= -9223372036854775808", "(c0 IS NOT NULL AND assumeNotNull(c0) >= toInt64(-9223372036854775808))"),
        ("income != 3", "(c1 IS NOT NULL AND NOT isNaN((assumeNotNull(c1) + 0.)) AND (assumeNotNull(c1) + 0.) <> (3.0e0))"),
        ("income > 5e-324", "(c1 IS NOT NULL AND NOT isNaN((assumeNotNull(c1) + 0.)) AND (assumeNotNull(c1) + 0.) > reinterpretAsFloat64(unhex('0100000000000000')))"),
        (#"region == 'x'' OR \1=1?'"#, #"(c2 IS NOT NULL AND assumeNotNull(c2) = 'x\x27 OR \\1=1?')"#),
        ("region <= 'b'", "(c2 IS NOT NULL AND hex(assumeNotNull(c2)) <= hex('b'))"),
        ("region between 'a' and 'b'", "(c2 IS NOT NULL AND hex(assumeNotNull(c2)) >= hex('a') AND hex(assumeNotNull(c2)) <= hex('b'))"),
        ("contains(region, '%')", "(c2 IS NOT NULL AND position(assumeNotNull(c2), '%') > 0)"),
        ("starts_with(region, 'N')", "(c2 IS NOT NULL AND startsWith(assumeNotNull(c2), 'N'))"),
        ("is_member = true", "(c3 IS NOT NULL AND assumeNotNull(c3) = 1)"),
        ("asked > '2026-03-01'", "(c4 IS NOT NULL AND assumeNotNull(c4) > 1772323200000000)"),
        ("is_null(list)", "(c6 IS NULL)"), ("is_nan(age)", "0"),
        ("age not in (0.5, 1)", "(c0 IS NOT NULL AND NOT (assumeNotNull(c0) IN (1) OR assumeNotNull(c0) IN ((0.5e0))))"),
    ]

    @Test(arguments: goldenOfClickHouse)
    func rendersForClickHouseAs(_ expected: (slice: String, sql: String)) throws {
        let names = Dictionary(uniqueKeysWithValues: Self.columns.enumerated().map { ($1.name, SQL(trusted: "c\($0)")) })
        let sql = SQL.predicate(
            try Slice(parsing: expected.slice).checked(against: Self.columns), ClickHouseSliceDialect(columns: names))
        #expect(sql.text == expected.sql)
        #expect(sql.bindings.isEmpty, "older servers take none")
    }

    @Test(arguments: golden)
    func rendersAs(_ expected: (slice: String, sql: String, bindings: [SQLValue])) throws {
        let sql = SQL.predicate(try Slice(parsing: expected.slice).checked(against: Self.columns), DuckDBSliceDialect())
        #expect(sql.text == expected.sql)
        #expect(sql.bindings == expected.bindings)
    }
}
