/// Asks for rows of two relations that are of the same record, by its key: what was computed once is held against what was computed again.
///
/// Keys are compared as categories, so that a number and its text are one. A key that is missing in a cell, or that one side has more than
/// once, joins nothing and is counted.
package struct PairQuery: Sendable, Hashable {
    package var offline: Relation
    package var online: Relation
    package var keys: [String]
    /// Where keys come again and again: a column of times on both sides, and how far apart, in microseconds, two times of a pair may be. Each
    /// online row takes the nearest offline row, of equally near ones the first.
    package var time: Time?
    package var features: [CountedColumn]
    /// Two numbers that differ by no more than this part of the larger are equal; moments are equal only when they are the same.
    package var tolerance: Double

    package struct Time: Sendable, Hashable {
        package var column: String
        package var tolerance: Int64

        package init(column: String, tolerance: Int64) {
            self.column = column
            self.tolerance = tolerance
        }
    }

    package init(offline: Relation, online: Relation, keys: [String], time: Time? = nil, features: [CountedColumn], tolerance: Double) {
        self.offline = offline
        self.online = online
        self.keys = keys
        self.time = time
        self.features = features
        self.tolerance = tolerance
    }

    /// The tolerance of a feature: none for moments, of whose seconds since 1970 a part is long.
    package func tolerance(of feature: CountedColumn) -> Double { offline.column(feature.name)?.type == .timestamp ? 0 : tolerance }

    /// What the two sides have in common before any row is read.
    ///
    /// - Throws: `StoreError` of kind `badInput` for columns that one side has not, and keys of types that have no categories.
    package func require() throws(StoreError) {
        guard !keys.isEmpty else { throw StoreError(.badInput, "rows are joined by one key column or more") }
        for relation in [offline, online] {
            _ = try relation.requireColumns(features.map(\.name))
            for column in try relation.requireColumns(keys + (time.map { [$0.column] } ?? [])) {
                guard case .other(let type) = column.type else { continue }
                throw StoreError(
                    .badInput, "\(relation.name): column '\(column.name)' is of type \(type), by which no rows can be joined; use a number, a text or a time")
            }
        }
    }
}

/// How many rows found each other, and how many features' values are the same in them.
package struct PairCounts: Sendable, Hashable {
    /// What became of the rows of one side.
    package struct Side: Sendable, Hashable {
        package var rows: Int
        /// Rows without a value in a key column, or without a readable time where one is asked for.
        package var withoutKey: Int
        /// Rows whose key (and time) another row of the same side has, too.
        package var repeated: Int
        /// Rows that are left and have no counterpart.
        package var alone: Int

        package init(rows: Int, withoutKey: Int, repeated: Int, alone: Int) {
            self.rows = rows
            self.withoutKey = withoutKey
            self.repeated = repeated
            self.alone = alone
        }
    }

    /// A feature over all pairs. Numbers that are no finite number count as missing.
    package struct Feature: Sendable, Hashable {
        /// Pairs with a value on both sides, and those of them in which it differs.
        package var both: Int
        package var different: Int
        /// Pairs with a value on one side only.
        package var offlineNull: Int
        package var onlineNull: Int

        package init(both: Int, different: Int, offlineNull: Int, onlineNull: Int) {
            self.both = both
            self.different = different
            self.offlineNull = offlineNull
            self.onlineNull = onlineNull
        }
    }

    package var offline: Side
    package var online: Side
    package var pairs: Int
    /// In the order asked for.
    package var features: [Feature]

    package init(offline: Side, online: Side, pairs: Int, features: [Feature]) {
        self.offline = offline
        self.online = online
        self.pairs = pairs
        self.features = features
    }
}

/// Some pairs of rows, in the order of the online relation.
package struct PairedRows: Sendable, Hashable {
    /// The key of each pair, its columns joined by `, `.
    package var keys: [String]
    /// In the order of the features asked for; each has a cell for every pair.
    package var offline: [WindowRows.Cells]
    package var online: [WindowRows.Cells]
    /// For each lag asked for what `offline` was that many rows earlier; see `Store.pairs`.
    package var earlier: [[WindowRows.Cells]]

    package init(keys: [String], offline: [WindowRows.Cells], online: [WindowRows.Cells], earlier: [[WindowRows.Cells]]) {
        self.keys = keys
        self.offline = offline
        self.online = online
        self.earlier = earlier
    }
}

/// A store whose engine joins rows of two relations.
package protocol PairingStore: Store {
    /// Counts over all pairs: one pass over the keys of both sides, one over the features of rows that found each other.
    ///
    /// - Throws: what `PairQuery.require` throws.
    func pairCounts(_ query: PairQuery) async throws -> PairCounts

    /// At most `limit` pairs, those whose online row comes first in `SamplingOrder`.
    ///
    /// "Earlier" offline rows are those of the same key in the order of times, where the query has times; where it has several keys, those of
    /// the same keys but the last in the order of that; else all rows in their order.
    ///
    /// - Throws: what `PairQuery.require` throws.
    func pairs(_ query: PairQuery, limit: Int, lags: [Int]) async throws -> PairedRows
}
