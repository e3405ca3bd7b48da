/// How often something holds among the records of a window.
package struct RateCount: Sendable, Hashable {
    package var hits: Int
    package var total: Int

    package init(hits: Int = 0, total: Int = 0) {
        self.hits = hits
        self.total = total
    }

    package var rate: Double { total == 0 ? 0 : Double(hits) / Double(total) }

    package static func + (left: Self, right: Self) -> Self {
        Self(hits: left.hits + right.hits, total: left.total + right.total)
    }

    package static func - (left: Self, right: Self) -> Self {
        Self(hits: left.hits - right.hits, total: left.total - right.total)
    }
}

/// A window with what its hours and days let one expect.
package struct RateWindow: Sendable, Hashable {
    package var count: RateCount
    /// Hits that were to be expected.
    package var expected: Double

    package init(count: RateCount, expected: Double) {
        self.count = count
        self.expected = expected
    }

    /// What was to be expected, as a rate; 0 without records.
    package var rate: Double { count.total == 0 ? 0 : expected / Double(count.total) }
}
