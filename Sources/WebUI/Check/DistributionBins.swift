package import Domain

/// A distribution with few enough bins to draw.
package struct DistributionBins {
    package var edges: [Double]?
    package var names: [String]?
    package var reference: [Int]
    package var current: [Int]

    /// `nil` for a distribution that holds nothing or contradicts itself.
    package init?(_ distribution: Distribution, limits: PageLimits) {
        let count = distribution.reference.count
        guard count > 0, distribution.current.count == count else { return nil }
        if let edges = distribution.edges {
            guard edges.count == count + 1 else { return nil }
            self.init(edges: edges, distribution, bins: max(1, limits.bins))
        } else if let categories = distribution.categories {
            guard categories.count == count else { return nil }
            self.init(categories: categories, distribution, bins: max(2, limits.categories))
        } else {
            return nil
        }
    }

    /// Neighbouring bins are put together.
    private init(edges: [Double], _ distribution: Distribution, bins: Int) {
        let step = (distribution.reference.count + bins - 1) / bins
        let starts = Array(stride(from: 0, to: distribution.reference.count, by: step))
        func merged(_ counts: [Int]) -> [Int] {
            starts.map { counts[$0..<min($0 + step, counts.count)].reduce(0, +) }
        }
        self.edges = starts.map { edges[$0] } + edges.suffix(1)
        reference = merged(distribution.reference)
        current = merged(distribution.current)
    }

    /// The most frequent ones stay, as do the two that stand for others; the rest is one bar in front of these.
    private init(categories: [String], _ distribution: Distribution, bins: Int) {
        var kept: [Int] = []
        var rest: [Int] = []
        let collective = Set(["(other)", "(unseen)"])
        for (place, name) in categories.enumerated() {
            let isCollective = place >= categories.count - 2 && collective.contains(name)
            if isCollective || kept.count < bins || categories.count <= bins + 1 {
                kept.append(place)
            } else {
                rest.append(place)
            }
        }
        var names = kept.map { Words.cut(categories[$0], to: 40) }
        var reference = kept.map { distribution.reference[$0] }
        var current = kept.map { distribution.current[$0] }
        if !rest.isEmpty {
            let place = min(bins, names.count)
            names.insert("(\(Numbers.whole(rest.count)) more values)", at: place)
            reference.insert(rest.reduce(0) { $0 + distribution.reference[$1] }, at: place)
            current.insert(rest.reduce(0) { $0 + distribution.current[$1] }, at: place)
        }
        self.names = names
        self.reference = reference
        self.current = current
    }

    /// Whether all bins are equally wide, to within what the edges' own rounding allows.
    package var isEvenlySpaced: Bool {
        guard let edges, edges.count > 2, let first = edges.first, let last = edges.last else { return true }
        let width = (last - first) / Double(edges.count - 1)
        return zip(edges, edges.dropFirst()).allSatisfy { abs($1 - $0 - width) <= 1e-6 * abs(width) }
    }

    var json: JSON {
        .object([
            ("edges", edges.map { .array($0.map { .number($0) }) } ?? .null),
            ("even", .bool(isEvenlySpaced)),
            ("names", names.map { .array($0.map { .text($0) }) } ?? .null),
            ("reference", .array(reference.map { .int($0) })),
            ("current", .array(current.map { .int($0) })),
        ])
    }
}
