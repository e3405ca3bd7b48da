import SQLText
import Testing

/// Protects the one place where text becomes SQL.
@Suite struct SQLTests {
    @Test func valuesAreBoundAndNamesAreQuoted() {
        let query: SQL = "SELECT \(identifier: "a\"b; DROP TABLE x") FROM t WHERE c = \(bind: .text("' OR 1=1"))"
        #expect(query.text == "SELECT \"a\"\"b; DROP TABLE x\" FROM t WHERE c = ?")
        #expect(query.bindings == [.text("' OR 1=1")])
    }

    @Test func fragmentsKeepTheirBindingsInOrder() {
        let parts: [SQL] = ["a = \(bind: .integer(1))", "b = \(bind: .double(2))"]
        let query: SQL = "WHERE \(parts.joined(separator: " AND "))"
        #expect(query.text == "WHERE a = ? AND b = ?")
        #expect(query.bindings == [.integer(1), .double(2)])
    }

    @Test(arguments: [0.1, -0.0, 1e300, Double.leastNonzeroMagnitude, -123456789.123456789])
    func doublesReadBackAsThemselves(number: Double) {
        let text = SQL.literal(number).text
        #expect(Double(text.dropFirst().dropLast()) == number)
        #expect(text.contains("e"))
    }

    @Test func negativeIntegersCannotBecomeComments() {
        let query: SQL = "1-\(-1)"
        #expect(query.text == "1-(-1)")
    }

    /// One character with a combining mark after it, and still a quote to the engine.
    @Test func quotesWithCombiningMarksAreDoubled() {
        #expect(SQL.identifier("\"\u{301}").text.unicodeScalars.elementsEqual("\"\"\"\u{301}\"".unicodeScalars))
        #expect(SQL.literal("'\u{301}").text.unicodeScalars.elementsEqual("'''\u{301}'".unicodeScalars))
    }

    @Test func textsWithNulDoNotEndTheStatement() {
        #expect(SQL.literal("a\0'").text == "('a' || chr(0) || '''')")
    }

    @Test func inliningPutsValuesWhereTheirPlaceholdersAre() {
        let query: SQL = """
            SELECT \(identifier: "?\"?") FROM t WHERE a = '?''?' AND b = \(bind: .text("it's ?")) AND c = \(bind: .integer(-1)) \
            AND d = \(bind: .double(0.5)) AND e = \(bind: .boolean(true)) AND f IS \(bind: .null)
            """
        #expect(
            query.inlined.text == """
                SELECT "?""?" FROM t WHERE a = '?''?' AND b = 'it''s ?' AND c = (-1) AND d = (0.5e0) AND e = TRUE AND f IS NULL
                """)
        #expect(query.inlined.bindings.isEmpty)
    }
}
