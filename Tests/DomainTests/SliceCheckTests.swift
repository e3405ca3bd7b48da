import Domain
import Testing

/// Protects the fit of slices and columns: a mistake is told with its place and what to write instead.
@Suite struct SliceCheckTests {
    private static let columns = [
        SliceColumn("age", .integer), .init("income", .double), .init("region", .text), .init("is_member", .boolean),
        .init("asked_at", .timestamp), .init("two words", .text), .init("list", .other("INTEGER[]")),
    ]

    private static let refused: [(slice: String, offset: Int, message: String)] = [
        ("income > 0 and agee < 25", 16, "no column 'agee': did you mean age?"), ("AGE < 25", 1, "no column 'AGE': did you mean age?"),
        ("two_words = ''", 1, "no column 'two_words': did you mean `two words`?"),
        ("shoe_size = 3", 1, "no column 'shoe_size': there are age, income, region, is_member, asked_at, `two words`, list"),
        ("region = 94110", 10, "region holds texts: put the value in quotes, \"94110\""),
        ("region in ('CA', true)", 18, "region holds texts: put the value in quotes, \"true\""),
        ("age < '25'", 7, "age holds whole numbers: leave out the quotes, 25"), ("age < 'old'", 7, "age holds whole numbers: compare it with a number"),
        ("income between 0 and true", 22, "income holds numbers: write 1"),
        ("is_member = 1", 13, "is_member holds true and false: compare it with true or false"),
        ("is_member < true", 1, "is_member holds true and false: they have no order; write is_member or not is_member"),
        ("age", 1, "age holds whole numbers: compare it, such as age = 1"), ("not region", 5, "region holds texts: compare it, such as region = \"...\""),
        ("asked_at > 20260301", 12, "asked_at holds times: write a time in quotes, such as \"2026-03-01\""),
        ("asked_at > '1 March'", 12, "'1 March' is no time: expected such as \"2026-03-01\", \"2026-03-01 12:30\" or \"2026-03-01T12:30:00+01:00\""),
        ("is_nan(region)", 8, "region holds texts: is_nan is for numbers; for missing values write is_null(region)"),
        ("contains(age, '2')", 10, "age holds whole numbers: contains and starts_with are for texts; compare it"),
        ("list = 1", 1, "list holds values of type INTEGER[]: only is_null(list) can be asked"),
    ]

    @Test(arguments: refused)
    func saysWhatDoesNotFit(_ expected: (slice: String, offset: Int, message: String)) throws {
        let slice = try Slice(parsing: expected.slice)
        let error = #expect(throws: SliceError.self) { try slice.checked(against: Self.columns) }
        #expect(error?.message == expected.message)
        #expect(error?.offset == expected.offset)
    }

    @Test func valuesTakeTheirColumnsTypes() throws {
        func value(_ text: String) throws -> SliceValue? {
            guard case .test(let test) = try Slice(parsing: text).checked(against: Self.columns).expression,
                case .compares(_, let value) = test.condition
            else { return nil }
            return value
        }
        #expect(try value("age < 25") == .integer(25))
        #expect(try value("age < 2.5") == .double(2.5))
        #expect(try value("income < 25") == .double(25))
        #expect(try value("asked_at < '2026-03-01'") == .timestamp(Timestamp(microseconds: 1_772_323_200_000_000)))
        #expect(try value("region < '2026-03-01'") == .text("2026-03-01"))
    }

    /// A table of 5,000 columns with long names must not make a typing mistake expensive or its message long.
    @Test func manyLongNamesMakeNoLongMessage() throws {
        let columns = (0..<5_000).map { SliceColumn("column_\($0)_" + String(repeating: "x", count: 200), .double) }
        let slice = try Slice(parsing: "`\(String(repeating: "y", count: 9_000))` > 1")
        let error = #expect(throws: SliceError.self) { try slice.checked(against: columns) }
        #expect(error?.message.contains("and 4990 more") == true)
        #expect((error?.message.count ?? .max) < 3_000)
    }
}
