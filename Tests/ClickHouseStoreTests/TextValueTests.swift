import Domain
import DuckDBStore
import Store
import Testing

@testable import ClickHouseStore

/// Protects that texts are the same numbers, moments and categories as the embedded engine takes them for.
@Suite struct TextValueTests {
    private static let numbers = [
        "1", "-2.5", "+3", " 4 ", "\t5\n", "1e3", "1E-3", ".5", "5.", "-", "", "nan", "NaN", "inf", "-inf", "Infinity", "-Infinity", "0x10", "1,5",
        "1 2", "abc", "12abc", "1e400", "-1e400", "1e-400", "00012", "1.7976931348623157e308", "4.9e-324", "9007199254740993", "0.1", "é1", "1\u{0}", "1\u{0}2",
    ]

    @Test func numbersAreThoseOfTheEmbeddedEngine() async throws {
        let store = try DuckDBStore()
        let texts = Batch.Column("x", .texts(Self.numbers))
        let table = try await store.append(Batch([texts]), to: try await store.makeRelation(named: "t", columns: [.init("x", .text)]))
        // One window a row, so that each text's own value comes back.
        let windows = try await store.values(of: "x", in: table, by: Windowing(.rows(1), timeColumn: nil))
        let known = Dictionary(uniqueKeysWithValues: windows.map { ($0.key ?? -1, $0.values[0]) })
        for (row, text) in Self.numbers.enumerated() {
            let number = TextValue.number(text).flatMap { $0.isFinite ? $0 : nil }
            #expect(number == known[Int64(row)], "'\(text)'")
        }
    }

    @Test func categoriesAreWrittenAsTheEmbeddedEngineWritesThem() async throws {
        let store = try DuckDBStore()
        let doubles: [Double] = [0, -0.0, 1, -3, 0.1, 1.5, 1e14, 1e15, 1e16, 1e17, 1e-4, 1e-5, 1.25e-7, 123_456.789, 1e300, .leastNonzeroMagnitude, .infinity, -.infinity, .nan]
        let times: [Int64] = [0, -1, 1, 250_000, 1_700_000_000_123_450, -62_135_596_800_000_000, 253_402_300_799_999_999]
        for value in doubles { #expect(try await category(.doubles([value]), in: store) == TextValue.category(value)) }
        for time in times { #expect(try await category(.timestamps([time]), in: store) == TextValue.category(time: time)) }
    }

    private func category(_ values: Batch.Values, in store: DuckDBStore) async throws -> String? {
        let table = try await store.append(
            Batch([.init("x", values)]), to: try await store.makeRelation(named: "t", columns: [.init("x", values.type)]))
        return try await store.categories(of: [.init("x", .categorical)], in: table, limit: 1)[0].entries.first?.value
    }
}
