internal import Statistics

/// Looks for slices one after the other, each in the records that those before it have left: so that no two tell of the same records.
struct SliceFolding {
    let vocabulary: SliceVocabulary
    let options: SliceDiscoveryOptions
    let support: Int
    let earlierSupport: Int

    /// Slices that look bad in these records, the worst first; no more than are asked for. Whether they are is to be tried on other records.
    func candidates(
        in windows: SliceWindows, progress: @Sendable (Int) -> Void = { _ in }
    ) async throws -> [[CodeRange]] {
        let sizeOfLosses = windows.current.losses.onlySize
        var rest = windows
        var found: [[CodeRange]] = []
        while found.count < options.top, rest.current.count > support {
            progress(found.count)
            let search = SliceSearch(
                current: vocabulary.steps(rest.current), earlier: rest.earlier.map(vocabulary.steps), conditions: vocabulary.conditions,
                ranking: options.ranking, support: support, earlierSupport: earlierSupport, limit: 1, depth: options.depth)
            guard let best = try await search.slices().first else { break }
            let slice = moved(widened(moved(vocabulary.codes(of: best.conditions), in: rest), in: rest), in: rest)
            // What does not even stand out where it was looked for would only make the others harder to confirm.
            guard rest.moments(slice).pValue(options.rank, sizeOfLosses: sizeOfLosses) < options.level else { break }
            found.append(slice)
            rest = rest.removing(slice)
        }
        return found
    }

    /// Boundaries of numbers are moved to where the records on both sides differ: to the stretch of codes with the most loss above the middle of what
    /// the slice and the rest lose (Kadane's maximal sum of neighbours). Steps are too coarse to end where a bad slice does. What lies before or
    /// after the stretch is taken in unless it loses significantly less than that, and a condition that then holds for all is dropped.
    private func moved(_ slice: [CodeRange], in windows: SliceWindows) -> [CodeRange] {
        var slice = slice
        for range in slice {
            let column = vocabulary.columns[range.column]
            guard case .cuts = column.values, range.codes.upperBound < column.valueCount else { continue }
            let own = windows.moments(slice)
            let middle = (own.level(options.rank, inside: true) + own.level(options.rank, inside: false)) / 2
            let others = slice.filter { $0 != range }
            let now = windows.current.sums(by: range.column, in: others)
            let before = options.rank == .change ? windows.earlier?.sums(by: range.column, in: others) : nil
            let gains = (0..<column.valueCount).map { code in
                var expected = middle
                if let before { expected += before[code].count > 0 ? before[code].sum / before[code].count : own.earlier?.inside.mean ?? 0 }
                return now[code].sum - now[code].count * expected
            }
            let spread = max(own.current.inside.variance() ?? 0, own.current.outside.variance() ?? 0)
            func isTakenIn(_ codes: Range<Int>) -> Bool {
                gains[codes].reduce(0, +) >= -2 * (spread * now[codes].reduce(0) { $0 + $1.count }).squareRoot()
            }
            var best = Self.maximalStretch(gains)
            if isTakenIn(0..<best.lowerBound) { best = 0..<best.upperBound }
            if isTakenIn(best.upperBound..<column.valueCount) { best = best.lowerBound..<column.valueCount }
            var moved = others
            if best.count < column.valueCount {
                moved.append(CodeRange(column: range.column, lowest: UInt8(best.lowerBound), highest: UInt8(best.upperBound - 1)))
                moved.sort()
            }
            let isLarge = windows.current.size(of: moved) >= support && (before == nil || (windows.earlier?.size(of: moved) ?? 0) >= earlierSupport)
            if isLarge, !moved.isEmpty { slice = moved }
        }
        return slice
    }

    /// The neighbours with the largest sum; all of them where none is above 0.
    static func maximalStretch(_ values: [Double]) -> Range<Int> {
        var best = (sum: 0.0, range: 0..<values.count)
        var (sum, start) = (0.0, 0)
        for (place, value) in values.enumerated() {
            if sum <= 0 { (sum, start) = (0, place) }
            sum += value
            if sum > best.sum { best = (sum, start..<place + 1) }
        }
        return best.range
    }

    /// Conditions are widened and dropped as long as the records that this adds are nearer to the slice than to the rest: the best slice is
    /// often a good one cut to where chance was worst.
    private func widened(_ slice: [CodeRange], in windows: SliceWindows) -> [CodeRange] {
        var slice = slice
        var own = windows.moments(slice)
        while true {
            let (inside, outside) = (own.level(options.rank, inside: true), own.level(options.rank, inside: false))
            var best: (slice: [CodeRange], moments: SliceMoments, distance: Double)?
            for wider in vocabulary.widenings(of: slice) {
                let moments = windows.moments(wider)
                guard let distance = moments.added(to: own, options.rank).map({ abs($0 - inside) }) else { continue }
                guard distance < abs(inside - outside) / 2, distance < best?.distance ?? .infinity else { continue }
                best = (wider, moments, distance)
            }
            guard let best else { return slice }
            (slice, own) = (best.slice, best.moments)
        }
    }
}
