internal import Domain
internal import Statistics
internal import Store

/// Whole numbers that were multiplied by more than one leave gaps: of 2.2 times a whole number, rounded or not, nothing is 1, 3 or 5. Numbers that have
/// merely grown leave none.
enum WholeNumbers {
    /// Values that must be in no gap.
    private static let least = 0.95

    /// Whether a line that was found cannot be what happened, because whole numbers now lie where it leaves gaps. `false` where either side has other
    /// numbers, or the line leaves no gaps.
    static func contradict(_ found: InferredTransformation, _ before: WindowRows.Cells, _ now: WindowRows.Cells) -> Bool {
        guard let slope = found.parameters["slope"], abs(slope) > 1, slope != slope.rounded() else { return false }
        let intercept = found.parameters["intercept"] ?? 0
        let (left, right) = (before.numbers.filter(\.isFinite), now.numbers.filter(\.isFinite))
        guard !left.isEmpty, !right.isEmpty, (left + right).allSatisfy({ $0 == $0.rounded() && abs($0) < 1e9 }) else { return false }
        let hits = right.count { value in
            let source = ((value - intercept) / slope).rounded()
            return abs(slope * source + intercept - value) <= 0.5
        }
        return Double(hits) < least * Double(right.count)
    }
}
