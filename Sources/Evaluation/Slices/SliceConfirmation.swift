internal import Domain
internal import Statistics

/// Tries slices on records that they were not looked for in.
struct SliceConfirmation {
    let vocabulary: SliceVocabulary
    let options: SliceDiscoveryOptions
    let searched: SliceWindows
    let heldOut: SliceWindows

    /// What the slices are, each against the records that those before it leave, with p-values that are adjusted for how many they are.
    func slices(_ candidates: [[CodeRange]]) throws -> [FoundSlice] {
        let sizeOfLosses = heldOut.current.losses.onlySize
        var rest = heldOut
        var restSearched = searched
        var found: [FoundSlice] = []
        for slice in candidates {
            let pValue = rest.moments(slice).pValue(options.rank, sizeOfLosses: sizeOfLosses)
            let isNew = rest.current.membership(slice).count { $0 } + restSearched.current.membership(slice).count { $0 }
            found.append(try report(slice, newRows: isNew, pValue: pValue))
            rest = rest.removing(slice)
            restSearched = restSearched.removing(slice)
        }
        for (place, pValue) in holmAdjusted(found.map(\.pValue)).enumerated() { found[place].pValue = pValue }
        return found
    }

    private func report(_ slice: [CodeRange], newRows: Int, pValue: Double) throws -> FoundSlice {
        let own = heldOut.moments(slice)
        let rows = own.current.inside.count + searched.current.membership(slice).count { $0 }
        let difference = own.excess.map(Self.effect)
        let change = own.change.map(Self.effect)
        let excess = (options.rank == .change ? change : difference).map { effect in
            let count = Double(rows)
            return FoundSlice.Effect(value: effect.value * count, lower: effect.lower * count, upper: effect.upper * count)
        }
        return FoundSlice(
            slice: try vocabulary.slice(slice).description, rows: rows,
            share: Double(rows) / Double(max(1, heldOut.current.count + searched.current.count)), newRows: newRows,
            heldOutRows: own.current.inside.count, loss: own.current.inside.mean, lossOutside: own.current.outside.mean, difference: difference,
            excess: excess, earlierLoss: own.earlier?.inside.mean, earlierLossOutside: own.earlier?.outside.mean, change: change, pValue: pValue)
    }

    private static func effect(_ contrast: MeanContrast) -> FoundSlice.Effect {
        let interval = contrast.interval(level: 0.95)
        return FoundSlice.Effect(value: contrast.estimate, lower: interval.lower, upper: interval.upper)
    }
}
