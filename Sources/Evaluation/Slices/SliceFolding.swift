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
                current: rest.current, earlier: rest.earlier, conditions: vocabulary.conditions, ranking: options.ranking, support: support,
                earlierSupport: earlierSupport, limit: 1, depth: options.depth)
            guard let best = try await search.slices().first else { break }
            let slice = widened(best.conditions, in: rest)
            // What does not even stand out where it was looked for would only make the others harder to confirm.
            guard rest.moments(slice).pValue(options.rank, sizeOfLosses: sizeOfLosses) < options.level else { break }
            found.append(slice)
            rest = rest.removing(slice)
        }
        return found
    }

    /// Conditions are widened and dropped as long as the records that this adds are nearer to the slice than to the rest: the best slice is
    /// often a good one cut to where chance was worst.
    private func widened(_ slice: [CodeRange], in windows: SliceWindows) -> [CodeRange] {
        var slice = slice
        while true {
            let own = windows.moments(slice)
            let (inside, outside) = (own.level(options.rank, inside: true), own.level(options.rank, inside: false))
            let candidates = vocabulary.widenings(of: slice).compactMap { wider -> (slice: [CodeRange], distance: Double)? in
                let added = windows.moments(wider).current.inside.count - own.current.inside.count
                guard added > 0 else { return (wider, 0) }
                guard let level = level(added: wider, to: slice, in: windows), level > (inside + outside) / 2 else { return nil }
                return (wider, abs(level - inside))
            }
            guard let best = candidates.min(by: { $0.distance < $1.distance }) else { return slice }
            slice = best.slice
        }
    }

    /// The level of the records that are in one slice but not in the other; `nil` where there are none to compare with.
    private func level(added wider: [CodeRange], to slice: [CodeRange], in windows: SliceWindows) -> Double? {
        func mean(_ table: LossTable) -> Double? {
            let (all, own) = (table.membership(wider), table.membership(slice))
            let added = Moments(table.losses.indices.filter { all[$0] && !own[$0] }.map { table.losses[$0] })
            return added.count > 0 ? added.mean : nil
        }
        guard let now = mean(windows.current) else { return nil }
        guard options.rank == .change else { return now }
        return windows.earlier.flatMap(mean).map { now - $0 }
    }
}
