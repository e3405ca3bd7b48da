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
