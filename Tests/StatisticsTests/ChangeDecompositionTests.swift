import RealModule
import Testing

@testable import Statistics

/// Protects the decomposition of a change: parts add up, each kind of change is carried by its own part, and intervals hold what they promise. Memberships
/// and expected values are the true ones here; what trees make of them is tried in `RowDecompositionTests`.
@Suite struct ChangeDecompositionTests {
    /// One input from a normal distribution, and a loss that hangs on it.
    private struct World {
        var mean = 0.0
        /// What is added to the loss of every row.
        var relation = 0.0

        func rows(_ count: Int, _ random: inout SplitMix64, against other: World) -> DecompositionRows {
            let inputs = (0..<count).map { _ in mean + random.nextNormal() }
            let values = inputs.map { loss($0) + relation + random.nextNormal() }
            // The ratio of two normal densities of variance one.
            func membership(_ x: Double, _ early: World, _ late: World) -> Double {
                1 / (1 + Double.exp(-(late.mean - early.mean) * (x - (late.mean + early.mean) / 2)))
            }
            let isLate = mean > other.mean || relation != 0
            let (early, late) = isLate ? (other, self) : (self, other)
            return DecompositionRows(
                values: values, membership: inputs.map { membership($0, early, late) }, expectedBefore: inputs.map { loss($0) + early.relation },
                expectedAfter: inputs.map { loss($0) + late.relation })
        }

        private func loss(_ x: Double) -> Double { 1 + x }
    }

    private static func sum(_ decomposition: ChangeDecomposition) -> Double { decomposition.parts.values.reduce(0) { $0 + $1.value } }

    @Test(arguments: [true, false], [true, false]) func partsAddUpWhateverTheRowsAre(labels: Bool, concept: Bool) throws {
        var random = SplitMix64(seed: 5)
        for round in 0..<10 {
            func rows(_ shift: Double) -> DecompositionRows {
                let count = Int.random(in: 40..<90, using: &random)
                func some<Value>(_ make: () -> Value) -> [Value] { (0..<count).map { _ in make() } }
                return DecompositionRows(
                    values: some { shift + random.nextNormal() }, weights: some { 0.5 + random.nextUniform() },
                    isBroken: some { random.nextUniform() < 0.2 + 0.1 * shift }, versions: some { Int.random(in: 0...(shift > 0 ? 2 : 1), using: &random) },
                    classes: some { random.nextUniform() < 0.3 + 0.1 * shift ? 1 : 0 }, membership: some { 0.05 + 0.9 * random.nextUniform() },
                    expectedBefore: some { random.nextNormal() }, expectedAfter: some { random.nextNormal() })
            }
            let (before, after) = (rows(0), rows(Double(round % 3)))
            for metric in [ChangeDecomposition.Metric.mean, .rocAUC] {
                let decomposition = try #require(
                    ChangeDecomposition(before: before, after: after, metric: metric, steps: .init(labels: labels, concept: concept)))
                let change = decomposition.after.value - decomposition.before.value
                #expect(abs(Self.sum(decomposition) - change) < 1e-12 && abs(decomposition.change.value - change) < 1e-12)
                #expect(decomposition.change.standardError > 0)
            }
        }
    }

    /// Of 80 simulated changes of each kind, whose truth is known, the 95 % intervals hold it in 70 and more: fewer would come once in a thousand times.
    @Test(arguments: [(0.7, 0.0), (0.0, 0.4), (0.5, 0.3), (0.0, 0.0)]) func intervalsHoldTheTruth(shift: Double, relation: Double) throws {
        var random = SplitMix64(seed: 11)
        var held: [ChangeDecomposition.Part: Int] = [:]
        var holdsChange = 0
        for _ in 0..<80 {
            let (early, late) = (World(), World(mean: shift, relation: relation))
            let decomposition = try #require(
                ChangeDecomposition(before: early.rows(150, &random, against: late), after: late.rows(120, &random, against: early)))
            let truth: [ChangeDecomposition.Part: Double] = [.inputs: shift, .concept: relation]
            for (part, truth) in truth {
                let effect = try #require(decomposition.parts[part])
                if decomposition.interval(of: effect).contains(truth) { held[part, default: 0] += 1 }
            }
            if decomposition.interval(of: decomposition.change).contains(shift + relation) { holdsChange += 1 }
        }
        #expect((held[.inputs] ?? 0) >= 70 && (held[.concept] ?? 0) >= 70 && holdsChange >= 70)
    }

    /// Classes come in other shares, and rows of a class are as they were.
    @Test func labelShiftIsCarriedByTheLabels() throws {
        var random = SplitMix64(seed: 3)
        func rows(_ share: Double) -> DecompositionRows {
            let classes = (0..<4_000).map { _ in random.nextUniform() < share ? 1 : 0 }
            return DecompositionRows(values: classes.map { Double($0) + 0.2 * random.nextNormal() }, classes: classes)
        }
        let decomposition = try #require(ChangeDecomposition(before: rows(0.2), after: rows(0.4), steps: .init(labels: true)))
        let (labels, concept) = (try #require(decomposition.parts[.labels]), try #require(decomposition.parts[.concept]))
        #expect(abs(labels.value - 0.2) < 0.03 && decomposition.interval(of: labels).contains(0.2))
        #expect(decomposition.interval(of: concept).contains(0) && abs(concept.value) < 0.02)
    }

    /// A tenth of the rows lose one more because a cell is missing: 0.1 in all.
    @Test func brokenRowsAreHeldAgainstWholeOnes() throws {
        let (before, after) = (
            DecompositionRows(values: (0..<1_000).map { Double($0 % 2) }),
            DecompositionRows(values: (0..<1_000).map { Double($0 % 2) + ($0 % 10 < 1 ? 1 : 0) }, isBroken: (0..<1_000).map { $0 % 10 < 1 })
        )
        let decomposition = try #require(ChangeDecomposition(before: before, after: after))
        // Broken rows have even numbers, and so would have lost 0: 0.1 of (1 - the mean of the others, 5/9).
        let broken = try #require(decomposition.parts[.brokenData])
        #expect(abs(broken.value - 0.1 * (1 - 5.0 / 9)) < 1e-12 && !decomposition.isWhollyBroken)
        #expect(abs(Self.sum(decomposition) - 0.1) < 1e-12)
        var all = after
        all.isBroken = Array(repeating: true, count: 1_000)
        let wholly = try #require(ChangeDecomposition(before: before, after: all))
        #expect(wholly.isWhollyBroken && wholly.parts[.brokenData]?.value == wholly.change.value && wholly.parts[.inputs]?.value == 0)
    }

    @Test func aNewVersionIsHeldAgainstTheOldOneOnTheSameTraffic() throws {
        let before = DecompositionRows(values: (0..<1_000).map { Double($0 % 2) })
        // Half of the traffic goes to version 1, whose rows lose 0.4 more.
        let versions = (0..<1_000).map { $0 % 2 }
        let values = versions.indices.map { row -> Double in Double(row / 2 % 2) + 0.4 * Double(versions[row]) }
        let decomposition = try #require(ChangeDecomposition(before: before, after: DecompositionRows(values: values, versions: versions)))
        func effect(_ part: ChangeDecomposition.Part, _ decomposition: ChangeDecomposition) -> Double { decomposition.parts[part]?.value ?? .nan }
        #expect(abs(effect(.version, decomposition) - 0.2) < 1e-9 && !decomposition.isReplaced)
        #expect(abs(effect(.concept, decomposition)) < 1e-9 && abs(effect(.inputs, decomposition)) < 1e-9)
        // All of it: what outcomes do not tell of another relation is the version's.
        let surprises = (0..<1_000).map { row -> Double in row % 2 == 0 ? 0.1 : 0 }
        let replaced = DecompositionRows(
            values: before.values.map { $0 + 0.4 }, versions: Array(repeating: 1, count: 1_000), outcomeSurprise: surprises)
        var known = before
        known.outcomeSurprise = Array(repeating: 0, count: 1_000)
        let other = try #require(ChangeDecomposition(before: known, after: replaced))
        #expect(other.isReplaced && abs(effect(.version, other) - 0.35) < 1e-9 && abs(effect(.concept, other) - 0.05) < 1e-9)
    }

    /// Rows without their like in the other window say nothing of a changed relation.
    @Test func whatWasNeverThereIsAChangeOfInputs() throws {
        let before = DecompositionRows(values: (0..<200).map { Double($0 % 2) }, membership: Array(repeating: 0.001, count: 200))
        let after = DecompositionRows(values: (0..<200).map { 2 + Double($0 % 2) }, membership: Array(repeating: 0.999, count: 200))
        let decomposition = try #require(ChangeDecomposition(before: before, after: after))
        #expect(decomposition.sharedMass < 0.01 && (decomposition.parts[.inputs]?.value ?? 0) > 1.99)
    }

    @Test func tooFewRowsAndMissingClassesAreRefused() {
        let few = DecompositionRows(values: Array(repeating: 1, count: 29))
        let many = DecompositionRows(values: Array(repeating: 1, count: 100))
        #expect(ChangeDecomposition(before: few, after: many) == nil)
        #expect(ChangeDecomposition(before: many, after: many, metric: .rocAUC) == nil)
    }

    @Test func weightedAreasAreThoseOfAllPairs() {
        var random = SplitMix64(seed: 2)
        let scores = (0..<60).map { _ in Double(Int.random(in: 0..<12, using: &random)) }
        let isPositive = scores.map { _ in Bool.random(using: &random) }
        let weights = scores.map { _ in random.nextUniform() }
        var (sum, total) = (0.0, 0.0)
        for one in scores.indices where isPositive[one] {
            for other in scores.indices where !isPositive[other] {
                total += weights[one] * weights[other]
                sum += weights[one] * weights[other] * (scores[one] > scores[other] ? 1 : scores[one] == scores[other] ? 0.5 : 0)
            }
        }
        #expect(abs(WeightedArea(scores: scores, isPositive: isPositive).value(weights) - sum / total) < 1e-12)
    }
}
