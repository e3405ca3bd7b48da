/// How good predictions were, over rows of both classes; whole numbers only, so that any split of the rows adds up to
/// the same.
package struct Outcomes: Sendable, Hashable {
    /// Quality of one set of scores.
    package struct Tally: Sendable, Hashable {
        package private(set) var count = 0
        private var correct = 0
        private var positives = 0
        /// In units of 2^-32.
        private var scoreSum: Int64 = 0
        private var logLossSum: Int64 = 0
        /// Counts of negatives, then of positives, by score.
        private var histogram: [Int] = []

        private static let bins = 1_000

        mutating func add(score: Double, actual: Bool) {
            if histogram.isEmpty { histogram = Array(repeating: 0, count: 2 * Self.bins) }
            count += 1
            positives += actual ? 1 : 0
            correct += (score >= Simulation.threshold) == actual ? 1 : 0
            scoreSum += Int64(score * 0x1p32)
            logLossSum += Int64(-portableLog(actual ? score : 1 - score) * 0x1p32)
            histogram[(actual ? Self.bins : 0) + min(Self.bins - 1, Int(score * Double(Self.bins)))] += 1
        }

        mutating func merge(_ other: Tally) {
            count += other.count
            correct += other.correct
            positives += other.positives
            scoreSum += other.scoreSum
            logLossSum += other.logLossSum
            if histogram.isEmpty {
                histogram = other.histogram
            } else {
                for bin in other.histogram.indices { histogram[bin] += other.histogram[bin] }
            }
        }

        /// The figures, rounded to four places; `nil` without rows.
        package var quality: Quality? {
            guard count > 0 else { return nil }
            let n = Double(count)
            return Quality(
                n: count, accuracy: rounded(Double(correct) / n), meanScore: rounded(Double(scoreSum) * 0x1p-32 / n),
                positiveRate: rounded(Double(positives) / n), rocAUC: auc.map(rounded),
                logLoss: rounded(Double(logLossSum) * 0x1p-32 / n))
        }

        /// The share of pairs in order, those in one bin counted half; `nil` without both classes.
        private var auc: Double? {
            guard positives > 0, positives < count else { return nil }
            var (below, ordered) = (0, 0.0)
            for bin in 0..<Self.bins {
                let (negative, positive) = (histogram[bin], histogram[Self.bins + bin])
                ordered += Double(positive) * (Double(below) + Double(negative) / 2)
                below += negative
            }
            return ordered / (Double(positives) * Double(count - positives))
        }

        private func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
    }

    /// Figures of one set of scores, named as in the truth files.
    package struct Quality: Sendable, Hashable, Codable {
        package var n: Int
        package var accuracy: Double
        package var meanScore: Double
        package var positiveRate: Double
        /// From scores in bins of 0.001; `nil` when there is only one class.
        package var rocAUC: Double?
        package var logLoss: Double

        enum CodingKeys: String, CodingKey {
            case n, accuracy
            case meanScore = "mean_score"
            case positiveRate = "positive_rate"
            case rocAUC = "roc_auc"
            case logLoss = "log_loss"
        }
    }

    package internal(set) var before = Tally()
    package internal(set) var after = Tally()
    package internal(set) var afterHadNothingHappened = Tally()
    package internal(set) var sliceAfter = Tally()
    package internal(set) var restAfter = Tally()
    package internal(set) var production = Tally()
    package internal(set) var logistic = Tally()
    package internal(set) var boosted = Tally()
    package internal(set) var movements = Movements()

    package init() {}

    /// The slice's share of the rows after the start; `nil` without a slice.
    var sliceShareAfter: Double? {
        let all = sliceAfter.count + restAfter.count
        return all == 0 ? nil : (Double(sliceAfter.count) / Double(all) * 10_000).rounded() / 10_000
    }

    /// Adds the rows of another part.
    package mutating func merge(_ other: Outcomes) {
        before.merge(other.before)
        after.merge(other.after)
        afterHadNothingHappened.merge(other.afterHadNothingHappened)
        sliceAfter.merge(other.sliceAfter)
        restAfter.merge(other.restAfter)
        production.merge(other.production)
        logistic.merge(other.logistic)
        boosted.merge(other.boosted)
        movements.merge(other.movements)
    }
}
