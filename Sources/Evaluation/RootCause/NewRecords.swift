internal import Domain
internal import Foundation
internal import Statistics

/// Records with values of a column that were never there before, held against all others: customers of a new kind differ from them in more than that
/// value, and turn out otherwise; where a source only says something new in the place of anything it said, they do not.
struct NewRecords {
    let count: Int
    /// Of the records since the onset.
    let share: Double
    /// What chance does not explain of how the others differ from records before, in all columns.
    private(set) var othersLeft = 0.0
    /// What chance does not explain of how the new ones do in other features, and in their truth; no more than nobody doubts.
    private(set) var inFeatures = 0.0
    let inTruth: Double

    private static let most = 60.0
    private static let least = 10
    private static let leastShare = 0.01

    /// - Returns: `nil` for too few to speak of.
    init?(_ column: Int, _ known: DiagnosisCase) {
        let evidence = known.evidence
        let codes = evidence.columns[column].after
        let isNew = codes.map { $0 == evidence.columns[column].coding.unseen }
        count = isNew.count { $0 }
        share = Double(count) / Double(max(1, codes.count))
        guard count >= Self.least, share > Self.leastShare else { return nil }
        // Classes are numbers without an order.
        inTruth = known.rows.task == .multiclass ? 0 : min(Self.most, Self.difference(known.after.truths, isNew))
        for other in evidence.names.indices {
            var observed = [Double](repeating: 0, count: evidence.columns[other].coding.size)
            var new = observed
            for (row, code) in evidence.columns[other].after.enumerated() {
                if isNew[row] { new[code] += 1 } else { observed[code] += 1 }
            }
            func excess(of counts: [Double], against shares: [Double], _ size: Int) -> Double {
                ShareChange(expected: shares, size: Double(size), observed: counts).excess(overdispersion: evidence.columns[other].overdispersion)
            }
            // All that is new in the column itself is the new records'; elsewhere some values always are.
            let usual = other == column ? evidence.sharesBefore(other) : evidence.allowing(other, evidence.sharesBefore(other))
            othersLeft += excess(of: observed, against: usual, evidence.beforeCount)
            // All that comes at a time may differ from what came before; new records differ from others of their own time.
            guard other != column, known.isFeature(other), count < isNew.count else { continue }
            let others = Double(isNew.count - count)
            inFeatures += excess(of: new, against: observed.map { ($0 + 0.5 / Double(observed.count)) / (others + 0.5) }, isNew.count - count)
        }
        inFeatures = min(Self.most, inFeatures)
    }

    /// What speaks for them as a kind of their own.
    var difference: Unexplained { Weight.shift * inFeatures + Weight.outcome * inTruth }

    /// What it costs to hold that they are of a kind of their own though they differ in nothing else: half the logarithm of how many there are, as how far new
    /// customers differ from others is not known beforehand (Schwarz's criterion, of one number).
    var likeness: Double { max(0, log(Double(count)) / 2 - difference.total) }

    /// The squared difference of two means in standard errors, beyond chance.
    private static func difference(_ truths: [Double], _ isNew: [Bool]) -> Double {
        let rows = truths.indices.filter { truths[$0].isFinite }
        let (new, others) = (Moments(rows.filter { isNew[$0] }.map { truths[$0] }), Moments(rows.filter { !isNew[$0] }.map { truths[$0] }))
        guard min(new.count, others.count) >= least, let one = new.variance(), let other = others.variance() else { return 0 }
        let variance = one / Double(new.count) + other / Double(others.count)
        guard variance > 0 else { return 0 }
        return max(0, (new.mean - others.mean) * (new.mean - others.mean) / variance - 4)
    }
}
