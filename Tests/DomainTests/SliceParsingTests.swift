import Domain
import Testing

/// Protects the slice language: what is read, how it is written, and what people are told when it cannot be read.
@Suite struct SliceParsingTests {
    private static let canonical: [(written: String, description: String)] = [
        ("age<25", "age < 25"), ("age == 25", "age = 25"), ("  age\n>=\t+25.0 ", "age >= 25"), ("x = 1e3", "x = 1000"),
        ("x = -.5", "x = -0.5"), ("x = 1E-7", "x = 1e-07"), ("x = 1e22", "x = 1e+22"), ("x = 007", "x = 7"), ("x = -0.0", "x = 0"),
        ("x = 9223372036854775807", "x = 9223372036854775807"), ("x = -9223372036854775808", "x = -9223372036854775808"),
        ("x = 9223372036854775808", "x = 9.223372036854776e+18"), ("x = 5.", "x = 5"),
        ("Region IN ('CA',\"NV\")", "Region in (\"CA\", \"NV\")"), ("a NOT IN (1)", "a not in (1)"),
        ("a between 1 and 2 and b", "a between 1 and 2 and b"), ("Is_Null ( a )", "is_null(a)"),
        ("a = 'it''s \"it\"'", "a = \"it's \"\"it\"\"\""), ("a = \"\\\"", "a = \"\\\""), ("a = ''", "a = \"\""),
        ("`a` = TRUE", "a = true"), ("`And` or `2 b` or `x``y`", "`And` or `2 b` or `x``y`"), ("größe > 1 or 年齢 > 1", "größe > 1 or 年齢 > 1"),
        ("a or b and c", "a or b and c"), ("a or (b and c)", "a or b and c"), ("(a or b) and c", "(a or b) and c"),
        ("(a and b) and (c and d)", "a and b and c and d"), ("not a and b", "not a and b"), ("(not a) and b", "not a and b"),
        ("not (a and b)", "not (a and b)"), ("not (a)", "not a"), ("not not a = 1", "not not a = 1"), ("((a))", "a"),
        ("not a = 1 or not (b or c)", "not a = 1 or not (b or c)"), ("contains(a,'x')", "contains(a, \"x\")"),
        ("starts_with(`is_null`, \"`\")", "starts_with(`is_null`, \"`\")"), ("is_nan(a)", "is_nan(a)"),
        ("a = '\u{301}'", "a = \"\u{301}\""), ("`\u{301}` = 1", "`\u{301}` = 1"),
    ]

    @Test(arguments: canonical)
    func hasOneWayToBeWritten(_ expected: (written: String, description: String)) throws {
        let slice = try Slice(parsing: expected.written)
        #expect(slice.description.unicodeScalars.elementsEqual(expected.description.unicodeScalars), "\(slice)")
        #expect(try Slice(parsing: slice.description) == slice)
        #expect(slice.text == expected.written)
    }

    @Test func structureFollowsPrecedence() throws {
        func test(_ name: String) -> Slice.Expression { .test(SliceTest(SliceName(name), .isTrue)) }
        let slice = try Slice(parsing: "a or not b and (c or d) or e")
        #expect(slice.expression == .or([test("a"), .and([.not(test("b")), .or([test("c"), test("d")])]), test("e")]))
    }

    @Test func textsAreComparedByTheirBytes() throws {
        #expect(try Slice(parsing: "a = \"\u{e9}\"") != Slice(parsing: "a = \"e\u{301}\""))
        #expect(try Set([Slice(parsing: "a=1"), Slice(parsing: "a = 1.0"), Slice(parsing: "(a==1)")]).count == 1)
    }

    /// The text, where it is wrong, and words of the message.
    private static let refused: [(text: String, offset: Int, words: String)] = [
        ("", 1, "the slice is empty: expected such as age < 25"), ("   ", 4, "empty"), ("age <", 6, "expected a number, a text in quotes, true or false, found the end"),
        ("age < < 25", 7, "expected a number"), ("age 25", 5, "expected a comparison, such as =, < or in, found '25'"),
        ("age <> 25", 5, "write !="), ("age => 25", 5, "write >="), ("age === 25", 5, "no comparison"), ("!age", 1, "write not"),
        ("a && b", 3, "write and"), ("a || b", 3, "write or"), ("region = CA", 10, "texts stand in quotes: \"CA\""),
        ("region = \"CA", 10, "not closed"), ("region = 'CA\"", 10, "expected '"), ("`age < 3", 1, "the name is not closed"),
        ("region = “CA”", 10, "straight quotes"), ("a = null", 5, "is_null(...)"), ("a is null", 3, "is_null(a)"), ("`a b` is null", 7, "is_null(`a b`)"),
        ("a not between 1 and 2", 7, "write not before the column"), ("a in 1", 6, "expected ( and a list"), ("a in ()", 7, "expected a number"),
        ("a in (1", 8, "expected , or )"), ("a in (1,)", 9, "expected a number"), ("a between 1 or 2", 13, "expected and"),
        ("(a", 3, "expected ), found the end"), ("a)", 2, "expected and, or, or the end, found ')'"), ("a and", 6, "expected a column"),
        ("and", 1, "expected a column, found 'and'"), ("25 < age", 1, "expected a column"), ("a = 1.2.3", 5, "'1.2.3' is no number"),
        ("a = 25abc", 5, "'25abc' is no number"), ("a = - 1", 5, "'-' is no number"), ("a = 1e", 5, "no number"), ("a = 0x1F", 5, "no number"),
        ("a = 1e999", 5, "too large"), ("a = .", 5, "no number"), ("is_null", 8, "in backquotes"), ("is_null(1)", 9, "expected a column"),
        ("contains(a)", 11, "expected , and a text"), ("contains(a, 1)", 13, "expected a text in quotes"), ("``", 1, "cannot be empty"),
        ("größe € 3", 7, "backquotes"), ("a\u{0}", 2, "U+0"), ("👨‍👩‍👧 = 1", 1, "backquotes"), ("'\u{301}' = 👨‍👩‍👧", 1, "expected a column"), ("a = \r\n)", 6, "expected a number"),
    ]

    @Test(arguments: refused)
    func saysWhatIsWrongAndWhere(_ expected: (text: String, offset: Int, words: String)) {
        let error = #expect(throws: SliceError.self) { try Slice(parsing: expected.text) }
        #expect(error?.offset == expected.offset)
        #expect(error?.message.contains(expected.words) == true, "\(error?.message ?? "")")
    }

    @Test func showsTheTextWithACaret() {
        let error = #expect(throws: SliceError.self) { try Slice(parsing: "age <\t25 and region = CA") }
        #expect(
            error?.description == """
                expected a value; texts stand in quotes: "CA", found 'CA' (character 23)
                  age < 25 and region = CA
                                        ^
                """)
    }

    @Test func showsOnlyTheNeighbourhoodInALongText() {
        let start = String(repeating: "a or ", count: 100)
        let error = #expect(throws: SliceError.self) { try Slice(parsing: start + "? or " + start) }
        let lines = error?.description.split(separator: "\n").map(Array.init) ?? []
        #expect(error?.offset == 501)
        #expect(lines.count == 3 && lines.allSatisfy { $0.count < 130 })
        #expect(lines[1][lines[2].count - 1] == "?")
    }

    @Test func limitsHold() throws {
        func nested(_ depth: Int) -> String { String(repeating: "(", count: depth) + "a" + String(repeating: ")", count: depth) }
        #expect(try Slice(parsing: nested(Slice.depthLimit)).description == "a")
        for hostile in [nested(Slice.depthLimit + 1), String(repeating: "(", count: 9_999), String(repeating: "not ", count: 2_400) + "a"] {
            let error = #expect(throws: SliceError.self) { try Slice(parsing: hostile) }
            #expect(error?.message.contains("64 levels are allowed") == true)
        }
        let long = "a = \"" + String(repeating: "x", count: Slice.lengthLimit - 6) + "\""
        #expect(try Slice(parsing: long).text.utf8.count == Slice.lengthLimit)
        for tooLong in [long + " ", String(repeating: "é", count: 1_000_000), "a in (" + String(repeating: "1e18,", count: 1_900) + "1)"] {
            let error = #expect(throws: SliceError.self) { try Slice(parsing: tooLong) }
            #expect(error?.message.contains("10000 are allowed") == true)
        }
        let chain = (0..<1_000).map { "a\($0)" }.joined(separator: " or ")
        #expect(try Slice(parsing: chain).description == chain)
    }

    @Test func expressionsMadeByCodeKeepTheLimits() throws {
        let test = Slice.Expression.test(SliceTest(SliceName("a b"), .compares(.less, SliceLiteral(.double(2.5)))))
        #expect(try Slice(.or([test, .or([test, test])])).description == "`a b` < 2.5 or `a b` < 2.5 or `a b` < 2.5")
        #expect(throws: SliceError.self) { try Slice(.or([])) }
        let infinite = SliceLiteral(.double(.infinity))
        #expect(throws: SliceError.self) { try Slice(.test(SliceTest(SliceName("a"), .compares(.less, infinite)))) }
    }
}
