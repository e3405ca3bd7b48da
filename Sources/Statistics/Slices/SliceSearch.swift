import RealModule

/// Finds the slices of one, two or three conditions that have the highest score: all of them, none overlooked.
///
/// Cells of columns are counted, one column, two and three at a time, and slices are made of cells. What the parts of a slice can score
/// at most follows from its size, loss and largest loss (SliceLine's bounds); of three columns only records are counted that lie in slices
/// of two that may still lead to one of the best. Missing values have codes like all others. Cost: at most a pass over the records for
/// every three bundles of columns; memory for the records in the slices of two bundles that are counted, 14 bytes each, for two bundles at a
/// time, and for all slices of two columns.
package struct SliceSearch: Sendable {
    /// By bundle.
    let current: LossTable
    let earlier: LossTable?
    let columns: [SearchedColumn]
    let bundles: [ColumnBundle]
    let scorer: SliceScorer
    private let limit: Int
    private let depth: Int

    /// Codes of a bundle at most. Cells of three such bundles stay within the second cache of a core.
    private static let bundleLimit = 24.0

    /// - Parameters:
    ///   - earlier: the same columns in an earlier window, for changes.
    ///   - conditions: what slices may be made of.
    ///   - support: the fewest records of a slice; `earlierSupport`: of it in the earlier window.
    ///   - limit: how many slices are looked for.
    ///   - depth: the most conditions of a slice, 1 to 3.
    ///   - bundleLimit: codes of a bundle at most; what is fastest where none is given.
    package init(
        current: LossTable, earlier: LossTable? = nil, conditions: [CodeRange], ranking: SliceRanking, support: Int, earlierSupport: Int = 1,
        limit: Int, depth: Int, bundleLimit: Int? = nil
    ) {
        precondition((1...3).contains(depth) && limit > 0, "one to three conditions, and at least one slice")
        precondition(!ranking.needsEarlier || earlier != nil, "a change needs an earlier window")
        let earlier = ranking.needsEarlier ? earlier : nil
        scorer = SliceScorer(ranking, current: current, earlier: earlier, support: support, earlierSupport: earlierSupport)
        // Columns with few codes are neighbours, to be bundled.
        let columns = current.codes.indices.map { column in
            SearchedColumn(column, conditions, codeCount: max(current.codeCount(column), earlier?.codeCount(column) ?? 1))
        }.sorted { ($0.codeCount, $0.column) < ($1.codeCount, $1.column) }
        precondition(columns.allSatisfy { $0.codeCount <= LossTable.codeLimit }, "at most \(LossTable.codeLimit) codes a column")
        // Fewer cells than records: putting cells together takes time, too.
        let fastest = Int(min(Self.bundleLimit, (Double(current.count) / 4).cubeRoot))
        let bundles = ColumnBundle.bundles(columns.map(\.codeCount), limit: min(bundleLimit ?? fastest, LossTable.codeLimit))
        func bundled(_ table: LossTable) -> LossTable {
            let codes = columns.map { table.codes[$0.column] }
            return LossTable(codes: bundles.map { $0.codes(codes) }, losses: table.losses)
        }
        self.current = bundled(current)
        self.earlier = earlier.map(bundled)
        self.columns = columns
        self.bundles = bundles
        self.limit = limit
        self.depth = depth
    }

    /// The best slices with a score above 0, the best first. Of equal scores those with fewer conditions, then those of earlier columns.
    ///
    /// - Throws: `CancellationError`.
    package func slices() async throws -> [RankedSlice] {
        var best = TopSlices(limit: limit)
        guard scorer.isUseful else { return [] }
        let singles = singles(&best)
        guard depth > 1 else { return best.slices }
        let pairs = try await pairs(of: singles, &best)
        guard depth > 2 else { return best.slices }
        try await triples(of: pairs, &best)
        return best.slices
    }

    /// Works on many columns' slices at a time. Each piece of work begins with what those before it have found.
    func inParallel<Result: Sendable>(
        _ work: [(Int, Int)], _ best: inout TopSlices, _ body: @escaping @Sendable (Int, Int, inout TopSlices) -> Result
    ) async throws -> [Result] {
        var rest = work.makeIterator()
        var results: [Result] = []
        try await withThrowingTaskGroup(of: (Result, TopSlices).self) { group in
            func addNext(_ known: TopSlices) {
                guard let (first, second) = rest.next() else { return }
                group.addTask {
                    try Task.checkCancellation()
                    var own = known
                    let result = body(first, second, &own)
                    return (result, own)
                }
            }
            for _ in 0..<8 { addNext(best.emptied) }  // Enough to keep the cores of a small machine busy; results are merged meanwhile.
            while let (result, found) = try await group.next() {
                best.insert(found)
                results.append(result)
                addNext(best.emptied)
            }
        }
        return results
    }

    /// Every bundle beside those after it, and by itself where it has several columns.
    var bundlePairs: [(Int, Int)] {
        bundles.indices.flatMap { first in
            (first..<bundles.count).filter { $0 > first || bundles[first].columns.count > 1 }.map { (first, $0) }
        }
    }

    /// What two bundles hold, or one by itself.
    func cube(_ table: LossTable, _ first: Int, _ second: Int) -> LossCube {
        first == second
            ? LossCube(of: table, column: first, codeCount: bundles[first].codeCount)
            : LossCube(of: table, columns: (first, second), codeCounts: (bundles[first].codeCount, bundles[second].codeCount))
    }

    /// - Returns: whether parts of it may be looked for.
    func offer(_ sum: LossSum, _ before: LossSum, _ slice: @autoclosure () -> [CodeRange], _ best: inout TopSlices) -> Bool {
        guard scorer.isLargeEnough(sum, before), sum.sum > 0 else { return false }
        let score = scorer.score(sum, before)
        if score > 0, score >= best.threshold {
            best.insert(RankedSlice(conditions: slice().sorted(), score: score, current: LossSum(count: sum.count, sum: sum.sum), earlier: before))
        }
        return true
    }
}

/// A column, and what slices may ask of it.
struct SearchedColumn: Sendable {
    struct Condition: Sendable {
        var range: CodeRange
        /// Those of its codes that there are.
        var codes: Range<Int>
    }

    let column: Int
    let codeCount: Int
    let conditions: [Condition]

    /// - Parameter conditions: of any columns.
    init(_ column: Int, _ conditions: [CodeRange], codeCount: Int) {
        self.column = column
        self.codeCount = codeCount
        // No record has a code beyond the last.
        self.conditions = conditions.filter { $0.column == column && Int($0.lowest) < codeCount }.sorted()
            .map { Condition(range: $0, codes: Int($0.lowest)..<min(codeCount, Int($0.highest) + 1)) }
    }
}

extension Double {
    fileprivate var cubeRoot: Double { Double.root(self, 3) }
}
