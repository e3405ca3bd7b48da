import DuckDBStore
import Store
import StoreTestKit
import Testing

/// Protects the agreement between names of classes from flags and the labels that the engine reads.
@Suite struct ClassNameTests {
    private static let spellings = [
        "1", "1.0", "-1.0", "true", "TRUE", "False", "0.0", "1.00", " 1.0", "1.0 ", "x.0", ".0", "-.0", "01.0", "1_0.0",
        "0x1.0", "1e1.0", "", "é.0", "yes", "1.0.0", "９.0",
    ]

    @Test(arguments: spellings)
    func theEngineReadsALabelAsItsClassIsNamed(spelling: String) async throws {
        let store = try DuckDBStore()
        let table = try await store.relation([.texts("actual", [spelling]), .doubles("score", [0.5])])
        let name = className(spelling)
        let answer = try await store.performance(
            PerformanceQuery(
                records: table, windowing: .whole, labels: .column("actual"),
                prediction: .binary(
                    score: "score", label: nil, positiveClass: name, classes: [name], threshold: 0.5, resolution: .exact)))
        #expect(answer.first?.summary.labelled == 1, "'\(spelling)' is not '\(name)'")
    }

    @Test func spellingsOfOneClassAgree() {
        #expect(Set(["1", "1.0", "true", "True", "TRUE"].map(className)) == ["1"])
        #expect(Set(["0", "0.0", "false", "FALSE"].map(className)) == ["0"])
        #expect(["1.5", "10", "yes", "1.0.0"].map(className) == ["1.5", "10", "yes", "1.0.0"])
    }
}
