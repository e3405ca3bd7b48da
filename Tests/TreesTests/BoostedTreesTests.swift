import Foundation
import Testing
import Trees

/// Protects what the rest relies on of the library: that it learns, with missing values, categories and weights, says
/// which columns it went by, and grows the same trees again.
@Suite struct BoostedTreesTests {
    /// Column "signal" tells the label, "noise" nothing.
    private static func table(rows: Int = 400) -> (TreeTable, [Double]) {
        var table = TreeTable(columns: ["signal", "noise"])
        var labels: [Double] = []
        for row in 0..<rows {
            let signal = Double(row * 7919 % rows) / Double(rows)
            table.append([signal, Double(row * 104_729 % 97)])
            labels.append(signal < 0.3 ? 1 : 0)
        }
        return (table, labels)
    }

    @Test func learnsAndSaysFromWhat() throws {
        let (table, labels) = Self.table()
        let trees = try BoostedTrees(training: table, labels: labels, settings: TreeSettings(.binary))
        let predictions = try trees.predictions(for: table)
        #expect(zip(predictions, labels).allSatisfy { abs($0 - $1) < 0.1 })
        let gains = try trees.gains()
        #expect(gains[0] > 100 * gains[1])
    }

    /// Trees that are grown and asked at once are those that are grown one after the other.
    @Test func treesGrownAtOnceAreTheSame() throws {
        let tables = (1...5).map { Self.table(rows: 600 * $0) }
        @Sendable func outcome(_ place: Int) throws -> [Double] {
            var settings = TreeSettings(.binary)
            settings.trees = 30
            let trees = try BoostedTrees(training: tables[place].0, labels: tables[place].1, settings: settings)
            return try trees.predictions(for: tables[place].0) + trees.contributions(for: tables[place].0)
        }
        let alone = try tables.indices.map { try outcome($0) }
        let together = try atOnce(tables.count) { try outcome($0) }
        #expect(together == alone)
    }

    @Test func whatFailsAtOnceIsTold() {
        #expect(throws: TreeError.self) {
            try atOnce(3) { place in
                if place == 1 { throw TreeError("one of them") }
                return place
            }
        }
    }

    /// TreeSHAP's contributions add up to the raw score, whose logistic is the prediction.
    @Test func contributionsAddUp() throws {
        let (table, labels) = Self.table()
        let trees = try BoostedTrees(training: table, labels: labels, settings: TreeSettings(.binary))
        let (predictions, contributions) = (try trees.predictions(for: table), try trees.contributions(for: table))
        #expect(contributions.count == 3 * table.rowCount)
        for row in 0..<table.rowCount {
            let raw = contributions[(3 * row)..<(3 * row + 3)].reduce(0, +)
            #expect(abs(predictions[row] - logistic(raw)) < 1e-9)
        }
    }

    @Test func missingValuesAreTheirOwn() throws {
        var table = TreeTable(columns: ["x"])
        for row in 0..<200 { table.append([row.isMultiple(of: 2) ? .nan : Double(row % 10)]) }
        let labels = (0..<200).map { $0.isMultiple(of: 2) ? 5.0 : 1.0 }
        let trees = try BoostedTrees(training: table, labels: labels, settings: TreeSettings(.mean))
        let predictions = try trees.predictions(for: TreeTable(columns: ["x"], values: [.nan, 3]))
        #expect(abs(predictions[0] - 5) < 0.01 && abs(predictions[1] - 1) < 0.01)
    }

    /// Odd codes are of another kind than even ones: sets tell them apart in one split, limits would take ten.
    @Test func categoriesAreSplitBySets() throws {
        var settings = TreeSettings(.mean)
        (settings.trees, settings.leaves, settings.learningRate) = (1, 2, 1)
        let codes = (0..<1_000).map { Double($0 % 10) }
        let labels = codes.map { $0.truncatingRemainder(dividingBy: 2) }
        func error(categorical: [Int]) throws -> Double {
            let table = TreeTable(columns: ["code"], categorical: categorical, values: codes)
            let predictions = try BoostedTrees(training: table, labels: labels, settings: settings).predictions(for: table)
            return zip(predictions, labels).map { abs($0 - $1) }.max() ?? .nan
        }
        #expect(try error(categorical: [0]) < 0.15)
        #expect(try error(categorical: []) > 0.4)
    }

    @Test func weightsCount() throws {
        let table = TreeTable(columns: ["constant"], values: [Double](repeating: 1, count: 100))
        let labels = (0..<100).map { $0 < 50 ? 0.0 : 1 }
        let weights = (0..<100).map { $0 < 50 ? 1.0 : 3 }
        let trees = try BoostedTrees(training: table, labels: labels, weights: weights, settings: TreeSettings(.mean))
        let prediction = try #require(try trees.predictions(for: table).first)
        #expect(abs(prediction - 0.75) < 1e-6)
    }

    @Test func sameRowsSameTrees() throws {
        let (table, labels) = Self.table()
        let runs = try (0..<2).map { _ in
            try BoostedTrees(training: table, labels: labels, settings: TreeSettings(.binary)).predictions(for: table)
        }
        #expect(runs[0] == runs[1])
    }

    @Test func saysWhatIsWrong() throws {
        let table = TreeTable(columns: ["x"], values: [1, 2, 3])
        let settings = TreeSettings(.mean)
        #expect(throws: TreeError.self) {
            try BoostedTrees(training: TreeTable(columns: ["x"]), labels: [], settings: settings)
        }
        #expect(throws: TreeError.self) { try BoostedTrees(training: table, labels: [1, 2], settings: settings) }
        #expect(throws: TreeError.self) { try BoostedTrees(training: table, labels: [1, 2, .nan], settings: settings) }
        let trees = try BoostedTrees(training: table, labels: [1, 2, 3], settings: settings)
        #expect(throws: TreeError.self) { try trees.predictions(for: TreeTable(columns: ["x", "y"], values: [1, 2])) }
        #expect(try trees.predictions(for: TreeTable(columns: ["x"])) == [])
    }

    @Test func stopsWhenItsTaskIsCancelled() async throws {
        let (table, labels) = Self.table()
        let runner = TreeRunner()
        let task = Task {
            try await runner.run {
                withUnsafeCurrentTask { $0?.cancel() }
                return try BoostedTrees(training: table, labels: labels, settings: TreeSettings(.binary)).gains()
            }
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}

private func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
