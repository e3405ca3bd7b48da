package import Domain

/// Which records of a model.
package struct RecordSelection: Sendable, Hashable {
    /// `nil` for all.
    package var environments: [Environment]?
    package var versions: [String]?
    /// Versions that are left out.
    package var withoutVersions: [String] = []
    /// Event times from here on.
    package var from: Timestamp?
    /// Event times before this.
    package var to: Timestamp?
    /// Only what had arrived by then counts; `nil` for all.
    package var asOf: Timestamp?

    /// How far to look in the order of arrival; `nil` for everything that has come.
    package var mark: ArrivalMark?
    /// Only records that came after this place, or up to this one, in the order of arrival.
    package var arrivedAfter: Int64?
    package var arrivedUpTo: Int64?
    /// Only about so many records, the first to arrive, with those that others have taken the place of.
    package var firstArrived: Int?
    /// Only records for which ground truth came after this place in the order of the actuals' arrival.
    package var labelledAfter: Int64?
    /// Only records of these hours since 1970, or of none of these; `nil` in a set stands for records without a time.
    package var insideHours: Set<Int64?>?
    package var outsideHours: Set<Int64?>?

    package init(
        environments: [Environment]? = nil, versions: [String]? = nil, from: Timestamp? = nil, to: Timestamp? = nil,
        asOf: Timestamp? = nil
    ) {
        self.environments = environments
        self.versions = versions
        self.from = from
        self.to = to
        self.asOf = asOf
    }
}
