import Foundation
import Testing

@testable import HTTPServer

/// Protects the reading of configuration: what is JSON and what is not, and where.
@Suite struct JSONParserTests {
    @Test func valuesAreReadAsTheyAre() throws {
        let text = #" {"a": [1, -2.5e3, true, false, null], "b": {"c": "ü \u00fc \ud83e\udd8a \n \" \/"}, "d": [], "e": {}} "#
        let value = try JSONParser.parse(text.utf8)
        #expect(value == ["a": [1, .number(-2500), true, false, .null], "b": ["c": "ü ü 🦊 \n \" /"], "d": [], "e": [:]])
        // And written again as Foundation reads it.
        let written = try JSONEncoder().encode(value)
        #expect(try JSONParser.parse(written) == value || JSONSerialization.jsonObject(with: written) is NSDictionary)
        #expect(try JSONParser.parse("9223372036854775807".utf8) == .integer(.max))
        #expect(try JSONParser.parse("9223372036854775808".utf8) == .number(0x1p63))
    }

    @Test(arguments: [
        ("", 1, 1), ("{", 1, 2), ("[1,]", 1, 4), ("{\"a\":1,}", 1, 8), ("{\"a\" 1}", 1, 6), ("[1\n2]", 2, 1), ("tru", 1, 1),
        ("1 2", 1, 3), ("01", 1, 1), ("1.", 1, 1), (".5", 1, 1), ("+1", 1, 1), ("-", 1, 1), ("1e999", 1, 1), ("NaN", 1, 1),
        ("\"\t\"", 1, 2), ("\"abc", 1, 5), ("\"\\x\"", 1, 4), ("\"\\ud800\"", 1, 8), ("\"\\u00g0\"", 1, 4),
        ("{\"a\":1,\n\"a\":2}", 2, 1), ("'a'", 1, 1), ("\u{FEFF}{}", 1, 1),
    ])
    func mistakesAreFoundAtTheirPlace(_ text: String, _ line: Int, _ column: Int) throws {
        let error = try #require(throws: JSONSyntaxError.self) { try JSONParser.parse(text.utf8) }
        #expect((error.line, error.column) == (line, column), "\(error)")
    }

    @Test func bytesThatAreNoTextAreRefused() {
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse([0x22, 0xFF, 0x22]) }
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse([0x22, 0xED, 0xA0, 0x80, 0x22]) }
    }

    @Test func deepNestingIsRefused() {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let text = String(repeating: open, count: 100) + "1" + String(repeating: close, count: 100)
            #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(text.utf8) }
        }
    }
}
