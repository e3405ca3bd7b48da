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
        let description = SliceDescription(
            vocabulary: vocabulary, rank: options.rank, depth: options.depth, support: support, earlierSupport: earlierSupport,
            sizeOfLosses: sizeOfLosses)
        var rest = windows
        var found: [[CodeRange]] = []
        while found.count < options.top, rest.current.count > support {
            progress(found.count)
            let search = SliceSearch(
                current: vocabulary.steps(rest.current), earlier: rest.earlier.map(vocabulary.steps), conditions: vocabulary.conditions,
                ranking: options.ranking, support: support, earlierSupport: earlierSupport, limit: 1, depth: options.depth)
            guard let best = try await search.slices().first else { break }
            let slice = description.best(from: vocabulary.codes(of: best.conditions), in: rest)
            // What does not even stand out where it was looked for would only make the others harder to confirm.
            guard rest.moments(slice).pValue(options.rank, sizeOfLosses: sizeOfLosses) < options.level else { break }
            found.append(slice)
            rest = rest.removing(slice)
        }
        return found
    }
}
