import RealModule

/// What is to be expected of outcomes of two classes: the chance of the positive one for each bin of scores, in a slice of a baseline.
///
/// A slice's own share of positives, drawn towards that of all records with such scores by as much as ten records weigh: a model that is wrong about a
/// slice, and always was, has not changed, and few records do not tell.
package struct OutcomeChances: Sendable, Hashable {
    /// One for each bin.
    private let bins: [Bin]

    private struct Bin: Hashable {
        let chance: Double
        /// Records that it is known from.
        let known: Double
        let logOdds: Double

        init(chance: Double, known: Double) {
            (self.chance, self.known) = (chance, known)
            logOdds = Double.log(chance / (1 - chance))
        }
    }

    /// Of so few records' worth is the chance of a bin in all of the baseline, when that in a slice of it is estimated.
    private static let prior = 10.0

    /// - Parameters:
    ///   - part: how many of a slice's records in the baseline had each code; twice the bin, one more for the positive class.
    ///   - whole: the same of all records.
    package init(part: [Int], whole: [Int]) {
        bins = (0..<(whole.count / 2)).map { bin in
            let (negatives, positives) = (Double(whole[2 * bin]), Double(whole[2 * bin + 1]))
            let common = (positives + 0.5) / (negatives + positives + 1)
            let (own, hits) = (Double(part[2 * bin] + part[2 * bin + 1]), Double(part[2 * bin + 1]))
            return Bin(
                chance: (hits + Self.prior * common) / (own + Self.prior), known: own + Swift.min(Self.prior, negatives + positives + 1))
        }
    }

    /// Whether positive outcomes come as often as scores say: every record counts the same.
    package func level(_ counts: [Int]) -> [OutcomeGroup] {
        bins.indices.map { bin in group(counts, bin, weight: 1) }
    }

    /// Whether high scores go with positive outcomes as they did: records count by the log-odds of their score, from the middle of these.
    package func slope(_ counts: [Int]) -> [OutcomeGroup] {
        var (sum, total) = (0.0, 0.0)
        for bin in bins.indices {
            let information = Double(counts[2 * bin] + counts[2 * bin + 1]) * bins[bin].chance * (1 - bins[bin].chance)
            sum += information * bins[bin].logOdds
            total += information
        }
        let middle = total > 0 ? sum / total : 0
        return bins.indices.map { bin in group(counts, bin, weight: bins[bin].logOdds - middle) }
    }

    private func group(_ counts: [Int], _ bin: Int, weight: Double) -> OutcomeGroup {
        OutcomeGroup(
            chance: bins[bin].chance, weight: weight, known: bins[bin].known, total: counts[2 * bin] + counts[2 * bin + 1],
            hits: counts[2 * bin + 1])
    }

    /// Mean log loss of these records, and what their scores let expect, both by the bins' chances.
    package func logLoss(_ counts: [Int]) -> (seen: Double, expected: Double) {
        var (seen, expected, total) = (0.0, 0.0, 0.0)
        for bin in bins.indices {
            let (negatives, positives) = (Double(counts[2 * bin]), Double(counts[2 * bin + 1]))
            let p = bins[bin].chance
            let (gain, loss) = (-Double.log(p), -Double.log(onePlus: -p))
            seen += positives * gain + negatives * loss
            expected += (positives + negatives) * (p * gain + (1 - p) * loss)
            total += positives + negatives
        }
        return total > 0 ? (seen / total, expected / total) : (0, 0)
    }
}
