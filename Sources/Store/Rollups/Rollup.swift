package import Domain

/// A summary of some of the records of one hour, environment and version; several of them together are the hour. Or of all
/// records of one day, so that a long history is read in few.
package struct Rollup: Sendable, Hashable {
    package var environment: Environment
    package var version: String
    /// The number of the hour since 1970; `nil` for records without a readable time.
    package var hour: Int64?
    /// Whether it is of the 24 hours from `hour` on.
    package var isDay: Bool
    package var summary: HourSummary

    package init(environment: Environment, version: String, hour: Int64?, isDay: Bool = false, summary: HourSummary) {
        self.environment = environment
        self.version = version
        self.hour = hour
        self.isDay = isDay
        self.summary = summary
    }
}

extension Rollup {
    /// Which records it is of.
    struct Place: Hashable {
        var environment: Environment
        var version: String
        var hour: Int64?
        var isDay: Bool
    }

    var place: Place { Place(environment: environment, version: version, hour: hour, isDay: isDay) }

    var day: RolledDay? { hour.map(RolledDay.init(of:)) }

    /// One of all that have the same place.
    static func joined(_ rollups: [Rollup], _ plan: RollupPlan, at place: (Rollup) -> Place) throws -> [Rollup] {
        try Dictionary(grouping: rollups, by: place).map { place, parts in
            Rollup(
                environment: place.environment, version: place.version, hour: place.hour, isDay: place.isDay,
                summary: try HourSummary(merging: parts.map(\.summary), plan))
        }
    }
}

/// How far a model's rows are taken in: up to these places in the order of arrival, -1 for none.
package struct ArrivalMark: Sendable, Hashable {
    package var records: Int64
    package var actuals: Int64

    package init(records: Int64, actuals: Int64) {
        self.records = records
        self.actuals = actuals
    }

    package static let none = ArrivalMark(records: -1, actuals: -1)
}

/// What has come since roll-ups were last brought up to date.
package struct PendingRollups: Sendable, Hashable {
    /// Records of one environment and version.
    package struct Group: Sendable, Hashable {
        package var environment: Environment
        package var version: String

        package init(environment: Environment, version: String) {
            self.environment = environment
            self.version = version
        }
    }

    package var from: ArrivalMark
    package var to: ArrivalMark
    /// Hours in which a record or a label was replaced: what was written down of them no longer holds.
    package var reopened: Set<Int64?>
    /// Those that may be concerned.
    package var groups: [Group]

    package init(from: ArrivalMark, to: ArrivalMark, reopened: Set<Int64?>, groups: [Group]) {
        self.from = from
        self.to = to
        self.reopened = reopened
        self.groups = groups
    }
}

/// A change of a model's roll-ups, made whole or not at all. Days in which an hour changes are to be made again.
package struct RollupChange: Sendable {
    /// Hours of which everything that was written down goes.
    package var replacedHours: Set<Int64?>
    package var added: [Rollup]
    package var mark: ArrivalMark

    package init(replacedHours: Set<Int64?>, added: [Rollup], mark: ArrivalMark) {
        self.replacedHours = replacedHours
        self.added = added
        self.mark = mark
    }
}

/// Which roll-ups.
package struct RollupSelection: Sendable, Hashable {
    package var environments: [Environment]?
    package var versions: [String]?
    /// Versions that are left out.
    package var withoutVersions: [String] = []
    /// Hours since 1970; `nil` for all, among them the records without a time.
    package var hours: Range<Int64>?
    /// Only these hours.
    package var only: Set<Int64?>?
    /// Whether whole days that are summed up may come as one each.
    package var mayBeDays = false

    package init(environments: [Environment]? = nil, versions: [String]? = nil, hours: Range<Int64>? = nil) {
        self.environments = environments
        self.versions = versions
        self.hours = hours
    }
}
