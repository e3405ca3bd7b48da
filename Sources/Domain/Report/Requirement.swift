/// What must hold of a model before it is launched, as a file of requirements says it.
package struct Requirement: Sendable, Hashable {
    /// What is looked at.
    package enum Subject: Sendable, Hashable {
        /// A metric of the version that is judged, in each of some slices.
        case metric(String, slices: [NamedSlice])
        /// How much better by a metric the version is than the champion, in each of some slices, and in those that a search finds.
        case champion(metric: String, slices: [NamedSlice], search: SliceSearchSettings?)
        /// How decisions fall on the groups of a column.
        case fairness(attribute: PlacedName, parity: Parity)
        /// Features in the same rows, computed twice: the share of rows in which one differs.
        case sameRows(except: [PlacedName])
        /// Features of other rows: no transformation of a distribution, nor a distance beyond the limit, where there is one.
        case distributions(except: [PlacedName])
        /// How much more is lost in a slice that a search finds than elsewhere.
        case badSlices(SliceSearchSettings)
        /// The share of cells without a value; of all features where none are named.
        case missing(columns: [PlacedName], except: [PlacedName])
        /// The number of records.
        case records
        /// The share of records that repeat an identity.
        case duplicates
        /// The share of records whose ground truth is known.
        case labelled
    }

    /// What a requirement that is not met does to the gate.
    package enum Effect: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
        case pass, warn, fail

        package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

        private var rank: Int { self == .pass ? 0 : self == .warn ? 1 : 2 }
    }

    package var subject: Subject
    /// What its owner calls it; `nil` for what it says.
    package var name: String?
    package var limit: Limit
    /// Whether the bad end of the interval must hold, too.
    package var isConfident: Bool
    /// Of intervals, such as 0.95.
    package var confidence: Double
    /// Of fewer rows nothing is said.
    package var leastRows: Int
    /// What too few rows do.
    package var tooFew: Effect
    /// Whether the gate closes when it is not met; else it warns.
    package var isRequired: Bool
    package var place: SourcePlace

    package init(
        _ subject: Subject, name: String? = nil, limit: Limit, isConfident: Bool = false, confidence: Double = 0.95, leastRows: Int = 100,
        tooFew: Effect = .fail, isRequired: Bool = true, place: SourcePlace
    ) {
        self.subject = subject
        self.name = name
        self.limit = limit
        self.isConfident = isConfident
        self.confidence = confidence
        self.leastRows = leastRows
        self.tooFew = tooFew
        self.isRequired = isRequired
        self.place = place
    }
}

/// What a number must not be below, or above; both are still fine.
package struct Limit: Sendable, Hashable, Codable {
    package var lowest: Double?
    package var highest: Double?

    package init(lowest: Double? = nil, highest: Double? = nil) {
        self.lowest = lowest
        self.highest = highest
    }

    package func holds(_ value: Double) -> Bool { value >= lowest ?? -.infinity && value <= highest ?? .infinity }

    /// The end that a value misses, or is nearest to.
    package func end(near value: Double) -> Double? {
        guard let lowest, let highest else { return lowest ?? highest }
        return abs(value - lowest) <= abs(value - highest) ? lowest : highest
    }
}

/// The parities that groups may be held to.
package enum Parity: String, Sendable, Hashable, Codable, CaseIterable {
    case demographicParity = "demographic_parity"
    case disparateImpact = "disparate_impact"
    case equalOpportunity = "equal_opportunity"
    case equalisedOdds = "equalised_odds"
    case predictiveParity = "predictive_parity"

    /// The rates that are to be alike.
    package var measures: [FairnessReport.Measure] {
        switch self {
        case .demographicParity, .disparateImpact: [.selectionRate]
        case .equalOpportunity: [.truePositiveRate]
        case .equalisedOdds: [.truePositiveRate, .falsePositiveRate]
        case .predictiveParity: [.precision]
        }
    }
}

/// How slices are looked for.
package struct SliceSearchSettings: Sendable, Hashable {
    /// As `--loss` of `assay slices` names it; `nil` for the one that belongs to the predictions, or to the metric.
    package var loss: String?
    package var depth: Int
    /// The chance, at most, that any slice is told where there is none.
    package var level: Double
    /// The fewest records of a slice: a share of all up to 1, else a number; `nil` for the usual.
    package var support: Double?
    /// The columns that slices are made of; `nil` for all features and tags.
    package var columns: [PlacedName]?

    package init(loss: String? = nil, depth: Int = 2, level: Double = 0.05, support: Double? = nil, columns: [PlacedName]? = nil) {
        self.loss = loss
        self.depth = depth
        self.level = level
        self.support = support
        self.columns = columns
    }
}

/// A slice with the name that a file gives it.
package struct NamedSlice: Sendable, Hashable {
    /// `nil` for all records.
    package var slice: Slice?
    /// `all`, its name, or its text.
    package var name: String
    package var place: SourcePlace

    package init(_ slice: Slice?, name: String, place: SourcePlace) {
        self.slice = slice
        self.name = name
        self.place = place
    }
}

/// A name that a file says, such as a column's.
package struct PlacedName: Sendable, Hashable {
    package var name: String
    package var place: SourcePlace

    package init(_ name: String, place: SourcePlace) {
        self.name = name
        self.place = place
    }
}

/// Where a file says something; lines and columns are counted from 1.
package struct SourcePlace: Sendable, Hashable, CustomStringConvertible {
    package var file: String
    package var line: Int
    package var column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    package var description: String { "\(file), line \(line), column \(column)" }
}
