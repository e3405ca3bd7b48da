internal import Domain
package import Statistics

/// What is kept of some records: mergeable, so that an hour may be written down piece by piece as records and labels
/// arrive.
package struct HourSummary: Sendable, Hashable {
    package var rows: Int
    /// In the order of the plan's columns.
    package var counts: [BinnedCounts]
    /// In the order of the plan's numeric columns.
    package var moments: [Moments]
    /// Of the records and of the labels known of them.
    package var performance: PerformanceSummary?

    /// Of no records at all.
    package init(_ plan: RollupPlan) {
        rows = 0
        counts = plan.columns.map { BinnedCounts(of: $0) }
        moments = plan.numeric.map { _ in Moments() }
        performance = nil
    }
}

extension HourSummary: Mergeable {
    package mutating func merge(_ other: Self) throws(SummaryMismatch) {
        guard counts.count == other.counts.count, moments.count == other.moments.count else {
            throw SummaryMismatch("the summaries are of different columns")
        }
        rows += other.rows
        for index in counts.indices { try counts[index].merge(other.counts[index]) }
        for index in moments.indices { moments[index].merge(other.moments[index]) }
        try performance.merge(other.performance)
    }
}

extension BinnedCounts: Mergeable {
    package mutating func merge(_ other: Self) throws(SummaryMismatch) {
        counts.merge(other.counts)
        switch (bins, other.bins) {
        case (.histogram(var own), .histogram(let other)):
            try own.merge(other)
            bins = .histogram(own)
        case (.categories(var own), .categories(let other)):
            try own.merge(other)
            bins = .categories(own)
        case (.none, .none): break
        default: throw SummaryMismatch("one column is counted over numbers, the other over categories")
        }
    }

    /// Of no records at all.
    init(of column: BinnedColumn) {
        counts = ColumnCounts()
        switch column.bins {
        case .numeric(let edges): bins = .histogram(Histogram(edges: edges))
        case .categorical(let dictionary): bins = .categories(CategoryCounts(categories: dictionary.values))
        case .presence, .time: bins = .none
        }
    }
}

extension PerformanceSummary: Mergeable {
    package mutating func merge(_ other: Self) throws(SummaryMismatch) {
        switch (self, other) {
        case (.binary(var own), .binary(let other)):
            try own.merge(other)
            self = .binary(own)
        case (.multiclass(var own), .multiclass(let other)):
            try own.merge(other)
            self = .multiclass(own)
        case (.regression(var own), .regression(let other)):
            try own.merge(other)
            self = .regression(own)
        default: throw SummaryMismatch("the summaries are of different tasks")
        }
    }
}
