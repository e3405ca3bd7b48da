/// A slice as a parent of others.
struct SliceNode: Sendable {
    var sum: LossSum
    var earlierCount: Double
    /// What its parts score at most; minus infinity when there are none to look for.
    var bound: Double

    static let none = SliceNode(sum: LossSum(), earlierCount: 0, bound: -.infinity)
}

/// The slices of two columns, the second column's conditions running fastest.
struct SlicePairs: Sendable {
    var nodes: [SliceNode]
    var width: Int

    subscript(first: Int, second: Int) -> SliceNode { nodes[first * width + second] }

    /// The highest of all.
    var bound: Double { nodes.map(\.bound).max() ?? -.infinity }
}

/// The slices of every two columns that can lead to one of the best.
struct SlicePairTable: Sendable {
    private var pairs: [SlicePairs?]
    private let columns: Int

    init(columns: Int) {
        pairs = Array(repeating: nil, count: columns * columns)
        self.columns = columns
    }

    /// `nil` where no slice of the two can. The first column comes before the second.
    subscript(first: Int, second: Int) -> SlicePairs? {
        get { pairs[first * columns + second] }
        set { pairs[first * columns + second] = newValue }
    }
}

// MARK: - One column and two

extension SliceSearch {
    /// By column, the slices of one condition.
    func singles(_ best: inout TopSlices) -> [[SliceNode]] {
        bundles.indices.flatMap { bundle in
            let (all, allBefore) = (cube(current, bundle, bundle), earlier.map { cube($0, bundle, bundle) })
            return bundles[bundle].columns.map { place in
                let axis = bundles[bundle].axis(of: [place])
                let (cube, before) = (all.summed([axis]), allBefore?.summed([axis]))
                return columns[place].conditions.map { node(cube.sum($0.codes), before?.sum($0.codes), [$0.range], &best) }
            }
        }
    }

    func pairs(of singles: [[SliceNode]], _ best: inout TopSlices) async throws -> SlicePairTable {
        var table = SlicePairTable(columns: columns.count)
        for found in try await inParallel(bundlePairs, &best, { pairs($0, $1, singles, &$2) }) {
            for (first, second, pairs) in found { table[first, second] = pairs }
        }
        return table
    }

    private func pairs(_ first: Int, _ second: Int, _ singles: [[SliceNode]], _ best: inout TopSlices) -> [(Int, Int, SlicePairs)] {
        var wanted: [(first: Int, second: Int, isWanted: [Bool])] = []
        for one in bundles[first].columns {
            for other in bundles[second].columns where one < other {
                let slices = isWanted(singles[one], singles[other], best.threshold)
                if slices.contains(true) { wanted.append((one, other, slices)) }
            }
        }
        guard !wanted.isEmpty else { return [] }
        let (all, allBefore) = (cube(current, first, second), earlier.map { cube($0, first, second) })
        return wanted.compactMap { one, other, isWanted in
            let sides = axes(first, second, [one, other])
            let (cube, before) = (all.summed(sides), allBefore?.summed(sides))
            let (left, right) = (columns[one], columns[other])
            var pairs = SlicePairs(nodes: Array(repeating: .none, count: isWanted.count), width: right.conditions.count)
            for (p, condition) in left.conditions.enumerated() {
                for (q, another) in right.conditions.enumerated() where isWanted[p * pairs.width + q] {
                    pairs.nodes[p * pairs.width + q] = node(
                        cube.sum(condition.codes, another.codes, width: right.codeCount),
                        before?.sum(condition.codes, another.codes, width: right.codeCount), [condition.range, another.range], &best)
                }
            }
            return pairs.bound > -.infinity ? (one, other, pairs) : nil
        }
    }

    /// The sides of what `cube` counts, for some columns of these bundles.
    func axes(_ first: Int, _ second: Int, _ chosen: [Int]) -> [CubeAxis] {
        (first == second ? [first] : [first, second]).map { bundle in
            bundles[bundle].axis(of: chosen.filter(bundles[bundle].columns.contains))
        }
    }

    private func isWanted(_ singles: [SliceNode], _ others: [SliceNode], _ threshold: Double) -> [Bool] {
        singles.flatMap { one in
            others.map { other in one.bound >= threshold && other.bound >= threshold && bound(one, other) >= threshold }
        }
    }

    /// A slice as a parent of others, after it was offered to the best ones.
    private func node(_ sum: LossSum, _ before: LossSum?, _ slice: @autoclosure () -> [CodeRange], _ best: inout TopSlices) -> SliceNode {
        guard offer(sum, before ?? LossSum(), slice(), &best) else { return .none }
        return SliceNode(sum: sum, earlierCount: before?.count ?? 0, bound: scorer.bound(sum))
    }

    /// What a slice that is part of all of these scores at most.
    private func bound(_ one: SliceNode, _ other: SliceNode) -> Double {
        min(one.earlierCount, other.earlierCount) < scorer.earlierSupport ? -.infinity : scorer.bound(one.sum.bounded(by: other.sum))
    }
}
