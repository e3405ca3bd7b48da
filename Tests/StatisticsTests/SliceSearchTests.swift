import Statistics
import Testing

/// Protects the search for slices: it overlooks none, says the same as SliceLine's own package, and its tests and cuts do what they say.
@Suite struct SliceSearchTests {
    /// A table of random codes and losses with many equal values, and what may be asked of it.
    private struct Draw {
        var current: LossTable
        var earlier: LossTable
        var conditions: [CodeRange]
        var support: Int
        var depth: Int

        init(_ random: inout SeededGenerator) {
            let columns = Int.random(in: 1...5, using: &random)
            let values = (0..<columns).map { _ in UInt8.random(in: 1...4, using: &random) }
            let isCoarse = Bool.random(using: &random)
            func table(_ rows: Int) -> LossTable {
                LossTable(
                    codes: values.map { count in (0..<rows).map { _ in UInt8.random(in: 0..<count, using: &random) } },
                    // Coarse losses make many ties, and sums without rounding.
                    losses: (0..<rows).map { _ in isCoarse ? Double(Int.random(in: 0...2, using: &random)) : random.nextUniform() })
            }
            current = table(Int.random(in: 1...60, using: &random))
            earlier = table(Int.random(in: 1...60, using: &random))
            conditions = values.enumerated().flatMap { column, count in
                (0..<count).flatMap { low in (low..<count).map { CodeRange(column: column, lowest: low, highest: $0) } }
            }.filter { _ in Int.random(in: 0..<4, using: &random) > 0 }
            support = Int.random(in: 1...8, using: &random)
            depth = Int.random(in: 1...3, using: &random)
        }
    }

    @Test func findsWhatCountingEverySliceFinds() async throws {
        var random = SeededGenerator(seed: 20_260_711)
        for round in 0..<400 {
            let draw = Draw(&random)
            let ranking: SliceRanking = [.weighted(alpha: [0.5, 0.9, 1][round % 3]), .excess, .change][round / 3 % 3]
            let limit = Int.random(in: 1...12, using: &random)
            let search = SliceSearch(
                current: draw.current, earlier: draw.earlier, conditions: draw.conditions, ranking: ranking, support: draw.support,
                earlierSupport: 2, limit: limit, depth: draw.depth,
                // From every column by itself to nearly all in one.
                bundleLimit: Int.random(in: 1...64, using: &random))
            // A score of nothing but rounding is none.
            let found = try await search.slices().filter { $0.score > 1e-12 }
            let all = bruteForce(draw, ranking)
            #expect(found.count == min(limit, all.count), "\(draw), \(ranking)")
            for (slice, best) in zip(found, all) { #expect(slice.score.isNear(best.score, relative: 1e-9, absolute: 1e-12), "\(draw), \(ranking)") }
            // Where scores differ the slices are the same, too; every slice has the score that it is said to have.
            for slice in found {
                let own = try #require(all.first { $0.conditions == slice.conditions })
                #expect(slice.score.isNear(own.score, relative: 1e-9, absolute: 1e-12))
                #expect(slice.current.count == own.count)
            }
            #expect(Set(found.map(\.conditions)).count == found.count)
        }
    }

    /// Every slice, one record after the other.
    private func bruteForce(_ draw: Draw, _ ranking: SliceRanking) -> [(conditions: [CodeRange], score: Double, count: Double)] {
        let columns = draw.current.codes.indices.map { column in draw.conditions.filter { $0.column == column } }
        var slices: [[CodeRange]] = [[]]
        for conditions in columns {
            slices += slices.filter { $0.count < draw.depth }.flatMap { slice in conditions.map { slice + [$0] } }
        }
        func sums(_ table: LossTable, _ slice: [CodeRange]) -> (count: Double, sum: Double) {
            let rows = (0..<table.count).filter { row in slice.allSatisfy { ($0.lowest...$0.highest).contains(table.codes[$0.column][row]) } }
            return (Double(rows.count), rows.reduce(0) { $0 + table.losses[$1] })
        }
        let (all, allEarlier) = (sums(draw.current, []), sums(draw.earlier, []))
        let mean = all.sum / all.count
        return slices.dropFirst().compactMap { slice in
            let (own, before) = (sums(draw.current, slice), sums(draw.earlier, slice))
            guard own.count >= Double(draw.support), own.sum > 0, ranking != .change || before.count >= 2 else { return nil }
            let score: Double =
                switch ranking {
                case .weighted(let alpha): alpha * (own.sum / own.count / mean - 1) - (1 - alpha) * (all.count / own.count - 1)
                case .excess: own.sum - own.count * mean
                case .change: own.count * (own.sum / own.count - before.sum / before.count - (mean - allEarlier.sum / allEarlier.count))
                }
            return score > 1e-12 ? (slice, score, own.count) : nil
        }.sorted { $0.1 > $1.1 }
    }

    struct Reference: Decodable {
        struct Slice: Decodable {
            let conditions: [[Int]]
            let score: Double
            let size: Double
            let loss: Double
        }
        struct Case: Decodable {
            let codes: [[UInt8]]
            let losses: [Double]
            let alpha: Double
            let k: Int
            let support: Int
            let depth: Int
            let top: [Slice]
        }
        let cases: [Case]
    }

    /// With the same loss, codes, support and alpha: the package gives all slices that score as much as the last one, too.
    @Test func findsWhatThePackageSliceLineFinds() async throws {
        for reference in try DriftReference.load("slices", as: Reference.self).cases {
            let table = LossTable(codes: reference.codes, losses: reference.losses)
            let conditions = reference.codes.enumerated().flatMap { column, codes in Set(codes).map { CodeRange(column: column, code: $0) } }
            let found = try await SliceSearch(
                current: table, conditions: conditions, ranking: .weighted(alpha: reference.alpha), support: reference.support,
                limit: reference.top.count, depth: reference.depth
            ).slices()
            #expect(found.count == reference.top.count)
            let known = reference.top.sorted { $0.score > $1.score }
            for (slice, expected) in zip(found, known) { #expect(slice.score.isNear(expected.score, relative: 1e-9)) }
            for slice in found {
                let conditions = slice.conditions.map { [$0.column, Int($0.lowest)] }
                let expected = try #require(known.first { $0.conditions == conditions }, "\(conditions) is not among the package's")
                #expect(slice.current.count == expected.size)
                #expect(slice.current.sum.isNear(expected.loss, relative: 1e-9))
            }
        }
    }

    @Test func findsNothingWhereNothingIsLost() async throws {
        let table = LossTable(codes: [[0, 1, 0, 1]], losses: [0, 0, 0, 0])
        let conditions = [CodeRange(column: 0, code: 0), CodeRange(column: 0, code: 1)]
        for table in [table, LossTable(codes: [[]], losses: [])] {
            let found = try await SliceSearch(current: table, conditions: conditions, ranking: .excess, support: 1, limit: 3, depth: 3).slices()
            #expect(found.isEmpty)
        }
    }

    @Test func contrastOfTwoMeansIsWelchsTest() throws {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<20 {
            let left = Moments((0..<Int.random(in: 2...30, using: &random)).map { _ in random.nextNormal() })
            let right = Moments((0..<Int.random(in: 2...30, using: &random)).map { _ in 2 * random.nextNormal() })
            let contrast = try #require(MeanContrast(adding: [left], subtracting: [right]))
            let welch = try #require(welchTest(reference: right, current: left))
            let twoSided = 2 * min(contrast.pValue, 1 - contrast.pValue)
            #expect(twoSided.isNear(welch.pValue, relative: 1e-9))
            let interval = contrast.interval(level: 0.95)
            #expect((interval.lower > 0 || interval.upper < 0) == (welch.pValue < 0.05))
        }
        #expect(MeanContrast(adding: [Moments([1])], subtracting: [Moments([1, 2])]) == nil)
        #expect(MeanContrast(adding: [Moments([1, 1])], subtracting: [Moments([2, 2])]) == nil)
    }

    @Test func cutsWhereLossesChange() {
        let bins = [1.0, 1, 1, 5, 5, 2, 2, 2].map { LossSum(count: 10, sum: 10 * $0) }
        #expect(lossCuts(bins, limit: 2, least: 1, gain: 0) == [3, 5])
        #expect(lossCuts(bins, limit: 1, least: 1, gain: 0) == [3])
        // No part may have fewer than 30 records; and equal bins are never cut.
        #expect(lossCuts(bins, limit: 9, least: 30, gain: 0) == [3])
        #expect(lossCuts(Array(repeating: LossSum(count: 5, sum: 5), count: 6), limit: 3, least: 1, gain: 0).isEmpty)
        #expect(lossCuts([], limit: 3, least: 1, gain: 0).isEmpty)
    }

    @Test func lossesAreWhatTheySay() throws {
        func loss(_ loss: PredictionLoss, _ actual: Double, _ predicted: Double, _ score: Double, isBinary: Bool = true) -> Double? {
            loss.value(actual: actual, predicted: predicted, score: score, isBinary: isBinary)
        }
        #expect(try #require(loss(.logLoss, 1, .nan, 0.25)).isNear(1.3862943611198906))
        #expect(try #require(loss(.logLoss, 0, .nan, 0.25)).isNear(0.2876820724517809))
        #expect(try #require(loss(.logLoss, 2, .nan, 0.25, isBinary: false)).isNear(1.3862943611198906))
        #expect(loss(.logLoss, 1, 1, 1.5) == nil)
        #expect(loss(.squaredError, 1, .nan, 0.25) == 0.5625)
        #expect(loss(.absoluteError, 3, 5, .nan, isBinary: false) == 2)
        #expect(loss(.zeroOne, 1, 0, 0.9) == 1)
        #expect(loss(.zeroOne, 1, .nan, 0.9) == nil)
        #expect(loss(.cost(falsePositive: 5, falseNegative: 7), 0, 1, .nan) == 5)
        #expect(loss(.cost(falsePositive: 5, falseNegative: 7), 1, 0, .nan) == 7)
        #expect(loss(.falsePositives, 1, 1, .nan) == nil)
        #expect(loss(.falsePositives, 0, 1, .nan) == 1)
        #expect(loss(.falseNegatives, 1, 0, .nan) == 1)
        #expect(loss(.falseNegatives, 1, 1, .nan) == 0)
        #expect(loss(.absoluteError, .infinity, 1, 1) == nil)
    }
}
