import Foundation
import Testing

@testable import CommandLine

/// Protects tables of thousands of columns: each is asked about together with others, and keeps its own answer.
@Suite struct WideTableTests {
    private let bench = CheckBench()

    @Test func theShiftedOneOfTwoThousandColumnsIsFound() async throws {
        let (count, shifted, unseen) = (2_000, 776, 1_554)
        let header = "prediction_id," + (0..<count).map { "c\($0)" }.joined(separator: ",")
        func table(_ name: String, _ cell: (_ row: Int, _ column: Int) -> String?) throws -> String {
            try bench.table(name, header, count: 50) { row in
                // Every third column holds one of five categories, the others a number.
                let cells = (0..<count).map { column in
                    cell(row, column)
                        ?? (column % 3 == 0 ? ["a", "b", "c", "d", "e"][(row + column) % 5] : "\((row * 7 + column) % 50).5")
                }
                return "\(row)," + cells.joined(separator: ",")
            }
        }
        let reference = try table("reference.csv") { _, _ in nil }
        let current = try table("current.csv") { row, column in
            switch column {
            case shifted: "\(1_000 + row).5"
            case unseen where row == 7: "new"
            default: nil
            }
        }
        let report = try await bench.check(reference, current, "--by", "all")
        #expect(report.features.count == count)
        #expect(report.features.first?.name == "c\(shifted)")
        #expect(report.features.filter { $0.severity == "error" }.map(\.name) == ["c\(shifted)"])
        #expect(report.quality("unseen_rate", of: "c\(unseen)")?.detail?.contains("new") == true)
    }
}
