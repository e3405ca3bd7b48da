package import Domain
package import Statistics

/// A column and how its values are to be read.
package struct CountedColumn: Sendable, Hashable {
    package var name: String
    package var type: FeatureType

    package init(_ name: String, _ type: FeatureType) {
        self.name = name
        self.type = type
    }
}

/// A column and the bins its values are counted over.
package struct BinnedColumn: Sendable, Hashable, Codable {
    package enum Bins: Sendable, Hashable, Codable {
        case numeric(BinEdges)
        case categorical(Dictionary)
        /// Only whether there is a value: texts.
        case presence
        /// Only whether there is a readable time.
        case time
    }

    /// The values of a categorical column that are counted one by one.
    package struct Dictionary: Sendable, Hashable, Codable {
        package var values: [String]
        /// Whether these are all values of the reference: then others are unseen, else they are "other".
        package var isComplete: Bool

        package init(values: [String], isComplete: Bool) {
            self.values = values
            self.isComplete = isComplete
        }
    }

    package var name: String
    package var bins: Bins

    package init(_ name: String, _ bins: Bins) {
        self.name = name
        self.bins = bins
    }
}

/// The different values of a column.
package struct CategoryTable: Sendable, Hashable {
    package struct Entry: Sendable, Hashable {
        package var value: String
        package var count: Int

        package init(value: String, count: Int) {
            self.value = value
            self.count = count
        }
    }

    /// The most frequent values.
    package var entries: [Entry]
    /// All different values, listed or not.
    package var distinct: Int

    package init(entries: [Entry], distinct: Int) {
        self.entries = entries
        self.distinct = distinct
    }
}

/// What one window holds, and the moments of its numeric columns.
package struct WindowMoments: Keyed, Sendable, Hashable {
    /// `nil` for the records without a readable time.
    package var key: Int64?
    package var rows: Int
    /// First and last event time, where the windowing has a time column.
    package var firstTime: Timestamp?
    package var lastTime: Timestamp?
    /// In the order of the columns asked for.
    package var columns: [NumericMoments]

    package init(key: Int64?, rows: Int, firstTime: Timestamp?, lastTime: Timestamp?, columns: [NumericMoments]) {
        self.key = key
        self.rows = rows
        self.firstTime = firstTime
        self.lastTime = lastTime
        self.columns = columns
    }
}

/// Moments of one column, with the skewness that some bin rules need.
package struct NumericMoments: Sendable, Hashable {
    package var moments: Moments
    /// `m3 / m2^1.5` with population moments; `nil` for fewer than three values or a constant.
    package var skewness: Double?

    package init(moments: Moments, skewness: Double?) {
        self.moments = moments
        self.skewness = skewness
    }
}

/// The counts of one window.
package struct WindowCounts: Keyed, Sendable, Hashable {
    package var key: Int64?
    /// In the order of the columns asked for.
    package var columns: [BinnedCounts]

    package init(key: Int64?, columns: [BinnedCounts]) {
        self.key = key
        self.columns = columns
    }
}

/// The counts of one column in one window.
package struct BinnedCounts: Sendable, Hashable {
    package enum Bins: Sendable, Hashable {
        case histogram(Histogram)
        case categories(CategoryCounts)
        case none
    }

    package var counts: ColumnCounts
    package var bins: Bins

    package init(counts: ColumnCounts, bins: Bins) {
        self.counts = counts
        self.bins = bins
    }
}

/// How unique a column is.
package struct IdentityCounts: Sendable, Hashable {
    package var rows: Int
    package var nulls: Int
    /// Different values.
    package var distinct: Int
    /// A value that is there more than once.
    package var example: String?

    package init(rows: Int, nulls: Int, distinct: Int, example: String?) {
        self.rows = rows
        self.nulls = nulls
        self.distinct = distinct
        self.example = example
    }

    /// Rows that repeat a value an earlier row has.
    package var duplicates: Int { rows - nulls - distinct }
}

/// A value that does not fit its column.
package struct Misfit: Sendable, Hashable {
    package var value: String
    package var count: Int

    package init(value: String, count: Int) {
        self.value = value
        self.count = count
    }
}

/// The values of one column in one window, in no particular order.
package struct WindowValues: Keyed, Sendable, Hashable {
    package var key: Int64?
    package var values: [Double]

    package init(key: Int64?, values: [Double]) {
        self.key = key
        self.values = values
    }
}
