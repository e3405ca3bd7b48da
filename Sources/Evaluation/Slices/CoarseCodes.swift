internal import Domain
internal import Statistics
internal import Store

/// Says what slices may say of a column, by how many records there are of each of its values and what they lose.
struct CoarseCodes {
    let column: SliceColumn
    /// By fine code.
    let bins: [LossSum]
    /// Of all losses.
    let moments: Moments
    let support: Int

    /// Bins of about equal mass, before cuts by losses.
    private static let quantileBins = 6
    private static let cutsByLoss = 4
    /// Categories with a code of their own, at most, and codes for the others.
    private static let categoryLimit = 40
    private static let rareGroups = 3
    /// More in one code, or joined in one condition, nobody reads.
    static let namesInOne = 20
    /// Bytes of all known categories, up to which a slice may say that it is none of them.
    private static let listedBytes = 500

    /// Numbers: cut where losses change, and between about equal masses where this leaves enough in both parts.
    func numbers(_ cuts: [Double]) -> SliceVocabulary.Column {
        let values = Array(bins[..<column.coded.valueCount])
        let spread = moments.variance(ddof: 0) ?? 0
        // A cut that takes off less than eight records' spread may well be chance; it does no harm, but says nothing either.
        var places = lossCuts(values, limit: Self.cutsByLoss, least: support, gain: 8 * spread)
        let total = values.reduce(0) { $0 + $1.count }
        var (below, next) = (0.0, 1.0)
        for place in values.indices.dropLast() {
            below += values[place].count
            guard below >= next * total / Double(Self.quantileBins), total > 0 else { continue }
            next = (below * Double(Self.quantileBins) / total).rounded(.down) + 1
            let (start, end) = (places.filter { $0 <= place }.max() ?? 0, places.filter { $0 > place }.min() ?? values.count)
            func count(_ range: Range<Int>) -> Double { values[range].reduce(0) { $0 + $1.count } }
            if start < place + 1, place + 1 < end, min(count(start..<place + 1), count(place + 1..<end)) >= Double(support) / 2 {
                places.append(place + 1)
            }
        }
        return SliceVocabulary.Column(
            name: column.stored.name, values: .cuts(cuts, areWhole: column.stored.type == .integer),
            codes: (0...column.coded.unreadable).map(\.self), starts: ([0] + places.sorted()).map { UInt8($0) })
    }

    /// Categories, those that lose least first: frequent ones by themselves, the others by what they lose.
    func categories(_ names: [String]) -> SliceVocabulary.Column {
        let literals = names.map { OutcomeSlices.literal($0, of: column.stored) }
        let present = names.indices.filter { bins[$0].count > 0 && literals[$0] != nil }
        let frequent = Set(present.filter { bins[$0].count >= Double(support) }.prefix(Self.categoryLimit))
        let rare = present.filter { !frequent.contains($0) }
        var groups = frequent.map { [$0] } + rareGroups(rare.sorted { (meanLoss([$0]), $0) < (meanLoss([$1]), $1) })
        groups.sort { (meanLoss($0), $0[0]) < (meanLoss($1), $1[0]) }
        let last = UInt8(groups.count)
        var coarse = [UInt8](repeating: last + 2, count: names.count) + [last, last + 1, last + 2]
        for (code, group) in groups.enumerated() { for name in group { coarse[name] = UInt8(code) } }
        let isShort = names.reduce(0) { $0 + $1.utf8.count + 4 } <= Self.listedBytes && !names.isEmpty
        let known = literals.compactMap(\.self)
        return SliceVocabulary.Column(
            name: column.stored.name,
            values: .groups(groups.map { $0.sorted().compactMap { literals[$0] } }, known: isShort && known.count == names.count ? known : nil),
            codes: coarse, starts: groups.indices.map { UInt8($0) })
    }

    /// Rare categories by what they lose, in groups of about as many records.
    private func rareGroups(_ names: [Int]) -> [[Int]] {
        let total = names.reduce(0) { $0 + bins[$1].count }
        let count = max(min(Self.rareGroups, Int(total) / max(1, support)), (names.count + Self.namesInOne - 1) / Self.namesInOne)
        guard count > 0 else { return [] }
        var groups = [[Int]](repeating: [], count: count)
        var below = 0.0
        for name in names {
            groups[min(count - 1, Int((below + bins[name].count / 2) * Double(count) / total))].append(name)
            below += bins[name].count
        }
        // Those that are too many for a text are the rarest, and are in no slice.
        return groups.filter { !$0.isEmpty }.map { group in
            Array(group.sorted { (bins[$0].count, $1) > (bins[$1].count, $0) }.prefix(Self.namesInOne))
        }
    }

    /// The mean loss, as if ten average records were among them: few records do not tell much.
    private func meanLoss(_ group: [Int]) -> Double {
        let (count, sum) = group.reduce((0, 0)) { ($0.0 + bins[$1].count, $0.1 + bins[$1].sum) }
        return (sum + 10 * moments.mean) / (count + 10)
    }
}
