/// Where to cut a row of bins so that what records lose differs most between the parts.
///
/// Greedily, one cut after the other, each where the sum of squared deviations from the parts' means falls most, as a regression tree is
/// grown (Breiman, Friedman, Olshen and Stone, "Classification and Regression Trees", 1984). Not the best possible set of cuts for more
/// than one. O(bins · cuts).
///
/// - Parameters:
///   - bins: counts and sums of losses in order; maxima are not looked at.
///   - limit: the most cuts.
///   - least: the fewest records of a part.
///   - gain: the least fall that is worth a cut.
/// - Returns: rising; a cut at `i` lies before bin `i`.
package func lossCuts(_ bins: [LossSum], limit: Int, least: Int, gain: Double) -> [Int] {
    var parts = [0..<bins.count]
    var candidates = [bestCut(bins, parts[0], least)]
    while parts.count <= limit {
        guard let part = candidates.indices.max(by: { (candidates[$0]?.gain ?? 0) < (candidates[$1]?.gain ?? 0) }),
            let cut = candidates[part], cut.gain > gain
        else { break }
        let range = parts[part]
        let halves = [range.lowerBound..<cut.place, cut.place..<range.upperBound]
        parts.replaceSubrange(part...part, with: halves)
        candidates.replaceSubrange(part...part, with: halves.map { bestCut(bins, $0, least) })
    }
    return parts.dropFirst().map(\.lowerBound)
}

private func bestCut(_ bins: [LossSum], _ range: Range<Int>, _ least: Int) -> (place: Int, gain: Double)? {
    let total = bins[range].reduce(into: LossSum()) { $0 = LossSum(count: $0.count + $1.count, sum: $0.sum + $1.sum) }
    var left = LossSum()
    var best: (place: Int, gain: Double)?
    for place in range.dropLast() {
        left = LossSum(count: left.count + bins[place].count, sum: left.sum + bins[place].sum)
        let right = LossSum(count: total.count - left.count, sum: total.sum - left.sum)
        guard left.count >= Double(max(1, least)), right.count >= Double(max(1, least)) else { continue }
        let difference = left.sum / left.count - right.sum / right.count
        let gain = left.count * right.count / total.count * difference * difference
        if gain > best?.gain ?? 0 { best = (place + 1, gain) }
    }
    return best
}
