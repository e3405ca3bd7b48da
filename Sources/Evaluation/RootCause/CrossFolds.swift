internal import Statistics
internal import Trees

/// The rows of two windows dealt out into parts, each judged by trees that have learned from the others.
struct CrossFolds: Sendable {
    /// Earlier rows first.
    private let places: [Int]
    private let count: Int

    /// The trees that are grown here learn no more from more.
    private static let mostTaught = 40_000

    /// How many parts so many rows are dealt out into: of few rows trees miss each that they may not learn from.
    static func parts(of rows: Int) -> Int { rows > 2 * mostTaught ? 2 : 3 }

    /// At random, because rows come in the order of time.
    init(before: Int, after: Int, count: Int, seed: UInt64 = 1) {
        var random = SplitMix64(seed: seed)
        places = [before, after].flatMap { rows in (0..<rows).map { $0 % count }.shuffled(using: &random) }
        self.count = count
    }

    /// A prediction for each row.
    ///
    /// - Parameter labels: of earlier rows, then of later ones. Rows without weight teach nothing.
    func predicted(
        _ before: TreeTable, _ after: TreeTable, labels: [Double], weights: [Double], _ settings: TreeSettings
    ) throws -> [Double] {
        try judged(before, after, labels, weights, settings, width: 1) { try $0.predictions(for: $1) }
    }

    /// For each row the predictions for two rows that are made of it, one after the other.
    func predicted(
        _ before: TreeTable, _ after: TreeTable, labels: [Double], weights: [Double], _ settings: TreeSettings,
        asking questions: @Sendable (TreeTable) -> (TreeTable, TreeTable)
    ) throws -> [Double] {
        try judged(before, after, labels, weights, settings, width: 2) { trees, table in
            let (one, other) = questions(table)
            return zip(try trees.predictions(for: one), try trees.predictions(for: other)).flatMap { [$0, $1] }
        }
    }

    /// For two rows that are made of each what each column adds, and last the expected value, as `BoostedTrees.contributions`.
    func contributions(
        _ before: TreeTable, _ after: TreeTable, labels: [Double], weights: [Double], _ settings: TreeSettings,
        asking questions: @Sendable (TreeTable) -> (TreeTable, TreeTable)
    ) throws -> [Double] {
        let width = before.columns.count + 1
        return try judged(before, after, labels, weights, settings, width: 2 * width) { trees, table in
            let (one, other) = questions(table)
            let (first, second) = (try trees.contributions(for: one), try trees.contributions(for: other))
            var joined: [Double] = []
            joined.reserveCapacity(first.count + second.count)
            for start in stride(from: 0, to: first.count, by: width) {
                joined.append(contentsOf: first[start..<(start + width)])
                joined.append(contentsOf: second[start..<(start + width)])
            }
            return joined
        }
    }

    private func judged(
        _ before: TreeTable, _ after: TreeTable, _ labels: [Double], _ weights: [Double], _ settings: TreeSettings, width: Int,
        _ answer: @Sendable (BoostedTrees, TreeTable) throws -> [Double]
    ) throws -> [Double] {
        var all = before
        all.append(contentsOf: after)
        let found = try atOnce(count) { [all] fold in
            let learned = places.indices.filter { places[$0] != fold && weights[$0] > 0 }.thinned(to: Self.mostTaught)
            let asked = places.indices.filter { places[$0] == fold }
            let trees = try BoostedTrees(
                training: all.rows(learned), labels: learned.map { labels[$0] }, weights: learned.map { weights[$0] }, settings: settings)
            return (asked, try answer(trees, all.rows(asked)))
        }
        var answers = [Double](repeating: 0, count: places.count * width)
        for (asked, values) in found {
            for (place, row) in asked.enumerated() {
                for column in 0..<width { answers[row * width + column] = values[place * width + column] }
            }
        }
        return answers
    }
}
