/// Slices of one condition, of which there are more or fewer, within which and beside which all is as it was.
extension ShiftExplanations {
    /// A slice that grew or shrank.
    struct SliceMix: Sendable {
        var column: Int
        /// The codes of its values.
        var codes: ClosedRange<Int>
        var isComplement: Bool
        var before: Double
        var after: Double
        var found: Found

        /// Among its records and beside them all else is as before.
        var following: Unexplained { Weight.shift * found.left }
        /// Or each other column follows so or stayed, as where a column drifts.
        var alone: Unexplained { Weight.shift * found.followingOrNot + Weight.alone * true }
        /// What it leaves of columns, either way.
        var unexplained: Unexplained { min(following, alone) }
    }

    /// The slices of one condition that explain most, one of each column, the best first.
    func slices(score: Int?) -> [SliceMix] {
        evidence.names.indices.compactMap { column in
            candidates(column).compactMap { mix(column, $0, score: score) }.min { $0.unexplained < $1.unexplained }
        }.sorted { $0.unexplained < $1.unexplained }
    }

    private func candidates(_ column: Int) -> [ClosedRange<Int>] {
        let coding = evidence.columns[column].coding
        guard coding.valueCount > 1 else { return [] }
        let single = (0..<coding.valueCount).map { $0...$0 }
        if case .texts = coding.values { return single }
        // Halves of numbers; in order also of a few whole numbers, each by itself too.
        let below = (0..<(coding.valueCount - 1)).map { 0...$0 }
        if case .numbers = coding.values { return below + single }
        return below
    }

    private func mix(_ column: Int, _ codes: ClosedRange<Int>, score: Int?) -> SliceMix? {
        let (before, after) = (evidence.sharesBefore(column), evidence.sharesAfter(column))
        let (was, now) = (before[codes].reduce(0, +), after[codes].reduce(0, +))
        let count = was * Double(evidence.beforeCount)
        // Missing cells are no other kind of records: where they alone are beside it the slice is not what grew.
        let missing = evidence.columns[column].countsBefore[evidence.columns[column].coding.missing]
        guard count >= 30, Double(evidence.beforeCount) - count - missing >= 30, was != now else { return nil }
        // Where codes are stretches of numbers the slice ends somewhere within one, which is taken as it is.
        var border: Int?
        if case .edges = evidence.columns[column].coding.values { border = codes.upperBound + 1 }
        let between = border.map { (was: before[$0], now: after[$0]) } ?? (was: 0, now: 0)
        guard 1 - was - between.was > 1e-9 else { return nil }
        let shares = before.enumerated().map { code, share in
            code == border ? between.now : codes.contains(code) ? share * now / was : share * (1 - now - between.now) / (1 - was - between.was)
        }
        let size = 1 / (now * now / count + (1 - now) * (1 - now) / (Double(evidence.beforeCount) - count))
        let own = evidence.left(column, expecting: shares, size: size)
        var (left, either) = (own, own + scoreBeyondFeatures(score))
        for other in evidence.names.indices where other != column {
            let expected = mix(column, shares, other)
            let ofOther = evidence.left(other, expecting: expected.shares, size: min(size, expected.size))
            left += ofOther
            if other != score { either += min(ofOther, moved[other]) }
        }
        return SliceMix(column: column, codes: codes, isComplement: now < was, before: was, after: now, found: Found(left: left, followingOrNot: either))
    }
}
