import Statistics
import Testing
import Trees

@testable import Evaluation

/// Protects the classifier's measure: quiet where nothing differs, sure where something does, and right about what it is.
@Suite struct DomainClassifierTests {
    private func table(_ rows: Int, _ random: inout SplitMix64, _ change: (inout [Double]) -> Void = { _ in }) -> TreeTable {
        var table = TreeTable(columns: ["a", "b", "c", "d"], categorical: [3])
        for _ in 0..<rows {
            var row = [random.nextNormal(), random.nextNormal(), random.nextUniform(), Double(Int.random(in: 0..<5, using: &random))]
            change(&row)
            table.append(row)
        }
        return table
    }

    /// Of 150 windows in which nothing differs, z has about the standard normal's spread: folds depend on each other, and `dependence` makes up
    /// for it. (Its standard error in 150 windows is 0.06.)
    @Test(arguments: [(600, 200), (1_500, 300)])
    func keepsToChance(_ reference: Int, _ window: Int) throws {
        var random = SplitMix64(seed: UInt64(reference))
        var values = Moments()
        for seed in 0..<150 {
            let outcome = try DomainClassifier.outcome(
                reference: table(reference, &random), window: table(window, &random), explains: false, seed: UInt64(seed))
            values.add(try #require(outcome).z)
        }
        let spread = try #require(values.standardDeviation())
        #expect((0.7...1.1).contains(spread), "\(spread)")
        #expect(abs(values.mean) < 0.35, "\(values.mean)")
        #expect(try #require(values.maximum) < 3.5)
    }

    @Test func namesWhatHasMoved() throws {
        var random = SplitMix64(seed: 3)
        let outcome = try #require(
            try DomainClassifier.outcome(reference: table(2_000, &random), window: table(400, &random) { $0[1] += 1 }))
        #expect(outcome.rocAUC > 0.7 && outcome.z > 8)
        #expect(outcome.shares[1] > 0.6 && abs(outcome.shares.reduce(0, +) - 1) < 1e-9)
    }

    /// Each column alone is as it was: only together they differ.
    @Test func seesWhatNoColumnShows() throws {
        var random = SplitMix64(seed: 4)
        let reference = table(3_000, &random) { $0[1] = $0[0] + 0.5 * $0[1] }
        let window = table(600, &random) { $0[1] = -$0[0] + 0.5 * $0[1] }
        let outcome = try #require(try DomainClassifier.outcome(reference: reference, window: window))
        #expect(outcome.rocAUC > 0.8)
        #expect(outcome.shares[0] > 0.2 && outcome.shares[1] > 0.2)
    }

    @Test func fewRowsSayNothing() throws {
        var random = SplitMix64(seed: 5)
        #expect(try DomainClassifier.outcome(reference: table(500, &random), window: table(29, &random)) == nil)
    }
}
