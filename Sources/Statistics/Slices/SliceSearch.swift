/// Finds the slices of one, two or three conditions that have the highest score: all of them, none overlooked.
///
/// Cells of columns are counted, one column, two and three at a time, and slices are made of cells. What the parts of a slice can score
/// at most follows from its size, loss and largest loss (SliceLine's bounds); of three columns only records are counted that lie in slices
/// of two that may still lead to one of the best. Missing values have codes like all others. Cost: at most a pass over the records for
/// every three columns; memory for the records in the slices of two columns that are counted, 14 bytes each, and all slices of two columns.
package struct SliceSearch: Sendable {
    private let current: LossTable
    private let earlier: LossTable?
    /// By column, what slices may ask of it.
    private let conditions: [[CodeRange]]
    private let codeCounts: [Int]
    private let scorer: SliceScorer
    private let limit: Int
    private let depth: Int

    /// - Parameters:
    ///   - earlier: the same columns in an earlier window, for changes.
    ///   - conditions: what slices may be made of.
    ///   - support: the fewest records of a slice; `earlierSupport`: of it in the earlier window.
    ///   - limit: how many slices are looked for.
    ///   - depth: the most conditions of a slice, 1 to 3.
    package init(
        current: LossTable, earlier: LossTable? = nil, conditions: [CodeRange], ranking: SliceRanking, support: Int, earlierSupport: Int = 1,
        limit: Int, depth: Int
    ) {
        precondition((1...3).contains(depth) && limit > 0, "one to three conditions, and at least one slice")
        precondition(!ranking.needsEarlier || earlier != nil, "a change needs an earlier window")
        self.current = current
        self.earlier = ranking.needsEarlier ? earlier : nil
        self.conditions = current.codes.indices.map { column in conditions.filter { $0.column == column }.sorted() }
        let tables = [current, self.earlier].compactMap(\.self)
        codeCounts = current.codes.indices.map { column in
            let asked = conditions.filter { $0.column == column }.map { Int($0.highest) + 1 }
            return (asked + tables.map { $0.codeCount(column) }).max() ?? 1
        }
        precondition(codeCounts.allSatisfy { $0 <= LossTable.codeLimit }, "at most \(LossTable.codeLimit) codes a column")
        scorer = SliceScorer(ranking, current: current, earlier: self.earlier, support: support, earlierSupport: earlierSupport)
        self.limit = limit
        self.depth = depth
    }

    /// The best slices with a score above 0, the best first. Of equal scores those with fewer conditions, then those of earlier columns.
    ///
    /// - Throws: `CancellationError`.
    package func slices() async throws -> [RankedSlice] {
        var best = TopSlices(limit: limit)
        guard scorer.isUseful else { return [] }
        let singles = conditions.indices.map { single($0, &best) }
        guard depth > 1 else { return best.slices }
        let pairs = try await pairs(of: singles, &best)
        guard depth > 2 else { return best.slices }
        try await triples(of: pairs, &best)
        return best.slices
    }

    /// Works on many columns' slices at a time. Each piece of work begins with what those before it have found.
    private func inParallel<Result: Sendable>(
        _ work: [(Int, Int)], _ best: inout TopSlices, _ body: @escaping @Sendable (Int, Int, inout TopSlices) -> Result
    ) async throws -> [(place: Int, result: Result)] {
        var rest = work.enumerated().makeIterator()
        var results: [(Int, Result)] = []
        try await withThrowingTaskGroup(of: (Int, Result, TopSlices).self) { group in
            func addNext(_ known: TopSlices) {
                guard let (place, columns) = rest.next() else { return }
                group.addTask {
                    try Task.checkCancellation()
                    var own = known
                    let result = body(columns.0, columns.1, &own)
                    return (place, result, own)
                }
            }
            for _ in 0..<8 { addNext(best.emptied) }  // Enough to keep the cores of a small machine busy; results are merged meanwhile.
            while let (place, result, found) = try await group.next() {
                best.insert(found)
                results.append((place, result))
                addNext(best.emptied)
            }
        }
        return results
    }
}

/// A slice as a parent of others.
private struct SliceNode: Sendable {
    var sum: LossSum
    var earlierCount: Double
    /// What its parts score at most; minus infinity when there are none to look for.
    var bound: Double

    static let none = SliceNode(sum: LossSum(), earlierCount: 0, bound: -.infinity)
}

/// The slices of two columns, the second column's conditions running fastest.
private struct SlicePairs: Sendable {
    var nodes: [SliceNode]
    var width: Int

    subscript(first: Int, second: Int) -> SliceNode { nodes[first * width + second] }

    /// The highest of all.
    var bound: Double { nodes.map(\.bound).max() ?? -.infinity }
}

// MARK: - One column and two

extension SliceSearch {
    private func single(_ column: Int, _ best: inout TopSlices) -> [SliceNode] {
        let cube = LossCube(of: current, column: column, codeCount: codeCounts[column])
        let before = earlier.map { LossCube(of: $0, column: column, codeCount: codeCounts[column]) }
        return conditions[column].map { node(cube.sum($0.places), before?.sum($0.places), [$0], &best) }
    }

    /// By both columns, `first * columns + second`; `nil` where no slice of the two can lead to one of the best.
    private func pairs(of singles: [[SliceNode]], _ best: inout TopSlices) async throws -> [SlicePairs?] {
        let columns = conditions.count
        let work = (0..<columns).flatMap { first in (first + 1..<max(first + 1, columns)).map { (first, $0) } }
        let found = try await inParallel(work, &best) { pairs($0, $1, singles, &$2) }
        var result = [SlicePairs?](repeating: nil, count: columns * columns)
        for (place, pairs) in found { result[work[place].0 * columns + work[place].1] = pairs }
        return result
    }

    private func pairs(_ first: Int, _ second: Int, _ singles: [[SliceNode]], _ best: inout TopSlices) -> SlicePairs? {
        let width = singles[second].count
        var isWanted = [Bool](repeating: false, count: singles[first].count * width)
        for (p, one) in singles[first].enumerated() where one.bound >= best.threshold {
            for (q, other) in singles[second].enumerated() where other.bound >= best.threshold {
                isWanted[p * width + q] = bound(one, other) >= best.threshold
            }
        }
        guard isWanted.contains(true) else { return nil }
        let counts = (codeCounts[first], codeCounts[second])
        let cube = LossCube(of: current, columns: (first, second), codeCounts: counts)
        let before = earlier.map { LossCube(of: $0, columns: (first, second), codeCounts: counts) }
        var pairs = SlicePairs(nodes: Array(repeating: .none, count: isWanted.count), width: width)
        for (p, one) in conditions[first].enumerated() {
            for (q, other) in conditions[second].enumerated() where isWanted[p * width + q] {
                pairs.nodes[p * width + q] = node(
                    cube.sum(one, other, width: counts.1), before?.sum(one, other, width: counts.1), [one, other], &best)
            }
        }
        return pairs.bound > -.infinity ? pairs : nil
    }

    /// A slice as a parent of others, after it was offered to the best ones.
    private func node(_ sum: LossSum, _ before: LossSum?, _ slice: @autoclosure () -> [CodeRange], _ best: inout TopSlices) -> SliceNode {
        guard offer(sum, before ?? LossSum(), slice(), &best) else { return .none }
        return SliceNode(sum: sum, earlierCount: before?.count ?? 0, bound: scorer.bound(sum))
    }

    /// - Returns: whether parts of it may be looked for.
    private func offer(_ sum: LossSum, _ before: LossSum, _ slice: @autoclosure () -> [CodeRange], _ best: inout TopSlices) -> Bool {
        guard scorer.isLargeEnough(sum, before), sum.sum > 0 else { return false }
        let score = scorer.score(sum, before)
        if score > 0, score >= best.threshold {
            best.insert(RankedSlice(conditions: slice(), score: score, current: LossSum(count: sum.count, sum: sum.sum), earlier: before))
        }
        return true
    }

    /// What a slice that is part of all of these scores at most.
    private func bound(_ one: SliceNode, _ other: SliceNode) -> Double {
        min(one.earlierCount, other.earlierCount) < scorer.earlierSupport ? -.infinity : scorer.bound(one.sum.bounded(by: other.sum))
    }
}

// MARK: - Three columns

extension SliceSearch {
    private func triples(of pairs: [SlicePairs?], _ best: inout TopSlices) async throws {
        let columns = conditions.count
        // What promises most comes first: the sooner good slices are known, the fewer others are counted.
        let order = pairs.enumerated().compactMap { place, pairs in pairs.map { (place, $0.bound) } }
            .sorted { ($0.1, $1.0) > ($1.1, $0.0) }.map { ($0.0 / columns, $0.0 % columns) }
        _ = try await inParallel(order, &best) { triples($0, $1, pairs, &$2) }
    }

    private func triples(_ first: Int, _ second: Int, _ pairs: [SlicePairs?], _ best: inout TopSlices) {
        guard let both = pairs[first * conditions.count + second] else { return }
        let width = codeCounts[second]
        var isWanted = [Bool](repeating: false, count: codeCounts[first] * width)
        let thirds = (second + 1..<max(second + 1, conditions.count)).compactMap { third -> ThirdColumn? in
            guard let left = pairs[first * conditions.count + third], let right = pairs[second * conditions.count + third] else { return nil }
            var result = ThirdColumn(column: third, left: left, right: right, slices: [])
            for p in conditions[first].indices {
                for q in conditions[second].indices where both[p, q].bound >= best.threshold {
                    guard conditions[third].indices.contains(where: { bound(both[p, q], left[p, $0], right[q, $0]) >= best.threshold })
                    else { continue }
                    result.slices.append((p, q))
                    for a in conditions[first][p].codes { for b in conditions[second][q].codes { isWanted[a * width + b] = true } }
                }
            }
            return result.slices.isEmpty ? nil : result
        }
        guard !thirds.isEmpty else { return }
        let records = SomeRecords(of: current, columns: (first, second), codeCount: width, isWanted: isWanted)
        let before = earlier.map { ($0, SomeRecords(of: $0, columns: (first, second), codeCount: width, isWanted: isWanted)) }
        for third in thirds {
            let depth = codeCounts[third.column]
            let cube = LossCube(of: records, third: current.codes[third.column], cellCount: isWanted.count, codeCount: depth)
            let earlierCube = before.map { table, records in
                LossCube(of: records, third: table.codes[third.column], cellCount: isWanted.count, codeCount: depth)
            }
            for (p, q) in third.slices {
                let (one, other) = (conditions[first][p], conditions[second][q])
                let line = cube.line(one, other, width: width, depth: depth)
                let earlierLine = earlierCube?.line(one, other, width: width, depth: depth)
                for (r, last) in conditions[third.column].enumerated()
                where bound(both[p, q], third.left[p, r], third.right[q, r]) >= best.threshold {
                    _ = offer(line.sum(last.places), earlierLine?.sum(last.places) ?? LossSum(), [one, other, last], &best)
                }
            }
        }
    }

    /// A column beside two others, with the slices of these that may lead to one of the best.
    private struct ThirdColumn {
        var column: Int
        /// Its slices with the first column, and with the second.
        var left: SlicePairs
        var right: SlicePairs
        var slices: [(Int, Int)]
    }

    private func bound(_ one: SliceNode, _ other: SliceNode, _ third: SliceNode) -> Double {
        guard min(one.earlierCount, other.earlierCount, third.earlierCount) >= scorer.earlierSupport,
            other.bound > -.infinity, third.bound > -.infinity
        else { return -.infinity }
        return scorer.bound(one.sum.bounded(by: other.sum).bounded(by: third.sum))
    }
}
