/// How often each class was predicted for each actual class.
package struct ConfusionCounts: Sendable, Hashable, Codable {
    /// The class names in a fixed order, distinct. For a binary task: negative first, positive second.
    package let classes: [String]
    /// Row-major counts: `counts[actual * classes.count + predicted]`.
    package private(set) var counts: [Int]

    /// - Precondition: `counts` holds the square of the number of classes.
    package init(classes: [String], counts: [Int]) {
        precondition(counts.count == classes.count * classes.count, "a confusion matrix is square")
        self.classes = classes
        self.counts = counts
    }

    /// No rows yet.
    package init(classes: [String]) {
        self.init(classes: classes, counts: Array(repeating: 0, count: classes.count * classes.count))
    }

    /// Rows counted.
    package var total: Int { counts.reduce(0, +) }

    /// Rows whose actual class is `actual` and predicted class is `predicted`, both as places in `classes`.
    package subscript(actual actual: Int, predicted predicted: Int) -> Int {
        get { counts[actual * classes.count + predicted] }
        set { counts[actual * classes.count + predicted] = newValue }
    }

    /// The two-by-two table of one class against the rest.
    package func oneVersusRest(_ index: Int) -> BinaryConfusion {
        var table = BinaryConfusion()
        for actual in classes.indices {
            for predicted in classes.indices {
                let count = self[actual: actual, predicted: predicted]
                switch (actual == index, predicted == index) {
                case (true, true): table.truePositives += count
                case (true, false): table.falseNegatives += count
                case (false, true): table.falsePositives += count
                case (false, false): table.trueNegatives += count
                }
            }
        }
        return table
    }
}

extension ConfusionCounts: Mergeable {
    package mutating func merge(_ other: Self) throws(SummaryMismatch) {
        guard classes == other.classes else { throw SummaryMismatch("the confusion counts have different classes") }
        for index in counts.indices { counts[index] += other.counts[index] }
    }
}

/// The four cells of a binary decision.
package struct BinaryConfusion: Sendable, Hashable, Codable {
    /// Positive and predicted positive.
    package var truePositives: Int
    /// Negative, but predicted positive.
    package var falsePositives: Int
    /// Negative and predicted negative.
    package var trueNegatives: Int
    /// Positive, but predicted negative.
    package var falseNegatives: Int

    package init(truePositives: Int = 0, falsePositives: Int = 0, trueNegatives: Int = 0, falseNegatives: Int = 0) {
        self.truePositives = truePositives
        self.falsePositives = falsePositives
        self.trueNegatives = trueNegatives
        self.falseNegatives = falseNegatives
    }

    /// Rows counted.
    package var total: Int { truePositives + falsePositives + trueNegatives + falseNegatives }
}

extension BinaryConfusion: Mergeable {
    package mutating func merge(_ other: Self) {
        truePositives += other.truePositives
        falsePositives += other.falsePositives
        trueNegatives += other.trueNegatives
        falseNegatives += other.falseNegatives
    }
}
