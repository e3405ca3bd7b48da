internal import Domain
internal import Statistics
internal import Store

extension Conformance {
    private static let long = String(repeating: "x", count: 100_000)

    /// A column of each type; `id` says which rows a slice keeps.
    private static let oneOfEach: [Batch.Column] = [
        .init("id", .integers((0..<12).map(Int64.init))),
        .integers("n", [0, 1, -1, 25, .max, .min, 9_007_199_254_740_993, 9_007_199_254_740_992, 24, 26, nil, nil]),
        .doubles("x", [0, -0.0, 1, 0.1, .nan, .infinity, -.infinity, 1e300, .leastNonzeroMagnitude, 24.999999999999996, 25, nil]),
        .texts("v", ["", " ", "a", "A", "b", long, long + "y", "e\u{301}", "é", "a\u{0}b", "a'\"`\\b", nil]),
        .booleans("m", [true, false, nil, true, false, nil, true, true, true, false, false, nil]),
        .times("t", [
            0, -1, 1, 1_704_067_200_000_000, 1_704_067_200_000_001, 1_704_067_199_999_999, 1_704_063_600_000_000,
            -2_208_988_800_000_000, 253_402_300_799_999_999, 951_782_400_000_000, nil, nil,
        ]),
        .texts("d\"; DROP TABLE relation_1; --", ["2024-01-01", "2024-01-02", "9", "10", "?", "$1", "NULL", "null", "--", ";", "%", nil]),
        .texts("`'\u{301}", ["'\u{301}", "\"\u{301}", "\u{301}", "\n", "\r\n", "\t", "😀", "\u{202e}", "ß", "İ", "\u{feff}", nil]),
    ]

    private static let comparisons = ["=", "!=", "<", "<=", ">", ">="]
    private static let numbers = ["0", "-0.0", "25", "0.1", "2.5", "-1", "5e-324", "1e300", "-1e300", "9007199254740993", "9223372036854775807"]
    private static let times = [
        "1970-01-01", "2024-01-01", "2024-01-01 00:00", "2024-01-01T00:00:00Z", "2024-01-01T01:00:00+01:00", "2023-12-31T23:30:00-0030",
        "2024-01-01T00:00:00.000001Z", "2023-12-31T23:59:59.9999999", "1900-01-01", "9999-12-31T23:59:59.999999Z", "2000-02-29",
    ]

    /// Each slice, and its negation where wanted.
    private static func asking(_ what: String, _ slices: [String], andNegated: Bool = true) -> Conformance {
        Conformance("slices by \(what)") { store, answers in
            let table = try await store.relation(oneOfEach)
            for text in slices {
                for text in andNegated ? [text, "not (\(text))"] : [text] {
                    let part = try await store.filtered(table, by: Slice(parsing: text))
                    answers.note("rows of \(text)", part.rowCount)
                    answers.note(text, try await store.values(of: "id", in: part, by: .whole))
                }
            }
        }
    }

    static let slices: [Conformance] = [
        asking("whole numbers", comparisons.flatMap { sign in numbers.map { "n \(sign) \($0)" } }, andNegated: false),
        asking("numbers with nulls, NaN and infinities", comparisons.flatMap { sign in numbers.map { "x \(sign) \($0)" } }),
        asking("texts", comparisons.flatMap { sign in ["", "a", "A", "é", "e\u{301}", "a\u{0}b", "x", "a'\"\"`\\b"].map { "v \(sign) \"\($0)\"" } }, andNegated: false),
        asking("times", ["=", "<", ">="].flatMap { sign in times.map { "t \(sign) '\($0)'" } }),
        asking("truth values", ["m", "m = true", "m = false", "m != true", "m != false", "m in (true)", "m not in (true, false)"]),
        asking("lists", [
            "n in (1, 25, 2.5)", "n not in (1, 25, 2.5)", "n in (9007199254740993, 0.5)", "n in (0.5)", "n not in (0.5)", "x in (0, 0.1)",
            "x not in (0)", "x in (1e300, 25, 1e307)", "v in ('', 'a')", "v not in ('', 'a')", "t in ('1970-01-01', '2024-01-01')",
            "n in (\((0..<1_500).map(String.init).joined(separator: ",")))",
        ]),
        asking("ranges", [
            "n between 0 and 25", "n between -0.5 and 24.5", "x between 0 and 25", "x between -1e308 and 1e308", "x between 25 and 0",
            "v between 'a' and 'b'", "t between '1970-01-01' and '2024-01-01'",
        ]),
        asking("what is missing", ["is_null(id)", "is_null(n)", "is_null(x)", "is_null(v)", "is_null(m)", "is_null(t)", "is_nan(x)", "is_nan(n)"]),
        asking("parts of texts", [
            "contains(v, '')", "contains(v, 'x')", "contains(v, 'xy')", "contains(v, 'X')", "contains(v, '\u{301}')", "contains(v, '\u{0}')",
            "starts_with(v, '')", "starts_with(v, 'e')", "starts_with(v, 'a\u{0}')", "contains(v, '%')", "starts_with(v, '_')",
            "starts_with(v, \"\(String(repeating: "x", count: 9_000))\")", "contains(v, \"''\")", "contains(v, '\"`\\')",
        ]),
        asking("several at once", [
            "n > 0 or x > 0", "n > 0 and x > 0", "n > 0 or x > 0 and m", "(n > 0 or x > 0) and m", "not n > 0 and m", "not not m",
            "is_null(n) and not is_null(x) or v in ('a')", "\(String(repeating: "not ", count: 62))m",
            "\(String(repeating: "(", count: 62))m\(String(repeating: ")", count: 62))",
            Array(repeating: "m", count: 1_990).joined(separator: " or "),
            (0..<62).reduce("m") { $1 % 2 == 0 ? "(\($0) or n = \($1))" : "(\($0) and x = 0)" },
        ]),
        asking("hostile names and texts", ["'", "''", "\"\"", "; DROP TABLE relation_1; --", "'' OR 1=1 --", "?", "$1", "\\'' OR true --"].flatMap { text in
            ["v = '\(text.replacing("'", with: "''"))'", "contains(`d\"; DROP TABLE relation_1; --`, '\(text.replacing("'", with: "''"))')"]
        } + [
            "`d\"; DROP TABLE relation_1; --` = '?'", "`d\"; DROP TABLE relation_1; --` in ('?', '$1', 'NULL') and n > 0",
            "```'\u{301}` = '''\u{301}'", "```'\u{301}` in (\"\"\"\u{301}\", '\u{301}', '''\u{301}')", "contains(```'\u{301}`, '''\u{301} OR 1=1 --')",
            "```'\u{301}` < '\r\n'", "is_null(```'\u{301}`) or m",
        ]),
        Conformance("slices that do not fit are refused") { store, answers in
            let table = try await store.relation(oneOfEach)
            for text in [
                "nope = 1", "n = 'a'", "v = 1", "t > 'soon'", "t > 1", "m < true", "m between true and false", "n", "v", "is_nan(v)", "contains(n, 'a')",
                "`assay:row` = 1", "`rowid` = 1", "`n\" = 1 OR \"n` = 1", "`relation_1` = 1",
            ] {
                await answers.noteRefusal(text) { try await store.filtered(table, by: Slice(parsing: text)) }
            }
        },
        Conformance("performance of several slices at once") { store, answers in
            let table = try await store.relation(oneOfEach)
            let slices = try ["n >= 0", "not n >= 0", "m or v = 'x'", "n = 3 and n = 4", "is_null(n)"].map { try Slice(parsing: $0) }
            let join = PerformanceQuery.Join(actuals: table, recordID: "id", actualID: "id", actual: "m", arrival: "t")
            for prediction in [
                PerformanceQuery.Prediction.binary(score: "x", label: "m", positiveClass: "1", classes: ["0", "1"], threshold: nil, resolution: .exact),
                .binary(score: "x", label: nil, positiveClass: "1", threshold: 0.5, resolution: .arcsineBins(20)),
                .multiclass(label: "m", scores: ["x", "n"], classes: ["1", "0"], resolution: .bins(5)),
            ] {
                for (windowing, labels, within) in [
                    (Windowing.whole, PerformanceQuery.Labels.column("m"), Int64?.none), (Windowing(.day, timeColumn: "t"), .joined(join), nil),
                    (Windowing(.day, timeColumn: "t"), .joined(join), 0),
                ] {
                    let query = PerformanceQuery(records: table, windowing: windowing, labels: labels, prediction: prediction)
                    for (slice, found) in zip(slices, try await store.performance(query, within: within, in: slices)) {
                        answers.note("all of \(slice)", found.all)
                        answers.note("in time of \(slice)", found.inTime)
                    }
                }
            }
            await answers.noteRefusal("a slice without its column") {
                try await store.performance(
                    PerformanceQuery(
                        records: table, windowing: .whole, labels: .column("m"), prediction: .regression(value: "x", centre: 0, quantiles: [])),
                    within: nil, in: [try Slice(parsing: "nope = 1")])
            }
        },
        Conformance("a slice of a slice, and questions to it") { store, answers in
            let table = try await store.relation(oneOfEach)
            let part = try await store.filtered(store.filtered(table, by: Slice(parsing: "n >= 0")), by: Slice(parsing: "not m"))
            answers.note("rows", part.rowCount)
            answers.note("columns", part.columns.map { "\($0)" })
            answers.note("categories", try await store.categories(of: [.init("v", .categorical)], in: part, limit: 100))
            answers.note("moments", try await store.moments(of: [.init("n", .numeric)], in: part, by: Windowing(.day, timeColumn: "t")))
            answers.note("windows", try await store.values(of: "id", in: part, by: Windowing(.rows(2), timeColumn: nil)))
            for prediction in [
                PerformanceQuery.Prediction.binary(score: "x", label: "m", positiveClass: "1", threshold: nil, resolution: .exact),
                .multiclass(label: "m", scores: ["x", "n"], classes: ["1", "0"], resolution: .bins(5)),
                .regression(value: "x", centre: 0, quantiles: []),
            ] {
                let label = PerformanceQuery.Labels.column("m")
                for relation in [part, table] {
                    answers.note("performance", try await store.performance(
                        PerformanceQuery(records: relation, windowing: .whole, labels: label, prediction: prediction)))
                    let join = PerformanceQuery.Join(actuals: part, recordID: "id", actualID: "id", actual: "n", arrival: nil)
                    answers.note("joined", try await store.performance(
                        PerformanceQuery(records: relation, windowing: .whole, labels: .joined(join), prediction: prediction)))
                }
            }
            let none = try await store.filtered(table, by: Slice(parsing: "n = 3"))
            answers.note("no rows", none.rowCount)
            answers.note("moments of none", try await store.moments(of: [.init("n", .numeric)], in: none, by: .whole))
        },
    ]
}
