/// How a version's decisions fall on the groups of a protected attribute.
package struct FairnessReport: Sendable, Hashable, Codable {
    package enum Measure: String, Sendable, Hashable, Codable, CaseIterable {
        /// Share of the records that are decided positive: demographic parity, and its ratio disparate impact.
        case selectionRate = "selection_rate"
        /// Share of the positives that are decided positive: equal opportunity.
        case truePositiveRate = "true_positive_rate"
        /// Share of the negatives that are decided positive: with the true positive rate, equalised odds.
        case falsePositiveRate = "false_positive_rate"
        /// Share of those decided positive that are positive: predictive parity.
        case precision
    }

    /// A measure in one group, beside the reference group's.
    package struct Rate: Sendable, Hashable, Codable {
        package var measure: Measure
        /// Records that have it, and that it is of.
        package var count: Int
        package var total: Int
        /// `nil` without any.
        package var value: Double?
        /// Less the reference group's, with its interval; `nil` in the reference group, and where either is of too few records.
        package var difference: Double?
        package var lower: Double?
        package var upper: Double?
        /// Divided by the reference group's, with its interval; `nil` besides where either count is 0.
        package var ratio: Double?
        package var ratioLower: Double?
        package var ratioUpper: Double?

        package init(measure: Measure, count: Int, total: Int, value: Double?) {
            self.measure = measure
            self.count = count
            self.total = total
            self.value = value
        }
    }

    package struct Group: Sendable, Hashable, Codable {
        package var value: String
        package var count: Int
        package var rates: [Rate]

        package init(value: String, count: Int, rates: [Rate]) {
            self.value = value
            self.count = count
            self.rates = rates
        }
    }

    package var version: String
    package var attribute: String
    /// The largest group, which others are compared with.
    package var reference: String
    /// The reference first, then by size.
    package var groups: [Group]

    package init(version: String, attribute: String, reference: String, groups: [Group]) {
        self.version = version
        self.attribute = attribute
        self.reference = reference
        self.groups = groups
    }

    /// A measure of fewer records than this is not compared.
    package static let leastRecords = 30
}
