internal import Foundation
internal import Statistics

extension OutcomeEvidence {
    /// Of many records any small difference of two months is sure: this much of a standard deviation is none that matters.
    private static let leastEffect = 0.1

    /// The square of the largest growth of losses among any value's records, or of those on one side of a number, in standard errors, beyond what is the
    /// largest of so many by chance.
    func leftOfSlices(_ evidence: CodedEvidence, among columns: Range<Int>) -> Double {
        var (largest, tried) = (0.0, 1.0)
        func look(_ own: LossGrowth) {
            guard own.count >= 50, let spread = own.spread, spread > 0 else { return }
            tried += 1
            guard own.mean > Self.leastEffect * spread else { return }
            largest = max(largest, own.mean / spread * own.size.squareRoot())
        }
        for column in columns {
            let coding = evidence.columns[column].coding
            let growths = LossGrowth.byCode(evidence.columns[column], before: excessBefore, after: excess)
            growths.forEach(look)
            guard coding.isOrdered else { continue }
            // Numbers below a limit, and above.
            let values = growths[..<coding.valueCount]
            for side in [Array(values), values.reversed()] {
                var joined = LossGrowth()
                for own in side.dropLast() {
                    joined.merge(own)
                    look(joined)
                }
            }
        }
        return max(0, largest * abs(largest) - 2 * log(tried) - 6)
    }
}
