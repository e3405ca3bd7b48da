internal import Domain
internal import Foundation
internal import Statistics
internal import Store
internal import Trees

/// What a metric is expected to gain when a model learns from more records: a surrogate that learned from what the model did and from these, against one that
/// learned from what the model did, both judged on later records that neither has seen. All calls block.
///
/// The later records are dealt out in stretches of time; each stretch is judged by a surrogate that learned from the proposed records of the others. With
/// `d = value of the one surrogate - value of the other` for each record, the gain is the weighted mean of `d` (paired differences). Its variance is the larger
/// of that of single records and of that of the means of a dozen blocks of time, because records of a time may have their luck in common.
struct RetrainingGain: Sendable {
    let metric: DecompositionMetric
    let features: [(place: Int, column: CountedColumn)]
    let classCount: Int
    /// The score from which on a decision is positive.
    let threshold: Double
    /// What the model learned from, with ground truth, of `trainingRows` in all.
    let training: LabelledRows
    let trainingRows: Int
    /// Later records, all with ground truth.
    let after: DecompositionWindow

    struct Gain: Sendable {
        var value: Double
        var standardError: Double
        var degreesOfFreedom: Double

        var estimate: ExplanationReport.Estimate {
            let half = StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile(0.025) * standardError
            return .init(value: value, lower: value - half, upper: value + half)
        }
    }

    private static let folds = 3
    private static let blocks = 12
    /// Records of each side that surrogates learn from and are judged on.
    static let rows = 15_000
    private static let mostClasses = 10
    private static let leastRows = 50
    /// No metric of single records: its place is taken by one that is.
    static func metric(of wanted: DecompositionMetric, _ windows: [LabelledRows]) throws -> DecompositionMetric? {
        guard wanted.kernel != .mean else { return wanted }
        return try DecompositionMetric(nil, task: wanted.task, costs: wanted.costs, windows: windows, hasLabels: true)
    }

    /// The gains by each of several proposals.
    ///
    /// - Parameter proposals: rows of `after` that would be added, and what each counts beside one of the training records.
    /// - Returns: `nil` where there is too little to learn from.
    func gains(_ proposals: [(rows: Set<Int>, weight: Double)]) throws -> [Gain]? {
        let judged = (0..<after.count).thinned(to: Self.rows)
        let learned = training.actuals.indices.filter { training.actuals[$0].isFinite }
        guard learned.count >= 4 * Self.leastRows, judged.count >= 4 * Self.leastRows, metric.task != .multiclass || classCount <= Self.mostClasses,
            metric.task == .regression || Set(learned.map { training.actuals[$0] }).count > 1
        else { return nil }
        let known = learned.thinned(to: Self.rows)
        let cells = training.cells.picking(known).appending(after.rows.cells.picking(judged))
        // Categories that are new have a code of their own: who learns from them knows them.
        let table = DecompositionTables(features, before: cells, after: cells).before
        let labels = known.map { training.actuals[$0] } + judged.map { after.rows.actuals[$0] }
        let order = judged.indices.sorted { (after.rows.times[judged[$0]] ?? 0, $0) < (after.rows.times[judged[$1]] ?? 0, $1) }
        var (fold, block) = ([Int](repeating: 0, count: judged.count), [Int](repeating: 0, count: judged.count))
        for (rank, row) in order.enumerated() {
            fold[row] = rank * Self.folds / judged.count
            block[row] = rank * Self.blocks / judged.count
        }
        let late = table.rows(known.count..<(known.count + judged.count))
        let base = Array(0..<known.count)
        // Of each side only some may be here: the proposed records keep their share.
        let scale = Double(known.count) / Double(max(1, trainingRows)) * Double(after.count) / Double(judged.count)
        let added = proposals.map { proposal in judged.indices.filter { proposal.rows.contains(judged[$0]) } }
        guard added.allSatisfy({ $0.count >= Self.leastRows }) else { return nil }
        // The first learns of no proposal, the others of one each, but for the records of the stretch that they judge.
        let surrogates = try atOnce(1 + proposals.count * Self.folds) { [fold] place in
            guard place > 0 else {
                let predicted = try predictions(table.rows(base), base.map { labels[$0] }, base.map { _ in 1 }, for: late)
                return (asked: Array(judged.indices), predicted: predicted)
            }
            let (own, part) = (added[(place - 1) / Self.folds], (place - 1) % Self.folds)
            let (taught, asked) = (own.filter { fold[$0] != part }, judged.indices.filter { fold[$0] == part })
            let weight = proposals[(place - 1) / Self.folds].weight * scale * Double(own.count) / Double(max(1, taught.count))
            let rows = base + taught.map { known.count + $0 }
            let weights = base.map { _ in 1 } + taught.map { _ in weight }
            return (asked: asked, predicted: try predictions(table.rows(rows), rows.map { labels[$0] }, weights, for: late.rows(asked)))
        }
        let old = values(of: surrogates[0].predicted, judged)
        return proposals.indices.map { proposal in
            var new = [[Double]](repeating: [], count: judged.count)
            for surrogate in surrogates[(1 + proposal * Self.folds)..<(1 + (proposal + 1) * Self.folds)] {
                for (place, row) in surrogate.asked.enumerated() { new[row] = surrogate.predicted[place] }
            }
            return gain(old, values(of: new, judged), judged, block)
        }
    }

    // MARK: Surrogates

    /// By row: of two classes the positive one's probability, of several that of each, of numbers the number.
    private func predictions(_ learned: TreeTable, _ labels: [Double], _ weights: [Double], for asked: TreeTable) throws -> [[Double]] {
        var settings = TreeSettings(metric.task == .regression ? .mean : .binary)
        (settings.trees, settings.leaves) = (60, 15)
        func grown(_ labels: [Double]) throws -> [Double] {
            try BoostedTrees(training: learned, labels: labels, weights: weights, settings: settings).predictions(for: asked)
        }
        guard metric.task == .multiclass else { return try grown(labels).map { [$0] } }
        let scores = try (0..<classCount).map { place in try grown(labels.map { $0 == Double(place) ? 1 : 0 }) }
        return (0..<asked.rowCount).map { row in
            let own = scores.map { $0[row] }
            let total = own.reduce(0, +)
            return own.map { total > 0 ? $0 / total : 1 / Double(classCount) }
        }
    }

    /// What each later record adds to the metric when these are its predictions.
    private func values(of predictions: [[Double]], _ judged: [Int]) -> [Double] {
        var rows = after.rows.picking(judged)
        switch metric.task {
        case .binary: rows.predictions = .init(decisions: predictions.map { $0[0] >= threshold ? 1 : 0 }, scores: [predictions.map { $0[0] }])
        case .multiclass:
            let decisions = predictions.map { own in Double(own.indices.max { own[$0] < own[$1] } ?? 0) }
            rows.predictions = .init(decisions: decisions, scores: (0..<classCount).map { place in predictions.map { $0[place] } })
        case .regression: rows.predictions = .init(decisions: predictions.map { $0[0] }, scores: [])
        }
        return (0..<rows.count).map { metric.value(rows, $0, actual: rows.actuals[$0]) ?? .nan }
    }

    private func gain(_ old: [Double], _ new: [Double], _ judged: [Int], _ block: [Int]) -> Gain {
        let sign = metric.metric.higherIsBetter ? 1.0 : -1
        let differences = old.indices.map { sign * (new[$0] - old[$0]) }
        let usable = differences.indices.filter { differences[$0].isFinite }
        let weights = usable.map { after.weights[judged[$0]] }
        let total = weights.reduce(0, +)
        let mean = zip(usable, weights).reduce(0.0) { $0 + $1.1 / total * differences[$1.0] }
        let ofRows = zip(usable, weights).reduce(0.0) { sum, pair in
            let miss = pair.1 / total * (differences[pair.0] - mean)
            return sum + miss * miss
        }
        var (sums, sizes) = ([Double](repeating: 0, count: Self.blocks), [Double](repeating: 0, count: Self.blocks))
        for (row, weight) in zip(usable, weights) {
            sums[block[row]] += weight * (differences[row] - mean)
            sizes[block[row]] += weight
        }
        let filled = sizes.indices.filter { sizes[$0] > 0 }
        let ofBlocks = filled.reduce(0.0) { $0 + sums[$1] * sums[$1] } / (total * total) * Double(filled.count) / Double(max(1, filled.count - 1))
        return Gain(
            value: mean, standardError: max(ofRows, ofBlocks).squareRoot(),
            degreesOfFreedom: ofBlocks > ofRows ? Double(max(1, filled.count - 1)) : Double(max(1, usable.count - 1)))
    }
}
