import Domain
import RealModule
import Statistics
import Store
import Testing

@testable import Evaluation

/// Protects what trees make of records: the part that was made to change carries the change, and columns count by what they do, not by how they move.
@Suite struct RowDecompositionTests {
    /// A scoring model of two columns that sees neither `region` nor `noise`, and what becomes of its records.
    struct World {
        var income = 0.0
        /// Added to the log-odds of the outcome, in the north and elsewhere.
        var north = 0.0
        var elsewhere = 0.0
        var noise = 0.0
        /// Records with outcome 1 are drawn this often, if set.
        var share: Double?
        /// Incomes that are missing, for which the model takes 3.
        var missing = 0.0
        var version = "v1"
        /// Multiplies the log-odds of the score.
        var zeal = 1.0
        /// Units: incomes arrive multiplied.
        var unit = 1.0

        func rows(_ count: Int, seed: UInt64) -> LabelledRows {
            var random = SplitMix64(seed: seed)
            var rows = LabelledRows(total: count, predictions: .init(decisions: [], scores: [[]]), cells: WindowRows(key: nil, of: RowDecompositionTests.columns))
            while rows.count < count {
                let (age, own) = (random.nextNormal(), income + random.nextNormal())
                let region = ["north", "south", "east"].randomElement(using: &random) ?? ""
                let odds = 1.2 * age - 0.8 * own + (region == "north" ? north : elsewhere)
                let outcome: Double = random.nextUniform() < Self.logistic(odds) ? 1 : 0
                if let share, random.nextUniform() > (outcome == 1 ? share : 1 - share) { continue }
                let isMissing = random.nextUniform() < missing
                let seen = isMissing ? 3 : own * unit
                rows.cells.append(age, to: 0)
                rows.cells.append(isMissing ? .nan : own * unit, to: 1)
                rows.cells.append(region, to: 2)
                rows.cells.append(noise + random.nextNormal(), to: 3)
                let score = Self.logistic(zeal * (1.2 * age - 0.8 * seen))
                rows.predictions.scores[0].append(score)
                rows.predictions.decisions.append(score >= 0.5 ? 1 : 0)
                rows.actuals.append(outcome)
                rows.places.append(Int64(rows.places.count))
                rows.times.append(nil)
                rows.versions.append(version)
            }
            return rows
        }

        static func logistic(_ x: Double) -> Double { 1 / (1 + Double.exp(-x)) }
    }

    static let columns = [
        CountedColumn("age", .numeric), CountedColumn("income", .numeric), CountedColumn("region", .categorical), CountedColumn("noise", .numeric),
    ]

    private func decomposition(_ before: World, _ after: World, metric: ComparedMetric = .logLoss) throws -> RowDecomposition {
        let rows = try RowDecomposition(
            before: before.rows(2_500, seed: 1), after: after.rows(2_000, seed: 2), columns: Self.columns, task: .binary, metric: metric)
        let result = try #require(rows)
        let parts = result.decomposition.parts.values.reduce(0) { $0 + $1.value }
        #expect(abs(parts - result.decomposition.change.value) < 1e-9)
        if let contributions = result.learned.contributions {
            let sum = contributions.effects.reduce(contributions.everywhere) { $0 + $1.value }
            #expect(abs(sum - result.decomposition.change.value) < 1e-9)
        }
        return result
    }

    private func holdsZero(_ result: RowDecomposition, _ part: ChangeDecomposition.Part) -> Bool {
        result.decomposition.parts[part].map { result.decomposition.interval(of: $0, level: 0.99).contains(0) } ?? false
    }

    private func largest(_ result: RowDecomposition) -> ChangeDecomposition.Part? {
        result.decomposition.parts.max { abs($0.value.value) < abs($1.value.value) }?.key
    }

    /// Poorer people are nearer to one half, so that more is lost; and `noise`, which the model does not know, moves twenty times as far.
    @Test func otherInputsAreInputsAndIgnoredColumnsRankLow() throws {
        let result = try decomposition(World(income: 2), World(income: 1, noise: 20))
        let (part, isZero) = (largest(result), holdsZero(result, .concept))
        #expect(part == .inputs && isZero)
        let ranked = Self.columns.indices.sorted { result.contributions[$0].value > result.contributions[$1].value }.map { Self.columns[$0].name }
        let ofNoise = result.contributions[3].value
        #expect(ranked.first == "income" && ofNoise == 0)
    }

    @Test func anotherRelationIsConceptAndNamesItsColumn() throws {
        let result = try decomposition(World(), World(north: 2.5))
        let (isInputs, isLabels) = (!holdsZero(result, .inputs), result.isLabelShift)
        #expect(largest(result) == .concept && !isInputs && !isLabels)
    }

    @Test func otherSharesOfOutcomesAreLabels() throws {
        let result = try decomposition(World(share: 0.5), World(share: 0.85))
        let (isLabels, part) = (result.isLabelShift, largest(result))
        #expect(isLabels && part == .labels)
        let isZero = holdsZero(result, .concept)
        #expect(isZero)
    }

    @Test func missingCellsAreBrokenData() throws {
        let result = try decomposition(World(), World(missing: 0.4))
        let (part, isZero) = (largest(result), holdsZero(result, .concept))
        #expect(part == .brokenData && isZero)
        let faults = result.broken.faults
        #expect(faults.map(\.column) == [1] && faults.map(\.kind) == [.missing])
    }

    @Test func anotherUnitIsInputs() throws {
        let result = try decomposition(World(income: 1), World(income: 1, unit: 100))
        let part = largest(result)
        #expect(part == .inputs)
        let effects = result.contributions.map(\.value)
        #expect(effects.indices.max { effects[$0] < effects[$1] } == 1)
    }

    /// A version that is far too sure of itself, on all of the traffic.
    @Test func aVersionThatTookOverIsTheVersion() throws {
        let result = try decomposition(World(), World(version: "v2", zeal: 4))
        let (part, isReplaced) = (largest(result), result.decomposition.isReplaced)
        let (concept, change) = (result.decomposition.parts[.concept]?.value ?? 1, result.decomposition.change.value)
        #expect(part == .version && isReplaced && abs(concept) < 0.2 * change)
    }

    @Test(arguments: [ComparedMetric.accuracy, .brierScore, .rocAUC]) func otherMetricsAddUpToo(metric: ComparedMetric) throws {
        let result = try decomposition(World(), World(north: 2.5), metric: metric)
        let part = largest(result)
        #expect(part == .concept)
    }

    /// Where nothing has changed, nothing is surely a part.
    @Test func nothingIsNothing() throws {
        let result = try decomposition(World(), World())
        for part in ChangeDecomposition.Part.allCases {
            let isZero = holdsZero(result, part)
            #expect(isZero, "\(part)")
        }
    }

    @Test func numbersAndSeveralClasses() throws {
        func rows(_ slope: Double, _ mean: Double, seed: UInt64, task: ModelTask) -> LabelledRows {
            var random = SplitMix64(seed: seed)
            let isNumber = task == .regression
            var rows = LabelledRows(
                total: 1_500, predictions: .init(decisions: [], scores: isNumber ? [] : [[], [], []]),
                cells: WindowRows(key: nil, of: [CountedColumn("x", .numeric), CountedColumn("z", .numeric)]))
            for row in 0..<1_500 {
                let x = mean + random.nextNormal()
                rows.cells.append(x, to: 0)
                rows.cells.append(random.nextNormal(), to: 1)
                if isNumber {
                    rows.predictions.decisions.append(2 * x)
                    rows.actuals.append(slope * x + (1 + abs(x)) * random.nextNormal())
                } else {
                    let raw = [1.0, Double.exp(x), Double.exp(-x)]
                    let scores = raw.map { $0 / raw.reduce(0, +) }
                    for place in 0..<3 { rows.predictions.scores[place].append(scores[place]) }
                    rows.predictions.decisions.append(Double(scores.indices.max { scores[$0] < scores[$1] } ?? 0))
                    let odds = [1.0, Double.exp(slope * x / 2), Double.exp(-slope * x / 2)]
                    var (draw, place) = (random.nextUniform() * odds.reduce(0, +), 0)
                    while place < 2, draw > odds[place] {
                        draw -= odds[place]
                        place += 1
                    }
                    rows.actuals.append(Double(place))
                }
                rows.places.append(Int64(row))
                rows.times.append(nil)
                rows.versions.append(nil)
            }
            return rows
        }
        for (task, metric) in [(ModelTask.regression, ComparedMetric.mae), (.regression, .mse), (.multiclass, .logLoss), (.multiclass, .accuracy)] {
            let columns = [CountedColumn("x", .numeric), CountedColumn("z", .numeric)]
            func decomposition(_ slope: Double, _ mean: Double) throws -> RowDecomposition {
                try #require(
                    try RowDecomposition(
                        before: rows(2, 0, seed: 1, task: task), after: rows(slope, mean, seed: 2, task: task), columns: columns, task: task, metric: metric,
                        classCount: 3))
            }
            let concept = try decomposition(0, 0)
            let first = (largest(concept), holdsZero(concept, .inputs))
            #expect(first == (.concept, true), "\(metric)")
            let inputs = try decomposition(2, 1)
            let second = (largest(inputs), holdsZero(inputs, .concept))
            #expect(second == (.inputs, true), "\(metric)")
        }
    }
}
