extension ExpectedCells {
    /// The expected area under the ROC curve: expected pairs of a positive above a negative record, equal scores counting half, divided by the
    /// expected pairs.
    ///
    /// A record makes no pair with itself: with `p` its probability the product of its own parts, `p (1 - p)`, is taken out of both sums, so that the
    /// ratio is right in small windows too. `nil` unless both classes are expected.
    var rocAUC: MetricGradient? {
        let positives = expectedPositives
        let negatives = expectedNegatives
        guard positives > 0, negatives > 0 else { return nil }
        var byPositive = [Double](repeating: 0, count: cells.count)
        var byNegative = byPositive
        var area = 0.0
        var alone = 0.0
        var (positivesBelow, negativesBelow) = (0.0, 0.0)
        forEachScore { range, own in
            for index in range {
                byPositive[index] = negativesBelow + own.negatives / 2
                byNegative[index] = positives - positivesBelow - own.positives / 2
                alone += cells[index].count * cells[index].probability * (1 - cells[index].probability)
            }
            area += own.positives * (negativesBelow + own.negatives / 2)
            positivesBelow += own.positives
            negativesBelow += own.negatives
        }
        let pairs = positives * negatives
        let plain = area / pairs
        for index in cells.indices {
            byPositive[index] = byPositive[index] / pairs - plain / positives
            byNegative[index] = byNegative[index] / pairs - plain / negatives
        }
        let value = pairs > alone ? (area - alone / 2) / (pairs - alone) : plain
        return MetricGradient(value: Swift.min(1, Swift.max(0, value)), byPositive: byPositive, byNegative: byNegative)
    }

    /// Expected average precision, from the expected positives at and above each score; derivatives as of `ScoreHistogram.averagePrecision`.
    var averagePrecision: MetricGradient? {
        let all = expectedPositives
        guard all > 0 else { return nil }
        var groups: [(range: Range<Int>, positives: Double, negatives: Double)] = []
        forEachScore { groups.append(($0, $1.positives, $1.negatives)) }
        var sum = 0.0
        var (hits, rows) = (0.0, 0.0)
        for group in groups.reversed() {
            hits += group.positives
            rows += group.positives + group.negatives
            sum += group.positives * hits / rows
        }
        let value = sum / all
        var byPositive = [Double](repeating: 0, count: cells.count)
        var byNegative = byPositive
        var (gains, losses) = (0.0, 0.0)
        for group in groups {
            gains += group.positives * (rows - hits) / (rows * rows)
            losses += group.positives * hits / (rows * rows)
            for index in group.range {
                byPositive[index] = (hits / rows - value + gains) / all
                byNegative[index] = -losses / all
            }
            hits -= group.positives
            rows -= group.positives + group.negatives
        }
        return MetricGradient(value: value, byPositive: byPositive, byNegative: byNegative)
    }

    /// Visits cells of equal score together, from the lowest up.
    private func forEachScore(_ visit: (_ cells: Range<Int>, _ expected: (positives: Double, negatives: Double)) -> Void) {
        var start = 0
        while start < cells.count {
            var end = start
            var (positives, negatives) = (0.0, 0.0)
            while end < cells.count, cells[end].score == cells[start].score {
                positives += cells[end].expectedPositives
                negatives += cells[end].expectedNegatives
                end += 1
            }
            visit(start..<end, (positives, negatives))
            start = end
        }
    }
}
