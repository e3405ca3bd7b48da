internal import Foundation
internal import Statistics

extension OutcomeEvidence {
    /// Of many records any small difference of two months is sure: this much of a standard deviation is none that matters.
    private static let leastEffect = 0.1

    /// The square of the largest deviation of any value's records, or of those on one side of a number, in standard errors, beyond what is the largest of so many by chance.
    func leftOfSlices(_ evidence: CodedEvidence, among columns: Range<Int>) -> Double {
        var (largest, tried) = (0.0, 1.0)
        func look(_ own: Moments) {
            guard own.count >= 50, let spread = own.standardDeviation(), spread > 0 else { return }
            tried += 1
            guard own.mean > Self.leastEffect * spread else { return }
            largest = max(largest, own.mean / spread * Double(own.count).squareRoot())
        }
        for column in columns {
            let coding = evidence.columns[column].coding
            var sums = [Moments](repeating: Moments(), count: coding.size)
            for (code, value) in zip(evidence.columns[column].after, excess) where value.isFinite { sums[code].add(value) }
            sums.forEach(look)
            guard coding.isOrdered else { continue }
            // Numbers below a limit, and above.
            let values = sums[..<coding.valueCount]
            for side in [Array(values), values.reversed()] {
                var joined = Moments()
                for own in side.dropLast() {
                    joined.merge(own)
                    look(joined)
                }
            }
        }
        return max(0, largest * abs(largest) - 2 * log(tried) - 6)
    }
}
