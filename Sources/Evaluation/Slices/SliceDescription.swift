internal import Statistics

/// Finds the slice near another that says most of what records lose in the fewest words.
///
/// The search knows few cuts, and the slice with the highest score is often a good one cut to where chance was worst, or one with a condition too
/// many. So its conditions are changed one at a time, each to the best of all that could be in its place, added or dropped, as long as this raises
/// what the slice explains (`SliceLikelihood`) less the length of what it says: the principle of the shortest description (J. Rissanen, "Modeling by
/// Shortest Data Description", Automatica 14, 1978). A condition has to explain more than the best of as many would that are nothing but chance.
struct SliceDescription {
    private let vocabulary: SliceVocabulary
    private let rank: SliceDiscoveryOptions.Rank
    private let depth: Int
    private let support: Double
    private let earlierSupport: Double
    private let sizeOfLosses: Double?
    private let ranges: [[(range: CodeRange, length: Double)]]

    /// - Parameter sizeOfLosses: the one that losses have beside 0; `nil` where they have several.
    init(
        vocabulary: SliceVocabulary, rank: SliceDiscoveryOptions.Rank, depth: Int, support: Int, earlierSupport: Int, sizeOfLosses: Double?
    ) {
        self.vocabulary = vocabulary
        self.rank = rank
        self.depth = depth
        self.support = Double(support)
        self.earlierSupport = Double(earlierSupport)
        self.sizeOfLosses = sizeOfLosses
        ranges = vocabulary.describableRanges()
    }

    /// - Parameter slice: in codes, as is what comes back.
    func best(from slice: [CodeRange], in windows: SliceWindows) -> [CodeRange] {
        let likelihood = likelihood(in: windows)
        let earlier = rank == .change ? windows.earlier : nil
        var best = slice
        var value = likelihood.value(windows.current.sum(in: slice), before: earlier?.sum(in: slice) ?? LossSum()) - length(slice)
        while true {
            var next = (slice: best, value: value + 1e-9)
            // Without one of its conditions, or with all of them.
            let bases = best.indices.map { place in best.enumerated().filter { $0.offset != place }.map(\.element) } + (best.count < depth ? [best] : [])
            for base in bases {
                let now = windows.current.sums(in: base)
                let before = earlier?.sums(in: base)
                let spent = length(base)
                func offer(_ slice: @autoclosure () -> [CodeRange], _ sum: LossSum, _ sumBefore: LossSum, _ length: Double) {
                    guard sum.count >= support, earlier == nil || sumBefore.count >= earlierSupport else { return }
                    let value = likelihood.value(sum, before: sumBefore) - length
                    if value > next.value { next = (slice(), value) }
                }
                if !base.isEmpty, base.count < best.count { offer(base, total(now[0]), before.map { total($0[0]) } ?? LossSum(), spent) }
                for column in vocabulary.columns.indices where !base.contains(where: { $0.column == column }) {
                    let (sums, sumsBefore) = (RunningSums(now[column]), before.map { RunningSums($0[column]) })
                    for (range, length) in ranges[column] {
                        offer((base + [range]).sorted(), sums.sum(range), sumsBefore?.sum(range) ?? LossSum(), spent + length)
                    }
                }
            }
            guard next.slice != best else { return best }
            (best, value) = (next.slice, next.value)
        }
    }

    private func likelihood(in windows: SliceWindows) -> SliceLikelihood {
        let all = Moments(windows.current.losses)
        guard rank == .change, let earlier = windows.earlier else { return SliceLikelihood(of: all, sizeOfLosses: sizeOfLosses) }
        return SliceLikelihood(ofChangesTo: all, from: Moments(earlier.losses))
    }

    private func length(_ slice: [CodeRange]) -> Double { slice.reduce(0) { $0 + vocabulary.length(of: $1) } }

    private func total(_ sums: [LossSum]) -> LossSum {
        sums.reduce(into: LossSum()) { $0 = LossSum(count: $0.count + $1.count, sum: $0.sum + $1.sum) }
    }
}

/// What lies before each code of a column, so that the sum of any that follow one another is a difference.
private struct RunningSums {
    private var before: [LossSum] = [LossSum()]

    init(_ sums: [LossSum]) {
        for sum in sums { before.append(LossSum(count: before[before.count - 1].count + sum.count, sum: before[before.count - 1].sum + sum.sum)) }
    }

    func sum(_ range: CodeRange) -> LossSum {
        let (low, high) = (before[Int(range.lowest)], before[Int(range.highest) + 1])
        return LossSum(count: high.count - low.count, sum: max(0, high.sum - low.sum))
    }
}

extension SliceVocabulary {
    /// By column, everything that a condition can say of it, and how long that is.
    func describableRanges() -> [[(range: CodeRange, length: Double)]] {
        columns.enumerated().map { index, column in
            let count = column.valueCount
            var ranges = [CodeRange(column: index, code: UInt8(count))]
            if column.saysOthers { ranges.append(CodeRange(column: index, code: UInt8(count + 1))) }
            for low in 0..<count {
                for high in low..<count where high - low + 1 < count || count == 1 {
                    if case .cuts = column.values, count == 1 { continue }  // All numbers are no condition.
                    // Of too many names nobody reads.
                    if case .groups(let groups, _) = column.values, high > low, groups[low...high].reduce(0, { $0 + $1.count }) > CoarseCodes.namesInOne {
                        break
                    }
                    ranges.append(CodeRange(column: index, lowest: UInt8(low), highest: UInt8(high)))
                }
            }
            return ranges.map { ($0, length(of: $0)) }
        }
    }

    /// How long it takes to say a condition: the logarithm of how many columns there are, and of how many conditions of its kind are possible. Of
    /// numbers those with one boundary and with two are such kinds, of categories those of as many.
    func length(of range: CodeRange) -> Double {
        let column = columns[range.column]
        let count = Double(column.valueCount)
        let ways: Double
        switch column.values {
        case .cuts:
            let isOpen = range.lowest == 0 || Int(range.highest) + 1 >= column.valueCount
            ways = DescriptionLength.one(of: isOpen ? 2 * (count - 1) : count * (count - 1) / 2)
        case .groups:
            ways = DescriptionLength.some(Int(range.lowest) < column.valueCount ? range.codes.count : 1, of: max(1, column.valueCount))
        }
        return DescriptionLength.one(of: Double(columns.count)) + ways
    }
}
