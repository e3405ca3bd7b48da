package import Domain
package import Statistics
package import Store

/// Chooses the bins of each watched column from the reference, once, for all windows to be counted over.
package struct ColumnBinning {
    /// Bins of about equal mass for a numeric column.
    package static let binCount = 20
    /// A numeric column with no more different values than this in the sample gets a bin for each.
    package static let distinctLimit = 20

    private let store: any Store

    package init(store: any Store) {
        self.store = store
    }

    /// A column's bins with what else the reference told.
    package struct Plan: Sendable, Hashable, Codable {
        package var column: ModelSchema.Column
        package var binned: BinnedColumn
        /// Whether each bin is one value.
        package var isDistinct: Bool
        package var median: Double?
        package var distinct: Int?

        package init(column: ModelSchema.Column, binned: BinnedColumn, isDistinct: Bool, median: Double?, distinct: Int?) {
            self.column = column
            self.binned = binned
            self.isDistinct = isDistinct
            self.median = median
            self.distinct = distinct
        }

        /// The one number that all cells of the reference's sample hold.
        var onlyValue: Double? { isDistinct && distinct == 1 ? median : nil }
    }

    /// - Parameters:
    ///   - sample: some records of `reference`, for quantiles.
    ///   - moments: of the numeric columns over all of `reference`, by name: bins reach to the extremes.
    package func plans(
        for columns: [ModelSchema.Column], reference: Relation, sample: Relation, moments: [String: Moments]
    ) async throws -> [Plan] {
        let numeric = columns.filter { $0.type == .numeric }
        let steps = (0...Self.binCount).map { Double($0) / Double(Self.binCount) }
        let counted = numeric.map { CountedColumn($0.name, .numeric) }
        let quantiles = try await store.quantiles(of: counted, in: sample, at: steps)
        let values = try await store.categories(
            of: numeric.map { CountedColumn($0.name, .categorical) }, in: sample, limit: Self.distinctLimit + 1)
        var plans: [String: Plan] = [:]
        for (column, (quantiles, values)) in zip(numeric, zip(quantiles, values)) {
            plans[column.name] = plan(column, quantiles: quantiles, values: values, moments: moments[column.name])
        }
        let categorical = columns.filter { $0.type == .categorical }
        let tables = try await store.categories(
            of: categorical.map { CountedColumn($0.name, .categorical) }, in: reference,
            limit: TypeInference.dictionaryLimit)
        for (column, table) in zip(categorical, tables) {
            let dictionary = BinnedColumn.Dictionary(
                values: table.entries.map(\.value), isComplete: table.distinct == table.entries.count)
            plans[column.name] = Plan(
                column: column, binned: BinnedColumn(column.name, .categorical(dictionary)), isDistinct: true,
                median: nil, distinct: table.distinct)
        }
        return columns.map { column in
            plans[column.name]
                ?? Plan(
                    column: column, binned: BinnedColumn(column.name, column.type == .timestamp ? .time : .presence),
                    isDistinct: true, median: nil, distinct: nil)
        }
    }

    private func plan(
        _ column: ModelSchema.Column, quantiles: [Double], values: CategoryTable, moments: Moments?
    ) -> Plan {
        let numbers = values.entries.compactMap { Double($0.value) }.filter(\.isFinite).sorted()
        let isDistinct = values.distinct <= Self.distinctLimit && !numbers.isEmpty
        var edges = isDistinct ? BinEdges.distinctValues(numbers) : BinEdges.equalMass(quantiles: quantiles)
        if let known = edges, let minimum = moments?.minimum, let maximum = moments?.maximum {
            edges = known.extended(toCover: minimum, maximum)
        }
        // A column without any number in the reference: one bin, so that what comes is seen as out of range.
        let binned = BinnedColumn(column.name, edges.map { .numeric($0) } ?? .presence)
        return Plan(
            column: column, binned: binned, isDistinct: isDistinct,
            median: quantiles.isEmpty ? nil : quantiles[quantiles.count / 2],
            distinct: isDistinct ? values.distinct : nil)
    }
}
