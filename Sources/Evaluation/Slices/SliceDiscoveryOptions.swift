package import Statistics
package import Store

/// What slices are looked for in.
package struct SliceDiscoveryInput: Sendable {
    /// The records that slices are parts of.
    package var current: Relation
    /// Their ground truth, where it is not with them.
    package var actuals: Relation?
    /// Earlier records with their ground truth, for changes.
    package var earlier: Relation?
    /// Theirs, where it is not with them.
    var earlierActuals: Relation?
    /// What the records lose, where that is not by the predictions beside them.
    var losses: RowLosses?

    package init(current: Relation, actuals: Relation? = nil, earlier: Relation? = nil) {
        self.current = current
        self.actuals = actuals
        self.earlier = earlier
    }
}

/// What records lose, by their places in the relation: none of it is negative.
struct RowLosses: Sendable {
    var name: String
    var values: [Int64: Double]
}

/// How slices are looked for.
package struct SliceDiscoveryOptions: Sendable {
    package enum Rank: String, Sendable, Hashable, CaseIterable {
        /// The mean loss, against the size: SliceLine's score.
        case worst
        /// All that is lost beyond the mean.
        case total
        /// All that is lost beyond what was lost earlier, and beyond what all records lose more than earlier.
        case change
    }

    /// The fewest records of a slice.
    package enum Support: Sendable, Hashable {
        case records(Int)
        /// Of the records, but no less than are needed to test anything.
        case share(Double)

        func count(of records: Int) -> Int {
            switch self {
            case .records(let count): max(1, count)
            case .share(let share): max(Self.least, Int((share * Double(records)).rounded(.up)))
            }
        }

        private static let least = 60
    }

    package var settings: SchemaSettings
    /// `nil` chooses by what is predicted.
    package var loss: PredictionLoss?
    package var rank: Rank
    /// How much the mean loss counts against the size, for `worst`: SliceLine's alpha.
    package var alpha: Double
    /// How many slices are looked for.
    package var top: Int
    /// The most conditions of a slice, 1 to 3.
    package var depth: Int
    package var support: Support
    /// The chance that any slice is found where there is none.
    package var level: Double
    /// The columns that slices are made of; `nil` for all features and tags.
    package var columns: [String]?
    /// The program's version, for the report.
    package var version: String

    package init(
        settings: SchemaSettings = SchemaSettings(), loss: PredictionLoss? = nil, rank: Rank = .worst, alpha: Double = 0.95, top: Int = 5,
        depth: Int = 3, support: Support = .share(0.01), level: Double = 0.05, columns: [String]? = nil, version: String
    ) {
        self.settings = settings
        self.loss = loss
        self.rank = rank
        self.alpha = alpha
        self.top = top
        self.depth = depth
        self.support = support
        self.level = level
        self.columns = columns
        self.version = version
    }

    var ranking: SliceRanking {
        switch rank {
        case .worst: .weighted(alpha: alpha)
        case .total: .excess
        case .change: .change
        }
    }
}
