internal import Domain
internal import Statistics
internal import Store

/// The parts of the records whose outcomes are looked at by themselves: each frequent category, and both halves and both outer quarters of numbers.
struct OutcomeSlices {
    /// Of all records; smaller parts hold too few labels to tell anything soon.
    private static let shares = 0.05...0.95
    /// More are not looked at: each costs the others sensitivity, and the engine time.
    private static let limit = 64

    /// - Parameters:
    ///   - reference: each plan's counts over the baseline, in the plans' order.
    ///   - records: that slices must fit, all of them.
    static func slices(of plans: [ColumnBinning.Plan], reference: [BinnedCounts?], in records: [Relation]) -> [Slice] {
        // A round takes one of each column, so that no column with many categories leaves no place for others.
        let candidates = zip(plans, reference).map { plan, counts -> [SliceTest<SliceName, SliceLiteral>] in
            guard plan.column.role == .feature || plan.column.role == .tag, let counts else { return [] }
            return tests(of: plan, counts, records)
        }
        let rounds = candidates.map(\.count).max() ?? 0
        let ordered = (0..<rounds).flatMap { round in candidates.compactMap { $0.indices.contains(round) ? $0[round] : nil } }
        return Array(ordered.compactMap { slice($0, in: records) }.prefix(limit))
    }

    /// One for each version of the model that made a part of the current records; none where one made them all.
    ///
    /// - Parameter baseline: that slices must fit, too.
    static func versions(of schema: ModelSchema, in current: Relation, _ baseline: Relation, _ store: any Store) async throws -> [Slice] {
        guard let column = schema.column(.modelVersion)?.name, current.column(column) != nil, baseline.column(column) != nil else { return [] }
        let table = try await store.categories(of: [CountedColumn(column, .categorical)], in: current, limit: 20)[0]
        return versions(table, column: column, in: [current, baseline])
    }

    private static func versions(_ table: CategoryTable, column: String, in records: [Relation]) -> [Slice] {
        let total = table.entries.reduce(0) { $0 + $1.count }
        return table.entries.filter { shares.contains(Double($0.count) / Double(max(total, 1))) }
            .compactMap { equal($0.value, of: column, in: records) }
    }

    /// The records with this value of a category; `nil` for names and values that no slice can be written with.
    static func equal(_ value: String, of column: String, in records: [Relation]) -> Slice? {
        literal(value, of: column, in: records).flatMap { slice(SliceTest(SliceName(column), .compares(.equal, $0)), in: records) }
    }

    /// - Returns: `nil` for names and values that no slice can be written with, and where a column holds another type than it did.
    private static func slice(_ test: SliceTest<SliceName, SliceLiteral>, in records: [Relation]) -> Slice? {
        do {
            let slice = try Slice(.test(test))
            for relation in records { _ = try relation.checked(slice) }
            return slice
        } catch {
            return nil
        }
    }

    private static func tests(
        of plan: ColumnBinning.Plan, _ counts: BinnedCounts, _ records: [Relation]
    ) -> [SliceTest<SliceName, SliceLiteral>] {
        let name = SliceName(plan.column.name)
        switch (plan.binned.bins, counts.bins) {
        case (.categorical(let dictionary), .categories(let categories)):
            return categories.counts.indices
                .filter { shares.contains(Double(categories.counts[$0]) / Double(max(categories.total, 1))) }
                .sorted { categories.counts[$0] > categories.counts[$1] }
                .compactMap { literal(dictionary.values[$0], of: plan.column.name, in: records) }
                .map { SliceTest(name, .compares(.equal, $0)) }
        case (.numeric(let edges), .histogram(let histogram)):
            return limits(edges, histogram).map { SliceTest(name, readable($0.comparison, edges.values[$0.edge])) }
        default: return []
        }
    }

    /// The same numbers, said shortly: an edge just above a value stands for the value itself, so `>= 5e-324` is `> 0`.
    static func readable(_ comparison: SliceComparison, _ edge: Double) -> SliceCondition<SliceLiteral> {
        let below = edge.nextDown
        guard below.isFinite, "\(below)".count < "\(edge)".count else { return .compares(comparison, SliceLiteral(number: edge)) }
        return switch comparison {
        case .less: .compares(.lessOrEqual, SliceLiteral(number: below))
        case .greaterOrEqual: .compares(.greater, SliceLiteral(number: below))
        default: .compares(comparison, SliceLiteral(number: edge))
        }
    }

    /// A category as its column's values are written; `nil` where it is none of them.
    private static func literal(_ value: String, of column: String, in records: [Relation]) -> SliceLiteral? {
        records.first?.column(column).flatMap { literal(value, of: $0) }
    }

    /// A category as its column's values are written; `nil` where no slice can say it.
    static func literal(_ value: String, of column: StoredColumn) -> SliceLiteral? {
        switch column.type {
        case .boolean: ["true", "1"].contains(value) ? SliceLiteral(.boolean(true)) : SliceLiteral(.boolean(false))
        case .integer: Int64(value).map { SliceLiteral(.integer($0)) }
        case .double: Double(value).flatMap { $0.isFinite ? SliceLiteral(number: $0) : nil }
        case .text: SliceLiteral(.text(value))
        case .timestamp, .other: nil
        }
    }

    /// Below and from the median on, below the lower quartile, from the upper one on: edges that come nearest.
    private static func limits(_ edges: BinEdges, _ histogram: Histogram) -> [(comparison: SliceComparison, edge: Int)] {
        guard histogram.total > 0 else { return [] }
        // The share below each edge: slot 0 holds what lies below the first.
        let below = edges.values.indices.map { edge in Double(histogram.counts[...edge].reduce(0, +)) / Double(histogram.total) }
        func nearest(_ share: Double) -> Int? { below.indices.min { abs(below[$0] - share) < abs(below[$1] - share) } }
        guard let middle = nearest(0.5), let low = nearest(0.25), let high = nearest(0.75) else { return [] }
        var limits: [(comparison: SliceComparison, edge: Int)] = [(.less, middle), (.greaterOrEqual, middle)]
        if low != middle { limits.append((.less, low)) }
        if high != middle { limits.append((.greaterOrEqual, high)) }
        return limits.filter { shares.contains($0.comparison == .less ? below[$0.edge] : 1 - below[$0.edge]) }
    }
}
