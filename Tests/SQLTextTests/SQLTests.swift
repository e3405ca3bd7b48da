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
}
