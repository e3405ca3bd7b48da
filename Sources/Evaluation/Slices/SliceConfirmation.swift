internal import Domain
internal import Statistics

/// Tries slices on records that they were not looked for in.
struct SliceConfirmation {
    let vocabulary: SliceVocabulary
    let options: SliceDiscoveryOptions
    let searched: SliceWindows
    let heldOut: SliceWindows

    /// What the slices are, each among the records that those before it leave, with p-values that are adjusted for how many they are.
    func slices(_ candidates: [[CodeRange]]) throws -> [FoundSlice] {
        let sizeOfLosses = heldOut.current.losses.onlySize
        let total = Double(max(1, heldOut.current.count + searched.current.count))
        var (rest, restSearched) = (heldOut, searched)
        var found: [FoundSlice] = []
        for slice in candidates {
            let moments = rest.moments(slice)
            let rows = [heldOut, searched].reduce(0) { $0 + $1.current.size(of: slice) }
            let newRows = moments.current.inside.count + restSearched.current.size(of: slice)
            let (difference, change) = (moments.excess.map(Self.effect), moments.change.map(Self.effect))
            found.append(
                FoundSlice(
                    slice: try vocabulary.slice(slice).description, rows: rows, share: Double(rows) / total, newRows: newRows,
                    heldOutRows: moments.current.inside.count, loss: moments.current.inside.mean, lossOutside: moments.current.outside.mean,
                    difference: difference, excess: (options.rank == .change ? change : difference)?.times(Double(newRows)),
                    earlierLoss: moments.earlier?.inside.mean, earlierLossOutside: moments.earlier?.outside.mean, change: change,
                    pValue: moments.pValue(options.rank, sizeOfLosses: sizeOfLosses)))
            rest = rest.removing(slice)
            restSearched = restSearched.removing(slice)
        }
        for (place, pValue) in holmAdjusted(found.map(\.pValue)).enumerated() { found[place].pValue = pValue }
        return found
    }

    private static func effect(_ contrast: MeanContrast) -> FoundSlice.Effect {
        let interval = contrast.interval(level: 0.95)
        return FoundSlice.Effect(value: contrast.estimate, lower: interval.lower, upper: interval.upper)
    }
}

extension FoundSlice.Effect {
    fileprivate func times(_ count: Double) -> Self { Self(value: value * count, lower: lower * count, upper: upper * count) }
}
